"""Counts views of guidance by week, and decides which numbers are told. Pure.

A view is one load of a page: no person, no device, no time of day. A process counts in memory
and hands its counts over in batches; when it ends, what it still held is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

BATCH = 50  # views: a number that rises one by one would tell when somebody read
WAIT = 15 * 60.0  # seconds after the last hand-over, in which fewer views wait
AGAIN = 60.0  # seconds before a hand-over that failed is tried again
WEEKS_HELD = 5  # while the database is away; what is older is dropped
WEEKS = 26  # whole weeks of the picture: half a year
KEPT = timedelta(days=731)  # two years, one of them a leap year
FEWEST = 50  # views: a smaller cell is not told
STEP = 10  # told numbers are rounded to it

Key = tuple[date, str, str]  # Monday of the week (UTC), language, slug
Batch = tuple[tuple[Key, int], ...]  # in the order of the keys


def monday(day: date) -> date:
    """The first day of the week that a day is in (ISO 8601)."""
    return day - timedelta(days=day.weekday())


@dataclass
class Counter:
    """Views that one process holds; whoever calls from several threads locks.

    Clocks are seconds of any clock that never goes back. While a batch is on its way it is in
    `sent`, so that what cannot be handed over is not lost.
    """

    handed_at: float
    held: dict[Key, int] = field(default_factory=dict)
    sent: dict[Key, int] = field(default_factory=dict)
    not_before: float = 0.0

    def add(self, day: date, language: str, slug: str) -> None:
        """Count one view."""
        key = (monday(day), language, slug)
        self.held[key] = self.held.get(key, 0) + 1

    def take(self, day: date, clock: float) -> Batch:
        """The batch to hand over now; empty while it is too early or one is on its way."""
        if self.sent or clock < self.not_before or not self._due(day, clock):
            return ()
        self.sent, self.held = self.held, {}
        return tuple(sorted(self.sent.items()))

    def _due(self, day: date, clock: float) -> bool:
        if not self.held:
            return False
        now = monday(day)
        return (
            sum(self.held.values()) >= BATCH
            or any(week != now for week, _, _ in self.held)
            or clock - self.handed_at >= WAIT
        )

    def done(self, clock: float) -> None:
        """The batch on its way has arrived."""
        self.sent, self.handed_at, self.not_before = {}, clock, 0.0

    def failed(self, day: date, clock: float) -> None:
        """The batch did not arrive: it is kept with what came since, weeks long past not."""
        oldest = monday(day) - timedelta(weeks=WEEKS_HELD - 1)
        for key, n in self.sent.items():
            self.held[key] = self.held.get(key, 0) + n
        self.held = {key: n for key, n in self.held.items() if key[0] >= oldest}
        self.sent, self.not_before = {}, clock + AGAIN


@dataclass(frozen=True)
class Cell:
    """A number as it is told: rounded; None for fewer than FEWEST, or for one that would give
    such a number away (`beside`).
    """

    n: int | None
    beside: bool = False


@dataclass(frozen=True)
class Week:
    """What is told of one week, by language and by page."""

    begins: date
    languages: Mapping[str, Cell]
    pages: Mapping[str, Cell]


def whole_weeks(today: date, many: int = WEEKS) -> tuple[date, ...]:
    """Mondays of the last weeks that are over, newest first.

    The week that runs is left out: from its daily rise small numbers could be read.
    """
    last = monday(today) - timedelta(weeks=1)
    return tuple(last - timedelta(weeks=ago) for ago in range(many))


def told(
    counts: Iterable[tuple[Key, int]],
    weeks: Sequence[date],
    languages: Sequence[str],
    slugs: Sequence[str],
) -> tuple[Week, ...]:
    """The told numbers of these weeks, in their order; counts of anything else are left out."""
    by_language = {week: dict.fromkeys(languages, 0) for week in weeks}
    by_page = {week: dict.fromkeys(slugs, 0) for week in weeks}
    for (week, language, slug), n in counts:
        if week in by_page and slug in by_page[week] and language in by_language[week]:
            by_language[week][language] += n
            by_page[week][slug] += n
    return tuple(_week(week, by_language[week], by_page[week]) for week in weeks)


def _week(begins: date, languages: Mapping[str, int], pages: Mapping[str, int]) -> Week:
    """Both tables of a week have one sum: what one hides, the other must not give away.

    While anything is hidden, the hidden pages together are never a small number: the smallest
    pages that could be told are kept back until they are FEWEST or more. So the difference of
    the two tables says nothing about a small cell.
    """
    back: set[str] = set()
    hidden = [n for n in (*languages.values(), *pages.values()) if n < FEWEST]
    unseen = sum(n for n in pages.values() if n < FEWEST)
    for slug, n in sorted(pages.items(), key=lambda one: (one[1], one[0])):
        if hidden and unseen < FEWEST <= n:
            back.add(slug)
            unseen += n
    return Week(
        begins,
        {one: _cell(n) for one, n in languages.items()},
        {one: Cell(None, beside=True) if one in back else _cell(n) for one, n in pages.items()},
    )


def _cell(n: int) -> Cell:
    return Cell(None if n < FEWEST else (n + STEP // 2) // STEP * STEP)
