"""Reads the check-in ladder and the measures; refuses a measure that is not voluntary."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from .terms import Cadence, Ladder, Level, Measure, Rung

DATA = Path(__file__).parent.parent / "data"


@cache
def ladder() -> Ladder:
    """The shipped escalation ladder with rhythms per level (data/ladder.toml)."""
    return parse_ladder(_read("ladder.toml"))


@cache
def measures() -> tuple[Measure, ...]:
    """The shipped measures in the order of the file (data/measures.toml)."""
    return parse_measures(_read("measures.toml"))


def cadence(level: Level) -> Cadence:
    """Default rhythm of check-ins at a level."""
    return next(row for row in ladder().cadences if row.level is level)


def parse_ladder(document: Mapping[str, Any]) -> Ladder:
    """A ladder from a parsed TOML document.

    Raises ValueError when a level has no single rhythm, when rungs do not rise, or when the
    last rung would fall silent.
    """
    result = Ladder(
        rungs=tuple(
            Rung(number, _minutes(raw["after_minutes"]), raw["who"], raw["act"], raw["source"])
            for number, raw in enumerate(document["rung"], start=1)
        ),
        repeat_last_every=_minutes(document["repeat_last_every_minutes"]),
        longest_silence=timedelta(hours=document["longest_silence_hours"]),
        cadences=tuple(_cadence(raw) for raw in document["cadence"]),
        read_on=document["read_on"],
    )
    waits = [rung.after for rung in result.rungs]
    if not waits or waits != sorted(set(waits)):
        raise ValueError("the rungs must rise, one after the other")
    if result.repeat_last_every <= timedelta():
        raise ValueError("the last rung must repeat")
    if sorted(row.level for row in result.cadences) != sorted(Level):
        raise ValueError("every level needs exactly one rhythm")
    return result


def parse_measures(document: Mapping[str, Any]) -> tuple[Measure, ...]:
    """Measures from a parsed TOML document.

    Raises ValueError for a measure that is not marked voluntary, an empty text or a second row
    with one id.
    """
    rows = tuple(_measure(raw) for raw in document["measure"])
    if len({row.id for row in rows}) != len(rows):
        raise ValueError("a measure is listed twice")
    return rows


def _measure(raw: Mapping[str, Any]) -> Measure:
    if raw["voluntary"] is not True:
        raise ValueError(f"{raw['id']}: a measure is always voluntary")
    row = Measure(
        id=raw["id"],
        title=raw["title"],
        offer=raw["offer"],
        why=raw["why"],
        if_declined=raw["if_declined"],
        offered_from=Level(raw["offered_from"]),
        source=raw["source"],
        read_on=raw["read_on"],
    )
    texts = (row.id, row.title, row.offer, row.why, row.if_declined, row.source)
    if not all(text.strip() for text in texts):
        raise ValueError(f"{row.id}: a text is empty")
    return row


def _cadence(raw: Mapping[str, Any]) -> Cadence:
    return Cadence(
        level=Level(raw["level"]),
        every=timedelta(hours=raw["every_hours"]),
        grace=_minutes(raw["grace_minutes"]),
        missed_after=_minutes(raw["missed_after_minutes"]),
        source=raw["source"],
    )


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
