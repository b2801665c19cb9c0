"""Reads plans, signs of life and alarms for the officers who are on the case."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import ask_everybody, everybody, own_files
from safeconduct.casework.queries import aliases_of, ask_aliases_of
from safeconduct.common.period import Period
from safeconduct.common.refusal import Unknown
from safeconduct.protection.core.catalogue import ladder
from safeconduct.protection.core.rules import (
    checkin_state,
    expected_at,
    late_for,
    rungs_due,
    worse,
)
from safeconduct.protection.core.terms import (
    ChangeState,
    CheckinState,
    Danger,
    DangerFacts,
    Level,
    Rung,
    Schedule,
)
from safeconduct.protection.models import (
    Alarm,
    CheckIn,
    LevelChange,
    MeasureRow,
    Plan,
    Silence,
    WatchBeat,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.among import among
from safeconduct.web.together import Reads, each, prepared, read, rows_of

# The watch runs every 30 seconds; after four missed runs nobody may rely on it.
BEAT_HOLDS = timedelta(minutes=2)
FACTS, REACH, WORD, PLACE = (
    "protection.plan.facts",
    "protection.plan.contact",
    "protection.plan.word",
    "protection.plan.place",
)


@dataclass(frozen=True)
class CheckinView:
    """How a sign of life stands; `late_for` is negative or zero while nothing is late."""

    id: UUID
    state: CheckinState
    expected_at: datetime
    late_for: timedelta
    rung: Rung | None
    taken_over_by: str
    every_hours: int
    silent_until: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether somebody has to act."""
        return self.state in (CheckinState.LATE, CheckinState.MISSED)


@dataclass(frozen=True)
class PlanRow:
    """The clear columns of a plan, for lists and cards."""

    id: UUID
    file_id: UUID
    alias: str
    person_id: UUID
    relation: str
    level: Level
    officer: str
    opened_at: datetime
    review_by: datetime
    version: int
    checkin: CheckinView | None


@dataclass(frozen=True)
class PlanContent:
    """What is sealed in a plan; None where the officer's key does not open it."""

    facts: DangerFacts | None
    contact: str | None
    word: str | None
    place: str | None


@dataclass(frozen=True)
class LoweringView:
    """A lowering that waits for a second person."""

    id: UUID
    plan_id: UUID
    old: Level
    new: Level
    proposed_by: UUID
    proposer: str
    proposed_at: datetime
    reason: str | None


@dataclass(frozen=True)
class AlarmView:
    """An open alarm."""

    id: UUID
    file_id: UUID
    alias: str
    cause: str
    raised_at: datetime


def watch_runs(at: datetime) -> bool:
    """Whether the watch ran lately with its key unlocked; otherwise nobody reads answers."""
    return read(_ask_watch(at))


def _ask_watch(at: datetime) -> Reads[bool]:
    beats = yield from rows_of(_beats())
    return any(at - beat.at <= BEAT_HOLDS for beat in beats)


def schedule_of(row: CheckIn) -> Schedule:
    """The row as the core sees it, with its planned silences."""
    return _schedule(row, list(_silences(row.id)))


def _schedule(row: CheckIn, silences: list[Silence]) -> Schedule:
    return Schedule(
        starts_at=row.starts_at,
        every=timedelta(hours=row.every_hours),
        grace=timedelta(minutes=row.grace_minutes),
        missed_after=timedelta(minutes=row.missed_after_minutes),
        silences=tuple(Period(silence.start, silence.until) for silence in silences),
    )


def state_at(row: CheckIn, at: datetime, *, watch_unlocked: bool) -> CheckinState:
    """How the sign of life stands now."""
    return checkin_state(
        schedule_of(row), row.last_answer_at, _now(row, at), watch_unlocked=watch_unlocked
    )


def _now(row: CheckIn, at: datetime) -> datetime:
    """`at`, or the last answer when the worker wrote it a moment after this request began."""
    return max(at, row.last_answer_at) if row.last_answer_at else at


def checkin_view(row: CheckIn, at: datetime, names: dict[UUID, str]) -> CheckinView:
    """State, lateness and the highest rung that must have been climbed by now."""
    return _checkin(row, schedule_of(row), at, names, unlocked=watch_runs(at))


