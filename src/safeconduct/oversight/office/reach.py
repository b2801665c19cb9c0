"""Reach of the guidance: views by week, language and page; and whether it is understood."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.outreach.core.languages import EVERY, OWN_NAMES
from safeconduct.outreach.core.pages import READING_ORDER, page
from safeconduct.outreach.core.reach import FEWEST, Cell, Week
from safeconduct.outreach.core.understanding import FEWEST_READERS
from safeconduct.outreach.office.words import share_says
from safeconduct.outreach.reach import told_weeks
from safeconduct.outreach.understanding import weakest_of_pages
from safeconduct.oversight.office.charts import chart, table_file
from safeconduct.web.say import say_day

COLUMNS = 4  # weeks of the table by page; its file has all of them


@needs(Permission.OVERSIGHT_READ)
def reach_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """Pictures of one language and of one page (?language=, ?page=), and tables of all."""
    language = request.GET.get("language") or EVERY[0]
    slug = request.GET.get("page") or READING_ORDER[0]
    if language not in EVERY or slug not in READING_ORDER:
        raise Unknown
    weeks, titles = told_weeks(me.at.date()), _titles()
    context = {
        "languages_here": [(one, OWN_NAMES[one], one == language) for one in EVERY],
        "pages_here": [(one, titles[one], one == slug) for one in READING_ORDER],
        "language_chart": _chart("language", OWN_NAMES[language], _by(weeks, language)),
        "page_chart": _chart("page", titles[slug], _of(weeks, slug)),
        "weeks": [
            (say_day(w.begins), [(OWN_NAMES[one], _says(w.languages[one])) for one in EVERY])
            for w in weeks
        ],
        "heads": [OWN_NAMES[one] for one in EVERY],
        "page_heads": [say_day(w.begins) for w in weeks[:COLUMNS]],
        "page_rows": [
            (titles[one], [(say_day(w.begins), _says(w.pages[one])) for w in weeks[:COLUMNS]])
            for one in READING_ORDER
        ],
        "nothing": not any(_told(w) for w in weeks),
        "fewest": FEWEST,
        "fewest_readers": FEWEST_READERS,
        "understood": [
            (
                OWN_NAMES[found.language],
                found.language,
                found.title,
                readers,
                *share_says(count),
            )
            for found, readers, count in weakest_of_pages()
        ],
    }
    return render(request, "oversight/reach.html", context)


@needs(Permission.OVERSIGHT_READ)
def reach_file(request: HttpRequest, me: Signed, which: str) -> HttpResponse:
    """One table as a file, with nothing in it that the page does not tell."""
    del request
    heads = {"languages": EVERY, "pages": READING_ORDER}.get(which)
    if heads is None:
        raise Unknown
    rows = [
        [week.begins, *(_plain({**week.languages, **week.pages}[one]) for one in heads)]
        for week in told_weeks(me.at.date())
    ]
    return table_file(f"reach-{which}", [["week from", *heads], *rows])


def _by(weeks: Sequence[Week], language: str) -> list[tuple[date, Cell]]:
    return [(week.begins, week.languages[language]) for week in weeks]


def _of(weeks: Sequence[Week], slug: str) -> list[tuple[date, Cell]]:
    return [(week.begins, week.pages[slug]) for week in weeks]


def _chart(name: str, title: str, cells: Sequence[tuple[date, Cell]]) -> dict[str, object]:
    """Bars of the weeks that are told, oldest first; the others are left out."""
    told = [(say_day(week), cell.n) for week, cell in reversed(cells) if cell.n is not None]
    return chart(name, gettext("Views by week: %(what)s") % {"what": title}, told)


def _told(week: Week) -> bool:
    return any(one.n is not None for one in (*week.languages.values(), *week.pages.values()))


def _says(cell: Cell) -> str:
    if cell.n is not None:
        return str(cell.n)
    if cell.beside:
        return gettext("not told")
    return gettext("fewer than %(fewest)s") % {"fewest": FEWEST}


def _plain(cell: Cell) -> str | int:
    """For the file, which is the same in every language."""
    if cell.n is not None:
        return cell.n
    return "not told" if cell.beside else f"<{FEWEST}"


def _titles() -> dict[str, str]:
    """The pages' titles in the language of the office; the slug where there is no page."""
    return {slug: _title(slug) for slug in READING_ORDER}


def _title(slug: str) -> str:
    try:
        return page(get_language() or "en", slug).title
    except LookupError:
        return slug
