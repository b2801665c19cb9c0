"""Rows of a list that was kept before: what each column is, and whether a row can be taken.

A list says who there is and how to reach them. It never says how far anybody is: arrivals,
offers, payments and vetting are facts that people attest here, so their columns come as notes.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from safeconduct.casework.core.search import fold
from safeconduct.casework.core.tables import Table
from safeconduct.common.refusal import Reason
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import Danger

DATA = Path(__file__).parent.parent / "data"


class Target(StrEnum):
    """What a column may be; values are the codes that a mapping keeps."""

    IGNORED = "ignored"
    REFERENCE = "reference"
    SURNAME = "surname"
    FIRST_NAMES = "first_names"
    RANK = "rank"
    SERVICE_NUMBER = "service_number"
    BIRTH_DATE = "birth_date"
    UNIT = "unit"
    LANGUAGE = "language"
    DANGER = "danger"
    REACH = "reach"
    FIRST_DAY = "first_day"
    NOTE = "note"


T = Target
# Where it is sealed: the person's card, the identity part, the contact part.
ON_CARD = (T.SURNAME, T.FIRST_NAMES, T.RANK, T.SERVICE_NUMBER, T.BIRTH_DATE)
IDENTIFYING = (*ON_CARD, T.UNIT)
TOLD = (T.REFERENCE, T.REACH, T.FIRST_DAY, T.NOTE)
OFTEN = (T.IGNORED, T.NOTE, T.REACH)  # more than one column may be this; their texts are joined
DAYS = (T.BIRTH_DATE, T.FIRST_DAY)
# Longest texts: as the forms of a person have them; a note as a letter's half.
LONGEST = {
    T.SURNAME: 80, T.FIRST_NAMES: 120, T.RANK: 60, T.SERVICE_NUMBER: 60, T.UNIT: 120,
    T.REFERENCE: 80, T.REACH: 400, T.NOTE: 10_000,
}  # fmt: skip
DAY_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y")


class Wrong(Reason):
    """Why a row cannot be taken over, told beside it."""

    DANGER = "This danger is not known. Write one of the five of the triage desk, or nothing."
    DAY = "This is no day that can be read. Write for example 2026-11-22 or 22.11.2026."
    DAY_AHEAD = "This day is still to come."
    EMPTY = "This row says neither who it is nor how to reach them."
    KNOWN = "A case with this reference is here already."
    LANGUAGE = "This language is not known. Write ru, uk or en, or nothing."
    LONG = "This text is too long."
    TWICE = "An earlier row has the same reference."


class WhyNotImport(Reason):
    """Why an import does not go on."""

    ENDED = "This import is over: it was done or dropped."
    HANDED_OVER = "This import was handed over already and cannot be changed."
    NO_ROWS = "No row of this sheet can be taken over."
    NOT_HANDED_OVER = "This import was not handed over yet."
    NOT_INTAKE = "Name an active intake officer who takes the cases in."
    NOT_LEAD = "Name an active case officer, or nobody."
    SAME_PERSON = "You read this sheet; somebody else must take the cases in."
    TARGET_TWICE = "Only notes and ways to reach somebody may stand in more than one column."


class ImportState(StrEnum):
    """The life of an import: read and mapped, handed over, being taken in, over."""

    DRAFT = "draft"
    ASKED = "asked"
    TAKING = "taking"
    DONE = "done"
    DROPPED = "dropped"


OVER = (ImportState.DONE, ImportState.DROPPED)


@dataclass(frozen=True)
class Entry:
    """A row that can be taken over; texts by target, still in clear."""

    row: int
    language: str
    danger: str
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The name the case had in the list; empty when it had none."""
        return self.texts.get(Target.REFERENCE.value, "")

    def part(self, targets: Iterable[Target]) -> dict[str, str]:
        """What of it belongs to these targets."""
        return {one.value: self.texts[one] for one in targets if self.texts.get(one)}


@dataclass(frozen=True)
class Finding:
    """One thing wrong: the row as the sheet numbers it (headings are row 1), and the column."""

    row: int
    column: str
    why: Wrong


