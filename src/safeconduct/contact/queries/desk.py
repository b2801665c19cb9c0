"""Reads the intake desk: mailboxes without a case, page by page, and who reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from safeconduct.common.keyset import Position, Slice, slice_of
from safeconduct.common.keyset import read as read_position
from safeconduct.contact.core.desk import FRONT, QUEUES, Claim, Queue, live
from safeconduct.contact.core.terms import DANGER_ORDER, Danger, LetterState
from safeconduct.contact.models import DeskClaim, DeskLine, Letter
from safeconduct.vault.queries import files_at_desk
from safeconduct.web.among import among
from safeconduct.web.keyset import PAGE, Order, beyond, by, is_first
from safeconduct.web.together import Reads, both, prepared, read, rows_of

# Of a mailbox not found yet, in the order: whoever was found waits longer by our clock.
UNFOUND = datetime(9999, 1, 1, tzinfo=UTC)
BY_DANGER = Order(("place", "day", "since", "file_id"), (int, date, datetime, UUID))
BEFORE_ALL = (-1, date.min, datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0))


@dataclass(frozen=True)
class Waiting:
    """All letters of one mailbox that is no case yet, as the desk sees them unopened.

    `since` is the office's clock: when the worker found the first letter, None for one it has
    not found yet. `open_next` is the first unopened letter, or the first.
    """

    file_id: UUID
    danger: Danger
    language: str
    day: date
    since: datetime | None
    letters: int
    unopened: int
    open_next: UUID
    claim: Claim | None


@dataclass(frozen=True)
class Desk:
    """One queue's part of a page, how many wait in it in all, and where the queue begins."""

    queue: Queue
    rows: list[Waiting]
    total: int
    begins: Position | None


@dataclass(frozen=True)
class DeskPage:
    """One page of the desk: every queue in turn, and where the pages beside it begin."""

    queues: list[Desk]
    start: int
    newer: Position | None
    older: Position | None


def desk(at: datetime, position: Position | None = None, limit: int = PAGE) -> DeskPage:
    """One page; the greatest danger first, then who waits longest. Nothing else orders."""
    return read(ask_desk(at, position, limit))


def ask_desk(at: datetime, position: Position | None, limit: int = PAGE) -> Reads[DeskPage]:
    """As `desk`, together with other reads."""
    page, totals = yield from both(_ask_page(position, limit), ask_desk_totals())
    files = [row[3] for row in page.rows]
    letters, claims = yield from both(rows_of(_letters_of(files)), _ask_claims_of(files, at))
    told: dict[UUID, list[Told]] = {}
    for file_id, letter_id, language, state in letters:
        told.setdefault(file_id, []).append((letter_id, language, state))
    there = [row for row in page.rows if row[3] in told]
    rows = [_waiting(row, told[row[3]], claims.get(row[3])) for row in there]
    begins = (None, _after_the_front(totals[FRONT]))
    queues = [
        Desk(one, [row for row in rows if row.danger in one.dangers], totals[one], begin)
        for one, begin in zip(QUEUES, begins, strict=True)
    ]
    return DeskPage(queues, page.start, page.newer, page.older)


def desk_position(text: str) -> Position | None:
    """The position an address asks for; None when it is none of the desk."""
    return read_position(text, BY_DANGER.shape)


def _after_the_front(waiting: int) -> Position:
    last = max(DANGER_ORDER.index(one) for one in FRONT.dangers)
    return Position((last, date.max, UNFOUND, UUID(int=2**128 - 1)), waiting)


Row = tuple[int, date, datetime, UUID]
Told = tuple[UUID, str, str]  # a letter, its language, its state


def _ask_page(position: Position | None, limit: int) -> Reads[Slice[Row]]:
    found = yield from _ask_rows(position, limit)
    if is_first(found, position, limit):
        position = None
        found = yield from _ask_rows(None, limit)
    return slice_of(found, found, position, limit)


