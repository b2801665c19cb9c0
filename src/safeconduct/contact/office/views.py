"""The triage desk: mailboxes by danger and waiting time, before anybody opens a letter."""

from dataclasses import dataclass
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
from safeconduct.accounts.queries import ask_names
from safeconduct.accounts.signed import Signed
from safeconduct.common.keyset import Position, write
from safeconduct.contact.core.duty import languages_spoken
from safeconduct.contact.office.duty import ask_on_duty_says
from safeconduct.contact.office.words import figure_says, reads_says, span_says
from safeconduct.contact.queries import (
    Desk,
    DeskPage,
    Waiting,
    ask_desk,
    ask_first_answers,
    desk_position,
)
from safeconduct.contact.queries.duty import ask_on_duty
from safeconduct.contact.services import let_go, take_over
from safeconduct.web.say import say, say_day
from safeconduct.web.together import Reads, each, read
from safeconduct.web.ways import PLACE, address, ways


@dataclass(frozen=True)
class Row:
    """A mailbox in a queue, in the words of its page."""

    waiting: Waiting
    span: str
    since: str
    reader: str
    mine: bool
    spoken: bool


@needs(Permission.TRIAGE_READ)
def triage(request: HttpRequest, me: Signed) -> HttpResponse:
    """Mailboxes without a case, the front first; never by rank, value or wish."""
    place = request.GET.get(PLACE, "")
    position = desk_position(place) if place else None
    (page, names), figure, shifts, now = read(
        each(
            [
                _ask_page(me, position),
                ask_first_answers(me.at),
                ask_on_duty(me.at),
                ask_on_duty_says(me),
            ]
        )
    )
    spoken, here = languages_spoken(shifts, me.at), reverse("contact:triage")
    context = {
        "queues": [_queue_says(me, one, names, spoken, here) for one in page.queues],
        "start": page.start,
        "figure": figure_says(figure),
        "now": now,
        "may_open": may(me.actor, Permission.CASE_OPEN),
        "may_take_down": may(me.actor, Permission.LETTER_TAKE_DOWN),
        "lost_place": bool(place) and position is None,
        **ways(here, {}, page),
    }
    return render(request, "contact/triage.html", context)


Names = dict[UUID | None, str]


def _ask_page(me: Signed, position: Position | None) -> Reads[tuple[DeskPage, Names]]:
    page = yield from ask_desk(me.at, position)
    claims = [row.claim for one in page.queues for row in one.rows if row.claim]
    return page, (yield from ask_names({claim.officer_id for claim in claims}))


def _queue_says(
    me: Signed, one: Desk, names: Names, spoken: set[str], here: str
) -> dict[str, Any]:
    return {
        "title": say(one.queue.title),
        "empty": say(one.queue.empty),
        "why_empty": say(one.queue.why_empty),
        "rows": [_row(me, row, names, spoken) for row in one.rows],
        "total": one.total,
        "url": address(here, {PLACE: write(one.begins)}) if one.begins else here,
    }


def _row(me: Signed, row: Waiting, names: Names, spoken: set[str]) -> Row:
    mine = row.claim is not None and row.claim.officer_id == me.actor.officer_id
    span = span_says(me.at - row.since) if row.since else gettext("just now")
    since = gettext("since %(day)s") % {"day": say_day(row.day)}
    reader = reads_says(row.claim, names.get(row.claim.officer_id, "")) if row.claim else ""
    return Row(row, span, since, "" if mine else reader, mine, row.language in spoken)


@require_POST
@needs(Permission.CASE_OPEN)
def read_instead(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Read a mailbox instead of the colleague who does."""
    del request
    take_over(me, file_id)
    return redirect("contact:triage")


@require_POST
@needs(Permission.CASE_OPEN)
def give_back(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Give a mailbox back to the desk."""
    del request
    let_go(me, file_id)
    return redirect("contact:triage")
