"""The pages of places that receive people: which are open now, or at an hour asked for."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Reason
from safeconduct.contact.core.places import (
    Place,
    PlaceKind,
    Room,
    Tonight,
    WhyNoPlace,
    is_open,
    takes_at,
)
from safeconduct.contact.queries.places import all_places, one_place
from safeconduct.contact.services.places import Said, add_place, change_place
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say, say_time

HOURS = forms.TimeInput(format="%H:%M")
TONES = {Tonight.TAKES: "ok", Tonight.FULL: "wait", Tonight.SHUT: "stop"}
WRONG: dict[Reason, str] = {WhyNoPlace.EXTENSION: "extension", WhyNoPlace.NO_DAYS: "days"}


class HourForm(PlainForm):
    """A moment to ask for."""

    at = forms.DateTimeField(label=_("At"), help_text=_("UTC, for example 2026-11-22 18:00."))


class PlaceForm(PlainForm):
    """What is said of a place; no name and no address has a field here."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=[(one.name, _(one.value)) for one in PlaceKind]
    )
    room = forms.ChoiceField(
        label=_("How many people for a night?"),
        choices=[(one.name, _(one.value)) for one in Room],
        widget=forms.RadioSelect,
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Opens on"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(
        label=_("Opens at"), help_text=_("UTC, for example 18:00."), widget=HOURS
    )
    closes = forms.TimeField(
        label=_("Closes at"),
        help_text=_("The same hour means all day; an earlier one, the next morning."),
        widget=HOURS,
    )
    tonight = forms.ChoiceField(
        label=_("What it said last"),
        choices=[(one.name, _(one.value)) for one in Tonight],
        widget=forms.RadioSelect,
    )
    extension = forms.CharField(
        label=_("Extension at our own desk"),
        help_text=_("Whoever answers it calls the place. Never its own number."),
        max_length=5,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def said(self) -> Said:
        """The form as the service takes it."""
        asked = self.cleaned_data
        return Said(
            Room[asked["room"]],
            asked["opens"],
            asked["closes"],
            frozenset(asked["days"]),
            Tonight[asked["tonight"]],
            asked["extension"],
        )


@needs(Permission.ROSTER_READ)
def places(request: HttpRequest, me: Signed) -> HttpResponse:
    """Places that take people now, or at an hour asked for; then every place."""
    form, at = HourForm(request.GET or None), me.at.astimezone(UTC)
    if "at" in request.GET and form.is_valid():
        asked: datetime = form.cleaned_data["at"]
        at = asked.astimezone(UTC)
    every = all_places()
    context = {
        "form": form,
        "errors": form.summary() if form.is_bound else [],
        "at": at,
        "open": [_told(one, at) for one in takes_at(every, at)],
        "rest": [_told(one, at) for one in every if one not in takes_at(every, at)],
        "may_write": may(me.actor, Permission.ROSTER_WRITE),
    }
    return render(request, "contact/places.html", context)


def _told(place: Place, at: datetime) -> dict[str, Any]:
    hours = gettext("all day")
    if place.opens != place.closes:
        hours = " – ".join(_clock(one) for one in (place.opens, place.closes))
    daily = len(place.days) == len(WEEKDAYS)
    days = "" if daily else ", ".join(str(WEEKDAYS_ABBR[day]) for day in sorted(place.days))
    return {
        "id": place.id,
        "name": f"{say(place.kind)} {place.number}",
        "room": say(place.room),
        "hours": f"{days} {hours}".strip(),
        "is_open": is_open(place, at),
        "tonight": say(place.tonight),
        "tone": TONES[place.tonight],
        "said_at": place.said_at,
        "extension": place.extension,
    }


def _clock(hour: time) -> str:
    return say_time(datetime.combine(date.min, hour, UTC))


@needs(Permission.ROSTER_WRITE)
def add(request: HttpRequest, me: Signed) -> HttpResponse:
    """Write a place down."""
    form = PlaceForm(request.POST or None, initial={"tonight": Tonight.TAKES.name})

    def deed() -> None:
        add_place(me, PlaceKind[form.cleaned_data["kind"]], form.said())

    if request.method == "POST" and form.is_valid() and attempt(form, deed, WRONG):
        return redirect("contact:places")
    return _page(request, form, gettext("Write a place down"))


@needs(Permission.ROSTER_WRITE)
def change(request: HttpRequest, me: Signed, place_id: UUID) -> HttpResponse:
    """Say what is so now: hours, room, full or not."""
    place = one_place(place_id)
    form = PlaceForm(request.POST or None, initial=_now(place))
    del form.fields["kind"]

    def deed() -> None:
        change_place(me, place_id, form.said(), form.cleaned_data["seen"])

    if request.method == "POST" and form.is_valid() and attempt(form, deed, WRONG):
        return redirect("contact:places")
    return _page(request, form, f"{say(place.kind)} {place.number}")


def _now(place: Place) -> dict[str, Any]:
    return {
        "room": place.room.name,
        "days": sorted(place.days),
        "opens": place.opens,
        "closes": place.closes,
        "tonight": place.tonight.name,
        "extension": place.extension,
        "seen": str(place.said_at),
    }


def _page(request: HttpRequest, form: PlaceForm, title: str) -> HttpResponse:
    context = {
        "title": title,
        "button": gettext("Write down"),
        "back": reverse("contact:places"),
        "back_label": gettext("Places that receive people"),
    }
    return form_page(request, form, "office/form.html", context)
