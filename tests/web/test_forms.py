"""Every form speaks our own sentences, each once, at the field it is about."""

import copy
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

import safeconduct
from safeconduct.common.refusal import Reason, Refused
from safeconduct.web.forms import RELOAD, PlainForm, attempt


class WhyNot(Reason):
    """Reasons of an invented room."""

    EMPTY = "Nothing was written."
    LATE = "It is too late."


class Letter(PlainForm):
    """Two fields, a hidden one, and a group of choices."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    alias = forms.CharField(label="Alias", max_length=5)
    reason = forms.CharField(label="Reason")
    kind = forms.ChoiceField(
        label="Who writes?", choices=[("a", "A")], widget=forms.RadioSelect
    )


def every_form() -> Iterator[type[PlainForm]]:
    """Every form class of the product, once all modules of pages are loaded."""
    for info in pkgutil.walk_packages(safeconduct.__path__, "safeconduct."):
        door = {"office", "public"} & set(info.name.split("."))
        if door and not info.name.startswith(("safeconduct.doors", "safeconduct.settings")):
            importlib.import_module(info.name)
    left = list(PlainForm.__subclasses__())
    while left:
        form = left.pop()
        left += form.__subclasses__()
        if form.__module__.startswith("safeconduct."):
            yield form


def stock(field: forms.Field) -> set[str]:
    """The sentences Django would say for a field."""
    kinds = type(field).__mro__
    return {
        str(text)
        for kind in kinds
        for text in vars(kind).get("default_error_messages", {}).values()
    }


def test_no_field_of_any_form_says_a_stock_sentence() -> None:
    seen = 0
    for form in every_form():
        for name, field in form.base_fields.items():
            bare = PlainForm({})
            bare.fields = {name: copy.deepcopy(field)}
            bare.is_valid()
            said = set(map(str, bare.fields[name].error_messages.values()))
            assert not said & stock(field), f"{form.__name__}.{name}"
            seen += 1
    assert seen > 100


def errors_of(field: forms.Field, value: Any) -> list[str]:
    """What a form with this one field answers to this value."""
    sent = MultiValueDict({"one": [value]})
    form = PlainForm({"one": value}, sent)
    form.fields = {"one": field}
    return [str(text) for text in form.errors.get("one", ())]


NAME = forms.CharField(max_length=3, min_length=2)
COUNT = forms.IntegerField(min_value=1, max_value=5)
MONEY = forms.DecimalField(max_digits=3, decimal_places=1)
CHOICE = forms.ChoiceField(choices=[("a", "A")])
SEVERAL = forms.MultipleChoiceField(choices=[("a", "A")])


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (NAME, "", "Please fill this in."),
        (NAME, "abcd", "Please write at most 3 characters."),
        (NAME, "a", "Please write at least 2 characters."),
        (NAME, "a\0", "Please check this and write it again."),
        (COUNT, "many", "Please write a whole number, in digits."),
        (COUNT, "0", "Please write a number of at least 1."),
        (COUNT, "6", "Please write a number of at most 5."),
        (MONEY, "x", "Please write a number, in digits."),
        (MONEY, "12.34", "Please write at most 3 digits."),
        (MONEY, "1.23", "Please write at most 1 digits after the point."),
        (MONEY, "123", "Please write at most 2 digits before the point."),
        (forms.FloatField(), "x", "Please write a number, in digits."),
        (CHOICE, "", "Please choose one."),
        (CHOICE, "b", "Please choose one of those shown."),
        (SEVERAL, [], "Please choose at least one."),
        (SEVERAL, ["b"], "Please choose one of those shown."),
        (forms.BooleanField(), False, "Please tick this."),
        (forms.DateField(), "soon", "Please write a day, for example 2026-11-22."),
        (
            forms.DateTimeField(),
            "soon",
            "Please write day and time, for example 2026-11-22 18:30.",
        ),
        (forms.RegexField("^a$"), "b", "Please check this and write it again."),
        (forms.UUIDField(), "b", "Please check this and write it again."),
        (forms.FileField(), None, "Please choose a file."),
        (
            forms.FileField(),
            SimpleUploadedFile("a.txt", b""),
            "This file is empty. Please choose another.",
        ),
        (
            forms.FileField(max_length=3),
            SimpleUploadedFile("abc.txt", b"x"),
            "The name of this file is too long. Please give it a shorter one.",
        ),
    ],
)
def test_each_kind_of_field_says_what_to_do(
    field: forms.Field, value: Any, sentence: str
) -> None:
    assert sentence in errors_of(copy.deepcopy(field), value)


def test_a_sentence_of_the_field_itself_stays() -> None:
    own = forms.CharField(error_messages={"required": "Type your words."})
    assert errors_of(own, "") == ["Type your words."]


def test_the_summary_names_the_field_and_leads_to_its_control() -> None:
    assert Letter({"version": "1"}).summary() == [
        ("id_alias", "Alias · Please fill this in."),
        ("id_reason", "Reason · Please fill this in."),
        ("id_kind_0", "Who writes? · Please choose one."),
    ]


def test_a_page_cut_off_on_the_way_says_so_and_leads_nowhere() -> None:
    form = Letter({"alias": "x", "reason": "y", "kind": "a", "version": "z"})
    assert form.summary() == [("", str(RELOAD))]


def refuse() -> None:
    raise Refused([WhyNot.EMPTY, WhyNot.LATE, WhyNot.EMPTY])


def test_a_reason_stands_once_and_beside_the_field_it_is_about() -> None:
    form = Letter({"alias": "x", "reason": "y", "kind": "a", "version": "1"})
    assert form.is_valid()
    assert not attempt(form, refuse, {WhyNot.EMPTY: "reason"})
    assert form.summary() == [
        ("id_reason", "Reason · Nothing was written."),
        ("", "It is too late."),
    ]
    assert list(form.errors["reason"]) == ["Nothing was written."]