def _checkin(
    row: CheckIn, schedule: Schedule, at: datetime, names: dict[UUID, str], *, unlocked: bool
) -> CheckinView:
    at = _now(row, at)
    expected = expected_at(schedule, row.last_answer_at)
    state = checkin_state(schedule, row.last_answer_at, at, watch_unlocked=unlocked)
    late = late_for(schedule, at - expected, watch_unlocked=unlocked)
    taken = row.taken_over_by is not None
    rungs = rungs_due(ladder(), late, taken_over=taken)
    silent = [period.end for period in schedule.silences if period.holds(at)]
    return CheckinView(
        id=row.id,
        state=state,
        expected_at=expected,
        late_for=late,
        rung=rungs[-1] if rungs else None,
        taken_over_by=names.get(row.taken_over_by, "") if row.taken_over_by else "",
        every_hours=row.every_hours,
        silent_until=max(silent) if silent else None,
    )


def plan_rows(rows: list[Plan], at: datetime) -> list[PlanRow]:
    """These plans as lists show them, for queries that checked access."""
    return read(_ask_plan_rows(rows, at))


def _ask_plan_rows(rows: list[Plan], at: datetime) -> Reads[list[PlanRow]]:
    plans, files = [row.id for row in rows], [row.file_id for row in rows]
    staff, aliases, checkins = yield from each(
        [ask_everybody(), ask_aliases_of(files), ask_checkins(plans, at)]
    )
    names = dict(staff)
    return [
        PlanRow(
            id=row.id,
            file_id=row.file_id,
            alias=aliases.get(row.file_id, ""),
            person_id=row.person_id,
            relation=row.person.relation,
            level=Level(row.level),
            officer=names.get(row.officer_id, ""),
            opened_at=row.opened_at,
            review_by=row.review_by,
            version=row.version,
            checkin=checkins.get(row.id),
        )
        for row in rows
    ]


def ask_checkins(plan_ids: list[UUID], at: datetime) -> Reads[dict[UUID, CheckinView]]:
    """How the signs of life of these plans stand, by plan; together with other reads."""
    staff, unlocked, due, silences = yield from each(
        [ask_everybody(), _ask_watch(at), rows_of(_due(plan_ids)), rows_of(_planned(plan_ids))]
    )
    names, quiet = dict(staff), defaultdict(list)
    for silence in silences:
        quiet[silence.checkin_id].append(silence)
    return {
        one.plan_id: _checkin(one, _schedule(one, quiet[one.id]), at, names, unlocked=unlocked)
        for one in due
    }


@prepared
def _due(plan_ids: list[UUID]) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(among("plan_id", plan_ids), active=True)


@prepared
def _planned(plan_ids: list[UUID]) -> QuerySet[Silence]:
    rows = Silence.objects.filter(among("checkin__plan_id", plan_ids), checkin__active=True)
    return rows.order_by("start")


def plans_of(file_id: UUID, at: datetime) -> list[PlanRow]:
    """Plans of one case; the caller checked access."""
    return read(ask_plans(file_id, at))


def ask_plans(file_id: UUID, at: datetime) -> Reads[list[PlanRow]]:
    """As `plans_of`, together with other reads."""
    rows = yield from rows_of(_plans(file_id))
    return (yield from _ask_plan_rows(rows, at)) if rows else []


@prepared
def _plans(file_id: UUID) -> QuerySet[Plan]:
    rows = Plan.objects.select_related("person").filter(file_id=file_id)
    return rows.order_by("person__relation", "id")


@prepared
def _alarmed(file_id: UUID) -> QuerySet[Alarm, Any]:
    return Alarm.objects.filter(closed_at__isnull=True, file_id=file_id).values_list("id")[:1]


@prepared
def _beats() -> QuerySet[WatchBeat]:
    return WatchBeat.objects.filter(id=1)


@prepared
def _silences(checkin_id: UUID) -> QuerySet[Silence]:
    return Silence.objects.filter(checkin_id=checkin_id).order_by("start")


def worst_checkin(rows: list[PlanRow]) -> CheckinState | None:
    """The most alarming state among several plans; None when nobody is expected to answer."""
    states = [row.checkin.state for row in rows if row.checkin is not None]
    return reduce(worse, states) if states else None


def file_of(plan_id: UUID) -> UUID:
    """The file a plan belongs to; Unknown when there is none."""
    return _file_of(Plan.objects.filter(id=plan_id))


