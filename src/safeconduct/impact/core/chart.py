"""Lays out the chart "same asset, two paths" as plain numbers, so a template need not count.

All coordinates are whole units of the SVG view box. Words are message ids with named values:
a door translates `msgid` and, only where there are values, fills them in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, floor, log10

from safeconduct.impact.core.terms import AssetClass, Chance, Interval, Path, Side, TwoPaths


class Anchor(StrEnum):
    """SVG text-anchor."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Role(StrEnum):
    """What a text is, for its style."""

    TITLE = "title"
    HEADING = "heading"
    LABEL = "label"
    VALUE = "value"
    TICK = "tick"
    NOTE = "note"


TITLES: Mapping[AssetClass, str] = {
    AssetClass.TANK: "Same tank, two paths",
    AssetClass.IFV_APC: "Same fighting vehicle, two paths",
    AssetClass.SELF_PROPELLED_ARTILLERY: "Same self-propelled gun, two paths",
    AssetClass.HELICOPTER: "Same helicopter, two paths",
    AssetClass.COMBAT_AIRCRAFT: "Same combat aircraft, two paths",
    AssetClass.OTHER: "Same asset, two paths",
}
PATHS: Mapping[Path, str] = {
    Path.DESTROYED: "Destroyed in combat",
    Path.HANDED_OVER: "Handed over",
}
SIDES: Mapping[Side, str] = {Side.RUSSIAN: "Russian side", Side.UKRAINIAN: "Ukrainian side"}
DIFFERENCE = "Difference"
AVOIDED = "Deaths avoided"
AXIS = "Deaths per asset"  # what lines and bars are is said below the chart
LOSS = "Chance of a net loss of life:"
LOSS_BOTH = "one handover %(one)s %%, on average %(mean)s %%"
VALUE = "%(median)s (%(low)s to %(high)s)"
PATH_SIDE = "%(path)s: %(side)s"
PATH_BOTH = "%(path)s: both sides"
AT_REPLACEMENT = "Deaths avoided at %(percent)s %% replacement"
LOSS_ONE = "Chance that one handover costs more lives, %"
LOSS_MEAN = "Chance that handovers cost more lives on average, %"
PARTS = (
    ("unwitting_crew", "Handed over: crew who did not know"),
    ("crossing", "Handed over: on the way"),
    ("reprisal", "Handed over: reprisal"),
    ("reception", "Handed over: those who receive it"),
)
LEAST_SPAN = 0.01  # all numbers would read 0.00: draw an axis of one death instead
COLUMNS = ("Deaths per asset", "Median", "5 % point", "95 % point")


@dataclass(frozen=True)
class Words:
    """A message id and its named values; values that are themselves message ids stay so."""

    msgid: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.values if self.values else self.msgid


@dataclass(frozen=True)
class Text:
    """One line of text; `x`, `y` is its anchor point on the base line."""

    x: int
    y: int
    anchor: Anchor
    role: Role
    words: Words


@dataclass(frozen=True)
class Bar:
    """A bar from zero to the median."""

    x: int
    y: int
    w: int
    h: int
    path: Path
    side: Side


@dataclass(frozen=True)
class Whisker:
    """The 90 % interval as a line from x1 to x2 at y, with caps from cap_y1 to cap_y2."""

    x1: int
    x2: int
    y: int
    cap_y1: int
    cap_y2: int


@dataclass(frozen=True)
class Dot:
    """The median of the difference."""

    x: int
    y: int
    r: int


@dataclass(frozen=True)
class Tick:
    """A vertical guide from y1 to y2 at x; `zero` marks the line all bars start from.

    Where words stand above the bars, guides come in pieces so that none crosses a word.
    """

    x: int
    y1: int
    y2: int
    zero: bool


@dataclass(frozen=True)
class Chart:
    """Everything a template draws, in view box units `0 0 width height`."""

    width: int
    height: int
    font: int
    title: Words
    texts: tuple[Text, ...]
    bars: tuple[Bar, ...]
    whiskers: tuple[Whisker, ...]
    dot: Dot
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Row:
    """One row of the table under the chart; cells are median, low, high (or one cell)."""

    label: Words
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """Fixed measures of one layout; `stacked` puts words above the bar instead of beside it."""

    width: int
    left: int
    right: int
    margin: int
    font: int
    bar: int
    stacked: bool
    most_ticks: int


