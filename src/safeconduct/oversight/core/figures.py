"""Figures of the office: waits, the funnel, and which small numbers are not told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from safeconduct.casework.core.terms import Stage

# The stages of the way in their order. Ends other than settled are no step: who withdrew in
# triage got as far as triage.
STEPS: tuple[Stage, ...] = (
    Stage.CONTACT,
    Stage.TRIAGE,
    Stage.OFFER,
    Stage.PASSAGE,
    Stage.ARRIVED,
    Stage.STATUS,
    Stage.SUPPORT,
    Stage.SETTLED,
)
LETTERS = 0  # place of mailboxes with a first letter, before the first stage
FEWEST = 5  # a smaller count of people, other than nought, is not told
MONTHS = 12
LONGEST = 400  # days: a longer wait counts as this long


@dataclass(frozen=True)
class Funnel:
    """Cells by month (newest first) and place; None: fewer than FEWEST, not told."""

    months: tuple[tuple[date, tuple[int | None, ...]], ...]
    totals: tuple[int | None, ...]


@dataclass(frozen=True)
class Waited:
    """Whole days at a stage: how many moved on, half within, nine of ten within.

    None: fewer than FEWEST, not told.
    """

    ended: int | None
    median: int | None
    p90: int | None


def quantile(days: Mapping[int, int], share: float) -> int:
    """The fewest days within which this share of the waits ended. ValueError for no wait.

    `days`: how many waits lasted each number of days. `share`: above nought, at most one.
    """
    total = sum(days.values())
    if total <= 0 or not 0 < share <= 1:
        msg = "a quantile needs waits, and a share of them"
        raise ValueError(msg)
    seen = 0
    for lasted in sorted(days):
        seen += days[lasted]
        if seen >= share * total:
            break
    return lasted


def waited(days: Mapping[int, int]) -> Waited:
    """What is told of the waits at one stage."""
    ended = told(sum(days.values()))
    if not ended:
        return Waited(ended, None, None)
    return Waited(ended, quantile(days, 0.5), quantile(days, 0.9))


def told(count: int) -> int | None:
    """The count; None where it is so small that it could name somebody."""
    return None if 0 < count < FEWEST else count


def total_told(counts: Sequence[int]) -> int | None:
    """The sum of counts that stand beside it; None where it would give a hidden one away.

    Hidden counts are 1 to 4 each: their sum tells each of them when there is one of them, or
    when all must be the least or the most.
    """
    hidden = [count for count in counts if told(count) is None]
    least, most = len(hidden), len(hidden) * (FEWEST - 1)
    if hidden and (len(hidden) == 1 or sum(hidden) in (least, most)):
        return None
    return told(sum(counts))


def funnel(furthest: Iterable[tuple[date, int, int]], months: Sequence[date]) -> Funnel:
    """How many got at least as far as each place, by month, from (month, place, how many).

    Place LETTERS counts mailboxes by the month of their first letter; the others count cases by
    the month in which they were opened and the furthest stage they saw.
    """
    places = len(STEPS) + 1
    counts = {month: [0] * places for month in months}
    for month, place, many in furthest:
        if month in counts:
            for got in range(1, place + 1) if place else (LETTERS,):
                counts[month][got] += many
    rows = [(month, counts[month]) for month in months]
    columns = [[row[place] for _, row in rows] for place in range(places)]
    return Funnel(
        tuple((month, tuple(map(told, row))) for month, row in rows),
        tuple(map(total_told, columns)),
    )


def last_months(today: date, many: int = MONTHS) -> tuple[date, ...]:
    """The first days of this month and those before it, newest first."""
    found = [today.replace(day=1)]
    while len(found) < many:
        last = found[-1]
        found.append(
            last.replace(year=last.year - 1, month=12)
            if last.month == 1
            else last.replace(month=last.month - 1)
        )
    return tuple(found)
