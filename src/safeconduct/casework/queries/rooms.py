"""Reads the rooms' lists: things of one kind on an officer's cases, by one walk of an index."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.casework.models import RoomLine
from safeconduct.common.keyset import Position, Slice
from safeconduct.web.keyset import Order, turn

EARLIEST = Order(("at", "thing"), (datetime, UUID))
NEWEST = Order(("at", "thing"), (datetime, UUID), descending=True)


def room_lines(actor: Actor, at: datetime, kind: str) -> QuerySet[RoomLine]:
    """The officer's lines of this list, on the case for good or for hours that run still."""
    return room_lines_of(actor.officer_id, at, kind)


def room_lines_of(officer_id: UUID, at: datetime, kind: str) -> QuerySet[RoomLine]:
    """As `room_lines`, by the officer's id."""
    rows = RoomLine.objects.filter(officer_id=officer_id, kind=kind)
    return rows.filter(Q(until=None) | Q(until__gt=at))


def room_page(
    actor: Actor, at: datetime, kind: str, order: Order, position: Position | None
) -> Slice[UUID]:
    """The ids of a page of this list, in its order."""
    page = turn(order, position, room_lines(actor, at, kind))
    ids = (key[-1] for key in page.rows)
    rows = tuple(one for one in ids if isinstance(one, UUID))
    return Slice(rows, page.start, page.newer, page.older)
