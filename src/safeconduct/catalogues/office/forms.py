"""Forms of catalogues: an entry as its table is built, a file, a day, a decision."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.catalogues.core.check import LONGEST, PARTS, about
from safeconduct.catalogues.core.terms import Because, Document, Field, FieldKind
from safeconduct.catalogues.office.words import field_name, value_name
from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say

HINTS = {
    "code": _("Latin letters, digits, hyphens and underscores."),
    "reviewed_by": _(
        "Who speaks the language and knows the law, by a name of the programme. Empty while "
        "nobody has read it: approving a version is no review."
    ),
    "valid_to": _("Empty while no end is known."),
    "low": _("Whole units. Without amounts two people decide."),
}
PARTS_NAMED = {"low": _("low"), "mode": _("middle"), "high": _("high")}
K = FieldKind


class SeenDraft(PlainForm):
    """How often the draft had been written when the page was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class EntryForm(SeenDraft):
    """The fields of one entry, as its table is built."""

    def __init__(self, fields: Sequence[Field], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.built = fields
        for field in fields:
            self.fields |= _fields_of(field)

    def clean(self) -> dict[str, Any]:
        """What the catalogue would call a fault in one field is said beside it."""
        asked = super().clean() or {}
        for field in self.built:
            words = field.kind in (K.CODE, K.LINE, K.LONG) and field.name in asked
            why = about(field, asked[field.name]) if words else None
            if why:
                self.add_error(field.name, say(why))
        return asked

    def values(self) -> Document:
        """What was filled in, in the order of the fields; what is empty is left out."""
        found = {field.name: self._value(field) for field in self.built}
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def _value(self, field: Field) -> Any:
        asked = self.cleaned_data
        if field.kind is K.RATIO:
            return {part: asked[f"{field.name}_{part}"] for part in PARTS}
        value = asked[field.name]
        if field.kind is K.DAY_TEXT:
            return str(value) if value else ""
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def shown_in(fields: Sequence[Field], values: Document) -> dict[str, Any]:
    """What a form of these fields begins with."""
    found = {field.name: values.get(field.name) for field in fields}
    for field in fields:
        ratio = values.get(field.name)
        if field.kind is K.RATIO and isinstance(ratio, dict):
            found |= {f"{field.name}_{part}": ratio.get(part) for part in PARTS}
    return found


def _fields_of(field: Field) -> dict[str, forms.Field]:
    if field.kind is K.RATIO:
        return {f"{field.name}_{part}": _part(field, part) for part in PARTS}
    return {field.name: MADE[field.kind](field, _words(field))}


def _words(field: Field) -> dict[str, Any]:
    return {
        "label": field_name(field.name),
        "help_text": HINTS.get(field.name, ""),
        "required": field.required,
    }


def _part(field: Field, part: str) -> forms.Field:
    label = f"{field_name(field.name)}: {PARTS_NAMED[part]}"
    return forms.FloatField(label=label, required=field.required)


def _choices(field: Field) -> list[tuple[str, str]]:
    return [(one, value_name(one, field.name)) for one in field.choices]


def _line(field: Field, words: dict[str, Any]) -> forms.Field:
    del field
    return forms.CharField(max_length=LONGEST, **words)


def _long(field: Field, words: dict[str, Any]) -> forms.Field:
    del field
    return forms.CharField(
        max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **words
    )


def _bool(field: Field, words: dict[str, Any]) -> forms.Field:
    del field
    return forms.BooleanField(**words | {"required": False})


def _choice(field: Field, words: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), *_choices(field)], **words)


def _several(field: Field, words: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_choices(field), widget=forms.CheckboxSelectMultiple, **words
    )


def _day(field: Field, words: dict[str, Any]) -> forms.Field:
    del field
    return forms.DateField(**words | {"help_text": words["help_text"] or DAY_HINT})


def _amount(field: Field, words: dict[str, Any]) -> forms.Field:
    del field
    return forms.IntegerField(min_value=1, **words)


DAY_HINT = _("For example 2026-11-20.")
MADE = {
    K.AMOUNT: _amount,
    K.BOOL: _bool,
    K.CHOICE: _choice,
    K.CODE: _line,
    K.DAY: _day,
    K.DAY_TEXT: _day,
    K.LINE: _line,
    K.LONG: _long,
    K.SEVERAL: _several,
}


class FileForm(SeenDraft):
    """A TOML file that takes the place of the draft."""

    file = forms.FileField(label=_("TOML file"))


class SendForm(SeenDraft):
    """From which day it shall count."""

    wanted_from = forms.DateField(
        label=_("From which day shall it count?"),
        help_text=_("Empty: from the day of its approval. For example 2026-11-20."),
        required=False,
    )

    def day(self) -> date | None:
        """The day wanted, or None."""
        found: date | None = self.cleaned_data["wanted_from"]
        return found


class ReturnForm(PlainForm):
    """Why a version goes back: one of the listed reasons."""

    why = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [(one.name, say(one)) for one in Because]  # type: ignore[attr-defined]
