"""Rows of a crossing and what their clear columns say."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.common.period import Period
from safeconduct.common.refusal import Unknown
from safeconduct.passage.core.flow import due, step
from safeconduct.passage.core.terms import NoticeState
from safeconduct.passage.models import LIVE, AddresseeRow, CostRow, CrossingRow, NoticeRow
from safeconduct.web.together import Reads, prepared, read, rows_of


@dataclass(frozen=True)
class CostView:
    """One request of help in kind."""

    id: UUID
    kind: str
    amount_minor: int
    currency: str
    vendor: str
    asked_by: UUID
    agreed_by: UUID | None


@dataclass(frozen=True)
class NoticeView:
    """The clear columns of one revision; a window that is over shows as expired."""

    id: UUID
    revision: int
    state: NoticeState
    window: Period
    digest: str
    proposed_by: UUID
    approved_by: UUID | None


def crossing_row(file_id: UUID) -> CrossingRow | None:
    """The crossing of a case, for services and reads that checked access."""
    return CrossingRow.objects.filter(case_id=file_id).first()


def require_crossing(file_id: UUID) -> CrossingRow:
    """The crossing of a case; Unknown when none was opened."""
    row = crossing_row(file_id)
    if row is None:
        raise Unknown
    return row


def notice_row(file_id: UUID) -> NoticeRow | None:
    """The newest revision of a case's notice."""
    return read(ask_notice(file_id))


def ask_notice(file_id: UUID) -> Reads[NoticeRow | None]:
    """As `notice_row`, together with other reads."""
    newest = yield from rows_of(_newest(file_id))
    return next(iter(newest), None)


@prepared
def _newest(file_id: UUID) -> QuerySet[NoticeRow]:
    rows = NoticeRow.objects.select_related("crossing").filter(crossing__case_id=file_id)
    return rows.order_by("-revision")[:1]


@prepared
def addressees(notice_id: UUID) -> QuerySet[AddresseeRow]:
    """Who must read a notice, to be read together with other rows."""
    return AddresseeRow.objects.filter(notice_id=notice_id).order_by("code")


@prepared
def crossings(file_id: UUID) -> QuerySet[CrossingRow]:
    """The crossing of a case, to be read together with other rows."""
    return CrossingRow.objects.filter(case_id=file_id)


def live_notice(row: CrossingRow) -> NoticeRow | None:
    """The one revision that has not ended, if any."""
    return (
        NoticeRow.objects.select_related("crossing")
        .filter(crossing=row, state__in=LIVE)
        .first()
    )


def window_of(row: NoticeRow) -> Period:
    """The agreed time of a revision."""
    return Period(row.window_start, row.window_end)


def state_of(row: NoticeRow, at: datetime) -> NoticeState:
    """The state now: a notice ends with its window, whether or not anybody was there to see."""
    state = NoticeState(row.state)
    event = due(state, window_of(row), at)
    return step(state, event) if event else state


def view_of(row: NoticeRow, at: datetime) -> NoticeView:
    """The row as pages see it."""
    return NoticeView(
        row.id, row.revision, state_of(row, at), window_of(row), row.digest, row.proposed_by,
        row.approved_by,
    )  # fmt: skip


def minutes_since(since: datetime, at: datetime) -> int:
    """Whole minutes from then to now."""
    return int((at - since).total_seconds() // 60)


def costs_of(file_id: UUID) -> list[CostView]:
    """Help in kind of a case, oldest first."""
    rows = CostRow.objects.filter(crossing__case_id=file_id).order_by("asked_at")
    return [
        CostView(
            row.id, row.kind, row.amount_minor, row.currency, row.vendor, row.asked_by,
            row.agreed_by,
        )
        for row in rows
    ]  # fmt: skip
