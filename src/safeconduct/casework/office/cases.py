"""The officer's cases, and a search in them; the words never stand in an address."""

from django.http import HttpRequest, HttpResponse

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.office.forms import SearchForm
from safeconduct.casework.queries import cases_for
from safeconduct.casework.queries.search import Found
from safeconduct.web.forms import attempt, form_page

LISTED = 200


@needs(Permission.CASE_READ, reads=True)
def cases(request: HttpRequest, me: Signed) -> HttpResponse:
    """All cases, the greatest danger first; after a search (on the record) those that fit."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: list[Found] = []
    if form.is_valid():
        attempt(form, lambda: found.append(services.search(me, form.cleaned_data["words"])))
    shown = {"found": found[0]} if found else {"cases": cases_for(me.actor, me.at)[:LISTED]}
    return form_page(request, form, "casework/cases.html", shown)
