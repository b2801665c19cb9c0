"""Lays out plain bars of counts as whole numbers, so that a template need not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One count: its bar, and the base lines of label and number.

    All in units of the view box; the label begins at `label_x`, the number ends at `value_x`.
    """

    label: str
    count: int
    x: int
    y: int
    w: int
    h: int
    label_x: int
    value_x: int
    text_y: int


@dataclass(frozen=True)
class Bars:
    """Everything a template draws in `0 0 width height`."""

    width: int
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class _Frame:
    """Fixed measures of one layout; `stacked` puts the words above the bar."""

    left: int
    right: int
    row: int
    bar: int
    stacked: bool


MARGIN = 12
FRAMES: Mapping[int, _Frame] = {
    320: _Frame(MARGIN, 308, 40, 12, stacked=True),
    640: _Frame(190, 580, 26, 16, stacked=False),
}
LEAST = 2  # units: a count above zero is always seen


def layout(counts: Sequence[tuple[str, int]], width: int) -> Bars:
    """Bars from zero at 320 or 640 units, the largest count the longest.

    ValueError for another width or a count below zero.
    """
    if width not in FRAMES:
        msg = f"no layout of {width} units; there are {sorted(FRAMES)}"
        raise ValueError(msg)
    if any(count < 0 for _, count in counts):
        msg = "a count is not below zero"
        raise ValueError(msg)
    frame = FRAMES[width]
    most = max((count for _, count in counts), default=0)
    bars = tuple(
        _bar(label, count, most, place, width) for place, (label, count) in enumerate(counts)
    )
    return Bars(width, 2 * MARGIN + frame.row * len(counts), bars)


def _bar(label: str, count: int, most: int, place: int, width: int) -> Bar:
    frame = FRAMES[width]
    top = MARGIN + place * frame.row
    y = top + frame.row - frame.bar - 6
    long = max(LEAST, round(count / most * (frame.right - frame.left))) if count else 0
    text_y = y - 5 if frame.stacked else y + frame.bar - 3
    return Bar(label, count, frame.left, y, long, frame.bar, MARGIN, width - MARGIN, text_y)


def layouts(counts: Sequence[tuple[str, int]]) -> tuple[Bars, ...]:
    """All layouts, narrow first."""
    return tuple(layout(counts, width) for width in sorted(FRAMES))
