"""Words of the protection room: people, danger, levels, check-ins, measures, reasons."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from safeconduct.common.period import Period
from safeconduct.common.refusal import Reason


class WhyNot(Reason):
    """Why a protection act cannot happen now."""

    SAME_PERSON = "Lowering a level needs two different people."
    NO_REASON = "The reason for lowering the level is not written down."
    NOT_LOWER = "The new level is not lower than the present one. One person may raise it."
    BELOW_THE_FACTS = "The recorded facts ask for a higher level than that."
    NOT_UNDONE = "A level that was assessed does not become unassessed again."
    SILENCE_NOT_AGREED = "The person has not agreed to this planned silence."
    SILENCE_NO_OFFICER = "No officer is named who watches over the planned silence."
    SILENCE_TOO_LONG = "The planned silence is longer than the programme allows."
    SILENCE_BEGUN = "A silence is planned before it begins, not afterwards."
    CHECKIN_DECLINED = "The person has not said yes to regular signs of life."
    NO_SCHEDULE = "No regular sign of life is agreed with this person."
    NOT_LATE = "Nothing is late here."
    PROPOSAL_ENDED = "This proposal was decided already."


class Level(StrEnum):
    """How closely a person is protected. Unassessed never means safe."""

    UNASSESSED = "unassessed"
    STANDARD = "standard"
    ENHANCED = "enhanced"
    CRITICAL = "critical"


class Danger(StrEnum):
    """Facts that raise danger; none of them is a merit or a fault."""

    ACTIVELY_SOUGHT = "actively_sought"
    BRANDED_TRAITOR = "branded_traitor"
    CAME_IN_EQUIPMENT = "came_in_equipment"
    NAMED_AN_OFFICIAL = "named_an_official"
    PAST_CONTACT = "past_contact"
    PLACE_KNOWN = "place_known"
    PUBLICISED = "publicised"
    WAS_PAID = "was_paid"


class Tie(StrEnum):
    """How a protected person belongs to a case."""

    SELF = "self"
    FAMILY = "family"
    COMPANION = "companion"


class CheckinState(StrEnum):
    """What an expected sign of life looks like now, best first."""

    ON_TIME = "on_time"
    DUE = "due"
    LATE = "late"
    MISSED = "missed"


class Choice(StrEnum):
    """The person's own word on one measure; every measure may be declined or taken back."""

    NOT_ASKED = "not_asked"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Saying(StrEnum):
    """What a person ticks in a check-in; their own words may stand beside any of them."""

    WELL = "well"
    NOT_WELL = "not_well"
    WORDS = "words"


class Cause(StrEnum):
    """Why an alarm was raised from a check-in."""

    DURESS = "duress"
    NOT_WELL = "not_well"


class ChangeState(StrEnum):
    """A change of level: a raise is done at once, a lowering waits for a second person."""

    CONFIRMED = "confirmed"
    DONE = "done"
    DROPPED = "dropped"
    PENDING = "pending"


class Kind(StrEnum):
    """What protection writes on the record."""

    ALARM_CLOSED = "protection.alarm.closed"
    ALARM_RAISED = "protection.alarm.raised"
    CHECKIN_AGREED = "protection.checkin.agreed"
    CHECKIN_ANSWERED = "protection.checkin.answered"
    CHECKIN_CHANGED = "protection.checkin.changed"
    CHECKIN_ENDED = "protection.checkin.ended"
    CHECKIN_LATE = "protection.checkin.late"
    CHECKIN_MISSED = "protection.checkin.missed"
    CHECKIN_TAKEN_OVER = "protection.checkin.taken_over"
    LEVEL_LOWERED = "protection.level.lowered"
    LEVEL_PROPOSED = "protection.level.proposed"
    LEVEL_RAISED = "protection.level.raised"
    LEVEL_TURNED_DOWN = "protection.level.turned_down"
    MEASURE_ANSWERED = "protection.measure.answered"
    MEASURE_OFFERED = "protection.measure.offered"
    PLAN_OPENED = "protection.plan.opened"
    PLAN_WRITTEN = "protection.plan.written"
    SILENCE_PLANNED = "protection.silence.planned"


@dataclass(frozen=True)
class CheckinLetter:
    """A letter as the watch reads it: the tick, own words, whether alarm words sent it."""

    said: Saying
    words: str
    under_force: bool = False


@dataclass(frozen=True)
class Person:
    """One protected person: a family member is a full subject, never an attribute."""

    id: UUID
    case_id: UUID
    tie: Tie


@dataclass(frozen=True)
class Plan:
    """The protection plan of exactly one person; `officer` is the named protection officer."""

    person_id: UUID
    level: Level
    officer: UUID
    opened_at: datetime
    review_by: datetime


@dataclass(frozen=True)
class DangerFacts:
    """Everything the level may look at: facts, judgement, the person's own fear."""

    present: frozenset[Danger]
    judged: Level
    felt: Level


@dataclass(frozen=True)
class LoweringFacts:
    """Everything the lowering of a level may look at."""

    current: Level
    proposed: Level
    danger: DangerFacts
    proposer: UUID
    confirmer: UUID
    reason: str


@dataclass(frozen=True)
class Schedule:
    """When a sign of life is expected; silences were agreed beforehand with the person."""

    starts_at: datetime
    every: timedelta
    grace: timedelta
    missed_after: timedelta
    silences: tuple[Period, ...] = ()

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None:
            msg = "a schedule needs an aware start"
            raise ValueError(msg)
        if min(self.every, self.grace, self.missed_after) <= timedelta():
            msg = "a schedule needs spans longer than nothing"
            raise ValueError(msg)


@dataclass(frozen=True)
class SilenceFacts:
    """Everything the planning of a silence may look at."""

    silence: Period
    longest: timedelta
    agreed_by_person: bool
    officer: UUID | None
    at: datetime


@dataclass(frozen=True)
class Cadence:
    """Default rhythm of check-ins at one level (data/ladder.toml)."""

    level: Level
    every: timedelta
    grace: timedelta
    missed_after: timedelta
    source: str


@dataclass(frozen=True)
class Rung:
    """One step of the escalation ladder: `after` counts from the moment an answer is late."""

    number: int
    after: timedelta
    who: str
    act: str
    source: str


@dataclass(frozen=True)
class Ladder:
    """The whole ladder; the last rung repeats until somebody takes over."""

    rungs: tuple[Rung, ...]
    repeat_last_every: timedelta
    longest_silence: timedelta
    cadences: tuple[Cadence, ...]
    read_on: date


@dataclass(frozen=True)
class Measure:
    """One protective measure (data/measures.toml); texts are message ids for a page."""

    id: str
    title: str
    offer: str
    why: str
    if_declined: str
    offered_from: Level
    source: str
    read_on: date
