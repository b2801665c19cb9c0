"""Cards on paper: PDF and SVG, in three languages, with the QR code of our address.

Every print of one edition is the same to the byte: no number of a batch, no moment of making,
no name of a machine, which would tell where a card in a pocket came from.
"""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas as paper

from safeconduct.outreach.core import cards
from safeconduct.outreach.core.cards import Card, Size
from safeconduct.outreach.core.genuine import mirrors_text
from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.layout import (
    PAPER,
    POINT,
    Box,
    Disc,
    Facts,
    Matrix,
    Shape,
    Stroke,
    Text,
    TooLongError,
    lay_out,
)
from safeconduct.outreach.core.svg import svg
from safeconduct.outreach.genuine import PUBLIC_KEY, key_print, season_words

FONTS = {False: "DejaVuSans", True: "DejaVuSans-Bold"}
FONT_FOLDER = Path("/usr/share/fonts/truetype/dejavu")  # package fonts-dejavu-core
FACTOR = 1 / POINT  # points to a millimetre


class FontMissingError(RuntimeError):
    """The font of the cards is not installed."""


@lru_cache(maxsize=1)
def ready() -> None:
    """Load the two fonts. FontMissingError that says which package brings them."""
    for name in FONTS.values():
        path = FONT_FOLDER / f"{name}.ttf"
        if not path.is_file():
            msg = "The font DejaVu Sans is missing: apt-get install fonts-dejavu-core"
            raise FontMissingError(msg)
        pdfmetrics.registerFont(TTFont(name, str(path)))


def font_ready() -> bool:
    """Whether cards can be made on this machine."""
    try:
        ready()
    except FontMissingError:
        return False
    return True


def measure(said: str, bold: bool, points: float) -> float:
    """Width in mm."""
    ready()
    return float(pdfmetrics.stringWidth(said, FONTS[bold], points)) * POINT


def facts(address: str, word: str = "", period: str = "", key: str = "") -> Facts:
    """What a card is filled with. ValueError for an address that is none of a site."""
    mirrors_text([address])  # ValueError in one sentence
    return Facts(address, qr(address), word, period, key)


def qr(address: str) -> Matrix:
    """The modules of our address alone, error correction Q (25 percent), dark is True."""
    code = segno.make(address, error="q", micro=False)
    return tuple(tuple(bool(one) for one in row) for row in code.matrix)


def sides(card: Card, language: str, size: Size, filled: Facts) -> list[tuple[Shape, ...]]:
    """Both sides, laid out. TooLongError when one does not fit."""
    return [lay_out(card, side, language, size, filled, measure) for side in (1, 2)]


def pdf(card: Card, language: str, size: Size, filled: Facts) -> bytes:
    """Two pages. The same bytes each time (reportlab's `invariant`)."""
    width, height = PAPER[size]
    out = BytesIO()
    size_in_points = (width * FACTOR, height * FACTOR)
    canvas: Any = paper.Canvas(out, size_in_points, invariant=1)
    canvas.setTitle(card.title[language])
    canvas.setAuthor("")
    for shapes in sides(card, language, size, filled):
        for shape in shapes:
            _draw(canvas, shape, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def svgs(card: Card, language: str, size: Size, filled: Facts) -> list[str]:
    """One file for each side."""
    title = card.title[language]
    return [
        svg(shapes, *PAPER[size], language, f"{title}, {number}")
        for number, shapes in enumerate(sides(card, language, size, filled), start=1)
    ]


def _draw(canvas: Any, shape: Shape, height: float) -> None:
    """One shape; the corner of a PDF page is the lower left one."""
    match shape:
        case Text(x, y, points, bold, _, said):
            canvas.setFont(FONTS[bold], points)
            canvas.drawString(x * FACTOR, (height - y) * FACTOR, said)
        case Box(x, y, width, high):
            low = (height - y - high) * FACTOR
            canvas.rect(x * FACTOR, low, width * FACTOR, high * FACTOR, stroke=0, fill=1)
        case Disc(x, y, radius):
            canvas.circle(x * FACTOR, (height - y) * FACTOR, radius * FACTOR, stroke=0, fill=1)
        case Stroke(points, thick, filled):
            canvas.setLineWidth(thick * FACTOR)
            canvas.setLineCap(1)
            canvas.setLineJoin(1)
            path = canvas.beginPath()
            first, *rest = [(x * FACTOR, (height - y) * FACTOR) for x, y in points]
            path.moveTo(*first)
            for x, y in rest:
                path.lineTo(x, y)
            canvas.drawPath(path, stroke=1, fill=int(filled))


# -- the command ------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """`safeconduct leaflets`: 0 when every card is made, 1 and a sentence for what is not."""
    options = _parser().parse_args(arguments)
    try:
        return _make(options)
    except (FontMissingError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be used: {error.strerror}.\n")
    return 1


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="safeconduct leaflets", description=__doc__)
    parser.add_argument(
        "--address", required=True, help="our address, with https:// or http://"
    )
    parser.add_argument("--to", type=Path, required=True, help="folder for the files")
    parser.add_argument(
        "--keys", type=Path, help="SC_KEY_FOLDER: prints the word of the season"
    )
    parser.add_argument(
        "--proof", type=Path, help="SC_PROOF_FOLDER: prints the print of our signing key"
    )
    for option, all_of in (
        ("--card", cards.NAMES),
        ("--language", LANGUAGES),
        ("--size", Size),
    ):
        every = [str(one) for one in all_of]
        parser.add_argument(option, nargs="+", choices=every, default=every)
    return parser


def _make(options: Namespace) -> int:
    period, words = _words(options.keys)
    key = _key(options.proof)
    options.to.mkdir(parents=True, exist_ok=True)
    faults = made = 0
    for name in options.card:
        card = cards.card(name)
        for language in options.language:
            filled = facts(options.address, words.get(language, ""), period, key)
            for size in (one for one in card.sizes if one.value in options.size):
                try:
                    files = _files(card, language, size, filled)
                except TooLongError as error:
                    sys.stderr.write(f"{error}\n")
                    faults += 1
                    continue
                for file_name, body in files.items():
                    (options.to / file_name).write_bytes(body)
                made += len(files)
    sys.stdout.write(f"{made} files in {options.to}.\n")
    return 1 if faults else 0


def _files(card: Card, language: str, size: Size, filled: Facts) -> dict[str, bytes]:
    stem = f"{card.name}-{language}-{size.value.lower()}"
    pages = svgs(card, language, size, filled)
    return {
        f"{stem}.pdf": pdf(card, language, size, filled),
        **{f"{stem}-{n}.svg": page.encode() for n, page in enumerate(pages, start=1)},
    }


def _words(keys: Path | None) -> tuple[str, dict[str, str]]:
    """The quarter and its word in each language; none unless the folder of keys is given."""
    if keys is None:
        return "", {}
    period, words = season_words(keys, datetime.now(UTC))
    if not words:
        msg = f"{keys} holds no key of the agreed words: make one with `mirror word`."
        raise ValueError(msg)
    return period, dict(words)


def _key(folder: Path | None) -> str:
    """The print of our signing key; "" unless the folder of proofs is given."""
    found = key_print(folder)
    if folder is not None and not found:
        msg = f"{folder} holds no {PUBLIC_KEY}: make one with `mirror key`."
        raise ValueError(msg)
    return found
