"""Pages of a list by the key of their first or last row: no page numbers, no counting to them.

Whatever moves meanwhile, a row that stays where it is comes once and only once, forth and back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")
Part = int | datetime | date | UUID
Key = tuple[Part, ...]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST = 200  # characters of a position that may be genuine
MOST = 2**63  # what a column of the database holds


@dataclass(frozen=True)
class Position:
    """A place in a list: after `key`, or with `back` before it; `start` rows come before."""

    key: Key
    start: int
    back: bool = False


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page: its rows, how many come before, and where its neighbours begin."""

    rows: tuple[T, ...]
    start: int
    newer: Position | None
    older: Position | None


def slice_of(
    rows: Sequence[T], keys: Sequence[Key], position: Position | None, limit: int
) -> Slice[T]:
    """The page of `rows`, which were read in its direction, one more than `limit` if there is.

    `keys` are those of `rows`.
    """
    here, marks = list(rows[:limit]), list(keys[:limit])
    further = len(rows) > limit
    back = position is not None and position.back
    if back:
        here.reverse()
        marks.reverse()
    start = _start(position, len(here))
    if not here:
        return Slice((), 0, None, None)
    newer = further if back else position is not None
    older = True if back else further
    return Slice(
        tuple(here),
        start,
        Position(marks[0], start, back=True) if newer else None,
        Position(marks[-1], start + len(here)) if older else None,
    )


def _start(position: Position | None, count: int) -> int:
    if position is None:
        return 0
    return max(0, position.start - count) if position.back else position.start


def write(position: Position) -> str:
    """The position for an address: numbers and random ids, no word of anybody."""
    parts = ".".join(_number(part) for part in position.key)
    return f"{'n' if position.back else 'o'}{position.start}.{parts}"


def _number(part: Part) -> str:
    if isinstance(part, UUID):
        return part.hex
    if isinstance(part, datetime):
        return str((part - EPOCH) // MICROSECOND)
    return str(part.toordinal() if isinstance(part, date) else part)


def read(text: str, shape: Sequence[type]) -> Position | None:
    """The position of an address; None when it is none of a list of this shape."""
    head, *parts = text[:LONGEST].split(".")
    if head[:1] not in ("n", "o") or len(parts) != len(shape) or len(text) > LONGEST:
        return None
    try:
        start = _whole(head[1:])
        key = tuple(_part(part, kind) for part, kind in zip(parts, shape, strict=True))
    except (ValueError, OverflowError):
        return None
    return Position(key, start, back=head[0] == "n")


def _whole(text: str) -> int:
    """A whole number in plain digits; ValueError otherwise."""
    found = int(text) if text.isascii() and text.removeprefix("-").isdigit() else MOST
    if not -MOST <= found < MOST:
        raise ValueError
    return found


def _part(text: str, kind: type) -> Part:
    if kind is UUID:
        return UUID(hex=text)
    number = _whole(text)
    if kind is datetime:
        return EPOCH + number * MICROSECOND
    return date.fromordinal(number) if kind is date else number
