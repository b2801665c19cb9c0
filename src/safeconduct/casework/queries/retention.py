"""Reads how long closed cases are kept, what keeps them, and legal holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import names_of
from safeconduct.casework.core.retention import (
    Found,
    Keeps,
    RetentionFacts,
    Thing,
)
from safeconduct.casework.core.terms import Erasing, Stage
from safeconduct.casework.models import Case, DataRequest, Hold, KeptLonger, Retention
from safeconduct.casework.queries.lists import lines_of
from safeconduct.casework.queries.rooms import EARLIEST, room_lines
from safeconduct.common.keyset import Position, Slice, read
from safeconduct.contact.core.terms import Wish
from safeconduct.web.among import among
from safeconduct.web.keyset import Order, turn
from safeconduct.web.together import prepared

LISTED = "retention"  # casework/migrations/0019_retention_list.py says which
BY_DATE = EARLIEST
BY_REVIEW = Order(("review_on", "case_id"), (date, UUID))
AHEAD = timedelta(days=30)  # what becomes due soon is shown with what is


@dataclass(frozen=True)
class RetentionRow:
    """One closed case on the list of what is due."""

    file_id: UUID
    alias: str
    stage: Stage
    due_on: date
    keeps: tuple[Keeps, ...]
    is_due: bool


@dataclass(frozen=True)
class HoldRow:
    """One legal hold: whose, since when, and when somebody looks at it again."""

    file_id: UUID
    alias: str
    placed_by: str
    placed_on: date
    review_on: date
    is_late: bool


def things_of(file_ids: Sequence[UUID]) -> dict[UUID, dict[Thing, Found]]:
    """What the rooms know of these cases, now; one query (docs/decisions/0025)."""
    found: dict[UUID, dict[Thing, Found]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT file, thing, going_on, last FROM casework_things_of(%s)", [list(file_ids)]
        )
        for file_id, thing, going_on, last in cursor.fetchall():
            found.setdefault(file_id, {})[Thing(thing)] = Found(going_on, last)
    return found


def facts_about(cases: Sequence[Case]) -> dict[UUID, RetentionFacts]:
    """Everything that decides how long these cases are kept."""
    ids = [case.file_id for case in cases]
    things, longer = things_of(ids), _longer(ids)
    into = {case.merged_into for case in cases if case.merged_into}
    kept = Case.objects.filter(file_id__in=into).exclude(erasing=Erasing.DONE.value)
    not_erased = set(kept.values_list("file_id", flat=True))
    return {
        case.file_id: RetentionFacts(
            stage=Stage(case.stage),
            closed_on=case.moved_at.date(),
            held=case.held,
            merged_kept=case.merged_into in not_erased,
            longer_until=longer.get(case.file_id),
            things=things.get(case.file_id, {}),
        )
        for case in cases
    }


def _longer(file_ids: Sequence[UUID]) -> dict[UUID, date]:
    """The newest decision of each case counts, so that a day can be moved back too."""
    rows = KeptLonger.objects.filter(case_id__in=file_ids).order_by("decided_at", "id")
    return dict(rows.values_list("case_id", "until"))


def due_page(actor: Actor, at: datetime, position: Position | None) -> Slice[RetentionRow]:
    """The officer's closed cases whose term is over, or is soon, the longest over first."""
    soon = datetime.combine(at.date() + AHEAD, time.min, UTC)
    page = turn(BY_DATE, position, room_lines(actor, at, LISTED).filter(at__lte=soon))
    ids = [UUID(str(key[-1])) for key in page.rows]
    by_id = {row[0]: _row(row, at.date()) for row in _due(ids)}
    shown = tuple(by_id[one] for one in ids if one in by_id)
    return Slice(shown, page.start, page.newer, page.older)


Due = tuple[UUID, str, str, date, list[str]]


@prepared
def _due(file_ids: list[UUID]) -> QuerySet[Retention, Due]:
    rows = Retention.objects.filter(among("case_id", file_ids))
    return rows.values_list("case_id", "case__alias", "case__stage", "due_on", "keeps")


def _row(row: Due, today: date) -> RetentionRow:
    file_id, alias, stage, due_on, names = row
    keeps = tuple(Keeps[name] for name in names)
    due = due_on <= today and not keeps
    return RetentionRow(file_id, alias, Stage(stage), due_on, keeps, due)


def due_position(text: str) -> Position | None:
    """The position an address asks for; None when it is none of this list."""
    return read(text, BY_DATE.shape)


def holds_page(actor: Actor, at: datetime, position: Position | None) -> Slice[HoldRow]:
    """Legal holds on the officer's cases, whichever is to be looked at first."""
    mine = lines_of(actor, at).filter(file_id=OuterRef("case_id"))
    page = turn(BY_REVIEW, position, Hold.objects.filter(Exists(mine), lifted_at=None))
    ids = [UUID(str(key[-1])) for key in page.rows]
    by_id = {row[0]: row for row in _holds(ids)}
    names = names_of({row[2] for row in by_id.values()})
    shown = tuple(
        HoldRow(
            file_id, alias, names.get(placed_by, ""), placed_at.date(), review_on,
            review_on <= at.date(),
        )
        for file_id, alias, placed_by, placed_at, review_on in (
            by_id[one] for one in ids if one in by_id
        )
    )  # fmt: skip
    return Slice(shown, page.start, page.newer, page.older)


@prepared
def _holds(file_ids: list[UUID]) -> QuerySet[Hold, tuple[UUID, str, UUID, datetime, date]]:
    rows = Hold.objects.filter(among("case_id", file_ids), lifted_at=None)
    return rows.values_list("case_id", "case__alias", "placed_by", "placed_at", "review_on")


def holds_position(text: str) -> Position | None:
    """The position an address asks for; None when it is none of this list."""
    return read(text, BY_REVIEW.shape)


def closed_after(file_id: UUID, limit: int) -> list[Case]:
    """The next closed cases that are not erased, by id: for whoever walks along all of them."""
    rows = Case.objects.filter(_closed(), file_id__gt=file_id)
    return list(rows.exclude(erasing=Erasing.DONE.value).order_by("file_id")[:limit])


def _closed() -> Q:
    return Q(previous__isnull=False)  # a closed case knows the way back


def waiting_to_be_erased() -> list[Case]:
    """Cases that two people agreed to erase."""
    return list(Case.objects.filter(erasing=Erasing.WAITING.value))


@dataclass(frozen=True)
class Asked:
    """A request about own data that waits; `by_letter`: from the open mailbox."""

    wish: Wish
    on: date
    by_letter: bool


def waiting_request(file_id: UUID) -> Asked | None:
    """The person's oldest request about their own data that waits for an answer."""
    rows = DataRequest.objects.filter(case_id=file_id, answered_at=None)
    row = rows.order_by("asked_on", "noted_at").first()
    return None if row is None else Asked(Wish[row.wish], row.asked_on, row.by_letter)


def holds_to_review(today: date) -> list[UUID]:
    """Cases with a hold that somebody is to look at again."""
    rows = Hold.objects.filter(lifted_at=None, review_on__lte=today)
    return list(rows.values_list("case_id", flat=True))
