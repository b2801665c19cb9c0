"""Words of screening: queries, list entries, evidence and hits.

A hit opens a review by a person. It is never a verdict: nothing here says "match", nothing
refuses help, and protection, passage and care do not wait for it.
"""

import calendar
import math
import re
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.common.refusal import Reason

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")
_YEARS = range(1850, 2101)  # outside it a birth year is a slip of the pen, not a date


class WhyNot(Reason):
    """Why a list, or a line of it, is not taken as it stands."""

    LIST_BARRED = (
        "This list publishes private data of people to expose them, so it is never imported."
    )
    LINE_NOT_JSON = "This line is not readable as JSON, so nothing was taken from it."
    LINE_NOT_ENTITY = "This line holds no FollowTheMoney entity, so nothing was taken from it."
    ENTITY_NO_ID = "This entity has no id, so it could not be found again and was left out."
    ENTITY_NOT_PERSON = "This entity is not a person, so it was left out."
    ENTITY_NO_NAME = "This person has no name that can be read, so the entry was left out."
    ENTITY_REPEATED = "An entry with this id was read before, so this one was left out."
    PROPERTY_UNREADABLE = (
        "One property is not a list of texts; the entry was kept without that property."
    )
    DATE_UNREADABLE = "One date of birth is no date; the entry was kept without that date."
    LIST_EMPTY = "Nobody on this list could be read, so the list was not taken."
    LIST_NOT_TEXT = "This file is not UTF-8 text, so nothing could be read from it."
    LIST_NO_TITLE = "The list has no title yet, so it could not be found again."
    NO_LIST = "No list has been imported yet, so there is nothing to compare with."
    NO_PERSON = "Nobody is written down on this case yet. No name is needed for help."
    NO_NAME_GIVEN = "The card of this person holds no name, so there is nothing to compare."
    NO_REASON = "The reason for this outcome is not written down."


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of birth of which only the year, or the year and month, may be known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.year not in _YEARS:
            msg = f"year out of range: {self.year}"
            raise ValueError(msg)
        if self.month is None:
            if self.day is not None:
                msg = "a day needs a month"
                raise ValueError(msg)
        elif not 1 <= self.month <= 12:
            msg = f"no such month: {self.month}"
            raise ValueError(msg)
        elif self.day is not None and not 1 <= self.day <= self._days_in_month(self.month):
            msg = f"no such day: {self.day}"
            raise ValueError(msg)

    def _days_in_month(self, month: int) -> int:
        return calendar.monthrange(self.year, month)[1]

    @property
    def is_full(self) -> bool:
        """Whether year, month and day are all known."""
        return self.day is not None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """From `1981-04-17`, `1981-04` or `1981` (a time is cut off); else ValueError."""
        found = _DATE.fullmatch(text.strip())
        if found is None:
            msg = "not a date in the form YYYY-MM-DD"
            raise ValueError(msg)
        year, month, day = found.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    def __str__(self) -> str:
        known = f"{self.year:04d}"
        if self.month is not None:
            known += f"-{self.month:02d}"
        if self.day is not None:
            known += f"-{self.day:02d}"
        return known


@dataclass(frozen=True)
class ListEntry:
    """One person on a list, or one person of a case put into the same index."""

    id: str
    names: tuple[str, ...]
    birth_dates: tuple[PartialDate, ...] = ()
    numbers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """What is known of a person: one or more spellings, a date of birth, numbers of papers."""

    names: tuple[str, ...]
    birth_date: PartialDate | None = None
    numbers: tuple[str, ...] = ()
    other_dates: tuple[PartialDate, ...] = ()

    @property
    def birth_dates(self) -> tuple[PartialDate, ...]:
        """Every date of birth that has been said or written."""
        first = () if self.birth_date is None else (self.birth_date,)
        return first + self.other_dates

    @classmethod
    def of(cls, entry: ListEntry) -> "Query":
        """The same person asked for: a changed list entry is run against the cases this way."""
        dates = entry.birth_dates
        return cls(entry.names, dates[0] if dates else None, entry.numbers, dates[1:])


@dataclass(frozen=True)
class ReadProblem:
    """One thing in a list that could not be taken, and why; `line` counts from 1."""

    line: int
    why: WhyNot
    detail: str = ""


@dataclass(frozen=True)
class ListRead:
    """What one reading of a list gave: the entries, and everything that was left out."""

    entries: tuple[ListEntry, ...]
    problems: tuple[ReadProblem, ...]


class EvidenceKind(StrEnum):
    """What one comparison showed; the value is stable and may stand on the record."""

    SURNAME_SAME = "surname_same"
    SURNAME_PART = "surname_part"
    SURNAME_NEAR = "surname_near"
    SURNAME_DIFFERS = "surname_differs"
    GIVEN_SAME = "given_same"
    GIVEN_PAIR = "given_pair"
    GIVEN_SHORT = "given_short"
    GIVEN_INITIAL = "given_initial"
    GIVEN_NEAR = "given_near"
    GIVEN_DIFFERS = "given_differs"
    PATRONYMIC_SAME = "patronymic_same"
    PATRONYMIC_INITIAL = "patronymic_initial"
    PATRONYMIC_NEAR = "patronymic_near"
    PATRONYMIC_DIFFERS = "patronymic_differs"
    DATE_EXACT = "date_exact"
    DATE_ONE_DIGIT = "date_one_digit"
    DATE_SWAPPED = "date_swapped"
    DATE_MONTH = "date_month"
    DATE_YEAR = "date_year"
    DATE_DIFFERS = "date_differs"
    NUMBER_SAME = "number_same"


