"""A side of a card as SVG 1.1, in millimetres. Pure.

Letters stay letters, so that a screen reader and a translator can read them; each line keeps
the width it was laid out with (textLength), whatever font the reader has.
"""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from safeconduct.outreach.core.layout import POINT, Box, Disc, Shape, Stroke, Text

FONT = "'DejaVu Sans',Verdana,Arial,sans-serif"


def svg(shapes: Iterable[Shape], width: float, height: float, language: str, title: str) -> str:
    """The whole file; its title is what a screen reader says first."""
    inside = "\n".join(
        _boxes(group) if boxes else "\n".join(map(_one, group))
        for boxes, group in groupby(shapes, key=lambda shape: isinstance(shape, Box))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}" xml:lang="{language}" font-family="{FONT}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>\n{inside}\n</svg>\n'
    )


def _one(shape: Shape) -> str:
    match shape:
        case Text(x, y, points, bold, width, said):
            weight = ' font-weight="bold"' if bold else ""
            return (
                f'<text x="{x:.2f}" y="{y:.2f}" font-size="{points * POINT:.3f}"{weight} '
                f'textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs">'
                f"{escape(said)}</text>"
            )
        case Disc(x, y, radius):
            return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}"/>'
        case Stroke(points, thick, filled):
            way = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
            fill = "#000" if filled else "none"
            return (
                f'<polyline points="{way}" fill="{fill}" stroke="#000" '
                f'stroke-width="{thick:.2f}" stroke-linecap="round" stroke-linejoin="round"/>'
            )
    raise TypeError(shape)


def _boxes(boxes: Iterable[Shape]) -> str:
    """All of a code's modules as one path."""
    way = "".join(
        f"M{box.x:.2f} {box.y:.2f}h{box.width:.2f}v{box.height:.2f}h-{box.width:.2f}z"
        for box in boxes
        if isinstance(box, Box)
    )
    return f'<path d="{way}"/>'
