"""My work: what waits for this officer, tasks, letters and cases; one next act per row."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.leaving import DEPARTURE_LIFE
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.departure import departures
from safeconduct.accounts.desks import desk_work
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.office import handover, import_after, importing, keys, translating
from safeconduct.casework.queries import (
    Due,
    arrivals_to_attest,
    came_back_to,
    cases_among,
    cases_for,
    letters_for,
    places_without_officer,
    proposals_for,
    task_page,
)
from safeconduct.contact.queries import desk_count, waiting_complaints
from safeconduct.web.say import say

SHOWN = 20  # rows of a section; the full list is one link away


def waiting(me: Signed) -> list[Waiting]:
    """Letters at the desk, acts for a second person, arrivals for a second pair of eyes."""
    asked = [*_proposals(me), *_departures(me), *_arrivals(me)]
    return [
        *_letters(me),
        *_complaints(me),
        *handover.waiting(me),
        *translating.waiting(me),
        *importing.waiting(me),
        *import_after.waiting(me),
        *_desk_key(me),
        *keys.waiting(me),
        *_places_left(me),
        *asked,
    ]


def _desk_key(me: Signed) -> list[Waiting]:
    if not may(me.actor, Permission.DESK_KEY_RENEW):
        return []
    due, count = desk_work(me)
    on_old = ngettext("%(n)s file on an older key", "%(n)s files on an older key", count)
    told = [*map(say, due[:1]), *([on_old % {"n": count}] if count else [])]
    title, act, url = gettext("Desk key"), gettext("Look"), reverse("accounts:desk-key")
    return [Waiting(None, title, what, act, url) for what in told]


def _complaints(me: Signed) -> list[Waiting]:
    if not may(me.actor, Permission.COMPLAINT_READ):
        return []
    count = waiting_complaints()
    what = ngettext("%(n)s new complaint", "%(n)s new complaints", count) % {"n": count}
    title, act, url = gettext("Complaints"), gettext("Look"), reverse("contact:complaints")
    return [Waiting(None, title, what, act, url)] if count else []


def _letters(me: Signed) -> list[Waiting]:
    if not may(me.actor, Permission.CASE_OPEN):
        return []
    count = desk_count()
    what = ngettext("%(n)s mailbox without a case", "%(n)s mailboxes without a case", count)
    told, url = what % {"n": count}, reverse("contact:triage")
    return [Waiting(None, gettext("Triage"), told, gettext("Look"), url)] if count else []


def _proposals(me: Signed) -> list[Waiting]:
    return [
        Waiting(
            row.file_id,
            row.alias,
            say(TABLE[CaseAct(row.act)].label),
            gettext("Look and decide"),
            reverse("casework:proposal", args=[row.id]),
            row.until,
        )
        for row in proposals_for(me.actor, me.at)
    ]


def _departures(me: Signed) -> list[Waiting]:
    if not may(me.actor, Permission.OFFICER_DEPART):
        return []
    mine = me.actor.officer_id
    return [
        Waiting(
            None,
            one.alias,
            gettext("leaves the programme"),
            gettext("Look and decide"),
            reverse("casework:departure", args=[one.id]),
            one.proposed_at + DEPARTURE_LIFE,
        )
        for one in departures(me.at)
        if mine not in (one.proposed_by, one.officer_id)
    ]


def _places_left(me: Signed) -> list[Waiting]:
    if Role.SUPERVISOR not in me.actor.roles:
        return []
    count = len(places_without_officer())
    what = ngettext("%(n)s place to fill", "%(n)s places to fill", count) % {"n": count}
    title, act, url = gettext("Departures"), gettext("Look"), reverse("casework:departures")
    return [Waiting(None, title, what, act, url)] if count else []


def _arrivals(me: Signed) -> list[Waiting]:
    if not may(me.actor, Permission.ARRIVAL_ATTEST):
        return []
    return [
        Waiting(
            case.file_id,
            case.alias,
            gettext("arrival attested %(n)s of 2") % {"n": case.state.arrivals},
            gettext("Attest"),
            reverse("casework:attest", args=[case.file_id]),
        )
        for case in arrivals_to_attest(me.actor, me.at)
    ]


def work_context(me: Signed, rows: list[Waiting]) -> dict[str, Any]:
    """This room's part of My work beside `rows`: letters, tasks, what came back, cases.

    Every section is bounded; the full list is one link away.
    """
    asked = {row.file_id for row in rows if row.file_id}
    late, today, later = (
        task_page(me.actor, me.at, due, limit=SHOWN) for due in (Due.LATE, Due.TODAY, Due.LATER)
    )
    return {
        "letters": letters_for(me.actor, me.at)
        if may(me.actor, Permission.LETTER_OPEN)
        else [],
        "late": late,
        "today": today,
        "later": later,
        "returned": [
            {
                "file_id": row.file_id,
                "alias": row.alias,
                "say": say(TABLE[CaseAct(row.act)].label),
            }
            for row in came_back_to(me.actor, me.at)
        ],
        "cases": cases_for(me.actor, me.at, SHOWN),
        "mine": set(cases_among(me.actor, me.at, asked)),
        "may_cases": may(me.actor, Permission.CASE_READ),
    }
