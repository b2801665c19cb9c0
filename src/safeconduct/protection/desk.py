"""Reads lists of plans: every plan of the officer's cases, a page at a time."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor
from safeconduct.casework.queries import EARLIEST, room_lines, room_page
from safeconduct.common.keyset import Position, Slice
from safeconduct.protection.core.terms import CheckinState, Level
from safeconduct.protection.models import Plan
from safeconduct.protection.queries import PlanRow, plan_rows
from safeconduct.web.among import among

LISTED = "plan"  # migrations/0002_lists.py says when each is due
BY_DUE = EARLIEST
_STATES = tuple(CheckinState)
_LEVELS = tuple(Level)


def plan_page(actor: Actor, at: datetime, position: Position | None = None) -> Slice[PlanRow]:
    """A page of the plans of the officer's cases: whose sign of life is late for longest
    comes first; within the page the graver state goes before the longer wait.
    """
    page = room_page(actor, at, LISTED, BY_DUE, position)
    found = sorted(plan_rows(_plans(page.rows), at), key=_urgency)
    return Slice(tuple(found), page.start, page.newer, page.older)


def late_plans(actor: Actor, at: datetime) -> list[PlanRow]:
    """All plans of the officer's cases with a sign of life that was expected before now."""
    late = room_lines(actor, at, LISTED).filter(at__lte=at)
    return sorted(plan_rows(_plans(late.values_list("thing", flat=True)), at), key=_urgency)


def _plans(ids: Iterable[UUID]) -> list[Plan]:
    rows = Plan.objects.select_related("person").filter(among("id", ids))
    return list(rows.defer("sealed_facts", "sealed_contact", "sealed_word", "sealed_place"))


def _urgency(row: PlanRow) -> tuple[int, float, int]:
    level = -_LEVELS.index(row.level)
    if row.checkin is None:
        return (1, 0.0, level)
    late = row.checkin.late_for.total_seconds()
    return (-_STATES.index(row.checkin.state), -late, level)
