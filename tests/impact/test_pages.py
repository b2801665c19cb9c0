"""The impact page: the core's own numbers, at both widths, for every role that may read it."""

import html
import re
from datetime import datetime

import pytest
from django.utils import timezone, translation

from safeconduct.casework.queries import alias_of
from safeconduct.impact.core import chart
from safeconduct.impact.core.catalogue import MODELLED, inputs_for
from safeconduct.impact.core.terms import AssetClass, Note
from safeconduct.impact.office.drawing import drawings
from safeconduct.impact.queries import paths_of, report_on
from tests.cast import Cast
from tests.doors import Door
from tests.impact.test_queries import paid, received
from tests.making import make_case

SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")
RECT = re.compile(
    r'<rect class="(bar-[ab])" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/>'
)


def signed_in(door: Door, cast: Cast, name: str) -> Door:
    """The office door with somebody signed in."""
    door.sign_in(getattr(cast, name), timezone.now())
    return door


def test_an_empty_programme_says_what_would_fill_it(office_door: Door, cast: Cast) -> None:
    page = signed_in(office_door, cast, "marta").get("/impact/")
    assert "Nothing to derive yet" in page
    assert "first arrival is attested by two people" in page
    assert "Estimated, in whole lives" not in page
    assert len(SVG.findall(page)) == 2


def test_totals_of_the_programme_stand_with_their_intervals(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    received(cast, at, made.file_id, "t72b3")
    paid(cast, at, made.file_id, 900)
    page = signed_in(office_door, cast, "marta").get("/impact/")
    found = report_on(timezone.now().date())
    assert re.search(r"People who arrived in safety</th><td[^>]*>1<", page)
    assert re.search(r">Tank</th><td[^>]*>1<", page)
    assert re.search("Money paid</th><td[^>]*>900\u00a0USD<", page)
    row = page[page.index("net of deaths caused") :]
    cells = re.findall(r'<td class="num"[^>]*>(-?\d+)</td>', row)[:3]
    avoided = found.avoided
    assert cells == [str(round(n)) for n in (avoided.median, avoided.low, avoided.high)]
    assert f">{html.escape(found.net_loss.percent)}</td>" in page


@pytest.mark.parametrize("owner", MODELLED)
def test_both_charts_and_the_table_hold_the_core_numbers(
    office_door: Door, cast: Cast, owner: AssetClass
) -> None:
    page = signed_in(office_door, cast, "audra").get(f"/impact/?asset={owner.value}")
    result = paths_of(owner)
    drawn = SVG.findall(page)
    for svg, laid, screen in zip(drawn, chart.layouts(result), ("phone", "desk"), strict=True):
        assert f'class="chart {screen}" viewBox="0 0 {laid.width} {laid.height}"' in svg
        assert [html.unescape(text) for text in TEXT.findall(svg)] == [
            str(text.words) for text in laid.texts
        ]
        bars = [tuple(map(int, found[1:])) for found in RECT.findall(svg)]
        assert bars == [(bar.x, bar.y, bar.w, bar.h) for bar in laid.bars]
        assert "one handover" in svg
        assert 'role="img" aria-labelledby=' in svg
    for row in chart.table_rows(result):
        start = page.index(f'<th scope="row">{html.escape(str(row.label))}</th>')
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", page[start : page.index("</tr>", start)])
        assert tuple(cells) == row.cells


def test_captured_is_said_apart_and_every_assumption_shows_grade_and_source(
    office_door: Door, cast: Cast
) -> None:
    page = html.unescape(signed_in(office_door, cast, "olena").get("/impact/"))
    assert "Captured is never surrendered." in page
    assert page.count(Note.CAPTURED.value) == 1
    assert "38 of 1\u00a0729 recorded losses were captured, 2.2 %" in page
    for row in inputs_for(AssetClass.TANK).values():
        assert row.label in page
        assert row.source in page
    assert "What this cannot say" in page


def test_the_page_holds_no_script_no_inline_style_and_no_case(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    page = signed_in(office_door, cast, "audra").get("/impact/")
    assert "style=" not in page
    assert "<script" not in page
    assert alias_of(made.file_id) not in page
    assert made.file_id.hex not in page.replace("-", "")


def test_an_unknown_class_is_not_found(office_door: Door, cast: Cast) -> None:
    signed_in(office_door, cast, "marta").get("/impact/?asset=other")
    assert office_door.page.status_code == 404


def test_a_stranger_is_sent_to_sign_in(office_door: Door, cast: Cast) -> None:
    office_door.get("/impact/")
    assert office_door.path == "/sign-in/"


def test_a_translated_chart_keeps_its_numbers() -> None:
    result = paths_of(AssetClass.TANK)
    with translation.override("ru"):
        drawn = drawings(result)
    shown = chart.number(result.avoided.median)
    assert all(any(shown in line.text for line in one.lines) for one in drawn)