FRAMES: Mapping[int, Frame] = {
    320: Frame(320, 12, 308, 12, 13, 12, stacked=True, most_ticks=5),
    640: Frame(640, 170, 490, 12, 14, 16, stacked=False, most_ticks=6),
}


@dataclass(frozen=True)
class Scale:
    """Linear map of deaths to view box units, over whole tick steps."""

    first: int
    last: int
    step: float
    left: int
    right: int

    def x(self, deaths: float) -> int:
        """Horizontal place of a number of deaths."""
        low, high = self.first * self.step, self.last * self.step
        return round(self.left + (deaths - low) / (high - low) * (self.right - self.left))


def _scale(low: float, high: float, frame: Frame) -> Scale:
    """Scale holding low..high and zero, with round steps and at most `most_ticks` ticks."""
    low, high = min(low, 0.0), max(high, 0.0)
    if high - low < LEAST_SPAN:
        high = low + 1.0
    span = high - low
    magnitude = 10.0 ** floor(log10(span) - 1)
    for factor in (1, 2, 5, 10, 20, 50, 100):
        step = factor * magnitude
        first, last = floor(low / step), max(ceil(high / step), 1)
        if last - first < frame.most_ticks:
            break
    return Scale(first, last, step, frame.left, frame.right)


def number(value: float) -> str:
    """Deaths with two decimals, never '-0.00'."""
    return f"{round(value, 2) + 0.0:.2f}"


def _value(found: Interval) -> Words:
    names = ("median", "low", "high")
    return Words(VALUE, {name: number(getattr(found, name)) for name in names})


@dataclass
class _Pen:
    """Collects the marks while moving down the page."""

    frame: Frame
    scale: Scale
    y: int
    texts: list[Text] = field(default_factory=list)
    whiskers: list[Whisker] = field(default_factory=list)
    bands: list[tuple[int, int]] = field(default_factory=list)

    def line(self, role: Role, words: Words) -> None:
        """A line of text of its own, from the left margin."""
        self.y += self.frame.font + 6
        self.texts.append(Text(self.frame.margin, self.y, Anchor.START, role, words))

    def row(self, label: str, found: Interval) -> int:
        """Label, value and whisker of one row; returns the top of its bar."""
        frame, gap = self.frame, 8
        right = frame.width - frame.margin
        if frame.stacked:
            baseline = self.y + frame.font + gap
            top = baseline + 5
        else:
            top = self.y + gap
            baseline = top + (frame.bar + frame.font) // 2 - 2
        left_text = Text(frame.margin, baseline, Anchor.START, Role.LABEL, Words(label))
        self.texts += [left_text, Text(right, baseline, Anchor.END, Role.VALUE, _value(found))]
        x1, x2, middle = self.scale.x(found.low), self.scale.x(found.high), top + frame.bar // 2
        self.whiskers.append(Whisker(x1, x2, middle, middle - 4, middle + 4))
        self.y = top + frame.bar
        self.bands.append((top - 2, self.y + 2))
        return top


def _axis(pen: _Pen, top: int) -> tuple[Tick, ...]:
    """Guides and their numbers below the rows drawn so far."""
    scale, bottom = pen.scale, pen.y + 6
    bands = [*pen.bands, (pen.y, bottom)] if pen.frame.stacked else [(top, bottom)]
    ticks: list[Tick] = []
    pen.y = bottom + pen.frame.font + 2
    for place in range(scale.first, scale.last + 1):
        x = scale.x(place * scale.step)
        ticks += [Tick(x, y1, y2, zero=place == 0) for y1, y2 in bands]
        label = Words(f"{place * scale.step + 0.0:.4g}")
        # end numbers are kept inside the view box
        ends = {scale.first: Anchor.START, scale.last: Anchor.END}
        pen.texts.append(Text(x, pen.y, ends.get(place, Anchor.MIDDLE), Role.TICK, label))
    return tuple(ticks)


