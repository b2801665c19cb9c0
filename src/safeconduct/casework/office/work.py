"""My work: what waits for this officer, tasks, letters and cases; one next act per row."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.conflicts import ask_to_replace
from safeconduct.accounts.core.leaving import DEPARTURE_LIFE
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.departure import ask_leaving
from safeconduct.accounts.desks import ask_desk_work
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.office import handover, import_after, importing, keys, translating
from safeconduct.casework.queries import (
    ask_came_back,
    ask_first_cases,
    ask_first_tasks,
    ask_letters,
    ask_proposals,
    ask_to_attest,
)
from safeconduct.casework.queries.cases import ask_aliases_of
from safeconduct.casework.queries.places import ask_count_left
from safeconduct.contact.queries import ask_desk_count, ask_waiting_complaints
from safeconduct.web.keyset import PAGE
from safeconduct.web.say import say
from safeconduct.web.together import Reads, each


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Letters at the desk, acts for a second person, arrivals for a second pair of eyes."""
    parts = yield from each(
        [
            _letters(me),
            _complaints(me),
            handover.ask_waiting(me),
            translating.ask_waiting(me),
            importing.ask_waiting(me),
            import_after.ask_waiting(me),
            _desk_key(me),
            keys.ask_waiting(me),
            _places_left(me),
            _proposals(me),
            _departures(me),
            _to_replace(me),
            _arrivals(me),
        ]
    )
    return [row for rows in parts for row in rows]


def _desk_key(me: Signed) -> Reads[list[Waiting]]:
    if not may(me.actor, Permission.DESK_KEY_RENEW):
        return []
    due, count = yield from ask_desk_work(me)
    on_old = ngettext("%(n)s file on an older key", "%(n)s files on an older key", count)
    told = [*map(say, due[:1]), *([on_old % {"n": count}] if count else [])]
    title, act, url = gettext("Desk key"), gettext("Look"), reverse("accounts:desk-key")
    return [Waiting(None, title, what, act, url) for what in told]


def _complaints(me: Signed) -> Reads[list[Waiting]]:
    if not may(me.actor, Permission.COMPLAINT_READ):
        return []
    count = yield from ask_waiting_complaints()
    what = ngettext("%(n)s new complaint", "%(n)s new complaints", count) % {"n": count}
    title, act, url = gettext("Complaints"), gettext("Look"), reverse("contact:complaints")
    return [Waiting(None, title, what, act, url)] if count else []


def _letters(me: Signed) -> Reads[list[Waiting]]:
    if not may(me.actor, Permission.CASE_OPEN):
        return []
    count = yield from ask_desk_count()
    what = ngettext("%(n)s mailbox without a case", "%(n)s mailboxes without a case", count)
    told, url = what % {"n": count}, reverse("contact:triage")
    return [Waiting(None, gettext("Triage"), told, gettext("Look"), url)] if count else []


def _proposals(me: Signed) -> Reads[list[Waiting]]:
    return [
        Waiting(
            row.file_id,
            row.alias,
            say(TABLE[CaseAct(row.act)].label),
            gettext("Look and decide"),
            reverse("casework:proposal", args=[row.id]),
            row.until,
        )
        for row in (yield from ask_proposals(me.actor, me.at))
    ]


def _departures(me: Signed) -> Reads[list[Waiting]]:
    if not may(me.actor, Permission.OFFICER_DEPART):
        return []
    mine = me.actor.officer_id
    return [
        Waiting(
            None,
            alias,
            gettext("leaves the programme"),
            gettext("Look and decide"),
            reverse("casework:departure", args=[departure]),
            proposed_at + DEPARTURE_LIFE,
        )
        for departure, officer, alias, proposed_by, proposed_at in (
            yield from ask_leaving(me.at)
        )
        if mine not in (proposed_by, officer)
    ]


def _places_left(me: Signed) -> Reads[list[Waiting]]:
    if Role.SUPERVISOR not in me.actor.roles:
        return []
    count = yield from ask_count_left()
    what = ngettext("%(n)s place to fill", "%(n)s places to fill", count) % {"n": count}
    title, act, url = gettext("Departures"), gettext("Look"), reverse("casework:departures")
    return [Waiting(None, title, what, act, url)] if count else []


def _to_replace(me: Signed) -> Reads[list[Waiting]]:
    if not may(me.actor, Permission.CONFLICT_RECORD):
        return []
    found = yield from ask_to_replace(me.actor, me.at)
    names = (yield from ask_aliases_of([one for one, _ in found])) if found else {}
    what = gettext("%(officer)s has a conflict of interest")
    act, page = gettext("Replace"), "casework:team"
    return [
        Waiting(one, names[one], what % {"officer": officer}, act, reverse(page, args=[one]))
        for one, officer in found
    ]


def _arrivals(me: Signed) -> Reads[list[Waiting]]:
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
        for case in (yield from ask_to_attest(me.actor, me.at))
    ]


def ask_context(me: Signed, most: int | None) -> Reads[dict[str, Any]]:
    """This room's part of My work beside what waits: letters, tasks, what came back, cases.

    Every section is bounded, letters by `most` if given; the full list is one link away.
    """
    who = me.actor, me.at
    some = most + 1 if most else PAGE
    letters, (late, today, later), returned, cases = yield from each(
        [
            ask_letters(*who, some) if may(me.actor, Permission.LETTER_OPEN) else [],
            ask_first_tasks(*who),
            ask_came_back(*who),
            ask_first_cases(*who),
        ]
    )
    return {
        "letters": letters[:most],
        "more_letters": most is not None and len(letters) > most,
        "late": late,
        "today": today,
        "later": later,
        "returned": [
            {
                "file_id": row.file_id,
                "alias": row.alias,
                "say": say(TABLE[CaseAct(row.act)].label),
            }
            for row in returned
        ],
        "cases": cases,
        "may_cases": may(me.actor, Permission.CASE_READ),
    }
