"""Reads a page of a query by key: every page, the last too, costs what the first one costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, Lookup, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

from safeconduct.common.keyset import Key, Position, Slice, slice_of
from safeconduct.web.say import MANY

PAGE = 50  # rows of one page


@dataclass(frozen=True)
class Order:
    """What a list is ordered by; the columns are an index, the last is each row's own key."""

    columns: tuple[str, ...]
    shape: tuple[type, ...]
    descending: bool = False


def turn(
    order: Order, position: Position | None, *several: QuerySet[Any, Any], limit: int = PAGE
) -> Slice[Key]:
    """The keys of the page at `position` of all these rows together, each being in one of them.

    A page before which nothing is left is the first. Only the order's columns are read: an
    index answers, and a filter on columns that it carries costs no look into the table.
    """
    found = _merged(order, position, several, limit)
    if is_first(found, position, limit):
        position = None
        found = _merged(order, None, several, limit)
    return slice_of(found, found, position, limit)


def is_first(found: Sequence[Any], position: Position | None, limit: int) -> bool:
    """Whether nothing is left before this page: it is read anew, from the beginning."""
    back = position is not None and position.back
    return position is not None and (not found or (back and len(found) <= limit))


def _merged(
    order: Order,
    position: Position | None,
    several: Sequence[QuerySet[Any, Any]],
    limit: int,
) -> list[Key]:
    """The next keys, one more than `limit` if there is."""
    back = position is not None and position.back
    descending = order.descending != back
    found: list[Key] = []
    for rows in several:
        found += _there(rows, order, position, descending)[: limit + 1]
    return sorted(found, reverse=descending)[: limit + 1]


def _there(
    rows: QuerySet[Any, Any], order: Order, position: Position | None, descending: bool
) -> QuerySet[Any, Any]:
    """The keys from the position on, in the direction in which the page is read."""
    if position is not None:
        rows = rows.filter(beyond(order.columns, position.key, descending))
    return rows.order_by(*by(order.columns, descending)).values_list(*order.columns)


def beyond(columns: Sequence[str], key: Sequence[Any], descending: bool) -> "Lookup[Any]":
    """The condition of the rows that come after this key, in the direction of reading."""
    side = LessThan if descending else GreaterThan
    # One comparison of rows: the database goes straight to the place in the index.
    return side(_row([F(name) for name in columns]), _row([Value(part) for part in key]))


def by(columns: Sequence[str], descending: bool) -> list[str]:
    """What the rows are ordered by, in the direction of reading."""
    sign = "-" if descending else ""
    return [f"{sign}{name}" for name in columns]


def _row(parts: Sequence[F | Value]) -> Func:
    return Func(*parts, function="ROW", output_field=BooleanField())


def capped(rows: QuerySet[Any, Any], column: str) -> int:
    """How many rows there are; MANY + 1 stands for any number beyond it.

    `column` is one of an index that carries everything that `rows` ask for.
    """
    return rows.order_by().values(column)[: MANY + 1].count()
