"""The first page (choose a language) and the icon that is not there."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def languages(request: HttpRequest) -> HttpResponse:
    """Three languages, nothing else; the browser's own wish is not read."""
    return render(request, "public/languages.html")


def no_icon(request: HttpRequest) -> HttpResponse:
    """There is none; a browser may keep this answer as long as the style sheet.

    It would ask again with every page otherwise.
    """
    del request
    kept = f"max-age={settings.WHITENOISE_MAX_AGE}"
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Cache-Control": kept})
