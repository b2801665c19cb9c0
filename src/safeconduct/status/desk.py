"""Reads what waits in the status of an officer's cases: deadlines, acts for a second person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import files_of_officer
from safeconduct.status.core.catalogue import deadline_rules
from safeconduct.status.core.terms import DeadlineRule, DeadlineState, PlaceState, ReadingState
from safeconduct.status.models import FileDeadline, FileReading, Place
from safeconduct.web.together import Reads, both, prepared, rows_of

Pairs = list[tuple[UUID, UUID]]
MOST = 100  # rows of one kind on My work


@dataclass(frozen=True)
class DueSoon:
    """An open deadline of one of the officer's cases."""

    file_id: UUID
    rule: DeadlineRule
    safe_on: date


def ask_due_soon(actor: Actor, at: datetime, last: date) -> Reads[list[DueSoon]]:
    """Open deadlines of the officer's cases with a safe day up to `last`, the soonest first."""
    rows = yield from rows_of(_due_soon(actor.officer_id, at, last))
    known = deadline_rules()
    return [DueSoon(file_id, known[rule], safe_on) for file_id, rule, safe_on in rows]


@prepared
def _due_soon(officer_id: UUID, at: datetime, last: date) -> QuerySet[FileDeadline, Any]:
    rows = FileDeadline.objects.filter(state=DeadlineState.OPEN.value, safe_on__lte=last)
    rows = rows.filter(file_id__in=files_of_officer(officer_id, at))
    return rows.order_by("safe_on", "id").values_list("file_id", "rule", "safe_on")[:MOST]


def ask_for_a_second(actor: Actor, at: datetime) -> Reads[tuple[Pairs, Pairs]]:
    """(file, id) of positions to close and of places that others proposed on these cases."""
    mine = actor.officer_id, at
    closings, places = yield from both(rows_of(_closings(*mine)), rows_of(_places(*mine)))
    return closings, places


@prepared
def _closings(officer_id: UUID, at: datetime) -> QuerySet[FileReading, tuple[UUID, UUID]]:
    rows = FileReading.objects.filter(
        state=ReadingState.CLOSING.value, file_id__in=files_of_officer(officer_id, at)
    )
    return rows.exclude(proposed_by=officer_id).values_list("file_id", "id")[:MOST]


@prepared
def _places(officer_id: UUID, at: datetime) -> QuerySet[Place, tuple[UUID, UUID]]:
    rows = Place.objects.filter(
        state=PlaceState.PROPOSED.value, file_id__in=files_of_officer(officer_id, at)
    )
    return rows.exclude(proposed_by=officer_id).values_list("file_id", "id")[:MOST]
