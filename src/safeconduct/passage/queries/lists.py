"""What lists show of crossings: GO or HOLD, its end, read-backs; no key is needed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import own_files, require_member
from safeconduct.casework.core.terms import BEFORE_ARRIVAL, Stage
from safeconduct.casework.queries import aliases_of, unmet_conditions
from safeconduct.casework.queries import find as find_case
from safeconduct.common.keyset import Position, Slice
from safeconduct.common.period import Period
from safeconduct.passage.core.catalogue import limits
from safeconduct.passage.core.rules import shown
from safeconduct.passage.core.terms import Answer, Concern, Go, GoState, Mode, NoticeState
from safeconduct.passage.models import AckRow, AddresseeRow, CrossingRow, GoRow, NoticeRow
from safeconduct.passage.queries.rows import (
    crossing_row,
    minutes_since,
    state_of,
    window_of,
)
from safeconduct.web.keyset import Order, turn

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # no time is agreed
BY_END = Order(("ends", "case_id"), (datetime, UUID))


@dataclass(frozen=True)
class Deskline:
    """One crossing on the desk, from clear columns; `oldest_minutes` of its read-backs."""

    file_id: UUID
    alias: str
    mode: Mode
    state: NoticeState | None
    revision: int
    window: Period | None
    go: GoState
    expires_at: datetime | None
    acks: int
    wanted: int
    oldest_minutes: int | None


def line_of(actor: Actor, file_id: UUID, at: datetime) -> Deskline | None:
    """One crossing as lists show it, for an officer on the case; Unknown for all others."""
    require_member(actor, file_id, at)
    row = crossing_row(file_id)
    return _line(row, aliases_of([file_id])[file_id], at) if row is not None else None


def crossing_page(
    actor: Actor, at: datetime, position: Position | None = None
) -> Slice[Deskline]:
    """A page of the crossings of the officer's cases: the notice that ends soonest first."""
    page = turn(BY_END, position, _crossings(actor, at))
    ids = [key[-1] for key in page.rows]
    found = {row.case_id: row for row in CrossingRow.objects.filter(case_id__in=ids)}
    rows = _lines([found[one] for one in ids if isinstance(one, UUID) and one in found], at)
    return Slice(tuple(rows), page.start, page.newer, page.older)


def crossings_before_arrival(actor: Actor, at: datetime) -> list[Deskline]:
    """All crossings of the officer's cases whose person has not arrived, by the same order."""
    before = [stage.value for stage in BEFORE_ARRIVAL]
    rows = _crossings(actor, at).filter(case__stage__in=before)
    return _lines(list(rows.order_by(*BY_END.columns)), at)


def _crossings(actor: Actor, at: datetime) -> QuerySet[Any, Any]:
    """Crossings with the end of their latest notice's agreed time."""
    latest = NoticeRow.objects.filter(crossing=OuterRef("pk")).order_by("-revision")
    ends = Coalesce(Subquery(latest.values("window_end")[:1]), Value(NEVER))
    return CrossingRow.objects.filter(case_id__in=own_files(actor, at)).annotate(ends=ends)


def _lines(rows: list[CrossingRow], at: datetime) -> list[Deskline]:
    names = aliases_of([row.case_id for row in rows])
    return [_line(row, names[row.case_id], at) for row in rows]


def _line(row: CrossingRow, alias: str, at: datetime) -> Deskline:
    notice = NoticeRow.objects.filter(crossing=row).order_by("-revision").first()
    if notice is None:
        return Deskline(
            row.case_id, alias, Mode(row.mode), None, 0, None, GoState.HOLD, None, 0, 0, None
        )
    state, ends = shown_go(row, notice, at)
    times = _counting(notice, at)
    return Deskline(
        file_id=row.case_id,
        alias=alias,
        mode=Mode(row.mode),
        state=state_of(notice, at),
        revision=notice.revision,
        window=window_of(notice),
        go=state,
        expires_at=ends,
        acks=len(times),
        wanted=AddresseeRow.objects.filter(notice=notice).count(),
        oldest_minutes=minutes_since(min(times), at) if times else None,
    )


def _counting(notice: NoticeRow, at: datetime) -> list[datetime]:
    """When each current yes was given that still counts; from clear columns, for lists."""
    rows = AckRow.objects.filter(
        addressee__notice=notice, current=True, answer=Answer.WILL_COMPLY.value
    )
    longest = limits().ack_minutes
    given = rows.values_list("given_at", flat=True)
    return [
        when for when in given if minutes_since(when, at) < longest and at < notice.window_end
    ]


def shown_go(
    row: CrossingRow, notice: NoticeRow, at: datetime
) -> tuple[GoState, datetime | None]:
    """What a list may show and until when: GO only while nothing in clear speaks against it.

    A condition or a withdrawal may have come since GO was computed; then it is HOLD at once.
    """
    stored = GoRow.objects.filter(notice=notice).first()
    if stored is None:
        return GoState.HOLD, None
    computed = Go(GoState(stored.state), (), stored.expires_at, stored.input_hash)
    stands = (
        state_of(notice, at) is NoticeState.SENT
        and row.concern == Concern.NONE.value
        and row.corridor_in_force == notice.revision
        and not unmet_conditions(row.case_id)
        and find_case(row.case_id).state.stage is Stage.PASSAGE
    )
    if not stands or shown(computed, at) is GoState.HOLD:
        return GoState.HOLD, None
    return GoState.GO, stored.expires_at
