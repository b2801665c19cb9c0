"""Reads the indicator catalogue and the Admiralty words, and refuses unfair indicators."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

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


@dataclass(frozen=True)
class AdmiraltyWord:
    """One letter or figure of the Admiralty scale with its words."""

    code: Source | Grade
    words: str
    reads: Standing


@cache
def version() -> str:
    """Version of the indicator catalogue, a date as text; goes on each conclusion."""
    return str(_read("indicators.toml")["version"])


@cache
def indicators() -> Mapping[str, Indicator]:
    """The shipped catalogue by indicator id (data/indicators.toml); read-only."""
    return MappingProxyType(parse(_read("indicators.toml")))


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


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    row = Indicator(
        id=raw["id"],
        question=raw["question"],
        speaks_for=raw["speaks_for"],
        asks_closer_look=raw["asks_closer_look"],
        against_misuse=raw["against_misuse"],
        group=raw["group"],
        tags=_tags(raw),
        if_supports=Ratio(**raw["if_supports"]),
        if_asks=Ratio(**raw["if_asks"]),
        numbers=NumbersFrom(raw["numbers"]),
        source=raw["source"],
        read_on=raw["read_on"],
    )
    _check_texts(row)
    _check_ratios(row)
    return row


def _tags(raw: Mapping[str, Any]) -> frozenset[Tag]:
    names = set(raw["tags"])
    if unfair := (names | {raw["id"]}) & BANNED:
        raise ValueError(f"{raw['id']}: {', '.join(sorted(unfair))} is not an indicator")
    if not names:
        raise ValueError(f"{raw['id']}: says not what it looks at")
    return frozenset(Tag(name) for name in names)


def _check_texts(row: Indicator) -> None:
    texts = (
        row.id,
        row.question,
        row.speaks_for,
        row.asks_closer_look,
        row.against_misuse,
        row.group,
        row.source,
    )
    if not all(text.strip() for text in texts):
        raise ValueError(f"{row.id}: a text is empty")


def _check_ratios(row: Indicator) -> None:
    for ratio in (row.if_supports, row.if_asks):
        if not 0 < ratio.low <= ratio.mode <= ratio.high:
            raise ValueError(f"{row.id}: ratios must be positive and in order")
        within = ratio.low >= 1 / ASSUMED_FACTOR_MAX and ratio.high <= ASSUMED_FACTOR_MAX
        if row.numbers is NumbersFrom.ASSUMED and not within:
            raise ValueError(f"{row.id}: an assumed ratio is larger than ten-fold")
    if row.if_supports.mode < 1 or row.if_asks.mode > 1:
        raise ValueError(f"{row.id}: a ratio points the wrong way")
