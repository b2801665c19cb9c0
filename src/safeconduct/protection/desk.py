"""Reads lists of plans: every plan of the officer's cases, a page at a time."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, QuerySet, Value, When

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import own_files
from safeconduct.common.keyset import Position, Slice
from safeconduct.protection.core.terms import CheckinState, Level
from safeconduct.protection.models import Plan
from safeconduct.protection.queries import PlanRow, plan_rows
from safeconduct.web.keyset import Order, turn

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # no sign of life is expected
BY_DUE = Order(("due", "id"), (datetime, UUID))
_STATES = tuple(CheckinState)
_LEVELS = tuple(Level)


def plan_page(actor: Actor, at: datetime, position: Position | None = None) -> Slice[PlanRow]:
    """A page of the plans of the officer's cases: whose sign of life is late for longest
    comes first; within the page the graver state goes before the longer wait.
    """
    page = turn(BY_DUE, position, _plans(actor, at))
    rows = Plan.objects.select_related("person").filter(id__in=[key[-1] for key in page.rows])
    found = sorted(plan_rows(list(rows), at), key=_urgency)
    return Slice(tuple(found), page.start, page.newer, page.older)


def late_plans(actor: Actor, at: datetime) -> list[PlanRow]:
    """All plans of the officer's cases with a sign of life that was expected before now."""
    late = _plans(actor, at).filter(checkin__active=True, checkin__next_due__lte=at)
    rows = late.select_related("person")
    return sorted(plan_rows(list(rows), at), key=_urgency)


def _plans(actor: Actor, at: datetime) -> QuerySet[Any, Any]:
    """The plans with the moment at which the next sign of life is expected."""
    due = Case(When(checkin__active=True, then=F("checkin__next_due")), default=Value(NEVER))
    return Plan.objects.filter(file_id__in=own_files(actor, at)).annotate(due=due)


def _urgency(row: PlanRow) -> tuple[int, float, int]:
    level = -_LEVELS.index(row.level)
    if row.checkin is None:
        return (1, 0.0, level)
    late = row.checkin.late_for.total_seconds()
    return (-_STATES.index(row.checkin.state), -late, level)
