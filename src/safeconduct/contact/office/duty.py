"""The duty roster: who is on duty, hours nobody covers, and a form to fill them."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import ask_names, names_of, roles_by_officer
from safeconduct.accounts.signed import Signed
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.duty import AHEAD, ROLE_ON, Duty, Shift, on_duty
from safeconduct.contact.queries.duty import ask_on_duty, gaps_ahead, roster
from safeconduct.contact.services.duty import add_shift, remove_shift
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say, say_span
from safeconduct.web.together import Reads

MOST_DAYS = 14  # a roster is made for a fortnight at most: nobody knows more of their nights
CLOCK = _("UTC, for example 2026-11-22 18:00.")


def language_names() -> list[tuple[str, str]]:
    """The languages people write in, in the language of the page."""
    return [
        (one.value, translation.get_language_info(one.value)["name_translated"])
        for one in Language
    ]


class ShiftForm(PlainForm):
    """Who, on which duty, from when until when, on how many days in a row."""

    place = forms.ChoiceField(label=_("Officer and duty"))
    languages = forms.MultipleChoiceField(
        label=_("Languages the officer speaks"),
        choices=language_names,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    start = forms.DateTimeField(label=_("From"), help_text=CLOCK)
    end = forms.DateTimeField(label=_("Until"), help_text=CLOCK)
    days = forms.IntegerField(
        label=_("On how many days in a row?"), min_value=1, max_value=MOST_DAYS, initial=1
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose")), *_places()]  # type: ignore[attr-defined]

    def add(self, me: Signed) -> list[UUID]:
        """Put the shifts on the roster."""
        asked = self.cleaned_data
        officer, _space, duty = asked["place"].partition(" ")
        return add_shift(
            me,
            UUID(officer),
            Duty(duty),
            asked["start"],
            asked["end"],
            asked["languages"],
            asked["days"],
        )


def _places() -> list[tuple[str, list[tuple[str, str]]]]:
    """(duty, officers who may be on it), as a drop-down list."""
    officers = roles_by_officer()
    found = []
    for duty in Duty:
        needed = ROLE_ON.get(duty)
        rows = [
            (f"{officer} {duty.value}", f"{alias} · {say(duty)}")
            for officer, alias, roles in officers
            if needed is None or needed in roles
        ]
        found.append((say(duty), rows))
    return found


@needs(Permission.ROSTER_READ)
def duty(request: HttpRequest, me: Signed) -> HttpResponse:
    """Who is on duty now and in the coming days; hours that nobody covers stand first."""
    shifts = roster(me.at, me.at + MOST_DAYS * AHEAD / 3)
    names = names_of(one.officer_id for one in shifts)
    open_hours = gaps_ahead(shifts, me.at)
    context = {
        "now": _duties(on_duty(shifts, me.at), names),
        "gaps": [
            (say(one), [say_span(span.start, span.end) for span in spans])
            for one, spans in open_hours.items()
        ],
        "shifts": [_row(one, names) for one in shifts],
        "may_hand_over": may(me.actor, Permission.SHIFT_HAND_OVER),
        "may_write": may(me.actor, Permission.ROSTER_WRITE),
    }
    return render(request, "contact/duty.html", context)


def _row(one: Shift, names: dict[UUID | None, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "who": names.get(one.officer_id, ""),
        "duty": say(one.duty),
        "span": say_span(one.start, one.end),
        "languages": _spoken(one),
    }


def _spoken(one: Shift) -> str:
    names = dict(language_names())
    return ", ".join(str(names[code]) for code in one.languages if code in names)


def _duties(now: list[Shift], names: dict[UUID | None, str]) -> list[tuple[str, str]]:
    """(duty, who is on it now) for every duty; "" for one that nobody covers."""
    return [
        (say(one), ", ".join(_who(shift, names) for shift in now if shift.duty is one))
        for one in Duty
    ]


def _who(shift: Shift, names: dict[UUID | None, str]) -> str:
    spoken = _spoken(shift)
    alias = names.get(shift.officer_id, "")
    return f"{alias} ({spoken})" if spoken else alias


def ask_on_duty_says(me: Signed) -> Reads[list[tuple[str, str]]]:
    """(duty, who is on it now), for other pages; empty for roles that know no roster."""
    if not may(me.actor, Permission.ROSTER_READ):
        return []
    now = yield from ask_on_duty(me.at)
    return _duties(now, (yield from ask_names([one.officer_id for one in now])))


@needs(Permission.ROSTER_WRITE)
def add(request: HttpRequest, me: Signed) -> HttpResponse:
    """Put an officer on duty."""
    form = ShiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: form.add(me)):
        return redirect("contact:duty")
    context = {
        "title": gettext("Put an officer on duty"),
        "button": gettext("Put on the roster"),
        "back": reverse("contact:duty"),
        "back_label": gettext("Duty"),
    }
    return form_page(request, form, "office/form.html", context)


@require_POST
@needs(Permission.ROSTER_WRITE)
def remove(request: HttpRequest, me: Signed, shift_id: UUID) -> HttpResponse:
    """Take a shift off the roster."""
    del request
    remove_shift(me, shift_id)
    return redirect("contact:duty")
