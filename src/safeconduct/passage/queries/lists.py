"""What lists show of crossings: GO or HOLD, its end, read-backs; no key is needed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import require_member
from safeconduct.casework.core.terms import BEFORE_ARRIVAL, Stage
from safeconduct.casework.queries import (
    EARLIEST,
    CaseView,
    ask_conditions,
    ask_unmet,
    room_lines_of,
    room_page,
)
from safeconduct.casework.queries import find as find_case
from safeconduct.common.keyset import Position, Slice
from safeconduct.common.period import Period
from safeconduct.passage.core.catalogue import limits
from safeconduct.passage.core.rules import shown
from safeconduct.passage.core.terms import Answer, Concern, Go, GoState, Mode, NoticeState
from safeconduct.passage.models import (
    LIVE,
    AckRow,
    AddresseeRow,
    CostRow,
    CrossingRow,
    GoRow,
    NoticeRow,
)
from safeconduct.passage.queries.rows import (
    addressees,
    ask_notice,
    crossings,
    minutes_since,
    state_of,
    window_of,
)
from safeconduct.web.among import among
from safeconduct.web.together import Reads, both, each, prepared, read, rows_of

LISTED = "crossing"  # passage/migrations/0002_lists.py says which, and in which order
BY_END = EARLIEST
MOST = 50  # crossings of one page of My work


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
    page = room_page(actor, at, LISTED, BY_END, position)
    return Slice(tuple(_lines(page.rows, at)), page.start, page.newer, page.older)


class Step(StrEnum):
    """What may wait for an officer on a crossing."""

    PROPOSE = "propose"
    APPROVE = "approve"
    SEND = "send"
    READ_BACK = "read back"
    AGREE = "agree to help"


def ask_waiting(
    actor: Actor, at: datetime, steps: tuple[Step, ...]
) -> Reads[list[tuple[Deskline, int]]]:
    """The crossings of the officer's cases whose person has not arrived and that wait for one
    of these steps, the notice that ends soonest first; with how much help waits for a yes.
    """
    files = yield from rows_of(_waiting(actor.officer_id, at, steps))
    if not files:
        return []
    found, costs = yield from both(_ask_all(files), rows_of(_to_agree(actor.officer_id, files)))
    count = Counter(costs)
    return [(_line(found[one], at), count[one]) for one in files if one in found]


@prepared
def _waiting(officer_id: UUID, at: datetime, steps: tuple[Step, ...]) -> QuerySet[Any, UUID]:
    """One walk along the list, however many steps."""
    notices = NoticeRow.objects.filter(crossing=OuterRef("pk"), window_end__gt=at)
    proposed = notices.filter(state=NoticeState.PROPOSED.value)
    costs = CostRow.objects.filter(crossing=OuterRef("pk"), agreed_by=None)
    live, to_agree = notices.filter(state__in=LIVE), costs.exclude(asked_by=officer_id)
    where = {
        Step.PROPOSE: ~Q(_there(live)),
        Step.APPROVE: Q(_there(proposed.exclude(proposed_by=officer_id))),
        Step.SEND: Q(_there(notices.filter(state=NoticeState.APPROVED.value))),
        Step.READ_BACK: Q(_there(notices.filter(state=NoticeState.SENT.value))),
        Step.AGREE: Q(_there(to_agree)),
    }
    before = [stage.value for stage in BEFORE_ARRIVAL]
    crossings = CrossingRow.objects.filter(case_id=OuterRef("thing"), case__stage__in=before)
    waits = _there(crossings.filter(reduce(or_, (where[step] for step in steps))))
    mine = room_lines_of(officer_id, at, LISTED).filter(waits)
    return mine.order_by(*BY_END.columns).values_list("thing", flat=True)[:MOST]


def _there(rows: QuerySet[Any]) -> Coalesce:
    """As Exists, but never made into a join: the database looks at each line of the walk."""
    one = Subquery(rows.annotate(there=Value(True)).values("there")[:1])
    return Coalesce(one, Value(False), output_field=BooleanField())


@prepared
def _to_agree(officer_id: UUID, file_ids: list[UUID]) -> QuerySet[CostRow, UUID]:
    """The case of each help in kind that waits for somebody else's yes."""
    rows = CostRow.objects.filter(among("crossing__case_id", file_ids), agreed_by=None)
    rows = rows.exclude(asked_by=officer_id)
    return rows.values_list("crossing__case_id", flat=True)


def _lines(file_ids: Sequence[UUID], at: datetime) -> list[Deskline]:
    """However many crossings: one statement for each step."""
    found = read(_ask_all(list(file_ids)))
    return [_line(found[one], at) for one in file_ids if one in found]


def _ask_all(file_ids: list[UUID]) -> Reads[dict[UUID, "Found"]]:
    """What is in clear of these crossings, by case."""
    rows, notices, unmet = yield from each(
        [
            rows_of(_rows(file_ids)),
            rows_of(_latest(file_ids)),
            ask_unmet(file_ids),
        ]
    )
    latest = {row.crossing_id: row for row in notices}
    ids = [row.id for row in notices]
    stored, yeses, named = yield from each(
        [
            rows_of(_gos(ids)),
            rows_of(_agreements(ids)),
            rows_of(_wanted(ids)),
        ]
    )
    gos, wanted = {row.notice_id: row for row in stored}, Counter(one for (one,) in named)
    given = defaultdict(list)
    for notice_id, when in yeses:
        given[notice_id].append(when)
    return {
        row.case_id: Found(
            row.case.alias,
            Stage(row.case.stage),
            row,
            notice := latest.get(row.id),
            gos.get(notice.id) if notice else None,
            given[notice.id] if notice else [],
            wanted[notice.id] if notice else 0,
            conditions_met=row.case_id not in unmet,
        )
        for row in rows
    }


