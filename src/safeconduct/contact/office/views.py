"""The triage desk: mailboxes by danger and waiting time, before anybody opens a letter."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.contact.core.duty import languages_spoken
from safeconduct.contact.office.duty import on_duty_says
from safeconduct.contact.office.words import figure_says, reads_says, span_says
from safeconduct.contact.queries import Desk, Waiting, desk, first_answers
from safeconduct.contact.queries.duty import on_duty_now
from safeconduct.contact.services import let_go, take_over
from safeconduct.web.say import say


@dataclass(frozen=True)
class Row:
    """A mailbox in a queue, in the words of its page."""

    waiting: Waiting
    span: str
    reader: str
    mine: bool
    spoken: bool


@needs(Permission.TRIAGE_READ)
def triage(request: HttpRequest, me: Signed) -> HttpResponse:
    """Mailboxes without a case, the front first; never by rank, value or wish."""
    queues = desk(me.at)
    claims = [row.claim for one in queues for row in one.rows if row.claim]
    names = names_of(claim.officer_id for claim in claims)
    spoken = languages_spoken(on_duty_now(me.at), me.at)
    context = {
        "queues": [_queue_says(me, one, names, spoken) for one in queues],
        "figure": figure_says(first_answers(me.at)),
        "now": on_duty_says(me),
        "may_open": may(me.actor, Permission.CASE_OPEN),
        "may_take_down": may(me.actor, Permission.LETTER_TAKE_DOWN),
    }
    return render(request, "contact/triage.html", context)


def _queue_says(
    me: Signed, one: Desk, names: dict[UUID | None, str], spoken: set[str]
) -> dict[str, Any]:
    return {
        "title": say(one.queue.title),
        "empty": say(one.queue.empty),
        "why_empty": say(one.queue.why_empty),
        "rows": [_row(me, row, names, spoken) for row in one.rows],
        "total": one.total,
        "shown": len(one.rows),
    }


def _row(me: Signed, row: Waiting, names: dict[UUID | None, str], spoken: set[str]) -> Row:
    mine = row.claim is not None and row.claim.officer_id == me.actor.officer_id
    span = span_says(me.at - row.since) if row.since else gettext("just now")
    reader = reads_says(row.claim, names.get(row.claim.officer_id, "")) if row.claim else ""
    return Row(row, span, "" if mine else reader, mine, row.language in spoken)


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
