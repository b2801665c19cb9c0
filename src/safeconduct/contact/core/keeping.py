"""How long a mailbox sleeps before it ends, and what keeps it beyond that; pure."""

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


@cache
def term() -> Term:
    """The one row; ValueError when there is another number of them."""
    with (DATA / "keeping.toml").open("rb") as file:
        (row,) = tomllib.load(file)["keeping"]
    return Term(**row)


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
