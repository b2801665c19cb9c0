"""Results of the impact room never part a number from its uncertainty."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.impact.core.catalogue import common_inputs
from safeconduct.impact.core.terms import (
    AtReplacement,
    Chance,
    HandoverParts,
    Interval,
    Path,
    PathDeaths,
    ProgrammeFacts,
    ProgrammeReport,
    Shape,
    Side,
    TwoPaths,
    WhyNot,
)


@pytest.mark.parametrize(
    "result", [AtReplacement, HandoverParts, PathDeaths, ProgrammeReport, TwoPaths]
)
def test_no_result_has_a_bare_point(result: type[TwoPaths]) -> None:
    assert float not in {part.type for part in fields(result)}
    assert not hasattr(Interval, "__float__")


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_an_interval_must_be_in_order(numbers: list[float]) -> None:
    low, median, high = numbers
    if low <= median <= high:
        assert Interval(low, median, high).median == median
    else:
        with pytest.raises(ValueError, match="not an interval"):
            Interval(low, median, high)


@pytest.mark.parametrize(("hits", "draws"), [(1, 0), (-1, 10), (11, 10)])
def test_a_chance_cannot_be_outside_its_draws(hits: int, draws: int) -> None:
    with pytest.raises(ValueError, match="not a chance"):
        Chance(hits, draws)


@pytest.mark.parametrize(
    ("hits", "said"),
    [(0, "under 1"), (99, "under 1"), (100, "1"), (748, "7"), (10_000, "over 99")],
)
def test_a_chance_is_never_rounded_to_certainty(hits: int, said: str) -> None:
    assert Chance(hits, 10_000).percent == said


def test_each_side_is_found_on_a_path() -> None:
    russian, ukrainian = Interval(0, 1, 2), Interval(0, 0, 1)
    deaths = PathDeaths(Path.DESTROYED, russian, ukrainian, Interval(0, 1, 3))
    assert (deaths.of(Side.RUSSIAN), deaths.of(Side.UKRAINIAN)) == (russian, ukrainian)


def test_an_input_held_at_a_value_keeps_its_source() -> None:
    row = common_inputs()["replacement"]
    held = row.fixed_at(1.0)
    assert (held.low, held.value, held.high, held.shape) == (1.0, 1.0, 1.0, Shape.FIXED)
    assert held.source == row.source


def test_deaths_not_yet_counted_are_not_zero() -> None:
    assert ProgrammeFacts(date(2026, 1, 1)).deaths_recorded is None


@pytest.mark.parametrize("reason", list(WhyNot))
def test_every_refusal_is_a_whole_sentence(reason: WhyNot) -> None:
    assert reason.value[0].isupper()
    assert reason.value.endswith(".")
