"""Reads the figures of the office: the funnel, waits, late reviews, refused acts, work."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Sum

from safeconduct.accounts.queries import everybody
from safeconduct.casework.core.terms import OPEN, Stage
from safeconduct.casework.queries import late_of, loads_of
from safeconduct.common.money import Money
from safeconduct.oversight.core.figures import (
    Funnel,
    Waited,
    funnel,
    last_months,
    waited,
)
from safeconduct.oversight.models import RefusalCount, Stay, StepCount, TotalCount, WaitCount

# Tasks in which somebody looks again at what was settled (casework/data/tasks.toml), found by
# an index of their own (migration 0002).
REVIEWS = ("protection_review", "review_hold", "retention_over")
OFFICERS = 25  # of one page
WEEKS = 12  # of refused acts


@dataclass(frozen=True)
class StageWait:
    """Waits of a stage that ended in the last months, and the day since which one lasts."""

    stage: Stage
    waited: Waited
    longest_since: date | None


@dataclass(frozen=True)
class LateReview:
    """A kind of review: how many are past their date (capped), and the oldest such date."""

    code: str
    late: int
    oldest: date | None


@dataclass(frozen=True)
class Load:
    """Work on one officer's lists: open cases, open tasks, those past their date; capped."""

    alias: str
    cases: int
    tasks: int
    late: int


@dataclass(frozen=True)
class Refusal:
    """A rule ("room:NAME"): how often it refused an act, and officers of which roles.

    An officer of two roles is counted under both.
    """

    why: str
    times: int
    roles: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Totals:
    """People of attested arrivals, items that came by type code, money that the bank paid.

    Of each pair of attestations the smaller head count counts. One item counts once: of decided
    duplicates only the one that was kept. What was seized was not handed over.
    """

    people: int
    items: Mapping[str, int]
    paid: tuple[Money, ...]


def funnel_of(today: date) -> Funnel:
    """How far cases of each of the last twelve months came."""
    months = last_months(today)
    rows = StepCount.objects.filter(month__gte=months[-1]).values_list("month", "step")
    return funnel(rows.annotate(cases=Sum("change")), months)


def waits_of(today: date) -> list[StageWait]:
    """Waits at each open stage that ended in the last twelve months."""
    rows = WaitCount.objects.filter(month__gte=last_months(today)[-1])
    days: dict[str, dict[int, int]] = defaultdict(dict)
    for stage, lasted, many in rows.values_list("stage", "days").annotate(n=Sum("change")):
        days[stage][lasted] = many
    return [StageWait(stage, waited(days[stage.value]), _longest(stage)) for stage in OPEN]


def _longest(stage: Stage) -> date | None:
    here = Stay.objects.filter(stage=stage.value, until=None)
    since = here.order_by("since").values_list("since", flat=True).first()
    return since.date() if since else None


def late_reviews(at: datetime) -> list[LateReview]:
    """Reviews past their date, by kind."""
    return [LateReview(code, *late_of(code, REVIEWS, at)) for code in REVIEWS]


def refusals(today: date) -> tuple[list[Refusal], list[tuple[date, int]]]:
    """Refused acts of the last weeks by rule, most first; how many each week in order."""
    monday = today - timedelta(days=today.weekday())
    weeks = {monday - timedelta(weeks=ago): 0 for ago in reversed(range(WEEKS))}
    rows = RefusalCount.objects.filter(week__gte=min(weeks)).values_list("week", "why", "role")
    by_role: dict[str, Counter[str]] = defaultdict(Counter)
    for week, why, role, many in rows.annotate(n=Sum("change")):
        by_role[why][role] += many
        if not role and week in weeks:
            weeks[week] += many
    found = [
        Refusal(why, roles.pop("", 0), tuple(roles.most_common()))
        for why, roles in sorted(by_role.items())
    ]
    return sorted(found, key=lambda one: -one.times), list(weeks.items())


def loads(at: datetime, start: int) -> tuple[list[Load], bool]:
    """Work of the officers from number `start` on by alias; whether there are more."""
    people = everybody()
    shown = people[start : start + OFFICERS]
    more = len(people) > start + OFFICERS
    found = loads_of([one for one, _ in shown], at)
    return [Load(alias, *found[one]) for one, alias in shown], more


def programme_totals() -> Totals:
    """What the programme did, as it stands (aggregate only)."""
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    rows = TotalCount.objects.values_list("what", "kind").order_by("what", "kind")
    for what, kind, many in rows.annotate(n=Sum("change")):
        if many:
            sums[what][kind] = int(many)
    paid = tuple(Money(minor, currency) for currency, minor in sums["paid"].items())
    return Totals(sums["arrived"].get("", 0), sums["came"], paid)


def figures_wrong() -> int:
    """How many kept stays and counts differ from a recount; reads every case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_figures_wrong() + oversight_totals_wrong()")
        return int(cursor.fetchone()[0])
