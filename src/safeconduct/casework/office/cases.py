"""The officer's cases: ordered, filtered, a page at a time; a search; the list as a file.

The address holds codes, sort keys and random ids; the words of a search never stand in it.
"""

import csv
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.core.batch import may_together
from safeconduct.casework.core.lists import Sort, Wanted
from safeconduct.casework.office.filters import FilterForm
from safeconduct.casework.office.forms import SearchForm
from safeconduct.casework.office.saved import shelf_says
from safeconduct.casework.queries import case_page, position_in
from safeconduct.casework.queries.search import Found
from safeconduct.casework.services.lists import export
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.say import MANY, say
from safeconduct.web.ways import PLACE, address, ways

# Codes and not words: a file is read by programs, and by people of three languages.
HEADS = (
    "alias kind stage danger language my_role arrivals lost dormant held "
    "opened_at moved_at due_at"
).split()


@needs(Permission.CASE_READ, reads=True)
def cases(request: HttpRequest, me: Signed) -> HttpResponse:
    """A page of the cases; after a search (on the record) those that fit."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: list[Found] = []
    if form.is_valid():
        attempt(form, lambda: found.append(services.search(me, form.cleaned_data["words"])))
    shown = {"found": found[0]} if found else listed(request, me)
    return form_page(request, form, "casework/cases.html", shown)


def listed(request: HttpRequest, me: Signed) -> dict[str, Any]:
    """The list that the address asks for, for casework/cases.html."""
    asked = FilterForm(request.GET or None)
    known, wanted = asked.is_valid() or not asked.is_bound, asked.wanted()
    place = request.GET.get(PLACE, "")
    position = position_in(wanted, place) if place else None
    page = case_page(me.actor, me.at, wanted, position)
    return {
        "asked": FilterForm(wanted.address()),
        "page": page,
        "wanted": wanted,
        "said": wanted.address(),
        "counted": counted(page.count),
        "chips": _chips(wanted),
        "sorts": {sort.value: _sorted_by(wanted, sort) for sort in Sort},
        "unknown": not known,
        "may_export": may(me.actor, Permission.CASE_EXPORT),
        "may_import": may(me.actor, Permission.CASES_IMPORT),
        "lost_place": bool(place) and position is None,
        "kept": shelf_says(me),
        "asked_text": urlencode(wanted.address()),
        "here_text": request.GET.urlencode(),
        "together": [(one.name, say(one)) for one in may_together(me.actor)],
        **ways(reverse("casework:cases"), wanted.address(), page),
    }


@require_POST
@needs(Permission.CASE_EXPORT, reads=True)
def cases_file(request: HttpRequest, me: Signed) -> HttpResponse:
    """Exactly the filtered list as a file (CSV): clear columns only; on the record."""
    rows = export(me, FilterForm(request.POST).wanted())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cases.csv"'
    lines = csv.writer(response)
    lines.writerow(HEADS)
    for row in rows:
        case = row.case
        lines.writerow(
            [case.alias, case.kind, case.state.stage, case.danger, case.language, row.role]
            + [case.state.arrivals, case.state.lost, case.state.dormant, case.state.held]
            + [case.opened_at, case.moved_at, row.due_at or ""]
        )
    return response


def counted(count: int) -> str:
    """How many cases, in words."""
    if count > MANY:
        return gettext("More than 1,000 cases")
    return ngettext("%(n)s case", "%(n)s cases", count) % {"n": count}


def _chips(wanted: Wanted) -> list[dict[str, str]]:
    """Each filter that is on, in words, with the address of the list without it."""
    said, form = wanted.address(), FilterForm()
    found = []
    for name in [one for one in said if one != "sort"]:
        rest = {key: value for key, value in said.items() if key != name}
        word = form.word(name, said[name])
        found.append({"label": word, "url": address(reverse("casework:cases"), rest)})
    return found


def _sorted_by(wanted: Wanted, sort: Sort) -> dict[str, Any]:
    said = {key: value for key, value in wanted.address().items() if key != "sort"}
    said |= {} if sort is Sort.DANGER else {"sort": sort.value}
    on = wanted.sort is sort
    return {"url": address(reverse("casework:cases"), said), "on": on}
