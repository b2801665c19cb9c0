"""What every page of a door shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils import translation

from safeconduct.accounts.queries import is_member
from safeconduct.accounts.signed import Signed
from safeconduct.doors.office.done import done_say
from safeconduct.doors.office.nav import nav_for
from safeconduct.outreach.core.languages import LANGUAGES, OWN_NAMES
from safeconduct.outreach.core.pages import languages_of
from safeconduct.web.middleware import reads_in_more


def page(request: HttpRequest) -> dict[str, Any]:
    """Watermark, languages, and for the office the way around."""
    shared: dict[str, Any] = {
        "demo": settings.DEMO and not settings.TRAINING,
        "training": settings.TRAINING,
        "languages": _languages(request),
        "door_base": f"base_{settings.DOOR}.html",
    }
    me = getattr(request, "me", None)
    if me is not None:
        shared |= {
            "done": done_say(request),
            "nav": nav_for(me.actor, request.path),
            "actor_alias": me.actor.alias,
            "sign_out_url": reverse("accounts:sign-out"),
            "lockdown_url": reverse("accounts:lockdown"),
            "case_url": lambda: _case_url(request, me),
        }
    if settings.DOOR == "public":
        shared["exit_url"] = _exit_url()
    return shared


def _case_url(request: HttpRequest, me: Signed) -> str:
    """The case that the address of the page names, for its members; asked for by few pages."""
    match = request.resolver_match
    file_id = match.kwargs.get("file_id") if match else None
    if file_id is None or not is_member(me.actor, file_id, me.at):
        return ""
    return reverse("case-page", args=[file_id])


def _exit_url() -> str:
    try:
        return reverse("contact:leave")
    except NoReverseMatch:
        return settings.EXIT_URL


def _languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """(code, own name, address of this page in that language)."""
    now = translation.get_language() or "en"
    match, found = request.resolver_match, []
    for code in _offered(match):
        if request.path.startswith(f"/{now}/"):
            address = f"/{code}/" + request.path[len(now) + 2 :]
        else:
            address = f"/{code}/"
        found.append((code, OWN_NAMES[code], address))
    return found


def _offered(match: ResolverMatch | None) -> tuple[str, ...]:
    """Guidance is read in more languages than forms are."""
    if match and match.url_name == "languages":
        return languages_of("home")
    if match and reads_in_more(match):
        return languages_of(match.kwargs.get("slug", "home")) or LANGUAGES
    return LANGUAGES
