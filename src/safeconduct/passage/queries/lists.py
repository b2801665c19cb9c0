"""What lists show of crossings: GO or HOLD, its end, read-backs; no key is needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import own_files, require_member
from safeconduct.casework.core.terms import BEFORE_ARRIVAL, Stage
from safeconduct.casework.queries import CaseView, ask_case, ask_conditions
from safeconduct.casework.queries import find as find_case
from safeconduct.common.keyset import Position, Slice
from safeconduct.common.period import Period
from safeconduct.passage.core.catalogue import limits
from safeconduct.passage.core.rules import shown
from safeconduct.passage.core.terms import Answer, Concern, Go, GoState, Mode, NoticeState
from safeconduct.passage.models import AckRow, CrossingRow, GoRow, NoticeRow
from safeconduct.passage.queries.rows import (
    addressees,
    ask_notice,
    crossings,
    minutes_since,
    state_of,
    window_of,
)
from safeconduct.web.keyset import Order, turn
from safeconduct.web.together import Reads, both, each, prepared, read, rows_of

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
    proposed_by: UUID | None = None


def line_of(actor: Actor, file_id: UUID, at: datetime) -> Deskline | None:
    """One crossing as lists show it, for an officer on the case; Unknown for all others."""
    require_member(actor, file_id, at)
    return read(ask_line(find_case(file_id), at))


def crossing_page(
    actor: Actor, at: datetime, position: Position | None = None
) -> Slice[Deskline]:
    """A page of the crossings of the officer's cases: the notice that ends soonest first."""
    page = turn(BY_END, position, _crossings(actor, at))
    ids = [key[-1] for key in page.rows]
    rows = _lines([one for one in ids if isinstance(one, UUID)], at)
    return Slice(tuple(rows), page.start, page.newer, page.older)


def crossings_before_arrival(actor: Actor, at: datetime) -> list[Deskline]:
    """All crossings of the officer's cases whose person has not arrived, by the same order."""
    before = [stage.value for stage in BEFORE_ARRIVAL]
    rows = _crossings(actor, at).filter(case__stage__in=before)
    return _lines(rows.order_by(*BY_END.columns).values_list("case_id", flat=True), at)


def _crossings(actor: Actor, at: datetime) -> QuerySet[Any, Any]:
    """Crossings with the end of their latest notice's agreed time."""
    latest = NoticeRow.objects.filter(crossing=OuterRef("pk")).order_by("-revision")
    ends = Coalesce(Subquery(latest.values("window_end")[:1]), Value(NEVER))
    return CrossingRow.objects.filter(case_id__in=own_files(actor, at)).annotate(ends=ends)


def _lines(file_ids: Iterable[UUID], at: datetime) -> list[Deskline]:
    """One statement for each step, however many crossings."""
    lines = read(each(_ask_any_line(file_id, at) for file_id in file_ids))
    return [line for line in lines if line is not None]


def _ask_any_line(file_id: UUID, at: datetime) -> Reads[Deskline | None]:
    case = yield from ask_case(file_id)
    return (yield from ask_line(case, at))


def ask_line(case: CaseView, at: datetime) -> Reads[Deskline | None]:
    """The crossing of a case as lists show it, together with other reads; None without one."""
    found = rows_of(crossings(case.file_id))
    rows, notice = yield from both(found, ask_notice(case.file_id))
    if not rows:
        return None
    mode = Mode(rows[0].mode)
    if notice is None:
        return Deskline(
            case.file_id, case.alias, mode, None, 0, None, GoState.HOLD, None, 0, 0, None
        )
    (state, ends), times, wanted = yield from each(
        [
            _ask_shown(rows[0], notice, case.state.stage, at),
            _ask_counting(notice, at),
            rows_of(addressees(notice.id)),
        ]
    )
    return Deskline(
        file_id=case.file_id,
        alias=case.alias,
        mode=mode,
        state=state_of(notice, at),
        revision=notice.revision,
        window=window_of(notice),
        go=state,
        expires_at=ends,
        acks=len(times),
        wanted=len(wanted),
        oldest_minutes=minutes_since(min(times), at) if times else None,
        proposed_by=notice.proposed_by,
    )


def _ask_counting(notice: NoticeRow, at: datetime) -> Reads[list[datetime]]:
    """When each current yes was given that still counts; from clear columns, for lists."""
    given = yield from rows_of(_yeses(notice.id))
    longest = limits().ack_minutes
    return [
        when for when in given if minutes_since(when, at) < longest and at < notice.window_end
    ]


@prepared
def _yeses(notice_id: UUID) -> QuerySet[AckRow, datetime]:
    rows = AckRow.objects.filter(
        addressee__notice_id=notice_id, current=True, answer=Answer.WILL_COMPLY.value
    )
    return rows.values_list("given_at", flat=True)


@prepared
def _stored(notice_id: UUID) -> QuerySet[GoRow]:
    return GoRow.objects.filter(notice_id=notice_id)


def _ask_shown(
    row: CrossingRow, notice: NoticeRow, stage: Stage, at: datetime
) -> Reads[tuple[GoState, datetime | None]]:
    """What a list may show and until when: GO only while nothing in clear speaks against it.

    A condition or a withdrawal may have come since GO was computed; then it is HOLD at once.
    """
    stored = rows_of(_stored(notice.id))
    found, conditions = yield from both(stored, ask_conditions(row.case_id))
    if not found:
        return GoState.HOLD, None
    last = found[0]
    computed = Go(GoState(last.state), (), last.expires_at, last.input_hash)
    stands = (
        state_of(notice, at) is NoticeState.SENT
        and row.concern == Concern.NONE.value
        and row.corridor_in_force == notice.revision
        and all(one.fulfilled_at is not None for one in conditions)
        and stage is Stage.PASSAGE
    )
    if not stands or shown(computed, at) is GoState.HOLD:
        return GoState.HOLD, None
    return GoState.GO, last.expires_at
