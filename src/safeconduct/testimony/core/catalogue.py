"""Reference data of testimony: recipient classes, the voluntariness sheet, package texts."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from safeconduct.testimony.core.terms import RecipientClass

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = ("en", "uk", "ru")


@dataclass(frozen=True)
class Recipient:
    """One class that may receive evidence, in three languages, with the ground it stands on."""

    id: RecipientClass
    en: str
    uk: str
    ru: str
    basis: str
    unit: str
    source: str
    date: date


@dataclass(frozen=True)
class Barred:
    """A class that never receives evidence; listed so that pages can say so."""

    id: str
    en: str
    uk: str
    ru: str
    unit: str
    source: str
    date: date


@dataclass(frozen=True)
class SheetField:
    """One field of the voluntariness sheet: label, unit of its value, and why it is asked."""

    id: str
    en: str
    uk: str
    ru: str
    unit: str
    source: str
    date: date


@dataclass(frozen=True)
class FixedLine:
    """A sentence that is always read out and printed, word for word."""

    id: str
    en: str
    uk: str
    ru: str
    unit: str
    source: str
    date: date


@dataclass(frozen=True)
class Media:
    """A kind of file that is taken as an exhibit; `marks` are (offset, bytes) it must show."""

    id: str
    extension: str
    media_type: str
    marks: tuple[tuple[int, bytes], ...]
    unit: str
    source: str
    date: date


@cache
def media() -> tuple[Media, ...]:
    """Every kind of file that is taken, in the order of data/media.toml."""
    rows = _load("media.toml")["media"]
    return tuple(
        Media(**{**row, "marks": tuple((at, bytes.fromhex(text)) for at, text in row["marks"])})
        for row in rows
    )


@cache
def recipients() -> tuple[Recipient, ...]:
    """Every class of recipients, in the order of data/recipients.toml."""
    rows = _load("recipients.toml")["recipient"]
    return tuple(Recipient(**{**row, "id": RecipientClass(row["id"])}) for row in rows)


@cache
def barred() -> tuple[Barred, ...]:
    """Classes outside the wall, in the order of data/recipients.toml."""
    return tuple(Barred(**row) for row in _load("recipients.toml")["barred"])


@cache
def sheet_fields() -> tuple[SheetField, ...]:
    """Fields of the voluntariness sheet, in the order they are filled in."""
    return tuple(SheetField(**row) for row in _load("voluntariness.toml")["field"])


@cache
def fixed_lines() -> tuple[FixedLine, ...]:
    """Sentences read to every person before the first question."""
    return tuple(FixedLine(**row) for row in _load("voluntariness.toml")["line"])


@cache
def readme() -> str:
    """The README of a package: English, then Ukrainian, then Russian."""
    return "\n".join(
        (DATA / f"readme.{language}.txt").read_text("utf-8") for language in LANGUAGES
    )


@cache
def verify_script() -> bytes:
    """The verification script as it goes into a package."""
    return (DATA / "VERIFY.sh").read_bytes()


def _load(name: str) -> dict[str, Any]:
    """One data file of this room."""
    return tomllib.loads((DATA / name).read_text("utf-8"))
