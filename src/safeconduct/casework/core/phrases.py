"""Phrases for answers as a catalogue: they inform, ask nothing, and promise nothing."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.catalogue import DATA
from safeconduct.casework.core.rules import asks
from safeconduct.catalogues.core.check import reviews_of_other_words
from safeconduct.catalogues.core.terms import (
    Document,
    Fault,
    Field,
    FieldKind,
    Shape,
    Table,
)
from safeconduct.common.refusal import Reason

LANGUAGES = ("ru", "uk", "en")
CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
UKRAINIAN, RUSSIAN = re.compile("[іїєґ]", re.IGNORECASE), re.compile("[ыэёъ]", re.IGNORECASE)
# What would promise: sums, countries, safety, and words of giving one's word.
PROMISES = re.compile(
    r"\d|[$€₴₽%]|dollar|euro|money|guarantee|we will (?!ever)|you will|safe(?! to )|safety|"
    r"visa|asylum|citizenship|passport|residence|europe|union|germany|poland|norway|ukraine|"
    r"долл|доллар|евро|деньг|гарант|вы получите|безопасност|виз[аыу]|убежищ|гражданств|"
    r"паспорт|европ|герман|польш|норвег|украин|"
    r"долар|євро|грош|ви отримаєте|безпек|віз[аиу]|громадянств|європ|німеч|польщ|україн|"
    r"(?<!ничего не )обеща|(?<!нічого не )обіця|promise(?! nothing)",
    re.IGNORECASE,
)


class Flaw(Reason):
    """What may not stand in a phrase, or in a list that officers tick."""

    ASKS = "A phrase informs and asks nothing: there is a question mark in it."
    LETTERS = "Letters of another language stand in this text."
    NO_QUESTION = "This must be a question: it ends with a question mark."
    PROMISES = "A phrase promises no sum, no country, no safety: a word in it could."
    REVIEW_HALF = "A review names somebody and a day; one of the two is missing."
    SAME_TEXT = "Two languages say the very same words: one of them is not translated."


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


Phrases = dict[str, Phrase]


def read(document: Document) -> Phrases:
    """Every phrase by code, of a document without faults."""
    return {row["code"]: _phrase(row) for row in document["phrase"]}


def _phrase(row: dict[str, Any]) -> Phrase:
    said = row.get("reviewed_on", "")
    return Phrase(
        code=row["code"],
        text={language: row[language] for language in LANGUAGES},
        source=row["source"],
        reviewed_by=row.get("reviewed_by", ""),
        reviewed_on=date.fromisoformat(said) if said else None,
        arrived=row["arrived"],
    )


def _shipped() -> str:
    return (DATA / "phrases.toml").read_text(encoding="utf-8")


@lru_cache
def phrases() -> Phrases:
    """The phrases that come with the programme; data/phrases.toml."""
    return read(tomllib.loads(_shipped()))


def phrases_for(among: Phrases, arrivals: int) -> list[Phrase]:
    """What may be put into an answer, by how many people attested the arrival."""
    return [one for one in among.values() if arrivals >= 2 or not one.arrived]


def with_phrases(text: str, chosen: Sequence[Phrase], language: str) -> str:
    """What is written so far, and each chosen phrase once behind it, a line apart."""
    found = [one.text[language] for one in chosen]
    parts = [text.rstrip(), *(one for one in dict.fromkeys(found) if one not in text)]
    return "\n\n".join(part for part in parts if part)


def flaws_of_languages(row: dict[str, Any]) -> dict[str, Flaw]:
    """Of a text in three languages: the field, and what is wrong with its letters."""
    found = {}
    if CYRILLIC.search(row["en"]):
        found["en"] = Flaw.LETTERS
    if UKRAINIAN.search(row["ru"]) or not CYRILLIC.search(row["ru"]):
        found["ru"] = Flaw.LETTERS
    if RUSSIAN.search(row["uk"]) or not CYRILLIC.search(row["uk"]):
        found["uk"] = Flaw.LETTERS
    elif row["uk"] == row["ru"]:
        found["uk"] = Flaw.SAME_TEXT
    return found


def faults(document: Document) -> list[Fault]:
    """What no phrase may do; the fields themselves were checked before."""
    return [
        Fault("phrase", (row["code"],), name, why)
        for row in document["phrase"]
        for name, why in _flaws(row).items()
    ]


def _flaws(row: dict[str, Any]) -> dict[str, Flaw]:
    found = flaws_of_languages(row)
    for language in LANGUAGES:
        if asks(row[language]):
            found[language] = Flaw.ASKS
        elif PROMISES.search(row[language]):
            found[language] = Flaw.PROMISES
    if bool(row.get("reviewed_by")) != bool(row.get("reviewed_on")):
        found["reviewed_on"] = Flaw.REVIEW_HALF
    return found


def _follows(old: Document, new: Document) -> list[Fault]:
    return reviews_of_other_words(PHRASES, old, new, LANGUAGES, ("reviewed_by", "reviewed_on"))


PHRASES: Shape[Phrases] = Shape(
    name="phrases",
    title="Phrases for answers",
    head=(),
    tables=(
        Table(
            "phrase",
            ("code",),
            (
                Field("code", FieldKind.CODE),
                Field("en", FieldKind.LONG),
                Field("ru", FieldKind.LONG),
                Field("uk", FieldKind.LONG),
                Field("source"),
                Field("reviewed_by", required=False),
                Field("reviewed_on", FieldKind.DAY_TEXT, required=False),
                Field("arrived", FieldKind.BOOL),
            ),
        ),
    ),
    shipped=_shipped,
    read=read,
    faults=faults,
    follows=_follows,
    drafters=frozenset({Role.CASE_OFFICER, Role.INTAKE_OFFICER, Role.SUPERVISOR}),
    approvers=frozenset({Role.DIRECTOR, Role.LEGAL_ADVISER, Role.SUPERVISOR}),
)
