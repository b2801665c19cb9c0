"""Arrivals: reception sees alias, stage and head count, nothing else of a case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import HeadsWhy
from safeconduct.casework.office.forms import AttestForm
from safeconduct.casework.queries import (
    alias_of,
    expected_arrivals,
    expected_position,
    heads_counted,
    may_attest_here,
)
from safeconduct.casework.services import attest_arrival
from safeconduct.common.refusal import Unknown
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.ways import PLACE, ways


@needs(Permission.ARRIVAL_ATTEST)
def arrivals(request: HttpRequest, me: Signed) -> HttpResponse:
    """Who may arrive, and whose arrival waits for a second pair of eyes."""
    del me
    place = request.GET.get(PLACE, "")
    position = expected_position(place) if place else None
    page = expected_arrivals(position)
    lost = {"lost_place": bool(place) and position is None}
    context = {"cases": page.rows, "page": page, **lost}
    context |= ways(reverse("casework:arrivals"), {}, page)
    return render(request, "casework/arrivals.html", context)


@needs(Permission.ARRIVAL_ATTEST)
def attest(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Attest having seen the person; nobody learns here of a case that is not expected."""
    if not may_attest_here(me.actor, file_id, me.at):
        raise Unknown
    form = AttestForm(next(iter(heads_counted(file_id)), None), request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        why = HeadsWhy[asked.get("why") or HeadsWhy.UNKNOWN.name]
        attest_arrival(me, file_id, asked["seen"], asked["head_count"], why)

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("casework:arrivals")
    context = {
        "title": gettext("Attest arrival: %(alias)s") % {"alias": alias_of(file_id)},
        "lead": gettext("Two different people attest, one of them from outside the case."),
        "button": gettext("Attest"),
        "back": reverse("casework:arrivals"),
        "back_label": gettext("Arrivals"),
    }
    return form_page(request, form, "office/form.html", context)
