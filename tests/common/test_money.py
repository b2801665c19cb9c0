"""Money: whole minor units, one currency at a time."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.money import Money, major

MINOR = st.integers(-(10**12), 10**12)


@given(MINOR, MINOR)
def test_sums_are_exact_to_the_cent(one: int, other: int) -> None:
    assert Money(one) + Money(other) == Money(one + other)


@given(MINOR, MINOR)
def test_the_order_of_a_sum_does_not_matter(one: int, other: int) -> None:
    assert Money(one, "EUR") + Money(other, "EUR") == Money(other, "EUR") + Money(one, "EUR")


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="cannot add EUR to USD"):
        Money(1) + Money(1, "EUR")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Money(0), "0 USD"),
        (Money(5), "0.05 USD"),
        (Money(-5), "-0.05 USD"),
        (Money(100_000), "1 000 USD"),
        (Money(123_456_789, "UAH"), "1 234 567.89 UAH"),
        (Money(-90_000, "EUR"), "-900 EUR"),
    ],
)
def test_an_amount_reads_the_same_in_every_language(amount: Money, shown: str) -> None:
    assert str(amount) == shown.replace(" ", "\u00a0")


@given(st.integers(-(10**9), 10**9))
def test_whole_units_become_a_hundred_minor_ones(amount: int) -> None:
    assert major(amount, "EUR") == Money(amount * 100, "EUR")


def test_an_amount_cannot_be_changed_after_it_was_made() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Money(1).minor = 2  # type: ignore[misc]


def test_larger_amounts_sort_after_smaller_ones() -> None:
    assert sorted([Money(3), Money(-1), Money(2)]) == [Money(-1), Money(2), Money(3)]
