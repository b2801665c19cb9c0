"""My work: what waits for this officer, tasks, letters and cases; one next act per row."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.leaving import DEPARTURE_LIFE
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.departure import departures
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.queries import (
    CaseView,
    arrivals_to_attest,
    cases_for,
    places_without_officer,
    proposals_for,
    tasks_for,
)
from safeconduct.contact.core.terms import DANGER_ORDER
from safeconduct.contact.queries import (
    LetterRow,
    letters_without_case,
    waiting_complaints,
    waiting_in,
)
from safeconduct.web.say import say


def waiting(me: Signed) -> list[Waiting]:
    """Letters at the desk, acts for a second person, arrivals for a second pair of eyes."""
    asked = [*_proposals(me), *_departures(me), *_arrivals(me)]
    return [*_letters(me), *_complaints(me), *_places_left(me), *asked]


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
    count = len(letters_without_case())
    what = ngettext("%(n)s letter without a case", "%(n)s letters without a case", count)
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
        if TABLE[CaseAct(row.act)].confirmers & me.actor.roles
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


def work_context(me: Signed) -> dict[str, Any]:
    """This room's part of My work beside `waiting`: letters, tasks and cases."""
    tasks = tasks_for(me.actor, me.at)
    mine = cases_for(me.actor, me.at)
    return {
        "letters": _new_letters(mine) if may(me.actor, Permission.LETTER_OPEN) else [],
        "late": [task for task in tasks if task.late],
        "due": [task for task in tasks if not task.late],
        "cases": mine[:20],
        "mine": {case.file_id for case in mine},
        "may_cases": may(me.actor, Permission.CASE_READ),
    }


def _new_letters(mine: list[CaseView]) -> list[tuple[LetterRow, CaseView]]:
    """New letters with their cases, by danger, then day; a closed case may write again."""
    known = {case.file_id: case for case in mine}
    found = [(row, known[row.file_id]) for row in waiting_in(known)]
    return sorted(found, key=lambda pair: DANGER_ORDER.index(pair[1].danger))
