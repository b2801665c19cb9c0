"""Reads lists of claims: every claim of the officer's cases, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.casework.queries import NEWEST, room_lines_of, room_page
from safeconduct.common.keyset import Position, Slice
from safeconduct.materiel.core.terms import ItemEvent, ItemState, Waiting
from safeconduct.materiel.models import Alert, Claim, Move
from safeconduct.materiel.queries import ClaimView, views_of
from safeconduct.web.among import among
from safeconduct.web.together import Reads, prepared, rows_of

# What migrations/0002_lists.py calls its two lists.
LISTED, ON_THE_WAY = "claim", "custody"
MOST = 50  # rows of one page of My work


def claims_page(
    actor: Actor, at: datetime, position: Position | None = None, *, open_only: bool = False
) -> Slice[ClaimView]:
    """A page of the claims of the officer's cases, newest first."""
    page = room_page(actor, at, ON_THE_WAY if open_only else LISTED, NEWEST, position)
    known = Claim.objects.filter(among("id", page.rows)).defer("sealed_marks", "matcher_copy")
    found = {row.id: row for row in known}
    rows = views_of([found[one] for one in page.rows if one in found])
    return Slice(tuple(rows), page.start, page.newer, page.older)


@dataclass(frozen=True)
class MoveToConfirm:
    """A custody line of another officer that waits for a second person."""

    id: UUID
    event: ItemEvent
    file_id: UUID
    type_code: str
    alias: str


@dataclass(frozen=True)
class AlertToEnd:
    """An undecided alert between claims of the officer's cases, at the claim of lower id."""

    id: UUID
    file_id: UUID
    alias: str


def ask_moves_to_confirm(actor: Actor, at: datetime) -> Reads[list[MoveToConfirm]]:
    """On open claims of the officer's cases, the newest claim first; together with others."""
    rows = yield from rows_of(_moves_to_confirm(actor.officer_id, at))
    return [MoveToConfirm(one, ItemEvent(event), *rest) for one, event, *rest in rows]


@prepared
def _moves_to_confirm(officer_id: UUID, at: datetime) -> QuerySet[Move, Any]:
    on_the_way = room_lines_of(officer_id, at, ON_THE_WAY).values("thing")
    rows = Move.objects.filter(status=Waiting.PENDING.value, claim_id__in=on_the_way)
    rows = rows.exclude(first_by=officer_id).order_by("-claim__registered_at", "claim_id")
    columns = ("id", "event", "claim__case_id", "claim__type_code", "claim__case__alias")
    return rows.values_list(*columns)[:MOST]


def ask_alerts_to_end(actor: Actor, at: datetime) -> Reads[list[AlertToEnd]]:
    """Alerts that the officer may help to end: no part in it yet, and on both cases."""
    rows = yield from rows_of(_alerts_to_end(actor.officer_id, at))
    return [AlertToEnd(*row) for row in rows]


@prepared
def _alerts_to_end(officer_id: UUID, at: datetime) -> QuerySet[Alert, Any]:
    on_the_way, every = (
        room_lines_of(officer_id, at, kind).values("thing") for kind in (ON_THE_WAY, LISTED)
    )
    rows = Alert.objects.filter(
        Q(proposed_by=None) | ~Q(proposed_by=officer_id),
        confirmed_by=None,
        low_id__in=on_the_way,
        high_id__in=every,
    )
    rows = rows.exclude(high__state=ItemState.WITHDRAWN.value)
    rows = rows.order_by("-low__registered_at", "low_id", "-raised_at", "id")
    return rows.values_list("id", "low__case_id", "low__case__alias")[:MOST]
