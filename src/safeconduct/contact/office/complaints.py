"""The ombudsman's desk: complaints from behind the return code, apart from every case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.contact.queries import complaints


@needs(Permission.COMPLAINT_READ)
def listed(request: HttpRequest, me: Signed) -> HttpResponse:
    """All complaints; first those that nobody has opened."""
    return render(request, "contact/complaints.html", {"complaints": complaints(me.at.date())})
