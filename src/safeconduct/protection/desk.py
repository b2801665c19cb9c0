"""Reads lists of plans: every plan of the officer's cases, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import files_of_officer
from safeconduct.casework.queries import EARLIEST, ask_aliases_of, room_lines_of, room_page
from safeconduct.common.keyset import Position, Slice
from safeconduct.protection.core.terms import ChangeState, CheckinState, Level
from safeconduct.protection.models import Alarm, CheckIn, LevelChange, Plan
from safeconduct.protection.queries import CheckinView, PlanRow, ask_checkins, plan_rows
from safeconduct.web.among import among
from safeconduct.web.together import Reads, both, each, prepared, rows_of

LISTED = "plan"  # migrations/0002_lists.py says when each is due
BY_DUE = EARLIEST
MOST = 100  # cases of one kind on My work
_STATES = tuple(CheckinState)
_LEVELS = tuple(Level)


def plan_page(actor: Actor, at: datetime, position: Position | None = None) -> Slice[PlanRow]:
    """A page of the plans of the officer's cases: whose sign of life is late for longest
    comes first; within the page the graver state goes before the longer wait.
    """
    page = room_page(actor, at, LISTED, BY_DUE, position)
    found = sorted(plan_rows(_plans(page.rows), at), key=_urgency)
    return Slice(tuple(found), page.start, page.newer, page.older)


@dataclass(frozen=True)
class Looked:
    """Cases that somebody must look after, each by its alias; of each the most urgent first."""

    alarms: dict[UUID, str]
    late: dict[UUID, str]
    lowerings: dict[UUID, str]


def ask_looked(actor: Actor, at: datetime) -> Reads[Looked]:
    """Of the officer's cases those with an open alarm, those with a sign of life that is late
    and that nobody took over, and those where somebody else proposed a lower level.
    """
    mine = actor.officer_id, at
    alarms, lines, lowerings = yield from each(
        [
            rows_of(_alarms(*mine)),
            rows_of(_expected(*mine)),
            rows_of(_lowerings(*mine)),
        ]
    )
    files = dict(lines)  # by plan
    checkins, names = yield from both(
        ask_checkins(list(files), at),
        ask_aliases_of(list({*alarms, *files.values(), *lowerings})),
    )
    late = {plan: one for plan, one in checkins.items() if one.is_late}
    first = sorted(late, key=lambda plan: _lateness(late[plan]))
    return Looked(
        *(
            {file_id: names.get(file_id, "") for file_id in several}
            for several in (alarms, [files[plan] for plan in first], lowerings)
        )
    )


@prepared
def _alarms(officer_id: UUID, at: datetime) -> QuerySet[Alarm, UUID]:
    mine = files_of_officer(officer_id, at)
    rows = Alarm.objects.filter(closed_at__isnull=True, file_id__in=mine)
    return rows.order_by("raised_at").values_list("file_id", flat=True)[:MOST]


@prepared
def _expected(officer_id: UUID, at: datetime) -> QuerySet[Any, tuple[UUID, UUID]]:
    """(plan, file) of signs of life that were expected before now and that nobody took over."""
    checkins = CheckIn.objects.filter(plan_id=OuterRef("thing"), taken_over_by=None)
    # One value, not EXISTS: the database looks at each line of the walk, and joins no tables.
    waits = Subquery(checkins.values("active")[:1])
    lines = room_lines_of(officer_id, at, LISTED).filter(waits, at__lte=at)
    return lines.order_by(*BY_DUE.columns).values_list("thing", "file_id")[:MOST]


@prepared
def _lowerings(officer_id: UUID, at: datetime) -> QuerySet[LevelChange, UUID]:
    rows = LevelChange.objects.filter(
        state=ChangeState.PENDING.value, plan__file_id__in=files_of_officer(officer_id, at)
    )
    rows = rows.exclude(proposed_by=officer_id).order_by("proposed_at", "id")
    return rows.values_list("plan__file_id", flat=True)[:MOST]


def _plans(ids: Iterable[UUID]) -> list[Plan]:
    rows = Plan.objects.select_related("person").filter(among("id", ids))
    return list(rows.defer("sealed_facts", "sealed_contact", "sealed_word", "sealed_place"))


def _urgency(row: PlanRow) -> tuple[int, float, int]:
    level = -_LEVELS.index(row.level)
    if row.checkin is None:
        return (1, 0.0, level)
    return (*_lateness(row.checkin), level)


def _lateness(checkin: CheckinView) -> tuple[int, float]:
    return (-_STATES.index(checkin.state), -checkin.late_for.total_seconds())