@dataclass(frozen=True)
class Checked:
    """What came of a sheet."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    blank: int

    @property
    def wrong_rows(self) -> frozenset[int]:
        """Rows with anything wrong."""
        return frozenset(one.row for one in self.findings)


@lru_cache
def words_of(kind: str) -> dict[str, str]:
    """Code by folded word: kind is target, language or danger."""
    rows = tomllib.loads((DATA / "import_words.toml").read_text())["word"]
    return {
        fold(word): row["code"] for row in rows if row["kind"] == kind for word in row["words"]
    }


def guessed(head: Sequence[str]) -> tuple[Target, ...]:
    """What each column probably is, by its heading; unknown ones are notes, never lost."""
    known, found, used = words_of("target"), list[Target](), set[Target]()
    for heading in head:
        one = Target(known.get(fold(heading).strip(" .:"), T.NOTE))
        one = T.NOTE if one in used and one not in OFTEN else one
        used.add(one)
        found.append(one)
    return tuple(found)


def reasons_not_to_map(targets: Sequence[Target]) -> list[Reason]:
    """Why these columns cannot be these targets."""
    once = [one for one in targets if one not in OFTEN]
    return [WhyNotImport.TARGET_TWICE] if len(set(once)) < len(once) else []


def checked(
    sheet: Table,
    targets: Sequence[Target],
    language: Language,
    danger: Danger,
    today: date,
    known: Collection[str] = (),
) -> Checked:
    """Look at every row; `known` are references of cases that are here already.

    `language` and `danger` count where a row says nothing.
    """
    entries, findings, blank, seen = list[Entry](), list[Finding](), 0, set[str]()
    for number, cells in enumerate(sheet.rows, 2):
        texts = _texts(sheet.head, cells, targets)
        if not any(cells):
            blank += 1
            continue
        wrong = _wrong(texts, today)
        reference = texts.get(T.REFERENCE, "")
        if reference in known:
            wrong[T.REFERENCE] = Wrong.KNOWN
        elif reference and reference in seen:
            wrong[T.REFERENCE] = Wrong.TWICE
        seen.add(reference)
        names = dict(zip(targets, sheet.head, strict=True))
        findings += [Finding(number, names.get(one, ""), why) for one, why in wrong.items()]
        if not wrong:
            entries.append(_entry(number, texts, language, danger))
    return Checked(tuple(entries), tuple(findings), blank)


def _texts(
    head: Sequence[str], cells: Sequence[str], targets: Sequence[Target]
) -> dict[Target, str]:
    """Texts by target; of several notes each stands under its heading."""
    found: dict[Target, list[str]] = {}
    many = sum(one is T.NOTE for one in targets) > 1
    for heading, cell, one in zip(head, cells, targets, strict=True):
        if cell and one is not T.IGNORED:
            named = many and one is T.NOTE
            found.setdefault(one, []).append(f"{heading}: {cell}" if named else cell)
    return {one: "\n".join(parts) for one, parts in found.items()}


def _wrong(texts: Mapping[Target, str], today: date) -> dict[Target, Wrong]:
    found = {one: Wrong.LONG for one, text in texts.items() if len(text) > LONGEST.get(one, 80)}
    for one in DAYS:
        day = day_of(texts.get(one, ""))
        if texts.get(one) and day is None:
            found[one] = Wrong.DAY
        elif day and day > today:
            found[one] = Wrong.DAY_AHEAD
    for one, why in ((T.LANGUAGE, Wrong.LANGUAGE), (T.DANGER, Wrong.DANGER)):
        if texts.get(one) and fold(texts[one]) not in words_of(one.value):
            found[one] = why
    if not any(texts.get(one) for one in (*IDENTIFYING, T.REACH, T.NOTE, T.REFERENCE)):
        found[T.IGNORED] = Wrong.EMPTY
    return found


def _entry(row: int, texts: Mapping[Target, str], language: Language, danger: Danger) -> Entry:
    kept = {one.value: texts[one] for one in (*IDENTIFYING, *TOLD) if one in texts}
    kept |= {one.value: str(day_of(texts[one])) for one in DAYS if one in texts}
    said = [
        words_of(one.value).get(fold(texts.get(one, "")), default)
        for one, default in ((T.LANGUAGE, language.value), (T.DANGER, danger.value))
    ]
    return Entry(row, said[0], said[1], kept)


def day_of(text: str) -> date | None:
    """A day as people write it, with or without a time behind it; None for anything else."""
    words = text.replace("T", " ").split()
    for form in DAY_FORMS if words else ():
        try:
            return datetime.strptime(words[0], form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


@dataclass(frozen=True)
class ImportFacts:
    """Everything that decides whether an import goes on. There is no field for what it says."""

    state: ImportState
    made_by: UUID
    actor: UUID
    receiver: UUID | None = None
    rows: int = 0
    receiver_may: bool = True
    lead_may: bool = True


def reasons_not_to_change(facts: ImportFacts) -> list[Reason]:
    """Why a sheet cannot be mapped any more."""
    if facts.state in OVER:
        return [WhyNotImport.ENDED]
    return [] if facts.state is ImportState.DRAFT else [WhyNotImport.HANDED_OVER]


def reasons_not_to_hand_over(facts: ImportFacts) -> list[Reason]:
    """Why it cannot be handed to this intake officer, or to another one than before."""
    found: dict[Reason, bool] = {
        WhyNotImport.ENDED: facts.state in OVER,
        WhyNotImport.NO_ROWS: facts.rows == 0,
        WhyNotImport.SAME_PERSON: facts.receiver == facts.made_by,
        WhyNotImport.NOT_INTAKE: not facts.receiver_may,
        WhyNotImport.NOT_LEAD: not facts.lead_may,
    }
    return [why for why, holds in found.items() if holds]


def reasons_not_to_take_in(facts: ImportFacts) -> list[Reason]:
    """Why this officer cannot take the cases in, or go on with it."""
    found: dict[Reason, bool] = {
        WhyNotImport.ENDED: facts.state in OVER,
        WhyNotImport.NOT_HANDED_OVER: facts.state is ImportState.DRAFT,
        WhyNotImport.SAME_PERSON: facts.actor == facts.made_by,
        WhyNotImport.NOT_INTAKE: facts.receiver != facts.actor or not facts.receiver_may,
        WhyNotImport.NOT_LEAD: not facts.lead_may,
    }
    return [why for why, holds in found.items() if holds]