@prepared
def _gos(notice_ids: list[UUID]) -> QuerySet[GoRow]:
    return GoRow.objects.filter(among("notice_id", notice_ids))


@prepared
def _agreements(notice_ids: list[UUID]) -> QuerySet[AckRow, tuple[UUID, datetime]]:
    return _agreed().filter(among("addressee__notice_id", notice_ids))


@prepared
def _wanted(notice_ids: list[UUID]) -> QuerySet[AddresseeRow, tuple[UUID]]:
    """The notice of each who must read it."""
    return AddresseeRow.objects.filter(among("notice_id", notice_ids)).values_list("notice_id")


@prepared
def _rows(file_ids: list[UUID]) -> QuerySet[CrossingRow]:
    """The crossings of these cases; of the cases themselves as little as a list shows."""
    rows = CrossingRow.objects.filter(among("case_id", file_ids)).select_related("case")
    return rows.only("mode", "concern", "corridor_in_force", "case__alias", "case__stage")


@prepared
def _latest(file_ids: list[UUID]) -> QuerySet[NoticeRow]:
    """The newest revision of each crossing's notice."""
    rows = NoticeRow.objects.filter(among("crossing__case_id", file_ids)).defer("sealed")
    return rows.order_by("crossing_id", "-revision").distinct("crossing_id")


def ask_line(case: CaseView, at: datetime) -> Reads[Deskline | None]:
    """The crossing of a case as lists show it, together with other reads; None without one."""
    rows, notice = yield from both(rows_of(crossings(case.file_id)), ask_notice(case.file_id))
    if not rows:
        return None
    known = case.alias, case.state.stage
    if notice is None:
        return _line(Found(*known, rows[0], None, None, [], 0, conditions_met=False), at)
    stored, conditions, given, wanted = yield from each(
        [
            rows_of(_stored(notice.id)),
            ask_conditions(case.file_id),
            rows_of(_yeses(notice.id)),
            rows_of(addressees(notice.id)),
        ]
    )
    met = all(one.fulfilled_at is not None for one in conditions)
    go = next(iter(stored), None)
    found = Found(*known, rows[0], notice, go, given, len(wanted), conditions_met=met)
    return _line(found, at)


@prepared
def _yeses(notice_id: UUID) -> QuerySet[Any, datetime]:
    return _agreed().filter(addressee__notice_id=notice_id).values_list("given_at", flat=True)


def _agreed() -> QuerySet[AckRow, tuple[UUID, datetime]]:
    """(notice, when) of each current yes."""
    rows = AckRow.objects.filter(current=True, answer=Answer.WILL_COMPLY.value)
    return rows.values_list("addressee__notice_id", "given_at")


@prepared
def _stored(notice_id: UUID) -> QuerySet[GoRow]:
    return GoRow.objects.filter(notice_id=notice_id)


@dataclass(frozen=True)
class Found:
    """What was read of one crossing: clear columns alone."""

    alias: str
    stage: Stage
    row: CrossingRow
    notice: NoticeRow | None
    go: GoRow | None
    given: list[datetime]  # when each current yes was read back
    wanted: int
    conditions_met: bool


def _line(found: Found, at: datetime) -> Deskline:
    file_id, mode, notice = found.row.case_id, Mode(found.row.mode), found.notice
    if notice is None:
        return Deskline(
            file_id, found.alias, mode, None, 0, None, GoState.HOLD, None, 0, 0, None
        )
    state, ends = _shown(found, notice, at)
    times = _counting(found.given, notice, at)
    return Deskline(
        file_id=file_id,
        alias=found.alias,
        mode=mode,
        state=state_of(notice, at),
        revision=notice.revision,
        window=window_of(notice),
        go=state,
        expires_at=ends,
        acks=len(times),
        wanted=found.wanted,
        oldest_minutes=minutes_since(min(times), at) if times else None,
        proposed_by=notice.proposed_by,
    )


def _counting(given: list[datetime], notice: NoticeRow, at: datetime) -> list[datetime]:
    """When each current yes was given that still counts; from clear columns, for lists."""
    longest = limits().ack_minutes
    return [
        when for when in given if minutes_since(when, at) < longest and at < notice.window_end
    ]


def _shown(found: Found, notice: NoticeRow, at: datetime) -> tuple[GoState, datetime | None]:
    """What a list may show and until when: GO only while nothing in clear speaks against it.

    A condition or a withdrawal may have come since GO was computed; then it is HOLD at once.
    """
    last = found.go
    if last is None:
        return GoState.HOLD, None
    computed = Go(GoState(last.state), (), last.expires_at, last.input_hash)
    stands = (
        state_of(notice, at) is NoticeState.SENT
        and found.row.concern == Concern.NONE.value
        and found.row.corridor_in_force == notice.revision
        and found.conditions_met
        and found.stage is Stage.PASSAGE
    )
    if not stands or shown(computed, at) is GoState.HOLD:
        return GoState.HOLD, None
    return GoState.GO, last.expires_at
