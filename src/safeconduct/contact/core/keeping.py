"""How long a mailbox sleeps, and a complaint is kept, and what keeps them longer; pure."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Term:
    """How many days, and why; one row of data/keeping.toml."""

    code: str
    days: int
    unit: str
    basis: str
    source: str
    date: date


@dataclass(frozen=True)
class Keeping:
    """Everything that decides whether a mailbox ends; `visited_in` is the first of a month."""

    visited_in: date
    today: date
    has_case: bool
    has_unread: bool


@dataclass(frozen=True)
class Complained:
    """Everything that decides whether a complaint ends; `answered` is the day of the last."""

    came: date
    answered: date | None
    today: date
    was_read: bool


@cache
def terms() -> dict[str, Term]:
    """Every row by its code."""
    with (DATA / "keeping.toml").open("rb") as file:
        return {row["code"]: Term(**row) for row in tomllib.load(file)["keeping"]}


def term(code: str = "mailbox") -> Term:
    """The row of this code; KeyError when there is none."""
    return terms()[code]


def month_of(day: date) -> date:
    """All that is kept of a visit: the first day of its month."""
    return day.replace(day=1)


def kept_until(visited_in: date) -> date:
    """The last day on which a mailbox, last visited in that month, opens in any case."""
    next_month = month_of(visited_in + timedelta(days=31))
    return next_month + timedelta(days=term().days - 1)


def ends(facts: Keeping) -> bool:
    """Whether the mailbox ends today: long unvisited, no case, and no letter left unread.

    A case ends by erasure, which two people agree to and a legal hold stops; and what was
    accepted is not thrown away before anybody has read it.
    """
    over = facts.today > kept_until(facts.visited_in)
    return over and not facts.has_case and not facts.has_unread


def complaint_kept_until(came: date, answered: date | None) -> date:
    """The last day of a complaint that was read; each answer moves it."""
    return (answered or came) + timedelta(days=term("complaint").days)


def complaint_ends(facts: Complained) -> bool:
    """Whether a complaint ends today: long unanswered since, and read.

    What was accepted is not thrown away before the ombudsman has read it.
    """
    over = facts.today > complaint_kept_until(facts.came, facts.answered)
    return over and facts.was_read
