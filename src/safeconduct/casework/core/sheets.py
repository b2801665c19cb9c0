"""Sheets given to a person in their own language, and what counts as given."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from safeconduct.casework.core.catalogue import DATA

LANGUAGES = ("en", "ru", "uk")
RIGHTS = "rights"
COMPANION = "companion"
MARK_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none is taken for another on paper
MARK_LENGTH = 8  # 30^8, so that no mark is met by trying


class Way(StrEnum):
    """How a person was told; values are columns and go on the record."""

    MAILBOX = "mailbox"
    PAPER = "paper"
    SPOKEN = "spoken"


class Topic(StrEnum):
    """What a person was told beside the sheets: the parts of the briefing, and the passage."""

    WAY = "the steps of the way"
    STAFF = "names of staff"
    SITES = "a site"
    OTHERS = "another applicant"
    CROSSING = "the crossing"


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title and its points by language; a changed text has a new version."""

    code: str
    version: str
    title: dict[str, str]
    points: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]
    reviewed: bool

    def text(self, language: str, mark: str) -> str:
        """The whole sheet in one language, with the mark that no other copy bears."""
        return "\n\n".join([self.title[language], *self.points[language], f"№ {mark}"])


@lru_cache
def sheets() -> dict[str, Sheet]:
    """Every sheet by code; data/sheets.toml."""
    rows = tomllib.loads((DATA / "sheets.toml").read_text())["sheet"]
    return {
        row["code"]: Sheet(
            row["code"],
            row["version"],
            row["title"],
            {one: tuple(point[one] for point in row["point"]) for one in LANGUAGES},
            tuple(point["source"] for point in row["point"]),
            bool(row["reviewed_by"] and row["reviewed_on"]),
        )
        for row in rows
    }


@dataclass(frozen=True)
class Given:
    """A sheet that was given: which, in which version and language."""

    code: str
    version: str
    language: str


def is_given(code: str, language: str, given: Iterable[Given]) -> bool:
    """Whether the person holds the sheet in force, in their own language."""
    return Given(code, sheets()[code].version, language) in set(given)


def plain_mark(typed: str) -> str:
    """A mark as it is kept, from whatever was typed off a paper."""
    return "".join(letter for letter in typed.upper() if letter in MARK_LETTERS)
