"""A period is half-open: the end belongs to the next one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.period import Period

START = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
SECONDS = st.integers(1, 10**7)


@given(SECONDS, st.integers(-(10**7), 2 * 10**7))
def test_a_moment_is_inside_from_the_start_until_before_the_end(length: int, at: int) -> None:
    period = Period(START, START + timedelta(seconds=length))
    assert period.holds(START + timedelta(seconds=at)) is (0 <= at < length)


@given(SECONDS, SECONDS, st.integers(0, 2 * 10**7))
def test_two_adjoining_periods_never_share_a_moment(one: int, other: int, at: int) -> None:
    middle = START + timedelta(seconds=one)
    first, second = Period(START, middle), Period(middle, middle + timedelta(seconds=other))
    moment = START + timedelta(seconds=at)
    assert first.holds(moment) + second.holds(moment) == (at < one + other)


@pytest.mark.parametrize("back", [0, 1, 86_400])
def test_a_period_must_end_after_it_starts(back: int) -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Period(START, START - timedelta(seconds=back))


@pytest.mark.parametrize("naive", ["start", "end"])
def test_naive_times_are_refused(naive: str) -> None:
    times = {"start": START, "end": START + timedelta(hours=1)}
    times[naive] = times[naive].replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        Period(**times)
