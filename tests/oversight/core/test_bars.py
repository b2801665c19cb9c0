"""Bars stay inside the view box and are as long as their counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.oversight.core.bars import FRAMES, LEAST, layout, layouts

COUNTS = st.lists(st.tuples(st.text(max_size=12), st.integers(0, 10**6)), max_size=20)
WIDTHS = st.sampled_from(sorted(FRAMES))


@given(COUNTS, WIDTHS)
def test_nothing_leaves_the_view_box(counts: list[tuple[str, int]], width: int) -> None:
    drawn = layout(counts, width)
    assert [(bar.label, bar.count) for bar in drawn.bars] == counts
    for bar in drawn.bars:
        assert 0 <= bar.x <= bar.x + bar.w <= width
        assert 0 <= bar.y <= bar.y + bar.h <= drawn.height
        assert 0 < bar.text_y <= drawn.height


@given(COUNTS, WIDTHS)
def test_a_larger_count_is_never_shorter_and_none_above_zero_is_lost(
    counts: list[tuple[str, int]], width: int
) -> None:
    bars = sorted(layout(counts, width).bars, key=lambda bar: bar.count)
    lengths = [bar.w for bar in bars]
    assert lengths == sorted(lengths)
    assert all((bar.w >= LEAST) == (bar.count > 0) for bar in bars)


def test_the_largest_fills_the_row_and_half_of_it_half() -> None:
    for drawn in layouts([("a", 10), ("b", 5), ("c", 0)]):
        whole, half, none = (bar.w for bar in drawn.bars)
        frame = FRAMES[drawn.width]
        assert (whole, none) == (frame.right - frame.left, 0)
        assert abs(half - whole / 2) <= 0.5


def test_rows_do_not_overlap() -> None:
    for drawn in layouts([("a", 1), ("b", 2), ("c", 3)]):
        ends = [bar.y + bar.h for bar in drawn.bars]
        starts = [min(bar.y, bar.text_y - 13) for bar in drawn.bars]
        assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_other_widths_and_counts_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="layout"):
        layout([], 500)
    with pytest.raises(ValueError, match="below zero"):
        layout([("a", -1)], 320)
