"""When a task is due: working days, legal ends, and the hours in which nobody writes.

All clocks of offices and of quiet hours are those of the programme's zone (data/calendar.toml).
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from safeconduct.casework.core.catalogue import TaskType

DATA = Path(__file__).parent.parent / "data"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Quiet:
    """Whole hours (0 to 23) between which nobody writes; at the two ends one may."""

    begins: int
    ends: int

    def __post_init__(self) -> None:
        known = 0 <= self.begins < 24 and 0 <= self.ends < 24
        if not known or self.begins == self.ends:
            msg = "quiet hours begin and end at two different hours of the day"
            raise ValueError(msg)


@dataclass(frozen=True)
class Week:
    """The programme's working week: zone, weekdays (Monday 0), closed days, closing hour."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    closed: frozenset[tuple[int, int]]  # (month, day), every year
    closes: int
    quiet: Quiet

    def works_on(self, day: date) -> bool:
        """Whether the office works on this day."""
        return day.weekday() in self.weekdays and (day.month, day.day) not in self.closed


@dataclass(frozen=True)
class Due:
    """The three moments of a task: due, the legal end, and when it goes up by itself."""

    at: datetime
    legal: datetime | None
    up: datetime | None


@lru_cache
def week() -> Week:
    """The shipped working week."""
    document = tomllib.loads((DATA / "calendar.toml").read_text())
    closed = ((row["month"], row["day"]) for row in document["closed"])
    return Week(
        ZoneInfo(document["zone"]),
        frozenset(document["weekdays"]),
        frozenset(closed),
        document["closes"],
        Quiet(document["quiet_begins"], document["quiet_ends"]),
    )


def working_end(at: datetime, days: int, week: Week) -> datetime:
    """The closing hour of the working day that comes `days` working days after `at`."""
    day = at.astimezone(week.zone).date()
    left = days
    while left:
        day += DAY
        left -= week.works_on(day)
    return _moment(day, week.closes, week)


def quiet_around(at: datetime, quiet: Quiet, week: Week) -> tuple[datetime, datetime] | None:
    """The quiet hours that `at` lies within; None when one may write then."""
    today = at.astimezone(week.zone).date()
    for day in (today - DAY, today):
        last = day if quiet.begins < quiet.ends else day + DAY
        begin, end = _moment(day, quiet.begins, week), _moment(last, quiet.ends, week)
        if begin < at < end:
            return begin, end
    return None


def out_of_quiet(due: datetime, made: datetime, quiet: Quiet, week: Week) -> datetime:
    """`due`, or where the quiet hours it lies in begin, if that is still to come; or end.

    So whoever needs the person is never due when the person must not be written to.
    """
    around = quiet_around(due, quiet, week)
    if around is None:
        return due
    begin, end = around
    return begin if begin > made else end


def due(kind: TaskType, made: datetime, quiet: Quiet | None, week: Week) -> Due:
    """The moments of a task of this kind, made at `made`; `quiet` None: the programme's own."""
    if kind.working_days:
        at = working_end(made, kind.working_days, week)
    else:
        at = made + timedelta(hours=kind.hours)
    if kind.contact:
        at = out_of_quiet(at, made, quiet or week.quiet, week)
    legal = made + timedelta(hours=kind.legal_hours) if kind.legal_hours else None
    at = min(at, legal) if legal else at
    return Due(at, legal, goes_up(kind, at))


def due_again(kind: TaskType, ended: datetime, quiet: Quiet | None, week: Week) -> Due:
    """The moments of the next task of a kind that comes again, when the last one ended."""
    return due(replace(kind, working_days=0, hours=24 * kind.repeat_days), ended, quiet, week)


def goes_up(kind: TaskType, due_at: datetime) -> datetime | None:
    """When a task of this kind goes up by itself if it is not done; None: by hand only."""
    return due_at + timedelta(hours=kind.escalate_hours) if kind.escalate_hours else None


def _moment(day: date, hour: int, week: Week) -> datetime:
    """The hour of a day by the programme's clock, as an instant.

    An hour that the spring change leaves out is read as one later.
    """
    local = datetime.combine(day, time(hour), week.zone)
    return local.astimezone(ZoneInfo("UTC"))