def _ask_rows(position: Position | None, limit: int) -> Reads[list[Row]]:
    place, *rest = position.key if position else BEFORE_ALL
    # There is a statement for each place: an address must not make ever new ones.
    known = min(max(int(str(place)), -1), len(DANGER_ORDER))
    back = position is not None and position.back
    return rows_of(_lines(known, rest[0], rest[1], rest[2], back, limit + 1))


@prepared
def _lines(
    place: int, day: Any, since: Any, file_id: Any, back: bool, limit: int
) -> QuerySet[DeskLine, Row]:
    """The mailboxes from here on, in the direction in which the page is read."""
    rows = DeskLine.objects.filter(
        beyond(BY_DANGER.columns, (place, day, since, file_id), back)
    )
    return rows.order_by(*by(BY_DANGER.columns, back)).values_list(*BY_DANGER.columns)[:limit]


@prepared
def _letters_of(file_ids: list[UUID]) -> QuerySet[Letter, tuple[UUID, UUID, str, str]]:
    rows = Letter.objects.filter(among("file_id", file_ids)).order_by("day", "place", "id")
    return rows.values_list("file_id", "id", "language", "state")


def _waiting(row: Row, told: list[Told], claim: Claim | None) -> Waiting:
    """`told`: the letters of the mailbox, the oldest first."""
    place, day, since, file_id = row
    new = [one for one, _, state in told if state == LetterState.NEW.value]
    return Waiting(
        file_id=file_id,
        danger=DANGER_ORDER[place],
        language=told[0][1],
        day=day,
        since=None if since == UNFOUND else since,
        letters=len(told),
        unopened=len(new),
        open_next=new[0] if new else told[0][0],
        claim=claim,
    )


def ask_desk_totals() -> Reads[dict[Queue, int]]:
    """How many mailboxes wait in each queue; together with other reads."""
    rows = yield from rows_of(_count_places())
    return {
        one: sum(count for place, count in rows if DANGER_ORDER[place] in one.dangers)
        for one in QUEUES
    }


@prepared
def _count_places() -> QuerySet[DeskLine, tuple[int, int]]:
    rows = DeskLine.objects.order_by().values("place").annotate(n=Count("file_id"))
    return rows.values_list("place", "n")


def ask_desk_count() -> Reads[int]:
    """How many mailboxes without a case wait at the desk."""
    return sum((yield from ask_desk_totals()).values())


def came_since(since: datetime) -> bool:
    """Whether a letter without a case came to the desk since then."""
    return _at_desk().filter(swept_at__gt=since, state=LetterState.NEW.value).exists()


def _at_desk() -> QuerySet[Letter]:
    """Letters of files that only the desk opens: a file with a team is the team's."""
    return Letter.objects.filter(file_id__in=files_at_desk())


def claims_of(file_ids: Iterable[UUID], at: datetime) -> dict[UUID, Claim]:
    """Who reads which of these mailboxes now."""
    return read(_ask_claims_of(list(file_ids), at))


def _ask_claims_of(file_ids: list[UUID], at: datetime) -> Reads[dict[UUID, Claim]]:
    """As `claims_of`, together with other reads."""
    rows = yield from rows_of(_claims_of(file_ids))
    found = {row.file_id: Claim(row.officer_id, row.since, row.until) for row in rows}
    return {file_id: claim for file_id, claim in found.items() if live(claim, at)}


@prepared
def _claims_of(file_ids: list[UUID]) -> QuerySet[DeskClaim]:
    return DeskClaim.objects.filter(among("file_id", file_ids))


def ask_claims_by(officer_id: UUID, at: datetime) -> Reads[list[UUID]]:
    """Files whose letters this officer reads now, together with other reads."""
    return rows_of(_claims_by(officer_id, at))


@prepared
def _claims_by(officer_id: UUID, at: datetime) -> QuerySet[DeskClaim, UUID]:
    rows = DeskClaim.objects.filter(officer_id=officer_id, until__gt=at).order_by("since")
    return rows.values_list("file_id", flat=True)