# English message ids; doors translate them and fill in the two compared values.
SAY: dict[EvidenceKind, str] = {
    EvidenceKind.SURNAME_SAME: "The surname is the same: %(left)s and %(right)s.",
    EvidenceKind.SURNAME_PART: "Part of the surname is the same: %(left)s and %(right)s.",
    EvidenceKind.SURNAME_NEAR: "The surname differs by one letter: %(left)s and %(right)s.",
    EvidenceKind.SURNAME_DIFFERS: "The surname is another one: %(left)s and %(right)s.",
    EvidenceKind.GIVEN_SAME: "The given name is the same: %(left)s and %(right)s.",
    EvidenceKind.GIVEN_PAIR: (
        "The given name is the same in two languages: %(left)s and %(right)s."
    ),
    EvidenceKind.GIVEN_SHORT: (
        "One may be a short form of the other given name: %(left)s and %(right)s."
    ),
    EvidenceKind.GIVEN_INITIAL: "Only the initial can be compared: %(left)s and %(right)s.",
    EvidenceKind.GIVEN_NEAR: "The given name differs by one letter: %(left)s and %(right)s.",
    EvidenceKind.GIVEN_DIFFERS: "The given name is another one: %(left)s and %(right)s.",
    EvidenceKind.PATRONYMIC_SAME: "The patronymic is the same: %(left)s and %(right)s.",
    EvidenceKind.PATRONYMIC_INITIAL: (
        "Only the initial of the patronymic can be compared: %(left)s and %(right)s."
    ),
    EvidenceKind.PATRONYMIC_NEAR: (
        "The patronymic differs by one letter: %(left)s and %(right)s."
    ),
    EvidenceKind.PATRONYMIC_DIFFERS: ("The patronymic is another one: %(left)s and %(right)s."),
    EvidenceKind.DATE_EXACT: "The date of birth is the same: %(left)s and %(right)s.",
    EvidenceKind.DATE_ONE_DIGIT: (
        "The date of birth differs by one digit: %(left)s and %(right)s."
    ),
    EvidenceKind.DATE_SWAPPED: "Day and month may be swapped: %(left)s and %(right)s.",
    EvidenceKind.DATE_MONTH: (
        "Year and month agree and the day is not known: %(left)s and %(right)s."
    ),
    EvidenceKind.DATE_YEAR: (
        "The year agrees and the rest is not known: %(left)s and %(right)s."
    ),
    EvidenceKind.DATE_DIFFERS: "The date of birth is another one: %(left)s and %(right)s.",
    EvidenceKind.NUMBER_SAME: "The number of a paper is the same: %(left)s and %(right)s.",
}


class Question(StrEnum):
    """The one question that would settle a hit; a closed list, so nothing else is asked."""

    BIRTH_DATE = "birth_date"
    FULL_DATE = "full_date"
    PATRONYMIC = "patronymic"
    FULL_GIVEN_NAME = "full_given_name"
    DATE_ON_PAPER = "date_on_paper"
    SPELLING_ON_PAPER = "spelling_on_paper"
    PAPER_NUMBER = "paper_number"
    PAPERS_SIDE_BY_SIDE = "papers_side_by_side"


# English message ids; none asks for a place, a unit or another person.
ASK: dict[Question, str] = {
    Question.BIRTH_DATE: "What is the date of birth?",
    Question.FULL_DATE: "What are the day and month of birth?",
    Question.PATRONYMIC: "What is the patronymic, if there is one?",
    Question.FULL_GIVEN_NAME: "What is the given name in full?",
    Question.DATE_ON_PAPER: "Which date of birth stands on a paper?",
    Question.SPELLING_ON_PAPER: "How is the name spelled on a paper?",
    Question.PAPER_NUMBER: "Is there a paper with a number, and what is the number?",
    Question.PAPERS_SIDE_BY_SIDE: (
        "Nothing more can be asked: compare the papers and the list entry side by side."
    ),
}


@dataclass(frozen=True)
class Evidence:
    """One comparison: what it showed, the two values, and its weight in nats (log-odds).

    `left` is the value of the query, `right` that of the entry, both as they were written.
    """

    kind: EvidenceKind
    left: str
    right: str
    weight: float


@dataclass(frozen=True)
class Hit:
    """An entry worth a look by a person, with every reason; it decides nothing.

    `namesakes` counts the other entries of the list that the name fits without contradiction.
    """

    entry_id: str
    evidence: tuple[Evidence, ...]
    namesakes: int
    question: Question

    @property
    def score(self) -> float:
        """Log-odds in nats: exactly the sum of the weights of the evidence."""
        return math.fsum(item.weight for item in self.evidence)
