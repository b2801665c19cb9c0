"""Guidance: no cookie, no form, nothing asked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe

from safeconduct.outreach.core.pages import READING_ORDER, Page, page


def _here() -> str:
    return translation.get_language() or "en"


def _page(slug: str) -> Page:
    try:
        return page(_here(), slug)
    except LookupError as error:
        raise Http404 from error


def _context(found: Page) -> dict[str, object]:
    # The renderer escapes everything and knows no raw HTML; tests/outreach proves it.
    lead, end, rest = found.html().partition("</p>")
    others = [_page(slug) for slug in READING_ORDER if slug not in (found.slug, "home")]
    return {
        "page": found,
        "lead": mark_safe(lead + end),  # noqa: S308
        "rest": mark_safe(rest),  # noqa: S308
        "others": others,
    }


def home(request: HttpRequest) -> HttpResponse:
    """Who we are, what will and will not happen, and the two ways on: write, come back."""
    return render(request, "outreach/home.html", _context(_page("home")))


def guidance(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of guidance."""
    return render(request, "outreach/page.html", _context(_page(slug)))
