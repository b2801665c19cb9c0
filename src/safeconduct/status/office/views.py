"""The status file of a case: what applies now, by when to act, and why."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import case_for
from safeconduct.common.refusal import Unknown
from safeconduct.status import services
from safeconduct.status.core.terms import Authority, ReadingKind, ReadingState
from safeconduct.status.office.forms import ClosingForm, DeadlineForm, PositionForm
from safeconduct.status.office.words import (
    authority_says,
    deadline_context,
    kind_says,
    protections_say,
)
from safeconduct.status.queries import (
    ReadingView,
    deadlines_of,
    file_of_deadline,
    file_of_reading,
    list_opened_on,
    places_of,
    protections_of,
    reading_views,
    wishes,
)
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page


@needs(Permission.STATUS_READ)
def file_page(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """What protects the person now, positions, deadlines with their count, wish, places."""
    case = case_for(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    today = me.at.date()
    positions = reading_views(keys)
    context = {
        "case": case,
        "protections": protections_say(protections_of(file_id)),
        "positions": [_position(view) for view in positions],
        "asylum_open": any(
            view.row.kind is ReadingKind.ASYLUM_APPLICANT and view.is_open for view in positions
        ),
        "deadlines": [deadline_context(one, today) for one in deadlines_of(file_id, today)],
        "wishes": wishes(keys),
        "shown_on": list_opened_on(file_id),
        "places": places_of(file_id),
        "may_write": may(me.actor, Permission.STATUS_WRITE),
    }
    return render(request, "status/file.html", context)


def _position(view: ReadingView) -> dict[str, Any]:
    return {
        "id": view.id,
        "kind": kind_says(view.row.kind),
        "is_open": view.is_open,
        "waits": view.state is ReadingState.CLOSING,
        "closes": bool(view.row.closers),
        "opened_on": view.opened_on,
        "basis": view.row.basis,
        "source": view.row.source,
        "checked": bool(view.row.checked_by.strip()),
        "authority": authority_says(Authority(view.authority)) if view.authority else "",
        "to": kind_says(ReadingKind(view.closes_to)) if view.closes_to else "",
        "decided_on": view.decided_on,
        "paper": view.paper,
        "proposer": view.proposer,
    }


def on_file(
    me: Signed, file_id: UUID, title: str, button: str, lead: str = ""
) -> dict[str, Any]:
    """Context of a form page of a status file; Unknown for strangers to the case."""
    case = case_for(me.actor, file_id, me.at)
    return {
        "title": title,
        "button": button,
        "lead": lead,
        "back": reverse("status:file", args=[file_id]),
        "back_label": gettext("Status: %(alias)s") % {"alias": case.alias},
    }


def run(
    request: HttpRequest, form: PlainForm, context: dict[str, Any], file_id: UUID, deed: Any
) -> HttpResponse:
    """POST: do the deed and go back to the file; otherwise show the form."""
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("status:file", file_id)
    return form_page(request, form, "office/form.html", context)


@require_POST
@needs(Permission.STATUS_WRITE)
def open_asylum(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The person said that they wish for protection: recorded on the day it is said."""
    del request
    services.open_file(me, file_id)
    return redirect("status:file", file_id)


@needs(Permission.STATUS_WRITE)
def position(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Open one more position."""
    lead = gettext("Positions stand side by side. While both are open, both protect.")
    context = on_file(me, file_id, gettext("Open a position"), gettext("Open"), lead)
    form = PositionForm(request.POST or None)

    def deed() -> None:
        services.open_reading(me, file_id, ReadingKind(form.cleaned_data["kind"]))

    return run(request, form, context, file_id, deed)


def _found(me: Signed, reading_id: UUID) -> tuple[UUID, ReadingView]:
    file_id = file_of_reading(reading_id)
    case_for(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    return file_id, next(view for view in reading_views(keys) if view.id == reading_id)


@needs(Permission.STATUS_WRITE)
def closing(request: HttpRequest, me: Signed, reading_id: UUID) -> HttpResponse:
    """Write down an authority's decision."""
    file_id, view = _found(me, reading_id)
    lead = gettext("This programme closes nothing. An authority decided; two people record it.")
    title = gettext("Decision about: %(kind)s") % {"kind": kind_says(view.row.kind)}
    context = on_file(me, file_id, title, gettext("Propose"), lead)
    form = ClosingForm(view.row, request.POST or None, request.FILES or None)
    deed = lambda: services.propose_closing(me, reading_id, form.decision())  # noqa: E731
    return run(request, form, context, file_id, deed)


@needs(Permission.STATUS_READ)
def second(request: HttpRequest, me: Signed, reading_id: UUID) -> HttpResponse:
    """Look at a proposed closing with its paper, and confirm it or turn it down."""
    file_id, view = _found(me, reading_id)
    if view.state is not ReadingState.CLOSING:
        raise Unknown
    title = gettext("Decision about: %(kind)s") % {"kind": kind_says(view.row.kind)}
    context = on_file(me, file_id, title, gettext("Confirm")) | {"position": _position(view)}
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drop = "drop" in request.POST
        deed = services.drop_closing if drop else services.confirm_closing
        if attempt(form, lambda: deed(me, reading_id)):
            return redirect("status:file", file_id)
    return form_page(request, form, "status/second.html", context)


@needs(Permission.STATUS_WRITE)
def deadline(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Count a deadline from the day of its event."""
    lead = gettext("The wrong event is the usual error: look at the paper.")
    context = on_file(me, file_id, gettext("Add a deadline"), gettext("Count"), lead)
    form = DeadlineForm(request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        days = asked["earliest"], asked["latest"]
        services.add_deadline(me, file_id, asked["rule"], *days, asked["seats"])

    return run(request, form, context, file_id, deed)


@require_POST
@needs(Permission.STATUS_WRITE)
def met(request: HttpRequest, me: Signed, deadline_id: UUID) -> HttpResponse:
    """The deadline was met."""
    del request
    services.meet_deadline(me, deadline_id)
    return redirect("status:file", file_of_deadline(deadline_id))