def _bars(pen: _Pen, result: TwoPaths) -> tuple[Bar, ...]:
    bars = []
    zero = pen.scale.x(0)
    for deaths in (result.destroyed, result.handed_over):
        pen.line(Role.HEADING, Words(PATHS[deaths.path]))
        for side in Side:
            found = deaths.of(side)
            top = pen.row(SIDES[side], found)
            wide = max(0, pen.scale.x(found.median) - zero)
            bars.append(Bar(zero, top, wide, pen.frame.bar, deaths.path, side))
        pen.y += 6
    return tuple(bars)


def _loss(result: TwoPaths) -> Words:
    one, mean = result.net_loss_one.percent, result.net_loss_mean.percent
    return Words(LOSS_BOTH, {"one": one, "mean": mean})


def layout(result: TwoPaths, width: int) -> Chart:
    """The chart at 320 or 640 units; ValueError for another width.

    Bars show medians, whiskers the 90 % interval, the last row the deaths avoided.
    """
    if width not in FRAMES:
        msg = f"no layout of {width} units; there are {sorted(FRAMES)}"
        raise ValueError(msg)
    frame = FRAMES[width]
    shown = [path.of(side) for path in (result.destroyed, result.handed_over) for side in Side]
    shown.append(result.avoided)
    scale = _scale(min(i.low for i in shown), max(i.high for i in shown), frame)
    pen = _Pen(frame, scale, y=2)
    title = Words(TITLES[result.asset_class])
    pen.line(Role.TITLE, title)
    pen.y += 4
    top = pen.y + 8
    bars = _bars(pen, result)
    pen.line(Role.HEADING, Words(DIFFERENCE))
    dot_top = pen.row(AVOIDED, result.avoided)
    dot = Dot(scale.x(result.avoided.median), dot_top + frame.bar // 2, 5)
    ticks = _axis(pen, top)
    for role, words in ((Role.NOTE, Words(AXIS)), (Role.NOTE, Words(LOSS))):
        pen.line(role, words)
    pen.line(Role.NOTE, _loss(result))
    texts, whiskers = tuple(pen.texts), tuple(pen.whiskers)
    return Chart(width, pen.y + 10, frame.font, title, texts, bars, whiskers, dot, ticks)


def layouts(result: TwoPaths) -> tuple[Chart, ...]:
    """All layouts of one result, narrow first."""
    return tuple(layout(result, width) for width in sorted(FRAMES))


def _cells(found: Interval) -> tuple[str, ...]:
    return (number(found.median), number(found.low), number(found.high))


def _chance(msgid: str, chance: Chance) -> Row:
    return Row(Words(msgid), (chance.percent,))


def table_rows(result: TwoPaths) -> tuple[Row, ...]:
    """Rows of the table under the chart, under `COLUMNS`; the last two are chances.

    What a handover costs comes first: no row may be read without it.
    """
    rows = [Row(Words(msgid), _cells(getattr(result.parts, name))) for name, msgid in PARTS]
    for deaths in (result.handed_over, result.destroyed):
        path = PATHS[deaths.path]
        for side in Side:
            words = Words(PATH_SIDE, {"path": path, "side": SIDES[side]})
            rows.append(Row(words, _cells(deaths.of(side))))
        rows.append(Row(Words(PATH_BOTH, {"path": path}), _cells(deaths.total)))
    rows.append(Row(Words(AVOIDED), _cells(result.avoided)))
    for at in result.at_replacement:
        words = Words(AT_REPLACEMENT, {"percent": str(at.replacement_percent)})
        rows.append(Row(words, _cells(at.avoided)))
    rows.append(_chance(LOSS_ONE, result.net_loss_one))
    rows.append(_chance(LOSS_MEAN, result.net_loss_mean))
    return tuple(rows)


def message_ids() -> Sequence[str]:
    """Every message id a chart or table of this module can hold, for the catalogue test."""
    fixed = [DIFFERENCE, AVOIDED, AXIS, LOSS, LOSS_BOTH, VALUE, PATH_SIDE, PATH_BOTH]
    fixed += [AT_REPLACEMENT, LOSS_ONE, LOSS_MEAN, *COLUMNS, *(msgid for _, msgid in PARTS)]
    return [*TITLES.values(), *PATHS.values(), *SIDES.values(), *fixed]
