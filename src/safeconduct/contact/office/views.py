"""The triage desk: letters by danger and day, before anybody opens them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.contact.queries import letters_without_case


@needs(Permission.TRIAGE_READ)
def triage(request: HttpRequest, me: Signed) -> HttpResponse:
    """Letters without a case, the greatest danger first, then the oldest; never by rank."""
    context = {
        "letters": letters_without_case(),
        "may_take_down": may(me.actor, Permission.LETTER_TAKE_DOWN),
    }
    return render(request, "contact/triage.html", context)
