"""The pages for a form whose token is missing or old, and for one that cannot be read."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stale_form(request: HttpRequest, reason: str = "", status: int = 403) -> HttpResponse:
    """Nothing was done; the person loads the form again. `reason` is Django's and not shown."""
    del reason
    return render(request, f"{settings.DOOR}/stale.html", status=status)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too large, cut off, or in another encoding; nothing was done, and nothing of it shown."""
    del exception
    context = {"door_base": f"base_{settings.DOOR}.html"}
    return render(request, "400.html", context, status=HTTPStatus.BAD_REQUEST)
