"""The desk's queues and claims: by danger and time, by nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.desk import (
    LEASE,
    QUEUES,
    Claim,
    claimed,
    live,
    queue_of,
)
from safeconduct.contact.core.terms import Danger

AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
OLENA, IRYNA = UUID(int=1), UUID(int=2)
MINUTES = st.integers(-60, 60).map(lambda n: timedelta(minutes=n))


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