def file_of_alarm(alarm_id: UUID) -> UUID:
    """The file an alarm belongs to; Unknown when there is none."""
    return _file_of(Alarm.objects.filter(id=alarm_id))


def _file_of(rows: QuerySet[Any]) -> UUID:
    for file_id in rows.values_list("file_id", flat=True):
        return UUID(str(file_id))
    raise Unknown


def facts_text(facts: DangerFacts) -> str:
    """Danger facts as they are sealed."""
    present = sorted(danger.value for danger in facts.present)
    return json.dumps(
        {"present": present, "judged": facts.judged.value, "felt": facts.felt.value},
        sort_keys=True,
    )


def words_text(contact: str | None, word: str | None, place: str | None) -> str:
    """The words of a plan as a page carries them; None for what no key opens."""
    return json.dumps({"contact": contact, "word": word, "place": place}, ensure_ascii=False)


def read_facts(keys: FileKeys, row: Plan) -> DangerFacts:
    """The danger facts of a plan; Refused without the contact key."""
    raw = json.loads(keys.open(Compartment.CONTACT, FACTS, row.id, bytes(row.sealed_facts)))
    return DangerFacts(
        present=frozenset(Danger(code) for code in raw["present"]),
        judged=Level(raw["judged"]),
        felt=Level(raw["felt"]),
    )


def read_word(keys: FileKeys, row: Plan) -> str:
    """The word agreed for "I am being forced", or "" when none was agreed."""
    if row.sealed_word is None:
        return ""
    return keys.open(Compartment.CONTACT, WORD, row.id, bytes(row.sealed_word))


def content_of(keys: FileKeys, plan_id: UUID) -> PlanContent:
    """What the officer's key opens of a plan."""
    return content_of_row(keys, Plan.objects.get(id=plan_id, file_id=keys.file_id))


def content_of_row(keys: FileKeys, row: Plan) -> PlanContent:
    """The same of a row that was read, or locked, already."""
    contact = keys.may_open(Compartment.CONTACT)
    return PlanContent(
        facts=read_facts(keys, row) if contact else None,
        contact=_opened(keys, Compartment.CONTACT, REACH, row.id, row.sealed_contact),
        word=_opened(keys, Compartment.CONTACT, WORD, row.id, row.sealed_word),
        place=_opened(keys, Compartment.LOCATION, PLACE, row.id, row.sealed_place),
    )


def _opened(
    keys: FileKeys,
    part: Compartment,
    column: str,
    row_id: UUID,
    sealed: bytes | memoryview | None,
) -> str | None:
    if not keys.may_open(part):
        return None
    return keys.open(part, column, row_id, bytes(sealed)) if sealed is not None else ""


def answers_of(plan_id: UUID) -> dict[str, str]:
    """The person's word per measure that was offered."""
    rows = MeasureRow.objects.filter(plan_id=plan_id)
    return dict(rows.values_list("code", "state"))


def lowering_of(plan_id: UUID, keys: FileKeys) -> LoweringView | None:
    """The lowering that waits for a second person."""
    row = LevelChange.objects.filter(plan_id=plan_id, state=ChangeState.PENDING.value).first()
    if row is None:
        return None
    reason = None
    if keys.may_open(Compartment.CONTACT) and row.sealed_reason is not None:
        reason = keys.open(
            Compartment.CONTACT, "protection.change.reason", row.id, bytes(row.sealed_reason)
        )
    proposer = dict(everybody()).get(row.proposed_by, "")
    return LoweringView(
        row.id, plan_id, Level(row.old), Level(row.new), row.proposed_by, proposer,
        row.proposed_at, reason,
    )  # fmt: skip


def ask_alarmed(file_id: UUID) -> Reads[bool]:
    """Whether an alarm of the case is open; the caller checked access."""
    return bool((yield from rows_of(_alarmed(file_id))))


def alarms_for(actor: Actor, at: datetime, file_id: UUID | None = None) -> list[AlarmView]:
    """Open alarms of the officer's cases (or of one of them), oldest first."""
    found = Alarm.objects.filter(closed_at__isnull=True, file_id__in=own_files(actor, at))
    found = found if file_id is None else found.filter(file_id=file_id)
    rows = list(found.order_by("raised_at"))
    names = aliases_of([row.file_id for row in rows])
    return [
        AlarmView(row.id, row.file_id, names.get(row.file_id, ""), row.cause, row.raised_at)
        for row in rows
    ]
