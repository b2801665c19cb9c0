"""A side as SVG: well formed, its letters letters, nothing from elsewhere."""

from xml.etree import ElementTree

from safeconduct.outreach.core.layout import Box, Disc, Stroke, Text
from safeconduct.outreach.core.svg import svg

SHAPES = (
    Text(7, 12, 9, True, 30, "Never <harm> & go"),
    Box(7, 20, 2, 1),
    Box(10, 20, 2, 1),
    Disc(5, 5, 1),
    Stroke(((0, 0), (1, 1)), 0.5, filled=True),
)


def test_a_side_is_well_formed_and_says_its_text() -> None:
    made = svg(SHAPES, 105, 148, "en", "Leaflet & card, 1")
    root = ElementTree.fromstring(made)  # noqa: S314  our own text
    names = [one.tag.rpartition("}")[2] for one in root]
    assert names == ["title", "rect", "text", "path", "circle", "polyline"]
    assert root[0].text == "Leaflet & card, 1"
    assert root[2].text == "Never <harm> & go"
    assert root.get("width") == "105mm" and root.get("viewBox") == "0 0 105 148"
    assert root[3].get("d") == "M7.00 20.00h2.00v1.00h-2.00zM10.00 20.00h2.00v1.00h-2.00z"


def test_nothing_is_fetched_and_nothing_runs() -> None:
    made = svg(SHAPES, 105, 148, "en", "Leaflet")
    for word in ("href", "url(", "<script", "<style", "style=", "<image"):
        assert word not in made
