"""Decides how closely a person is protected and when silence becomes an alarm."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from .terms import (
    Cause,
    CheckinLetter,
    CheckinState,
    Danger,
    DangerFacts,
    Ladder,
    Level,
    LoweringFacts,
    Measure,
    Person,
    Plan,
    Rung,
    Saying,
    Schedule,
    SilenceFacts,
    WhyNot,
)

_LEVELS = tuple(Level)
_STATES = tuple(CheckinState)

# What each fact asks for at least. Judgement of this project after the press on Kuzminov
# (2023-24), Setrakov (2023) and the threat factors of UNODC Good Practices (2008).
FLOOR: Mapping[Danger, Level] = {
    Danger.ACTIVELY_SOUGHT: Level.CRITICAL,
    Danger.BRANDED_TRAITOR: Level.ENHANCED,
    Danger.CAME_IN_EQUIPMENT: Level.ENHANCED,
    Danger.NAMED_AN_OFFICIAL: Level.ENHANCED,
    Danger.PAST_CONTACT: Level.STANDARD,
    Danger.PLACE_KNOWN: Level.ENHANCED,
    Danger.PUBLICISED: Level.ENHANCED,
    Danger.WAS_PAID: Level.ENHANCED,
}
# Together they are worse than apart: a face with a reason to be hunted, or a hunted person
# whose place is known. Pairs, not a sum: no number decides a level.
CRITICAL_PAIRS: tuple[frozenset[Danger], ...] = (
    frozenset({Danger.PUBLICISED, Danger.CAME_IN_EQUIPMENT}),
    frozenset({Danger.PUBLICISED, Danger.WAS_PAID}),
    frozenset({Danger.PUBLICISED, Danger.NAMED_AN_OFFICIAL}),
    frozenset({Danger.BRANDED_TRAITOR, Danger.PLACE_KNOWN}),
    frozenset({Danger.BRANDED_TRAITOR, Danger.PAST_CONTACT}),
    frozenset({Danger.PLACE_KNOWN, Danger.PAST_CONTACT}),
)


def higher(one: Level, other: Level) -> Level:
    """The closer protection of two levels."""
    return max(one, other, key=_LEVELS.index)


def level(facts: DangerFacts) -> Level:
    """The least level these facts allow; more facts, judgement or fear can only raise it.

    A calm self-estimate lowers nothing: in Campbell's data (2009) only 46 % foresaw the attack.
    """
    floors = [FLOOR[danger] for danger in facts.present]
    if any(pair <= facts.present for pair in CRITICAL_PAIRS):
        floors.append(Level.CRITICAL)
    return max([*floors, facts.judged, facts.felt], key=_LEVELS.index)


def raised(current: Level, facts: DangerFacts) -> Level:
    """The level after new facts: never below the present one. One person may record it."""
    return higher(current, level(facts))


def reasons_not_to_lower(facts: LoweringFacts) -> list[WhyNot]:
    """Every reason why a level cannot be lowered, in a fixed order; empty when it can."""
    proposed = _LEVELS.index(facts.proposed)
    checks = {
        WhyNot.SAME_PERSON: facts.proposer == facts.confirmer,
        WhyNot.NO_REASON: not facts.reason.strip(),
        WhyNot.NOT_LOWER: proposed >= _LEVELS.index(facts.current),
        WhyNot.NOT_UNDONE: facts.proposed is Level.UNASSESSED,
        WhyNot.BELOW_THE_FACTS: proposed < _LEVELS.index(level(facts.danger)),
    }
    return [reason for reason, unmet in checks.items() if unmet]


def without_plan(people: Iterable[Person], plans: Iterable[Plan]) -> tuple[UUID, ...]:
    """Ids of people who have no plan of their own, in the order given.

    A plan covers one person: the soldier's plan never stands in for a child's.
    """
    covered = {plan.person_id for plan in plans}
    return tuple(person.id for person in people if person.id not in covered)


def offered(measures: Iterable[Measure], at_level: Level) -> tuple[Measure, ...]:
    """The measures to offer at a level; a measure once declined stays on offer.

    Earlier answers are no argument here, so a no can cost nothing. An unassessed person is
    offered what an enhanced one is, because unknown is not safe.
    """
    shown = Level.ENHANCED if at_level is Level.UNASSESSED else at_level
    reach = _LEVELS.index(shown)
    return tuple(m for m in measures if _LEVELS.index(m.offered_from) <= reach)


def expected_at(schedule: Schedule, last_answer: datetime | None) -> datetime:
    """When the next sign of life is expected; inside a planned silence, at its end."""
    moment = schedule.starts_at
    if last_answer is not None:
        moment = max(moment, last_answer + schedule.every)
    for silence in sorted(schedule.silences, key=lambda period: period.start):
        if silence.holds(moment):
            moment = silence.end
    return moment


def checkin_state(
    schedule: Schedule,
    last_answer: datetime | None,
    at: datetime,
    *,
    watch_unlocked: bool,
) -> CheckinState:
    """How the expected sign of life stands at `at` (aware).

    While the watch key is locked nobody can read answers, so whatever is expected counts as
    late at once. Raises ValueError for an answer that lies after `at`.
    """
    if last_answer is not None and last_answer > at:
        msg = "an answer cannot lie in the future"
        raise ValueError(msg)
    waiting = at - expected_at(schedule, last_answer)
    if waiting < timedelta():
        return CheckinState.ON_TIME
    if waiting >= schedule.grace + schedule.missed_after:
        return CheckinState.MISSED
    if waiting >= schedule.grace or not watch_unlocked:
        return CheckinState.LATE
    return CheckinState.DUE


def worse(one: CheckinState, other: CheckinState) -> CheckinState:
    """The more alarming of two states."""
    return max(one, other, key=_STATES.index)


def rungs_due(ladder: Ladder, late_for: timedelta, *, taken_over: bool) -> tuple[Rung, ...]:
    """The rungs that must have been climbed after `late_for`; none once somebody took over.

    `late_for` counts from the moment the answer became late; negative means not late.
    """
    if taken_over:
        return ()
    return tuple(rung for rung in ladder.rungs if rung.after <= late_for)


def alarms_raised(ladder: Ladder, late_for: timedelta) -> int:
    """How many alarms an unanswered ladder has raised by then; it never falls silent."""
    climbed = len(rungs_due(ladder, late_for, taken_over=False))
    beyond = late_for - ladder.rungs[-1].after
    if beyond < timedelta():
        return climbed
    return climbed + beyond // ladder.repeat_last_every


def reasons_not_to_plan_silence(facts: SilenceFacts) -> list[WhyNot]:
    """Every reason why a silence cannot be planned, in a fixed order; empty when it can."""
    length = facts.silence.end - facts.silence.start
    checks = {
        WhyNot.SILENCE_NOT_AGREED: not facts.agreed_by_person,
        WhyNot.SILENCE_NO_OFFICER: facts.officer is None,
        WhyNot.SILENCE_TOO_LONG: length > facts.longest,
        WhyNot.SILENCE_BEGUN: facts.silence.start < facts.at,
    }
    return [reason for reason, unmet in checks.items() if unmet]


def late_for(schedule: Schedule, waiting: timedelta, *, watch_unlocked: bool) -> timedelta:
    """How long an answer has been late when it was expected `waiting` ago; negative: not late.

    With the watch key locked there is no grace: whatever is expected is late at once.
    """
    return waiting - schedule.grace if watch_unlocked else waiting


def alarm_in(letter: CheckinLetter, agreed_word: str) -> Cause | None:
    """The alarm a letter raises; alarm words and the agreed word outweigh what was ticked.

    Under force a person ticks "all right": the word, agreed beforehand, says the opposite.
    """
    if letter.under_force:
        return Cause.DURESS
    if agreed_word.strip() and agreed_word.strip().casefold() in letter.words.casefold():
        return Cause.DURESS
    return Cause.NOT_WELL if letter.said is Saying.NOT_WELL else None


def is_sign_of_life(letter: CheckinLetter, agreed_word: str) -> bool:
    """Whether a check-in alone counts as an answer: "all right" and nothing against it.

    Own words alone do not count: a person reads them first.
    """
    return letter.said is Saying.WELL and alarm_in(letter, agreed_word) is None


def heard_at(day_ends: datetime, at: datetime) -> datetime:
    """The moment an answer counts from: a letter keeps its day only, so never after it."""
    return min(day_ends, at)
