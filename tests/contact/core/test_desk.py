"""The desk's queues, claims and first figure: by danger and time, by nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.contact.core.desk import (
    LEASE,
    QUEUES,
    Claim,
    Wait,
    claimed,
    first_answer,
    live,
    queue_of,
)
from safeconduct.contact.core.terms import Danger

AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
OLENA, IRYNA = UUID(int=1), UUID(int=2)
MINUTES = st.integers(-60, 60).map(lambda n: timedelta(minutes=n))
WAITS = st.lists(
    st.builds(Wait, st.integers(0, 10_000).map(lambda n: timedelta(minutes=n)), st.booleans())
)


def test_every_danger_stands_in_one_queue_and_the_front_in_the_first() -> None:
    for danger in Danger:
        assert [one for one in QUEUES if danger in one.dangers] == [queue_of(danger)]
    assert queue_of(Danger.FRONT) is QUEUES[0]
    assert queue_of(Danger.UNSAID) is not queue_of(Danger.FRONT)


@given(MINUTES)
def test_a_claim_of_another_is_never_taken_by_reading(after: timedelta) -> None:
    first = claimed(None, OLENA, AT)
    then = claimed(first, IRYNA, AT + after)
    assert then.officer_id == (OLENA if after < LEASE else IRYNA)
    assert live(then, AT + after)


@given(MINUTES.filter(lambda span: timedelta() <= span < LEASE))
def test_reading_on_prolongs_the_own_claim_and_keeps_its_beginning(after: timedelta) -> None:
    again = claimed(claimed(None, OLENA, AT), OLENA, AT + after)
    assert again == Claim(OLENA, AT, AT + after + LEASE)


def test_nobody_holds_a_mailbox_for_good() -> None:
    held = claimed(None, OLENA, AT)
    assert live(held, AT + LEASE - timedelta(seconds=1))
    assert not live(held, AT + LEASE)
    assert not live(None, AT)


@settings(max_examples=100)
@given(WAITS)
def test_the_figure_is_a_wait_that_somebody_had(waits: list[Wait]) -> None:
    found = first_answer(waits)
    spans = [one.span for one in waits]
    assert found.mailboxes == len(waits)
    assert found.unanswered == sum(not one.answered for one in waits)
    if not waits:
        assert found.median is found.p90 is None
        return
    assert found.median in spans
    assert found.p90 in spans
    assert found.median is not None
    assert found.p90 is not None
    assert sum(span <= found.median for span in spans) * 2 >= len(spans)
    assert sum(span <= found.p90 for span in spans) * 10 >= len(spans) * 9
    assert sum(span < found.p90 for span in spans) * 10 < len(spans) * 9


def test_whoever_waits_still_counts_with_the_time_so_far() -> None:
    hour = timedelta(hours=1)
    found = first_answer([Wait(hour / 60, True), Wait(9 * hour, False), Wait(8 * hour, False)])
    assert found.median == 8 * hour
    assert found.unanswered == 2
