"""When somebody changed first: both values of each field, and the worker chooses."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from safeconduct.web.forms import PlainForm
from safeconduct.web.say import say_day

NOTHING = "\N{EN DASH}"


@dataclass(frozen=True)
class Clash:
    """One field: how the page showed it, how it stands now, what was sent; all in words."""

    label: str
    seen: str
    now: str
    mine: str = ""


def conflict_page(
    request: HttpRequest,
    form: PlainForm,
    clashes: Sequence[Clash],
    context: Mapping[str, Any],
    also: Mapping[str, str],
) -> HttpResponse:
    """Nothing was written: both values of each field, and the form as it was filled in.

    `also` replaces what the form had seen by what stands now, so that sending it again is
    a choice made in knowledge of both. `context` as for office/form.html.
    """
    data = request.POST.copy()
    for name, value in also.items():
        data[name] = value
    form.data, form.is_bound = data, True
    form.errors.clear()
    found = {**context, "form": form, "errors": [], "clashes": clashes}
    return render(request, "office/conflict.html", found, status=HTTPStatus.CONFLICT)


class SeenForm(PlainForm):
    """A form over values that stand already; it carries them as its page showed them.

    `seen` is their canonical text (JSON, the form's fields by name), which the service compares
    with what stands when it writes: nothing that a colleague wrote meanwhile is lost.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def shown(self) -> str | None:
        """What the page showed; None when the form does not say."""
        return self.cleaned_data["seen"] or None


def written_first(
    request: HttpRequest, form: SeenForm, now: str, context: Mapping[str, Any]
) -> HttpResponse:
    """The conflict page of such a form; `now` is the text of what stands."""
    was, fresh = _values(form.shown()), _values(now)
    clashes = [
        Clash(
            str(field.label),
            _says(field, was.get(name)),
            _says(field, fresh[name]),
            _says(field, form.cleaned_data[name]),
        )
        for name, field in form.fields.items()
        if name in fresh and fresh[name] != was.get(name)
    ]
    return conflict_page(request, form, clashes, context, {"seen": now})


def _values(text: str | None) -> dict[str, Any]:
    """The fields of a canonical text; none of one that a browser made up."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _says(field: forms.Field, value: Any) -> str:
    """A field's value in words, however it came: typed, chosen, or from the text."""
    if isinstance(field, forms.BooleanField):
        return gettext("yes") if value else gettext("no")
    if value in (None, "", []):
        return NOTHING
    if isinstance(field, forms.ChoiceField):
        names = dict(field.choices)  # type: ignore[arg-type]
        chosen = value if isinstance(value, list) else [value]
        return "; ".join(str(names[one]) for one in chosen if one in names) or NOTHING
    if isinstance(field, forms.DateField):
        return say_day(value if isinstance(value, date) else date.fromisoformat(value))
    return str(value)
