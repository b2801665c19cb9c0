"""The first page (choose a language) and the icon that is not there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def languages(request: HttpRequest) -> HttpResponse:
    """Three languages, nothing else; the browser's own wish is not read."""
    return render(request, "public/languages.html")


def no_icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for an icon by themselves: answer once, with nothing, and for a year."""
    del request
    return HttpResponse(status=204, headers={"Cache-Control": "max-age=31536000"})
