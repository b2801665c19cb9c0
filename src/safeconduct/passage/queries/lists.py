"""What lists show of crossings: GO or HOLD, its end, read-backs; no key is needed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import files_of, require_member
from safeconduct.casework.core.terms import Stage
from safeconduct.casework.queries import aliases_of, unmet_conditions
from safeconduct.casework.queries import find as find_case
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


def crossings_for(actor: Actor, at: datetime) -> list[Deskline]:
    """The crossings of the officer's cases: those with a notice that ends soonest first."""
    wanted = files_of(actor, at)
    names = aliases_of(wanted)
    rows = CrossingRow.objects.filter(case_id__in=wanted)
    lines = [_line(row, names[row.case_id], at) for row in rows]
    late = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(lines, key=lambda line: line.window.end if line.window else late)


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
