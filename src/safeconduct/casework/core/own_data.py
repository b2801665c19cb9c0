"""A person asks about their own data (GDPR Articles 12, 15 to 17, 20, 23): by when, what, and
what not; as text to read, and as a copy that machines read.
"""

import json
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from safeconduct.common.refusal import Reason
from safeconduct.contact.core.terms import Wish

COPY = "safeconduct/own-data/v1"  # docs/formats/own-data.md
Row = Mapping[str, object]  # column of the data catalogue to value
PART_LENGTH = 15_000  # characters of one message: a phone on a slow line can load it


class Section(StrEnum):
    """What a person may be given of their own file, in the order in which it is given."""

    LETTERS = "what you wrote to us"
    ANSWERS = "what we wrote to you"
    PERSON = "what is written down about you"
    CHOICES = "your choices and conditions"
    COURSE = "where your case stands"


class Way(StrEnum):
    """How what is given reaches the person."""

    MAILBOX = "into the mailbox, to read"
    COPY = "into the mailbox, with a copy that a machine reads"
    HERE = "handed over here: a file that a machine reads"


class NotDone(Reason):
    """Why something is not corrected or erased: a closed list, each with its article."""

    CLAIM = "It is needed for a legal claim (GDPR, Article 17(3)(e))."
    DUTY = "The law obliges us to keep it (GDPR, Article 17(3)(b))."
    STANDS = "As far as anybody can tell it is right as it stands (GDPR, Article 16)."


class Withheld(Reason):
    """Why something is not given: a closed list, each with its article."""

    CLAIMS = "A legal claim is open (GDPR, Article 23(1)(j))."
    DANGER = "Where you are now it could put you in danger (GDPR, Article 23(1)(i))."
    OTHERS = "It is about other people too (GDPR, Article 15(4))."
    SECURITY = "It could harm the safety of others (GDPR, Article 23(1)(a) to (d))."


class NotGiven(Reason):
    """Why a request is not written down or answered."""

    ASKED_LATER = "Name the day on which the person asked; it is not in the future."
    ASKED_TWICE = "A request of this person waits already."
    LETTERS_WAIT = "Letters of this person wait; read them first."
    NO_REQUEST = "No request of this person waits."
    NOT_CERTAIN = "First make certain that it is the person who asks."
    NOT_SAID = "Say of every part whether it is given, or why not."


@dataclass(frozen=True)
class AnswerFacts:
    """Everything that decides whether an answer may go; None: the part is given."""

    waits: bool
    unread: bool
    certain: bool
    choices: Mapping[Section, Withheld | None]


# The task that a request makes, by the event of data/tasks.toml with the same name.
TASKS = {
    Wish.SEE: "give_own_data",
    Wish.CORRECT: "correct_own_data",
    Wish.ERASE: "erase_own_data",
}


def answer_by(asked: date) -> date:
    """One month after the request (GDPR Article 12(3)): the same day, or the month's last."""
    year, month = (asked.year + 1, 1) if asked.month == 12 else (asked.year, asked.month + 1)
    return date(year, month, min(asked.day, monthrange(year, month)[1]))


def reasons_not_to_answer(facts: AnswerFacts) -> list[NotGiven]:
    """Why the answer may not go; empty when every part is given or withheld for a reason."""
    found = {
        NotGiven.NO_REQUEST: not facts.waits,
        NotGiven.LETTERS_WAIT: facts.unread,
        NotGiven.NOT_CERTAIN: not facts.certain,
        NotGiven.NOT_SAID: set(facts.choices) != set(Section),
    }
    return [why for why, holds in found.items() if holds]


def parts_of(text: str, length: int = PART_LENGTH) -> list[str]:
    """The text in messages of at most `length` characters, cut between lines if it can be."""
    parts, here = [], ""
    for line in text.splitlines(keepends=True):
        while len(here) + len(line) > length:
            room = length - len(here) if not here else 0
            parts.append(here + line[:room])
            here, line = "", line[room:]
        here += line
    return [*parts, here] if here else parts


def copies_of(
    data: Mapping[Section, Sequence[Row]], made_on: date, length: int | None = PART_LENGTH
) -> list[str]:
    """The rows as JSON documents, each whole by itself; None: one document for all.

    A row is never cut: a document is longer than `length` only when one row is.
    """
    parts: list[dict[str, list[Row]]] = [{}]
    size = 0
    for section, rows in data.items():
        for row in rows:
            more = len(json.dumps(row, ensure_ascii=False, indent=1))
            if length is not None and size and size + more > length:
                parts.append({})
                size = 0
            parts[-1].setdefault(section.name, []).append(row)
            size += more
    head = {"format": COPY, "made_on": made_on.isoformat(), "of": len(parts)}
    return [
        json.dumps(head | {"part": number, "data": part}, ensure_ascii=False, indent=1)
        for number, part in enumerate(parts, 1)
    ]
