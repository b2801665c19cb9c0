"""Danger only raises a level; silence always becomes an alarm; every person has a plan."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.common.period import Period
from safeconduct.protection.core.catalogue import ladder, measures
from safeconduct.protection.core.rules import (
    FLOOR,
    alarm_in,
    alarms_raised,
    checkin_state,
    expected_at,
    heard_at,
    higher,
    is_sign_of_life,
    late_for,
    level,
    offered,
    raised,
    reasons_not_to_lower,
    reasons_not_to_plan_silence,
    rungs_due,
    without_plan,
    worse,
)
from safeconduct.protection.core.terms import (
    Cause,
    CheckinLetter,
    CheckinState,
    Danger,
    DangerFacts,
    Level,
    LoweringFacts,
    Person,
    Plan,
    Saying,
    Schedule,
    SilenceFacts,
    Tie,
    WhyNot,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OFFICER, LEAD = UUID(int=1), UUID(int=2)
ORDER = list(Level)
CALM = DangerFacts(frozenset(), Level.STANDARD, Level.UNASSESSED)

levels = st.sampled_from(ORDER)
dangers = st.frozensets(st.sampled_from(list(Danger)))
facts_of = st.builds(DangerFacts, present=dangers, judged=levels, felt=levels)
minutes = st.integers(0, 4000).map(lambda n: n * MINUTE)
silences = st.lists(st.tuples(st.integers(-500, 3000), st.integers(1, 1500)), max_size=3).map(
    lambda spans: tuple(
        Period(NOON + a * MINUTE, NOON + (a + length) * MINUTE) for a, length in spans
    )
)
schedules = st.builds(
    Schedule,
    starts_at=st.just(NOON),
    every=st.just(6 * HOUR),
    grace=st.just(10 * MINUTE),
    missed_after=st.just(HOUR),
    silences=silences,
)
PLAIN = Schedule(NOON, 6 * HOUR, 10 * MINUTE, HOUR)


@given(facts_of, dangers, levels, levels)
@settings(max_examples=100)
def test_more_danger_never_lowers_a_level(
    facts: DangerFacts, more: frozenset[Danger], judged: Level, felt: Level
) -> None:
    worse_facts = DangerFacts(
        facts.present | more, higher(facts.judged, judged), higher(facts.felt, felt)
    )
    assert ORDER.index(level(worse_facts)) >= ORDER.index(level(facts))


@given(levels, facts_of)
@settings(max_examples=100)
def test_new_facts_only_raise(current: Level, facts: DangerFacts) -> None:
    after = raised(current, facts)
    assert ORDER.index(after) >= ORDER.index(current)
    assert ORDER.index(after) >= ORDER.index(level(facts))


@pytest.mark.parametrize("danger", Danger)
def test_every_danger_raises_a_person_above_unassessed(danger: Danger) -> None:
    alone = DangerFacts(frozenset({danger}), Level.UNASSESSED, Level.UNASSESSED)
    assert level(alone) is FLOOR[danger]
    assert level(alone) is not Level.UNASSESSED


def test_a_paid_man_whose_face_is_known_is_in_critical_danger() -> None:
    paid = replace(CALM, present=frozenset({Danger.WAS_PAID, Danger.CAME_IN_EQUIPMENT}))
    assert level(paid) is Level.ENHANCED
    assert level(replace(paid, present=paid.present | {Danger.PUBLICISED})) is Level.CRITICAL


def test_a_calm_person_is_not_believed_to_be_safe() -> None:
    sought = DangerFacts(frozenset({Danger.ACTIVELY_SOUGHT}), Level.STANDARD, Level.STANDARD)
    assert level(sought) is Level.CRITICAL
    assert level(replace(CALM, felt=Level.CRITICAL)) is Level.CRITICAL


LOWERING = LoweringFacts(
    current=Level.CRITICAL,
    proposed=Level.STANDARD,
    danger=CALM,
    proposer=OFFICER,
    confirmer=LEAD,
    reason="The threat of June was traced and ended.",
)


def test_two_people_with_a_reason_may_lower() -> None:
    assert reasons_not_to_lower(LOWERING) == []


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (replace(LOWERING, confirmer=OFFICER), [WhyNot.SAME_PERSON]),
        (replace(LOWERING, reason="  "), [WhyNot.NO_REASON]),
        (replace(LOWERING, proposed=Level.CRITICAL), [WhyNot.NOT_LOWER]),
        (
            replace(LOWERING, proposed=Level.UNASSESSED),
            [WhyNot.NOT_UNDONE, WhyNot.BELOW_THE_FACTS],
        ),
        (
            replace(LOWERING, danger=replace(CALM, present=frozenset({Danger.WAS_PAID}))),
            [WhyNot.BELOW_THE_FACTS],
        ),
    ],
)
def test_a_level_is_not_lowered_lightly(facts: LoweringFacts, reasons: list[WhyNot]) -> None:
    assert reasons_not_to_lower(facts) == reasons


@given(levels, levels, facts_of, st.sampled_from([OFFICER, LEAD]), st.sampled_from(["", "why"]))
@settings(max_examples=100)
def test_no_lowering_below_the_facts_or_by_one_person(
    current: Level, proposed: Level, danger: DangerFacts, confirmer: UUID, reason: str
) -> None:
    facts = LoweringFacts(current, proposed, danger, OFFICER, confirmer, reason)
    if reasons_not_to_lower(facts):
        return
    assert ORDER.index(level(danger)) <= ORDER.index(proposed) < ORDER.index(current)
    assert confirmer != OFFICER
    assert reason


def test_a_child_needs_a_plan_of_its_own() -> None:
    soldier, child = (
        Person(UUID(int=n), UUID(int=9), tie) for n, tie in ((5, Tie.SELF), (6, Tie.FAMILY))
    )
    plan = Plan(soldier.id, Level.ENHANCED, OFFICER, NOON, NOON + 24 * HOUR)
    assert without_plan([soldier, child], []) == (soldier.id, child.id)
    assert without_plan([soldier, child], [plan]) == (child.id,)
    assert without_plan([soldier, child], [plan, replace(plan, person_id=child.id)]) == ()


def test_a_higher_level_is_offered_no_less() -> None:
    shown = [set(offered(measures(), at)) for at in ORDER[1:]]
    assert shown[0] < shown[1] < shown[2] == set(measures())
    assert set(offered(measures(), Level.UNASSESSED)) == shown[1]


@pytest.mark.parametrize(
    ("waiting", "state"),
    [
        (-MINUTE, CheckinState.ON_TIME),
        (0 * MINUTE, CheckinState.DUE),
        (9 * MINUTE, CheckinState.DUE),
        (10 * MINUTE, CheckinState.LATE),
        (69 * MINUTE, CheckinState.LATE),
        (70 * MINUTE, CheckinState.MISSED),
        (900 * HOUR, CheckinState.MISSED),
    ],
)
def test_silence_is_first_due_then_late_then_missed(
    waiting: timedelta, state: CheckinState
) -> None:
    answered = NOON + HOUR
    at = answered + 6 * HOUR + waiting
    assert checkin_state(PLAIN, answered, at, watch_unlocked=True) is state
    assert checkin_state(PLAIN, None, NOON + waiting, watch_unlocked=True) is state


def test_a_planned_silence_moves_the_expected_hour_to_its_end() -> None:
    quiet = (
        Period(NOON + 8 * HOUR, NOON + 10 * HOUR),
        Period(NOON + 5 * HOUR, NOON + 9 * HOUR),
    )
    schedule = replace(PLAIN, silences=quiet)
    assert expected_at(schedule, NOON) == NOON + 10 * HOUR
    state = checkin_state(schedule, NOON, NOON + 9 * HOUR, watch_unlocked=True)
    assert state is CheckinState.ON_TIME


def test_an_answer_from_the_future_is_a_defect() -> None:
    with pytest.raises(ValueError, match="future"):
        checkin_state(PLAIN, NOON + HOUR, NOON, watch_unlocked=True)


@given(schedules, st.none() | minutes, minutes)
@settings(max_examples=100)
def test_while_the_watch_is_locked_whatever_is_expected_is_late(
    schedule: Schedule, answered: timedelta | None, later: timedelta
) -> None:
    last = None if answered is None else NOON + answered
    at = (last or NOON) + later
    locked = checkin_state(schedule, last, at, watch_unlocked=False)
    unlocked = checkin_state(schedule, last, at, watch_unlocked=True)
    assert locked is not CheckinState.DUE
    assert locked is worse(locked, unlocked)
    assert (locked is CheckinState.ON_TIME) == (at < expected_at(schedule, last))


@given(schedules, st.none() | minutes, minutes, minutes, st.booleans())
@settings(max_examples=100)
def test_silence_never_heals_by_itself_and_is_missed_in_the_end(
    schedule: Schedule, answered: timedelta | None, one: timedelta, more: timedelta, watch: bool
) -> None:
    last = None if answered is None else NOON + answered
    at = (last or NOON) + one
    first = checkin_state(schedule, last, at, watch_unlocked=watch)
    then = checkin_state(schedule, last, at + more, watch_unlocked=watch)
    assert then is worse(first, then)
    end = expected_at(schedule, last) + 70 * MINUTE
    assert checkin_state(schedule, last, end, watch_unlocked=watch) is CheckinState.MISSED


@given(minutes, minutes)
@settings(max_examples=100)
def test_an_unanswered_ladder_only_climbs_and_never_ends(
    late_for: timedelta, more: timedelta
) -> None:
    now, later = (rungs_due(ladder(), t, taken_over=False) for t in (late_for, late_for + more))
    assert now == later[: len(now)]
    assert now[0].number == 1
    raised_later = alarms_raised(ladder(), late_for + 60 * MINUTE)
    assert raised_later > alarms_raised(ladder(), late_for)


def test_the_ladder_stops_when_somebody_takes_over() -> None:
    assert rungs_due(ladder(), 24 * HOUR, taken_over=True) == ()
    assert rungs_due(ladder(), -MINUTE, taken_over=False) == ()
    assert alarms_raised(ladder(), -MINUTE) == 0
    assert alarms_raised(ladder(), 70 * MINUTE) == 6


SILENCE = SilenceFacts(
    silence=Period(NOON, NOON + 72 * HOUR),
    longest=ladder().longest_silence,
    agreed_by_person=True,
    officer=OFFICER,
    at=NOON,
)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (SILENCE, []),
        (replace(SILENCE, agreed_by_person=False), [WhyNot.SILENCE_NOT_AGREED]),
        (replace(SILENCE, officer=None), [WhyNot.SILENCE_NO_OFFICER]),
        (
            replace(SILENCE, silence=Period(NOON, NOON + 73 * HOUR)),
            [WhyNot.SILENCE_TOO_LONG],
        ),
        (replace(SILENCE, at=NOON + MINUTE), [WhyNot.SILENCE_BEGUN]),
    ],
)
def test_a_silence_is_agreed_watched_short_and_planned_beforehand(
    facts: SilenceFacts, reasons: list[WhyNot]
) -> None:
    assert reasons_not_to_plan_silence(facts) == reasons


@given(st.sampled_from(list(Saying)), st.text(max_size=40), st.text(max_size=12))
@settings(max_examples=100)
def test_the_agreed_word_outweighs_every_tick(said: Saying, before: str, word: str) -> None:
    letter = CheckinLetter(said, before + word.upper())
    folded = word.strip().casefold()
    if folded and folded in letter.words.casefold():
        assert alarm_in(letter, word) is Cause.DURESS
        assert not is_sign_of_life(letter, word)


@given(st.text(max_size=40), st.text(max_size=12))
@settings(max_examples=100)
def test_only_the_tick_all_right_is_a_sign_of_life(words: str, word: str) -> None:
    assert not is_sign_of_life(CheckinLetter(Saying.WORDS, words), word)
    assert alarm_in(CheckinLetter(Saying.NOT_WELL, words), word) is not None
    assert is_sign_of_life(CheckinLetter(Saying.WELL, words), "")


def test_an_answer_never_counts_after_the_day_on_the_letter() -> None:
    day_ends = NOON + timedelta(hours=6)
    assert heard_at(day_ends, NOON) == NOON
    assert heard_at(day_ends, NOON + timedelta(days=3)) == day_ends


def test_a_locked_watch_leaves_no_grace() -> None:
    hour = timedelta(hours=1)
    schedule = Schedule(NOON, hour, grace=hour, missed_after=hour)
    assert late_for(schedule, hour, watch_unlocked=True) == timedelta()
    assert late_for(schedule, hour, watch_unlocked=False) == hour
