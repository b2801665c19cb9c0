"""How long a closed case is kept, and what keeps it; pure. Nothing here erases anything."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from safeconduct.casework.core.catalogue import DATA
from safeconduct.casework.core.terms import CLOSED, Stage
from safeconduct.common.refusal import Reason


class Thing(StrEnum):
    """What a case may hold beside letters, each with its own term; what SQL answers with."""

    CUSTODY = "custody"
    EVIDENCE = "evidence"
    PAYMENT = "payment"
    PROTECTION = "protection"
    STATUS = "status"
    VETTING = "vetting"


class Keeps(Reason):
    """What keeps a case whatever its date says; names stand in the table."""

    CASE = "The case is open."
    CUSTODY = "Equipment of this case is in custody."
    EVIDENCE = "Evidence of this case is on its way."
    HOLD = "A legal hold lies on the file."
    LONGER = "Somebody decided to keep it longer."
    MERGED = "The case that goes on in its place is kept."
    PAYMENT = "A payment is on its way."
    PROTECTION = "Somebody is being protected."
    STATUS = "A deadline or a closing of a legal position is open."
    VETTING = "A conclusion of vetting waits for its second person."


class Longer(StrEnum):
    """Why a case is kept longer: a closed list, so that no free text is in clear."""

    AUDIT = "an audit of the money is under way"
    CLAIM = "a legal claim was made or is expected"
    FAMILY = "somebody of the family is still looked for"
    PERSON = "the person asked us to keep it"


class NotLonger(Reason):
    """Why a case is not kept longer, or a hold not looked at."""

    NO_HOLD = "No legal hold lies on this file."
    PAST = "Name a day after today."
    TOO_LONG = "A case is kept a year longer at most; then somebody decides again."


@dataclass(frozen=True)
class Term:
    """One row of data/retention.toml, for a stage or a thing or neither (a limit)."""

    code: str
    days: int
    unit: str
    assumed: bool
    basis: str
    source: str
    date: date
    stage: str = ""
    thing: str = ""


@dataclass(frozen=True)
class Found:
    """What the rooms know of one thing of a case: whether it goes on, and its last day."""

    going_on: bool
    last: date


@dataclass(frozen=True)
class RetentionFacts:
    """Everything that decides how long a case is kept.

    `closed_on` is the day of the last act on a closed case; `merged_kept`: the case into which
    this one was merged is not erased.
    """

    stage: Stage
    closed_on: date
    held: bool = False
    merged_kept: bool = False
    longer_until: date | None = None
    things: Mapping[Thing, Found] = field(default_factory=dict)


@cache
def terms() -> dict[str, Term]:
    """Every row by its code."""
    rows = tomllib.loads((DATA / "retention.toml").read_text())["retention"]
    return {row["code"]: Term(**row) for row in rows}


def due_on(facts: RetentionFacts) -> date | None:
    """The first day on which the case is no longer needed; None while it is open.

    Of all terms that fit the longest counts.
    """
    if facts.stage not in CLOSED:
        return None
    ends = [
        facts.closed_on + timedelta(days=term.days)
        for term in terms().values()
        if term.stage == facts.stage.value
    ]
    ends += [
        facts.things[Thing(term.thing)].last + timedelta(days=term.days)
        for term in terms().values()
        if term.thing in facts.things
    ]
    return max(ends)


def kept_by(facts: RetentionFacts, today: date) -> tuple[Keeps, ...]:
    """Everything that keeps the case now, whatever its date."""
    until = facts.longer_until
    found = {
        Keeps.CASE: facts.stage not in CLOSED,
        Keeps.HOLD: facts.held,
        Keeps.LONGER: until is not None and today < until,
        Keeps.MERGED: facts.merged_kept,
    }
    found |= {Keeps[thing.name]: one.going_on for thing, one in facts.things.items()}
    return tuple(why for why in Keeps if found.get(why))


def forbids_erasing(keeps: tuple[Keeps, ...]) -> bool:
    """Whether something of the case goes on, so that no two people may erase it.

    That a term runs, or that somebody decided to keep it, does not forbid it: a person may ask
    to be erased earlier. The stage and a hold have reasons of their own in the lifecycle.
    """
    return bool(set(keeps) & {Keeps[thing.name] for thing in Thing})


def is_due(facts: RetentionFacts, today: date) -> bool:
    """Whether somebody should propose to erase the case today."""
    day = due_on(facts)
    return day is not None and day <= today and not kept_by(facts, today)


def reasons_not_to_keep(until: date, today: date) -> list[NotLonger]:
    """Why a case is not kept until that day."""
    found = [NotLonger.PAST] if until <= today else []
    most = today + timedelta(days=terms()["longer"].days)
    return [*found, NotLonger.TOO_LONG] if until > most else found


def review_on(placed: date) -> date:
    """When a legal hold, placed or looked at on that day, is looked at again."""
    return placed + timedelta(days=terms()["hold_review"].days)
