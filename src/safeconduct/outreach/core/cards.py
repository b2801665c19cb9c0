"""Cards to print: leaflet, remembered pass, family card, training card. Pure.

A card is a file of content/cards: sides of blocks, each said in every first language. It is
read whole or not at all: a missing translation is named by card, side, block and language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.pages import CONTENT
from safeconduct.outreach.core.said import named_sources, read_toml, texts

CARDS = CONTENT / "cards"
NAMES = ("leaflet", "pass", "family", "training")  # in the order they are offered


class Size(StrEnum):
    """ISO 216 paper, upright."""

    A6 = "A6"
    A5 = "A5"


class Part(StrEnum):
    """What a block is."""

    TITLE = "title"
    TEXT = "text"
    STRONG = "strong"
    POINTS = "points"
    STEPS = "steps"
    PICTURE = "picture"
    ADDRESS = "address"
    WORD = "word"
    KEY = "key"


class Picture(StrEnum):
    """The pictograms, drawn by layout.py."""

    LAY = "lay"
    HANDS = "hands"
    DRONE = "drone"


FILLED_IN = {Part.WORD: ("{period}", "{word}"), Part.KEY: ("{key}",)}  # when a card is made
LISTS = {Part.POINTS, Part.STEPS, Part.PICTURE}
Said = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Block:
    """One block: its lines in each language, what they rest on, its pictures."""

    kind: Part
    said: Said
    sources: tuple[str, ...]
    pictures: tuple[Picture, ...]
    tall: bool


@dataclass(frozen=True)
class Card:
    """A card of two sides; `reviewed` names by language who has checked it ("" for nobody)."""

    name: str
    version: int
    day: date
    title: Mapping[str, str]
    sizes: tuple[Size, ...]
    reviewed: Mapping[str, str]
    sides: tuple[tuple[Block, ...], ...]

    def lines(self, language: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """(place, line, sources) of everything that the card says in a language."""
        for side, blocks in enumerate(self.sides, start=1):
            for number, block in enumerate(blocks, start=1):
                for line in block.said.get(language, ()):
                    yield f"{self.name}, side {side}, block {number}", line, block.sources


@lru_cache(maxsize=32)
def card(name: str, root: Path = CARDS) -> Card:
    """One card. ValueError that names the place of what is wrong in its file."""
    path = root / f"{name}.toml"
    found = read_toml(path)
    try:
        sides = found["side"]
        made = Card(
            name,
            int(found["version"]),
            date.fromisoformat(found["date"]),
            texts(found["title"], f"{name}, title"),
            tuple(map(Size, found["sizes"])),
            texts(found["reviewed"], f"{name}, reviewed", empty=True),
            tuple(
                tuple(
                    _block(block, f"{name}, side {number}, block {place}")
                    for place, block in enumerate(side["block"], start=1)
                )
                for number, side in enumerate(sides, start=1)
            ),
        )
    except KeyError as missing:
        raise ValueError(f"{name}.toml lacks {missing}") from missing
    if len(made.sides) != 2:
        raise ValueError(f"{name}.toml has {len(made.sides)} sides; a card has two")
    return made


def _block(given: Mapping[str, object], place: str) -> Block:
    try:
        kind = Part(str(given["kind"]))
        pictures = tuple(Picture(str(one)) for one in _listed(given.get("pictures", [])))
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error
    said = {} if kind is Part.ADDRESS else {one: _lines(given, one, place) for one in LANGUAGES}
    if len({len(lines) for lines in said.values()}) > 1:
        raise ValueError(f"{place}: not the same number of lines in every language")
    if kind is Part.PICTURE and len(pictures) != len(said["en"]):
        raise ValueError(f"{place}: a picture has one line below it")
    holes = FILLED_IN.get(kind, ())
    if not all(hole in one[0] for hole in holes for one in said.values()):
        raise ValueError(f"{place}: {' and '.join(holes)} belong in every language")
    return Block(kind, said, named_sources(given, place), pictures, bool(given.get("tall")))


def _lines(given: Mapping[str, object], language: str, place: str) -> tuple[str, ...]:
    lines = tuple(str(one).strip() for one in _listed(given.get(language, "")))
    if not lines or not all(lines):
        raise ValueError(f"{place}: nothing in {language}")
    return lines


def _listed(given: object) -> list[object]:
    return given if isinstance(given, list) else [given]
