"""What may be done with a task: each refusal for itself, and none too many."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.deadlines import quiet_around, week
from safeconduct.casework.core.tasks import (
    Outcome,
    TaskFacts,
    WhyNot,
    reasons_not_to_bring_up,
    reasons_not_to_end,
    reasons_not_to_pass_on,
    reasons_not_to_put_off,
)

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
LETTER = task_types()["answer_letter"]
FACTS = TaskFacts(LETTER, open=True, has_role=True)
facts = st.builds(
    TaskFacts,
    st.sampled_from(list(task_types().values())),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(0, 4),
    st.booleans(),
    st.none() | st.timedeltas(timedelta(), timedelta(days=9)).map(lambda wait: AT + wait),
)


@given(facts, st.timedeltas(-timedelta(days=2), timedelta(days=20)))
def test_what_may_be_put_off_stays_within_every_limit(
    facts: TaskFacts, wait: timedelta
) -> None:
    until = AT + wait
    if reasons_not_to_put_off(facts, AT, until, None, week()):
        return
    assert facts.open
    assert facts.has_role
    assert AT < until <= AT + timedelta(hours=facts.kind.put_off_hours)
    assert facts.times_put_off < facts.kind.put_off_times
    assert facts.legal is None or until <= facts.legal
    assert not facts.kind.contact or not quiet_around(until, week().quiet, week())


@given(facts)
def test_an_ended_task_has_ended(facts: TaskFacts) -> None:
    ended = replace(facts, open=False)
    for reasons in (
        reasons_not_to_end(ended, Outcome.DONE),
        reasons_not_to_put_off(ended, AT, AT + HOUR, None, week()),
        reasons_not_to_pass_on(ended, fits=True),
        reasons_not_to_bring_up(ended),
    ):
        assert WhyNot.ENDED in reasons


def test_each_reason_against_putting_off_stands_alone() -> None:
    def why(until: datetime, **changed: object) -> list[WhyNot]:
        return reasons_not_to_put_off(replace(FACTS, **changed), AT, until, None, week())  # type: ignore[arg-type]

    soon = AT + 2 * HOUR
    assert why(soon) == []
    assert why(soon, has_role=False) == [WhyNot.ROLE]
    assert why(soon, times_put_off=2) == [WhyNot.PUT_OFF_OFTEN]
    assert why(AT) == [WhyNot.NOT_YET]
    assert why(AT + 25 * HOUR) == [WhyNot.TOO_LATE]
    assert why(soon, legal=AT + HOUR) == [WhyNot.LEGAL_END]
    assert why(AT + 12 * HOUR) == [WhyNot.IN_QUIET_HOURS]  # midnight in Kyiv


def test_the_person_declines_only_what_is_offered_to_them() -> None:
    assert reasons_not_to_end(FACTS, Outcome.DECLINED) == [WhyNot.NOT_DECLINABLE]
    medical = replace(FACTS, kind=task_types()["medical_check"])
    assert reasons_not_to_end(medical, Outcome.DECLINED) == []


def test_whoever_it_goes_up_to_may_pass_it_on_too() -> None:
    other = replace(FACTS, has_role=False)
    assert reasons_not_to_pass_on(other, fits=True) == [WhyNot.ROLE]
    assert reasons_not_to_pass_on(replace(other, above=True), fits=True) == []
    assert reasons_not_to_pass_on(FACTS, fits=False) == [WhyNot.NOT_A_COLLEAGUE]


def test_a_task_goes_up_once_and_to_somebody() -> None:
    assert reasons_not_to_bring_up(FACTS) == []
    assert reasons_not_to_bring_up(replace(FACTS, is_up=True)) == [WhyNot.UP_ALREADY]
    assert reasons_not_to_bring_up(replace(FACTS, has_above=False)) == [WhyNot.NOBODY_ABOVE]
