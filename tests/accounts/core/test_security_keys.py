"""Few keys, short questions, counts that only grow."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.security_keys import (
    MOST_KEYS,
    QUESTION_LIFE,
    count_goes_on,
    is_open,
    reasons_not_to_add,
)
from safeconduct.accounts.core.terms import WhyNot

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
counts = st.integers(0, 2**32 - 1)


@given(st.integers(0, 20))
def test_four_keys_and_no_fifth(held: int) -> None:
    assert reasons_not_to_add(held) == ([WhyNot.KEYS_FULL] if held >= MOST_KEYS else [])


@given(counts, counts)
def test_a_count_never_stands_still_or_goes_back_but_at_nought(stored: int, new: int) -> None:
    assert count_goes_on(stored, new) is (new > stored or stored == new == 0)


@given(counts)
def test_a_key_that_counted_once_never_says_nought_again(stored: int) -> None:
    assert count_goes_on(stored, 0) is (stored == 0)


def test_a_question_stands_for_two_minutes() -> None:
    until = AT + QUESTION_LIFE
    assert is_open(until, until)
    assert not is_open(until, until + timedelta(microseconds=1))
