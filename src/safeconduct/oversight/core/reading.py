"""Unusual reading: what is told, and by which numbers. A sign to ask, never a finding."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from statistics import median

from safeconduct.common.refusal import Reason

DATA = Path(__file__).parent.parent / "data"


class Sign(Reason):
    """Why somebody should ask an officer about what was read."""

    MANY = "More different cases on one day than this officer reads on other days."
    ONLY_LOOKED = "A case read on several days, and nothing else done on it."


@dataclass(frozen=True)
class Limits:
    """Limits of data/reading.toml: days back, cases a day, times the median, looking days."""

    days: int
    many: int
    times_usual: float
    looking_days: int


@dataclass(frozen=True)
class Deed:
    """A line of the record by an officer about a file: a reading, or anything else."""

    actor: str
    file: str
    at: datetime
    reading: bool


@dataclass(frozen=True)
class Unusual:
    """One sign: whose, why, how many (cases or days), the usual number, the day or the file."""

    actor: str
    sign: Sign
    count: int
    usual: float
    on: date | None = None
    file: str = ""


@lru_cache
def limits() -> Limits:
    """The limits of this programme."""
    raw = tomllib.loads((DATA / "reading.toml").read_text("utf-8"))
    return Limits(
        days=raw["days"],
        many=raw["many"]["at_least"],
        times_usual=raw["many"]["times_usual"],
        looking_days=raw["only_looked"]["days"],
    )


def unusual(deeds: Iterable[Deed], rule: Limits) -> list[Unusual]:
    """Every sign in these deeds, by officer and then the largest number first."""
    of_day: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    looked: dict[tuple[str, str], set[date]] = defaultdict(set)
    worked: set[tuple[str, str]] = set()
    for one in deeds:
        if one.reading:
            of_day[one.actor][one.at.date()].add(one.file)
            looked[one.actor, one.file].add(one.at.date())
        else:
            worked.add((one.actor, one.file))
    found = [sign for actor, days in of_day.items() for sign in _many(actor, days, rule)]
    found += [
        Unusual(actor, Sign.ONLY_LOOKED, len(days), 0, file=file)
        for (actor, file), days in looked.items()
        if len(days) >= rule.looking_days and (actor, file) not in worked
    ]
    return sorted(found, key=lambda one: (one.actor, -one.count, one.sign, one.file))


def _many(actor: str, days: dict[date, set[str]], rule: Limits) -> Iterable[Unusual]:
    for day, files in days.items():
        others = [len(seen) for other, seen in days.items() if other != day]
        usual = median(others) if others else 0
        if len(files) >= rule.many and len(files) >= rule.times_usual * usual:
            yield Unusual(actor, Sign.MANY, len(files), usual, on=day)
