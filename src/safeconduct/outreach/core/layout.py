"""Lays a side of a card out on paper: shapes in millimetres from the upper left corner. Pure.

Letters grow while a side still fits. What does not fit at the least size is never made smaller
or cut: it is refused, naming the card, the side, the language and how much is too much, so that
somebody shortens the text.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from safeconduct.outreach.core.cards import Block, Card, Part, Picture, Size

PAPER = {Size.A6: (105.0, 148.0), Size.A5: (148.0, 210.0)}  # mm, ISO 216
BODY = {Size.A6: 8.6, Size.A5: 12.2}  # least points; A5 is A6 larger by the root of two
GROWTH = (1.4, 1.3, 1.2, 1.1, 1.0)  # of the least size: the first that fits is taken
MARGIN = {Size.A6: 7.0, Size.A5: 10.0}  # mm; home printers leave 5 mm white
POINT = 25.4 / 72  # mm
LEADING = 1.32  # distance of lines, of the size of the letters
GAP = 0.55  # between blocks, of a line
FOOT = 0.76  # size of small letters, of the body
CODE = 0.3  # width of the QR code, of the paper: 31 mm on A6
APART = 7  # letters of a print between spaces: 56 make two lines of four
HIGH = 10.2  # units of a pictogram
QUIET = 4  # white modules around a QR code (ISO/IEC 18004)
MARKS = {
    "en": ("draft, not reviewed", "version"),
    "ru": ("черновик, не проверено", "версия"),
    "uk": ("чернетка, не перевірено", "версія"),
}


class TooLongError(ValueError):
    """A side that does not fit its paper."""


@dataclass(frozen=True)
class Text:
    """A line of text: its left end and base line, size in points, width as it was measured."""

    x: float
    y: float
    points: float
    bold: bool
    width: float
    said: str


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Stroke:
    """A line through points, round at its ends; closed and filled where `filled`."""

    points: tuple[tuple[float, float], ...]
    thick: float
    filled: bool = False


@dataclass(frozen=True)
class Disc:
    """A circle, filled."""

    x: float
    y: float
    radius: float


Shape = Text | Box | Stroke | Disc
Measure = Callable[[str, bool, float], float]  # text, bold, points: width in mm
Matrix = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class Facts:
    """What is filled in: our address, its QR code; "" where there is no word or key."""

    address: str
    code: Matrix
    word: str = ""
    period: str = ""
    key: str = ""


@dataclass
class _Page:
    """Where the next line goes."""

    size: Size
    language: str
    facts: Facts
    measure: Measure
    growth: float
    shapes: list[Shape] = field(default_factory=list)
    y: float = 0.0

    def __post_init__(self) -> None:
        self.y = MARGIN[self.size]

    @property
    def left(self) -> float:
        return MARGIN[self.size]

    @property
    def width(self) -> float:
        return PAPER[self.size][0] - 2 * MARGIN[self.size]

    @property
    def body(self) -> float:
        return BODY[self.size] * self.growth

    def write(
        self, said: str, points: float, *, bold: bool = False, indent: float = 0.0
    ) -> None:
        """The text in lines that fit beside `indent`."""
        step = points * POINT * LEADING
        for line in self.lines(said, points, bold=bold, width=self.width - indent):
            self.y += step
            self.put(line, self.left + indent, self.y - step * 0.25, points, bold=bold)

    def put(self, said: str, x: float, y: float, points: float, *, bold: bool = False) -> None:
        """One line at its place."""
        wide = self.measure(said, bold, points)
        self.shapes.append(Text(x, y, points, bold, wide, said))

    def lines(self, said: str, points: float, *, bold: bool, width: float) -> Iterator[str]:
        """The text broken at spaces; a word that is too wide is broken anywhere."""
        line = ""
        for word in self.words(said, points, bold=bold, width=width):
            longer = f"{line} {word}".strip()
            if line and self.measure(longer, bold, points) > width:
                yield line
                longer = word
            line = longer
        if line:
            yield line

    def words(self, said: str, points: float, *, bold: bool, width: float) -> Iterator[str]:
        """The words; of one that is wider than the column, the parts that fit."""
        for word in said.split():
            rest = word
            while self.measure(rest, bold, points) > width:
                fits = max(
                    (
                        n
                        for n in range(1, len(rest))
                        if self.measure(rest[:n], bold, points) <= width
                    ),
                    default=1,
                )
                yield rest[:fits]
                rest = rest[fits:]
            yield rest


def lay_out(
    card: Card, side: int, language: str, size: Size, facts: Facts, measure: Measure
) -> tuple[Shape, ...]:
    """The shapes of a side (1 or 2). TooLongError when it does not fit."""
    foot = BODY[size] * FOOT
    last = PAPER[size][1] - MARGIN[size] - foot * POINT * LEADING * 1.5
    for growth in GROWTH:
        page = _Page(size, language, facts, measure, growth)
        gap = page.body * POINT * LEADING * GAP
        for block in card.sides[side - 1]:
            top = page.y
            DRAW[block.kind](page, block)
            if page.y > top:  # a block with nothing to fill in leaves no gap
                page.y += gap
        over = page.y - gap - last
        if over <= 0:
            page.put(_foot(card, language), page.left, PAPER[size][1] - MARGIN[size], foot)
            return tuple(page.shapes)
    raise TooLongError(
        f"{card.name}, side {side}, {language}, {size}: {over:.0f} mm too long. "
        "Shorten its text."
    )


def _foot(card: Card, language: str) -> str:
    """Version and day, the same on every print: nothing tells one batch from another."""
    draft, version = MARKS[language]
    said = f"{version} {card.version}, {card.day.isoformat()}"
    return said if card.reviewed[language] else f"{said} · {draft}"


def _title(page: _Page, block: Block) -> None:
    page.write(block.said[page.language][0], page.body * 1.6, bold=True)


def _text(page: _Page, block: Block) -> None:
    for line in block.said[page.language]:
        page.write(line, page.body)


def _strong(page: _Page, block: Block) -> None:
    for line in block.said[page.language]:
        page.write(line, page.body * 1.06, bold=True)


def _points(page: _Page, block: Block) -> None:
    _marked(page, ((None, line) for line in block.said[page.language]))


def _steps(page: _Page, block: Block) -> None:
    _marked(page, enumerate(block.said[page.language], start=1))


def _marked(page: _Page, lines: Iterable[tuple[int | None, str]]) -> None:
    """Lines behind a dot, or behind their number."""
    step = page.body * POINT * LEADING
    for number, line in lines:
        if number is None:
            page.shapes.append(Disc(page.left + step * 0.3, page.y + step * 0.5, step * 0.14))
        else:
            page.put(f"{number}.", page.left, page.y + step * 0.75, page.body, bold=True)
        page.write(line, page.body, indent=step * (0.85 if number is None else 1.15))
        page.y += step * 0.18


def _address(page: _Page, block: Block) -> None:
    """The QR code, and beside or below it the address in letters that can be copied by hand.

    The margin is the white that the code needs on its left.
    """
    del block
    side = PAPER[page.size][0] * CODE
    module = side / len(page.facts.code)
    white = QUIET * module
    top = page.y + white / 2
    for row, modules in enumerate(page.facts.code):
        page.shapes += [
            Box(page.left + start * module, top + row * module, (end - start) * module, module)
            for start, end in _runs(modules)
        ]
    said = page.facts.address.partition("://")[2]
    beside = page.width - side - white
    points = max(page.body, BODY[page.size] * 1.2)
    wide = page.measure(said, True, points)
    if wide <= beside:
        middle = top + side / 2 + points * POINT * 0.35
        page.put(said, page.left + side + white, middle, points, bold=True)
        page.y = top + side + white / 2
    else:
        page.y = top + side + white / 2
        page.write(said, BODY[page.size] * 1.2, bold=True)


def _runs(modules: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    """(first, after the last) of each run of dark modules."""
    start = None
    for n, dark in enumerate((*modules, False)):
        if dark and start is None:
            start = n
        elif not dark and start is not None:
            yield start, n
            start = None


def _word(page: _Page, block: Block) -> None:
    """Our word of the season; where none is, the block is left out."""
    if page.facts.word:
        said = block.said[page.language][0]
        filled = said.format(period=page.facts.period, word=page.facts.word)
        page.write(filled, page.body, bold=True)


def _key(page: _Page, block: Block) -> None:
    """The print of our signing key, seven letters by seven; where none is, it is left out."""
    letters = page.facts.key
    if letters:
        parts = " ".join(letters[n : n + APART] for n in range(0, len(letters), APART))
        said = block.said[page.language][0].format(key=parts)
        page.write(said, BODY[page.size] * FOOT)


def _picture(page: _Page, block: Block) -> None:
    """Pictograms of one scale side by side, with a line below each."""
    column = page.width / len(block.pictures)
    extents = [_extent(FIGURES[one]) for one in block.pictures]
    widest = max(right - left for left, right in extents)
    unit = min(column * (1.25 if block.tall else 0.72) / HIGH, column * 0.94 / widest)
    below = lowest = page.y + HIGH * unit + page.body * POINT * 1.4
    for n, (picture, (left, right), line) in enumerate(
        zip(block.pictures, extents, block.said[page.language], strict=True)
    ):
        middle = page.left + column * (n + 0.5)
        at = middle - (left + right) / 2 * unit
        page.shapes += [_moved(shape, at, page.y, unit) for shape in FIGURES[picture]]
        for row, part in enumerate(page.lines(line, page.body, bold=True, width=column)):
            wide = page.measure(part, True, page.body)
            y = below + row * page.body * POINT * LEADING
            page.put(part, middle - wide / 2, y, page.body, bold=True)
            lowest = max(lowest, y)
    page.y = lowest + page.body * POINT * (LEADING - 1)


def _extent(shapes: Iterable[Shape]) -> tuple[float, float]:
    """Left and right end of a figure, in its units."""
    ends: list[float] = []
    for shape in shapes:
        match shape:
            case Disc(x, _, radius):
                ends += (x - radius, x + radius)
            case Stroke(points, thick):
                ends += (x + side * thick / 2 for x, _ in points for side in (-1, 1))
    return min(ends), max(ends)


def _moved(shape: Shape, x: float, y: float, unit: float) -> Shape:
    """A figure's shape, `HIGH` units high, at its place on the page."""
    if isinstance(shape, Disc):
        return Disc(x + shape.x * unit, y + shape.y * unit, shape.radius * unit)
    if isinstance(shape, Stroke):
        at = tuple((x + px * unit, y + py * unit) for px, py in shape.points)
        return Stroke(at, shape.thick * unit, shape.filled)
    raise TypeError(shape)


