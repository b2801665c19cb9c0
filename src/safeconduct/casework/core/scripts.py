"""The script of a call, loaded once."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from safeconduct.casework.core.catalogue import DATA
from safeconduct.casework.core.phrases import LANGUAGES


@dataclass(frozen=True)
class Step:
    """One step of a call in each language: read out (`spoken`), or done by who answers."""

    code: str
    text: dict[str, str]
    spoken: bool
    reviewed: bool


def _text(row: dict[str, Any]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES}


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None


@lru_cache
def telephone() -> tuple[Step, ...]:
    """The steps of a call in their order; data/telephone.toml."""
    rows = tomllib.loads((DATA / "telephone.toml").read_text())["step"]
    return tuple(
        Step(
            row["code"],
            _text(row),
            spoken={"say": True, "do": False}[row["kind"]],
            reviewed=bool(row["reviewed_by"] and _day(row["reviewed_on"])),
        )
        for row in rows
    )
