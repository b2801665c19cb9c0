"""Guidance: no cookie, no form, nothing asked; and the signed proof that it is ours."""

from datetime import UTC, date, datetime
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from safeconduct.outreach.core.languages import MORE
from safeconduct.outreach.core.pages import FOR_WHOM, Page, page, slugs
from safeconduct.outreach.core.posture import Posture
from safeconduct.outreach.genuine import proof, signs
from safeconduct.outreach.queries import standing
from safeconduct.outreach.reach import seen


def _here() -> str:
    return translation.get_language() or "en"


def _page(slug: str) -> Page:
    try:
        return page(_here(), slug)
    except LookupError as error:
        raise Http404 from error


@lru_cache(maxsize=1024)
def _said(found: Page, posture: Posture) -> tuple[SafeString, SafeString]:
    """The opening paragraph and the rest, as HTML."""
    # The renderer escapes everything and knows no raw HTML; tests/outreach proves it.
    lead, end, rest = found.html(posture=posture).partition("</p>")
    return mark_safe(lead + end), mark_safe(rest)  # noqa: S308


def _today() -> date:
    return datetime.now(UTC).date()


def _context(found: Page) -> dict[str, object]:
    now = standing()
    lead, rest = _said(found, now.now)
    return {
        "page": found,
        "lead": lead,
        "rest": rest,
        "notice": now.notice(found.language),
        "overdue": found.overdue(_today()),
        "sources": [(one, one.title(found.language)) for one in found.sources],
        "only_read": found.language in MORE,
    }


def home(request: HttpRequest) -> HttpResponse:
    """Who we are, what will and will not happen, and the two ways on: write, come back."""
    return _shown(request, "outreach/home.html", _page("home"))


def everything(request: HttpRequest) -> HttpResponse:
    """Every page, those for one kind of reader first."""
    here = [slug for slug in slugs(_here()) if slug != "home"]
    found = {
        "readers": [_page(slug) for slug in here if slug in FOR_WHOM],
        "others": [_page(slug) for slug in here if slug not in FOR_WHOM],
    }
    return render(request, "outreach/every_page.html", found)


def guidance(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of guidance; the one about being genuine shows the signs of today too."""
    found = _page(slug)
    template = "outreach/genuine.html" if slug == "genuine" else "outreach/page.html"
    return _shown(request, template, found)


def _shown(request: HttpRequest, template: str, found: Page) -> HttpResponse:
    context = _context(found)
    if found.slug == "genuine":
        context["signs"] = signs(_today())
    if request.method == "GET":
        seen(found.language, found.slug)
    return render(request, template, context)


def proof_file(request: HttpRequest, name: str) -> HttpResponse:
    """mirrors.txt, canary.txt, the public key and their signatures, as they were signed."""
    del request
    body = proof(settings.PROOF_FOLDER, name)
    if body is None:
        raise Http404
    return HttpResponse(body, content_type="text/plain; charset=utf-8")
