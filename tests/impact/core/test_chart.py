"""The chart's numbers fit their view box, tell the truth and match the table."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.impact.core import chart
from safeconduct.impact.core.catalogue import MODELLED
from safeconduct.impact.core.draws import two_paths
from safeconduct.impact.core.terms import (
    AssetClass,
    Interval,
    Path,
    PathDeaths,
    Side,
    TwoPaths,
)

WIDTHS = sorted(chart.FRAMES)
RESULTS = {owner: two_paths(owner, draws=1_000) for owner in MODELLED}
TANK = RESULTS[AssetClass.TANK]
GLYPH = 0.56  # mean width of a sans-serif letter, in ems


@st.composite
def intervals(draw: st.DrawFn, least: float = 0.0) -> Interval:
    low, median, high = sorted(draw(st.lists(st.floats(least, 40), min_size=3, max_size=3)))
    return Interval(low, median, high)


@st.composite
def results(draw: st.DrawFn) -> TwoPaths:
    paths = [
        PathDeaths(p, draw(intervals()), draw(intervals()), draw(intervals())) for p in Path
    ]
    return replace(
        TANK, destroyed=paths[0], handed_over=paths[1], avoided=draw(intervals(least=-40))
    )


def box(text: chart.Text, font: int) -> tuple[float, float, float, float]:
    wide = len(str(text.words)) * font * GLYPH
    back = {chart.Anchor.START: 0.0, chart.Anchor.MIDDLE: 0.5, chart.Anchor.END: 1.0}
    left = text.x - wide * back[text.anchor]
    return left, text.y - font * 0.75, left + wide, text.y + font * 0.25


@pytest.mark.parametrize("width", WIDTHS)
@settings(max_examples=50, deadline=None)
@given(result=results())
def test_everything_stays_inside_the_view_box(width: int, result: TwoPaths) -> None:
    drawn = chart.layout(result, width)
    for text in drawn.texts:
        left, top, right, bottom = box(text, drawn.font)
        assert left >= 0
        assert right <= drawn.width
        assert top >= 0
        assert bottom <= drawn.height
    for bar in drawn.bars:
        assert bar.w >= 0
        assert bar.x >= 0
        assert bar.x + bar.w <= drawn.width
    for line in drawn.whiskers:
        assert 0 <= line.x1 <= line.x2 <= drawn.width
    assert all(0 <= tick.x <= drawn.width and tick.y1 < tick.y2 for tick in drawn.ticks)


@pytest.mark.parametrize("width", WIDTHS)
@settings(max_examples=50, deadline=None)
@given(result=results())
def test_no_words_lie_on_other_words(width: int, result: TwoPaths) -> None:
    drawn = chart.layout(result, width)
    boxes = [box(text, drawn.font) for text in drawn.texts]
    for place, (left, top, right, bottom) in enumerate(boxes):
        for left2, top2, right2, bottom2 in boxes[place + 1 :]:
            apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
            assert apart


@pytest.mark.parametrize("width", WIDTHS)
@settings(max_examples=50, deadline=None)
@given(result=results())
def test_bars_and_whiskers_are_true_to_scale(width: int, result: TwoPaths) -> None:
    drawn = chart.layout(result, width)
    shown = [p.of(side) for p in (result.destroyed, result.handed_over) for side in Side]
    zeros = {tick.x for tick in drawn.ticks if tick.zero}
    assert {bar.x for bar in drawn.bars} == zeros
    pairs = sorted(zip([i.median for i in shown], [b.w for b in drawn.bars], strict=True))
    assert [wide for _, wide in pairs] == sorted(wide for _, wide in pairs)
    for line, bar in zip(drawn.whiskers, drawn.bars, strict=False):
        assert line.x1 <= bar.x + bar.w <= line.x2
        assert bar.y < line.y < bar.y + bar.h
    last = drawn.whiskers[-1]
    assert last.x1 <= drawn.dot.x <= last.x2
    assert drawn.dot.y == last.y


def test_twice_the_deaths_make_twice_the_bar() -> None:
    one, two = Interval(1, 1, 1), Interval(2, 2, 2)
    paths = (
        PathDeaths(Path.DESTROYED, two, one, two),
        PathDeaths(Path.HANDED_OVER, one, one, two),
    )
    made = replace(TANK, destroyed=paths[0], handed_over=paths[1], avoided=one)
    first, second = chart.layout(made, 640).bars[:2]
    assert first.w == 2 * second.w > 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_chart_of_nothing_is_still_a_chart(width: int) -> None:
    none = Interval(0, 0, 0)
    paths = [PathDeaths(p, none, none, none) for p in Path]
    drawn = chart.layout(
        replace(TANK, destroyed=paths[0], handed_over=paths[1], avoided=none), width
    )
    assert {bar.w for bar in drawn.bars} == {0}
    assert [str(t.words) for t in drawn.texts if t.role is chart.Role.TICK][0] == "0"


@pytest.mark.parametrize("width", WIDTHS)
@settings(max_examples=50, deadline=None)
@given(result=results())
def test_the_axis_has_few_round_numbers_and_a_zero(width: int, result: TwoPaths) -> None:
    drawn = chart.layout(result, width)
    said = [float(str(t.words)) for t in drawn.texts if t.role is chart.Role.TICK]
    assert 2 <= len(said) <= chart.FRAMES[width].most_ticks
    assert 0.0 in said
    assert said[0] <= min(0.0, result.avoided.low) + 1e-9
    assert any(tick.zero for tick in drawn.ticks)


@pytest.mark.parametrize("owner", MODELLED)
@pytest.mark.parametrize("width", WIDTHS)
def test_both_chances_of_a_net_loss_are_printed_on_it(owner: AssetClass, width: int) -> None:
    result = RESULTS[owner]
    said = [str(text.words) for text in chart.layout(result, width).texts]
    assert said[-2] == "Chance of a net loss of life:"
    assert f"one handover {result.net_loss_one.percent} %" in said[-1]
    assert f"on average {result.net_loss_mean.percent} %" in said[-1]
    assert said[0] == chart.TITLES[owner]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_number_on_the_chart_carries_its_interval(width: int) -> None:
    values = [t for t in chart.layout(TANK, width).texts if t.role is chart.Role.VALUE]
    assert len(values) == 5
    assert all(set(text.words.values) == {"median", "low", "high"} for text in values)


def test_every_measure_is_a_whole_number() -> None:
    # a decimal comma of a Russian page would break the picture
    for drawn in chart.layouts(TANK):
        marks = [*drawn.bars, *drawn.whiskers, *drawn.ticks, drawn.dot]
        numbers = [v for mark in marks for v in vars(mark).values()]
        assert not any(isinstance(value, float) for value in numbers)


def test_the_narrow_layout_comes_first_and_others_do_not_exist() -> None:
    assert [drawn.width for drawn in chart.layouts(TANK)] == [320, 640]
    with pytest.raises(ValueError, match="no layout of 500 units"):
        chart.layout(TANK, 500)


def test_guides_never_cross_words_in_the_narrow_layout() -> None:
    drawn = chart.layout(TANK, 320)
    for text in drawn.texts:
        if text.role is chart.Role.TICK:
            continue
        _, top, _, bottom = box(text, drawn.font)
        assert all(tick.y2 <= top or tick.y1 >= bottom - 3 for tick in drawn.ticks)


@pytest.mark.parametrize("owner", MODELLED)
def test_the_table_says_what_the_chart_shows(owner: AssetClass) -> None:
    result = RESULTS[owner]
    rows = {str(row.label): row.cells for row in chart.table_rows(result)}
    avoided = result.avoided
    assert rows["Deaths avoided"] == tuple(
        chart.number(v) for v in (avoided.median, avoided.low, avoided.high)
    )
    assert rows["Destroyed in combat: Russian side"][0] == chart.number(
        result.destroyed.russian.median
    )
    assert rows[chart.LOSS_ONE] == (result.net_loss_one.percent,)
    assert all(len(cells) in (1, 3) for cells in rows.values())


def test_what_a_handover_costs_comes_first_in_the_table() -> None:
    labels = [str(row.label) for row in chart.table_rows(TANK)]
    assert labels[0] == "Handed over: crew who did not know"
    assert labels.index("Handed over: both sides") < labels.index("Deaths avoided")
    assert len(labels) == len(set(labels)) == 16


def test_all_words_are_known_message_ids() -> None:
    known = set(chart.message_ids())
    used = [row.label.msgid for row in chart.table_rows(TANK)]
    for drawn in chart.layouts(TANK):
        used += [t.words.msgid for t in drawn.texts if t.role is not chart.Role.TICK]
    assert set(used) <= known
    assert set(chart.TITLES) == set(AssetClass)


@given(st.floats(-0.004, 0.004))
def test_nothing_is_never_written_with_a_minus(value: float) -> None:
    assert chart.number(value) == "0.00"
