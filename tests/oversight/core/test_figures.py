"""Figures tell how the office works, and nothing of one person."""

from datetime import date, timedelta
from itertools import product
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.oversight.core.figures import (
    FEWEST,
    LETTERS,
    STEPS,
    Waited,
    funnel,
    last_months,
    quantile,
    told,
    total_told,
    waited,
)

DAYS = st.dictionaries(st.integers(0, 400), st.integers(1, 30), min_size=1, max_size=20)
MAY = date(2026, 5, 1)


@given(DAYS, st.floats(0.01, 1))
def test_a_quantile_is_the_first_day_by_which_the_share_had_ended(
    days: dict[int, int], share: float
) -> None:
    found, total = quantile(days, share), sum(days.values())
    assert sum(n for day, n in days.items() if day <= found) >= share * total
    assert sum(n for day, n in days.items() if day < found) < share * total


@given(DAYS)
def test_the_half_is_the_lower_median_of_all_waits(days: dict[int, int]) -> None:
    each = [day for day, many in days.items() for _ in range(many)]
    assert quantile(days, 0.5) == median_low(each)


@pytest.mark.parametrize(("days", "share"), [({}, 0.5), ({3: 1}, 0), ({3: 1}, 1.1)])
def test_no_wait_has_no_quantile(days: dict[int, int], share: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        quantile(days, share)


def test_few_waits_are_not_told_and_none_is_nought() -> None:
    assert waited({3: 4}) == Waited(None, None, None)
    assert waited({}) == Waited(0, None, None)
    assert waited({3: 4, 9: 1}) == Waited(5, 3, 9)


@given(st.lists(st.integers(0, 2 * FEWEST), min_size=1, max_size=4))
def test_what_is_told_never_gives_a_hidden_count_away(counts: list[int]) -> None:
    """Whoever sees the cells and the sum can think of two numbers for each hidden cell."""
    cells, total = [told(count) for count in counts], total_told(counts)
    choices = [range(1, FEWEST) if cell is None else (cell,) for cell in cells]
    fits = [one for one in product(*choices) if total is None or sum(one) == total]
    for place, cell in enumerate(cells):
        if cell is None:
            assert len({one[place] for one in fits}) > 1


def test_a_total_of_told_counts_is_their_sum() -> None:
    assert total_told([7, 0, 12]) == 19
    assert total_told([7, 2, 3]) == 12
    assert total_told([7, 2]) is None
    assert total_told([1, 1, 9]) is None
    assert total_told([4, 4]) is None


@given(st.lists(st.integers(0, 50), min_size=9, max_size=9))
def test_each_case_counts_at_every_stage_up_to_its_furthest(furthest: list[int]) -> None:
    rows = [(MAY, place, many) for place, many in enumerate(furthest)]
    ((month, cells),) = funnel(rows, [MAY]).months
    assert month == MAY
    assert cells[LETTERS] == told(furthest[0])
    for place in range(1, len(STEPS) + 1):
        assert cells[place] == told(sum(furthest[place:]))


def test_months_that_nobody_asked_for_are_left_out() -> None:
    found = funnel([(MAY, 1, 9), (date(2025, 1, 1), 1, 9)], [MAY])
    assert found.totals[1] == 9


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_months_go_back_one_by_one(today: date) -> None:
    months = last_months(today)
    assert len(set(months)) == 12
    for later, earlier in zip(months, months[1:], strict=False):
        assert (later - timedelta(days=1)).replace(day=1) == earlier
