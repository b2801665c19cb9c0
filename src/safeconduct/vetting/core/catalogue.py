"""Reads the indicator catalogue and the Admiralty words, and refuses unfair indicators."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from safeconduct.common.refusal import Reason

from .terms import Grade, Indicator, NumbersFrom, Ratio, Source, Standing, Tag

DATA = Path(__file__).parent.parent / "data"

# Says nothing about truth, or punishes a person for what they are or suffered: UNHCR "Beyond
# Proof" (2013) on demeanour; US National Academies (2003) on the polygraph.
BANNED = frozenset(
    {
        "demeanour",
        "ethnicity",
        "missing_papers",
        "nationality_of_birth",
        "polygraph",
        "poverty",
        "religion",
    }
)
# An invented number may not carry a decision: the project's own cap, not a measurement.
ASSUMED_FACTOR_MAX = 10.0
TEXTS = (
    *("id", "question", "speaks_for", "asks_closer_look", "against_misuse", "group", "source"),
)
RATIOS = ("if_supports", "if_asks")


class Flaw(Reason):
    """What no indicator, and no version of their catalogue, may do."""

    EMPTY = "A text is empty."
    NO_QUESTION = (
        "What an indicator looks at is asked as a question: end it with a question mark."
    )
    NO_TAG = "An indicator says what it looks at."
    NOT_SAID = "Where numbers are assumed, the source says that they are assumed."
    ORDER = "The three numbers must be positive and in order, from low to high."
    SAME_VERSION = "Give this version a name of its own: the one before has the same."
    TEN_FOLD = "A number that is only assumed may be ten-fold at most."
    UNFAIR = (
        "What punishes people for what they are or suffered, or says nothing of the truth, is "
        "not an indicator."
    )
    WRONG_WAY = (
        "This points the wrong way: in the middle, what speaks for the person is 1 or more, "
        "and what asks for a closer look 1 or less."
    )


@dataclass(frozen=True)
class Indicators:
    """One version of the catalogue: its name, and every indicator by id; read-only."""

    version: str
    rows: Mapping[str, Indicator]


@dataclass(frozen=True)
class AdmiraltyWord:
    """One letter or figure of the Admiralty scale with its words."""

    code: Source | Grade
    words: str
    reads: Standing


@cache
def indicators() -> Mapping[str, Indicator]:
    """The shipped catalogue by indicator id (data/indicators.toml); read-only."""
    return read(_read("indicators.toml")).rows


def read(document: Mapping[str, Any]) -> Indicators:
    """One version, from a parsed TOML document; ValueError as `parse`."""
    return Indicators(str(document["version"]), MappingProxyType(parse(document)))


@cache
def admiralty() -> tuple[AdmiraltyWord, ...]:
    """The words of the Admiralty scale (data/admiralty.toml), sources first."""
    document = _read("admiralty.toml")
    sources = [
        AdmiraltyWord(Source(row["code"]), row["words"], Standing(row["reads"]))
        for row in document["source_scale"]
    ]
    grades = [
        AdmiraltyWord(Grade(row["code"]), row["words"], Standing(row["reads"]))
        for row in document["item_scale"]
    ]
    return (*sources, *grades)


def parse(document: Mapping[str, Any]) -> dict[str, Indicator]:
    """Indicators by id from a parsed TOML document.

    Raises ValueError for a banned or unknown tag, a second row with one id, an empty text, or
    ratios that are out of order or, when only assumed, larger than ten-fold.
    """
    rows: dict[str, Indicator] = {}
    for raw in document["indicator"]:
        row = _indicator(raw)
        if row.id in rows:
            raise ValueError(f"{row.id}: listed twice")
        rows[row.id] = row
    return rows


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def flaws(raw: Mapping[str, Any]) -> list[tuple[str, Flaw]]:
    """(field, what is wrong) of one indicator as TOML reads it; empty for a fair one."""
    found = [(name, Flaw.EMPTY) for name in TEXTS if not raw[name].strip()]
    found += [("id", Flaw.UNFAIR)] if raw["id"] in BANNED else []
    found += [("tags", Flaw.UNFAIR)] if set(raw["tags"]) & BANNED else []
    found += [] if raw["tags"] else [("tags", Flaw.NO_TAG)]
    found += [] if raw["question"].endswith("?") else [("question", Flaw.NO_QUESTION)]
    assumed = raw["numbers"] == NumbersFrom.ASSUMED
    found += [("source", Flaw.NOT_SAID)] if assumed and "assumed" not in raw["source"] else []
    return found + [(name, why) for name in RATIOS if (why := _about_ratio(raw, name, assumed))]


def _about_ratio(raw: Mapping[str, Any], name: str, assumed: bool) -> Flaw | None:
    ratio = Ratio(**raw[name])
    if not 0 < ratio.low <= ratio.mode <= ratio.high:
        return Flaw.ORDER
    within = ratio.low >= 1 / ASSUMED_FACTOR_MAX and ratio.high <= ASSUMED_FACTOR_MAX
    if assumed and not within:
        return Flaw.TEN_FOLD
    supports = name == RATIOS[0]
    return Flaw.WRONG_WAY if (ratio.mode < 1 if supports else ratio.mode > 1) else None


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    for name, why in flaws(raw):
        raise ValueError(f"{raw['id']}, {name}: {why.value}")
    return Indicator(
        id=raw["id"],
        question=raw["question"],
        speaks_for=raw["speaks_for"],
        asks_closer_look=raw["asks_closer_look"],
        against_misuse=raw["against_misuse"],
        group=raw["group"],
        tags=frozenset(Tag(name) for name in raw["tags"]),
        if_supports=Ratio(**raw["if_supports"]),
        if_asks=Ratio(**raw["if_asks"]),
        numbers=NumbersFrom(raw["numbers"]),
        source=raw["source"],
        read_on=raw["read_on"],
    )
