"""Pages of figures: the funnel, waits, late reviews, refused acts; work of each officer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.catalogue import task_types
from safeconduct.common.refusal import Reason, Unknown
from safeconduct.contact.office.words import figure_says
from safeconduct.contact.queries import first_answers
from safeconduct.oversight.core.figures import STEPS, Funnel
from safeconduct.oversight.figures import (
    OFFICERS,
    StageWait,
    funnel_of,
    late_reviews,
    loads,
    refusals,
    waits_of,
)
from safeconduct.oversight.office.charts import chart, table_file
from safeconduct.web.say import say, say_count, say_day

FEW = gettext_noop("fewer than 5")
LETTER = gettext_noop("first letter")
ROOMS = "safeconduct."
Rows = Sequence[Sequence[object]]


@needs(Permission.OVERSIGHT_READ)
def figures_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """How far cases come, how long they wait where, what is late, what was refused."""
    today = me.at.date()
    refused, weeks = refusals(today)
    steps, waits = funnel_of(today), waits_of(today)
    context = {
        "figure": figure_says(first_answers(me.at)),
        "heads": _steps(),
        "months": [
            (_month(month), _cells(cells))
            for month, cells in steps.months
            if any(one != 0 for one in cells)
        ],
        "quiet": any(not any(one != 0 for one in cells) for _, cells in steps.months),
        "totals": _cells(steps.totals),
        "funnel": _funnel_chart(steps),
        "waits": list(map(_wait, waits)),
        "waits_chart": _waits_chart(waits),
        "reviews": [
            (say(task_types()[one.code].say), say_count(one.late), say_day(one.oldest))
            for one in late_reviews(me.at)
        ],
        "refused": [_refusal(one.why, one.times, one.roles) for one in refused],
        "weeks": chart(
            "weeks",
            gettext("Refused acts by week"),
            [(say_day(week), many) for week, many in weeks],
        ),
    }
    return render(request, "oversight/figures.html", context)


@needs(Permission.OVERSIGHT_READ)
def loads_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """How much work lies with each officer."""
    start = _start(request)
    rows, more = loads(me.at, start)
    context = {
        "loads": [
            (one.alias, *map(say_count, (one.cases, one.tasks, one.late))) for one in rows
        ],
        "chart": chart(
            "loads", gettext("Open tasks"), [(one.alias, one.tasks) for one in rows]
        ),
        "newer": f"?start={max(0, start - OFFICERS)}" if start else "",
        "older": f"?start={start + OFFICERS}" if more else "",
    }
    return render(request, "oversight/loads.html", context)


@needs(Permission.OVERSIGHT_READ)
def figures_file(request: HttpRequest, me: Signed, which: str) -> HttpResponse:
    """One table of the page as a file, with nothing in it that the page does not tell."""
    del request
    if which not in FILES:
        raise Unknown
    return table_file(which, FILES[which](me.at))


def _start(request: HttpRequest) -> int:
    try:
        return max(0, int(request.GET.get("start", "0")[:6]))
    except ValueError as wrong:
        raise Unknown from wrong


def _cell(count: int | None) -> str:
    return gettext(FEW) if count is None else str(count)


def _cells(counts: Sequence[int | None]) -> list[tuple[str, str]]:
    """(what is counted, how many) of each place."""
    return [(head, _cell(count)) for head, count in zip(_steps(), counts, strict=True)]


def _plain(count: int | None) -> str | int:
    return "<5" if count is None else count


def _month(month: Any) -> str:
    return date_format(month, "F Y")


def _steps() -> list[str]:
    return [gettext(LETTER), *map(say, STEPS)]


def _funnel_chart(steps: Funnel) -> dict[str, Any]:
    """Bars of the sums that are told."""
    told = [(head, n) for head, n in zip(_steps(), steps.totals, strict=True) if n is not None]
    return chart(
        "funnel", gettext("How far cases came"), told if any(n for _, n in told) else []
    )


def _waits_chart(waits: Sequence[StageWait]) -> dict[str, Any]:
    told = [(say(w.stage), w.waited.median) for w in waits if w.waited.median is not None]
    return chart("waits", gettext("Days within which half moved on"), told)


def _wait(one: StageWait) -> tuple[str, str, str, str, str]:
    found = one.waited
    few = gettext("not told") if found.ended is None else "–"
    half, most = (few if n is None else str(n) for n in (found.median, found.p90))
    return say(one.stage), _cell(found.ended), half, most, say_day(one.longest_since)


def _funnel_file(at: datetime) -> Rows:
    found = funnel_of(at.date())
    rows = [[str(month)[:7], *map(_plain, cells)] for month, cells in found.months]
    return [["month", "first letter", *STEPS], *rows, ["all", *map(_plain, found.totals)]]


def _waits_file(at: datetime) -> Rows:
    rows = [
        [w.stage, _plain(w.waited.ended), w.waited.median, w.waited.p90, w.longest_since]
        for w in waits_of(at.date())
    ]
    return [["stage", "moved on", "median days", "p90 days", "longest since"], *rows]


def _reviews_file(at: datetime) -> Rows:
    rows = [[one.code, one.late, one.oldest] for one in late_reviews(at)]
    return [["review", "late", "oldest"], *rows]


@cache
def _sentences() -> dict[str, str]:
    """The sentence of each rule by "room:NAME", as the record calls it."""
    kinds = [kind for kind in Reason.__subclasses__() if kind.__module__.startswith(ROOMS)]
    return {
        f"{kind.__module__.split('.')[1]}:{reason.name}": reason.value
        for kind in kinds
        for reason in kind
    }


def _refusal(
    why: str, times: int, roles: Sequence[tuple[str, int]]
) -> tuple[str, str, int, str]:
    by = ", ".join(f"{say(role)} {many}" for role, many in roles)
    return say(_sentences().get(why, why)), why, times, by


def _refusals_file(at: datetime) -> Rows:
    rows = [
        [one.why, role or "all", many]
        for one in refusals(at.date())[0]
        for role, many in (("", one.times), *one.roles)
    ]
    return [["rule", "role", "times"], *rows]


def _loads_file(at: datetime) -> Rows:
    rows, start, more = [], 0, True
    while more:
        found, more = loads(at, start)
        rows += [[one.alias, one.cases, one.tasks, one.late] for one in found]
        start += OFFICERS
    return [["officer", "open cases", "open tasks", "late tasks"], *rows]


FILES: dict[str, Callable[[datetime], Rows]] = {
    "funnel": _funnel_file,
    "loads": _loads_file,
    "refusals": _refusals_file,
    "reviews": _reviews_file,
    "waits": _waits_file,
}
