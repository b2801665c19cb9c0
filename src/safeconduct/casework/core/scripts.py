"""Reviewed words of the desk, loaded once: phrases for answers, and the script of a call."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from safeconduct.casework.core.catalogue import DATA

LANGUAGES = ("ru", "uk", "en")


@dataclass(frozen=True)
class Phrase:
    """One phrase of an answer in each language; `arrived`: only after an attested arrival."""

    code: str
    text: dict[str, str]
    source: str
    reviewed_by: str
    reviewed_on: date | None
    arrived: bool

    @property
    def reviewed(self) -> bool:
        """Whether somebody named has read it, on a named day."""
        return bool(self.reviewed_by) and self.reviewed_on is not None


@dataclass(frozen=True)
class Step:
    """One step of a call in each language: read out (`spoken`), or done by who answers."""

    code: str
    text: dict[str, str]
    spoken: bool
    reviewed: bool


def _rows(name: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((DATA / name).read_text())[table]
    return rows


def _text(row: dict[str, Any]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES}


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None


@lru_cache
def phrases() -> dict[str, Phrase]:
    """Every phrase by code; data/phrases.toml."""
    return {
        row["code"]: Phrase(
            code=row["code"],
            text=_text(row),
            source=row["source"],
            reviewed_by=row["reviewed_by"],
            reviewed_on=_day(row["reviewed_on"]),
            arrived=row["arrived"],
        )
        for row in _rows("phrases.toml", "phrase")
    }


def phrases_for(arrivals: int) -> list[Phrase]:
    """What may be put into an answer, by how many people attested the arrival."""
    return [one for one in phrases().values() if arrivals >= 2 or not one.arrived]


def with_phrases(text: str, chosen: list[str], language: str) -> str:
    """What is written so far, and each chosen phrase once behind it, a line apart."""
    found = [phrases()[code].text[language] for code in chosen]
    parts = [text.rstrip(), *(one for one in found if one not in text)]
    return "\n\n".join(part for part in parts if part)


@lru_cache
def telephone() -> tuple[Step, ...]:
    """The steps of a call in their order; data/telephone.toml."""
    return tuple(
        Step(
            row["code"],
            _text(row),
            spoken={"say": True, "do": False}[row["kind"]],
            reviewed=bool(row["reviewed_by"] and _day(row["reviewed_on"])),
        )
        for row in _rows("telephone.toml", "step")
    )
