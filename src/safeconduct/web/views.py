"""The page for a form whose token is missing or old."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing was done; the person loads the form again. `reason` is Django's and not shown."""
    del reason
    return render(request, f"{settings.DOOR}/stale.html", status=403)
