"""A sign is told by its numbers: enough, and more than is usual for this officer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.oversight.core.reading import Deed, Limits, Sign, limits, unusual

RULE = Limits(days=7, many=5, times_usual=3, looking_days=3)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def reads(actor: str, cases: int, days_ago: int = 0) -> list[Deed]:
    at = NOON - timedelta(days=days_ago)
    return [Deed(actor, f"{number:032x}", at, True) for number in range(cases)]


def signs(deeds: list[Deed]) -> list[tuple[str, Sign, int, float]]:
    return [(one.actor, one.sign, one.count, one.usual) for one in unusual(deeds, RULE)]


def works(actor: str, cases: int) -> list[Deed]:
    return [Deed(actor, f"{number:032x}", NOON, False) for number in range(cases)]


@pytest.mark.parametrize(("cases", "told"), [(4, False), (5, True)])
def test_few_cases_are_never_many(cases: int, told: bool) -> None:
    assert bool(signs(reads("a", cases))) is told


@pytest.mark.parametrize(("usual", "told"), [(2, True), (3, False)])
def test_many_is_many_for_this_officer(usual: int, told: bool) -> None:
    deeds = [*reads("a", 6), *reads("a", usual, 1), *works("a", 6)]
    assert signs(deeds) == ([("a", Sign.MANY, 6, usual)] if told else [])


def test_one_officers_work_is_not_measured_by_anothers() -> None:
    assert signs([*reads("a", 4), *reads("b", 1, 1)]) == []


def test_a_case_that_is_only_looked_at_is_told() -> None:
    looks = [*reads("a", 1), *reads("a", 1, 1), *reads("a", 1, 2)]
    assert signs(looks) == [("a", Sign.ONLY_LOOKED, 3, 0)]
    assert signs([*looks, *works("a", 1)]) == []
    assert signs([*looks, *works("b", 1)]) == [("a", Sign.ONLY_LOOKED, 3, 0)]
    assert signs(looks[1:]) == []


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 6)), max_size=40))
def test_the_same_case_twice_a_day_counts_once(seen: list[tuple[int, int]]) -> None:
    deeds = [Deed("a", f"{n:032x}", NOON - timedelta(days=d), True) for n, d in seen]
    assert unusual(deeds, RULE) == unusual([*deeds, *deeds], RULE)


def test_the_programmes_limits_can_be_read() -> None:
    assert limits().days > limits().looking_days > 1
    assert limits().many > 1