def _person(x: float) -> tuple[Shape, ...]:
    """Head, trunk and legs; arms differ."""
    return (
        Disc(x, 2.5, 0.85),
        Stroke(((x, 3.9), (x, 6.6)), 1.3),
        Stroke(((x, 6.6), (x - 0.8, 9.6)), 0.7),
        Stroke(((x, 6.6), (x + 0.8, 9.6)), 0.7),
    )


_UP = (
    Stroke(((-0.2, 4.0), (-1.7, 3.2), (-1.9, 0.9)), 0.6),
    Stroke(((0.2, 4.0), (1.7, 3.2), (1.9, 0.9)), 0.6),
    Disc(-1.9, 0.6, 0.42),
    Disc(1.9, 0.6, 0.42),
)
_RIFLE = (
    Stroke(((-3.9, 9.3), (-0.3, 9.3)), 0.3),
    Stroke(((-3.9, 9.3), (-3.2, 9.3), (-3.9, 9.8)), 0.4, filled=True),
    Stroke(((-2.9, 9.4), (-1.7, 9.4)), 0.5),
    Stroke(((-2.2, 9.4), (-1.9, 10.0)), 0.35),
)
_DRONE = (
    Stroke(((-1.4, 0.9), (1.4, 0.9)), 0.3),
    Stroke(((-0.5, 1.1), (0.5, 1.1)), 0.7),
    Stroke(((-2.2, 0.5), (-0.7, 0.5)), 0.22),
    Stroke(((0.7, 0.5), (2.2, 0.5)), 0.22),
)


def _shifted(shapes: Iterable[Shape], x: float) -> tuple[Shape, ...]:
    return tuple(_moved(one, x, 0.0, 1.0) for one in shapes)


FIGURES: dict[Picture, tuple[Shape, ...]] = {
    Picture.LAY: (
        *_person(1.6),
        Stroke(((1.4, 4.0), (0.3, 5.4), (0.2, 6.6)), 0.6),
        Stroke(((1.8, 4.0), (2.9, 5.4), (3.0, 6.6)), 0.6),
        *_RIFLE,
    ),
    Picture.HANDS: (*_person(0.0), *_UP),
    Picture.DRONE: (*_shifted((*_person(0.0), *_UP), -2.4), *_shifted(_DRONE, 2.5)),
}
DRAW: dict[Part, Callable[[_Page, Block], None]] = {
    Part.TITLE: _title,
    Part.TEXT: _text,
    Part.STRONG: _strong,
    Part.POINTS: _points,
    Part.STEPS: _steps,
    Part.PICTURE: _picture,
    Part.ADDRESS: _address,
    Part.WORD: _word,
    Part.KEY: _key,
}
