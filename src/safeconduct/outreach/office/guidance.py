"""The state of every guidance page in every language: how new, who checked it, how hard."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.outreach.core.languages import EVERY, OWN_NAMES
from safeconduct.outreach.core.pages import READING_ORDER
from safeconduct.outreach.core.reading import State, state

Row = dict[str, object]


@needs(Permission.GUIDANCE_READ)
def states_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """All pages of all languages, or of one (?language=)."""
    wanted = request.GET.get("language", "")
    if wanted and wanted not in EVERY:
        raise Unknown
    here = reverse("outreach:states")
    today = me.at.date()
    languages = [
        (language, OWN_NAMES[language], *_of(language, today))
        for language in EVERY
        if wanted in ("", language)
    ]
    context = {
        "tabs": [
            (gettext("All languages"), here, not wanted),
            *((OWN_NAMES[one], f"{here}?language={one}", one == wanted) for one in EVERY),
        ],
        "by_language": languages,
        "today": today,
    }
    return render(request, "outreach/guidance.html", context)


def _of(language: str, today: date) -> tuple[list[Row], dict[str, int]]:
    """The rows of a language, and how many of its pages are shown, reviewed, overdue."""
    states = [state(language, slug) for slug in READING_ORDER]
    sums = {
        "shown": sum(not one.why_not for one in states),
        "reviewed": sum(one.found is not None and one.found.reviewed for one in states),
        "overdue": sum(one.overdue(today) for one in states),
        "pages": len(states),
    }
    return [_row(one, today) for one in states], sums


def _row(one: State, today: date) -> Row:
    return {
        "slug": one.slug,
        "page": one.found,
        "overdue": one.overdue(today),
        "why_not": one.why_not,
        "lix": number_format(round(one.level.lix)),
        "per_sentence": number_format(round(one.level.per_sentence, 1), 1),
        "statements": one.statements,
        "sources": one.sources,
        "checked": one.checked,
    }
