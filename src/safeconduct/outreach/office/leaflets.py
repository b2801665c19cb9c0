"""Cards to print: what they look like, and their files."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.outreach.core.cards import NAMES, Size, card
from safeconduct.outreach.core.languages import LANGUAGES, OWN_NAMES
from safeconduct.outreach.core.layout import Facts
from safeconduct.outreach.genuine import key_print, own_addresses, season_words
from safeconduct.outreach.leaflets import facts, font_ready, pdf, svgs

FORMS = {"pdf": "application/pdf", "front": "image/svg+xml", "back": "image/svg+xml"}


@needs(Permission.GUIDANCE_READ)
def cards_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """Every card of a language (?language=), with ?address= of ours and ?word=1 filled in."""
    language = request.GET.get("language") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise Unknown
    here = reverse("outreach:cards")
    addresses = own_addresses(me.at.date())
    period, words = season_words(settings.KEY_FOLDER, datetime.now(UTC))
    context: dict[str, object] = {"addresses": addresses, "language": language}
    context["period"] = period if words else ""
    if not font_ready():
        context["why_none"] = gettext("Install the package fonts-dejavu-core on this server.")
    elif not addresses:
        context["why_none"] = gettext("Sign mirrors.txt, or name our hosts in SC_OUR_HOSTS.")
    else:
        filled = _filled(request, addresses, language)
        asked = urlencode({"address": filled.address, **({"word": 1} if filled.word else {})})
        context |= {
            "tabs": [
                (OWN_NAMES[one], f"{here}?language={one}&{asked}", one == language)
                for one in LANGUAGES
            ],
            "cards": [_shown(name, language, filled) for name in NAMES],
            "filled": filled,
            "asked": asked,
        }
    return render(request, "outreach/cards.html", context)


@needs(Permission.GUIDANCE_READ)
def card_file(
    request: HttpRequest, me: Signed, name: str, language: str, size: str, form: str
) -> HttpResponse:
    """One card as a file: pdf with both sides, or one side as svg."""
    if name not in NAMES or language not in LANGUAGES or form not in FORMS:
        raise Unknown
    found = card(name)
    if size not in found.sizes:
        raise Unknown
    filled = _filled(request, own_addresses(me.at.date()), language)
    if form == "pdf":
        body = pdf(found, language, Size(size), filled)
    else:
        body = svgs(found, language, Size(size), filled)[form == "back"].encode()
    answer = HttpResponse(body, content_type=FORMS[form])
    ending = "pdf" if form == "pdf" else f"{form}.svg"
    file_name = f"{name}-{language}-{size.lower()}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _filled(request: HttpRequest, addresses: tuple[str, ...], language: str) -> Facts:
    """What was asked to be filled in; Unknown for an address that is none of ours."""
    address = request.GET.get("address") or next(iter(addresses), "")
    if address not in addresses:
        raise Unknown
    key = key_print(settings.PROOF_FOLDER)
    if not request.GET.get("word"):
        return facts(address, key=key)
    period, words = season_words(settings.KEY_FOLDER, datetime.now(UTC))
    return facts(address, dict(words).get(language, ""), period, key)


def _shown(name: str, language: str, filled: Facts) -> dict[str, object]:
    found = card(name)
    return {
        "name": name,
        "title": found.title[language],
        "version": found.version,
        "day": found.day,
        "reviewed": found.reviewed[language],
        "sizes": [one.value for one in found.sizes],
        "sides": [_inline(one) for one in svgs(found, language, Size.A6, filled)],
    }


def _inline(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308  made by core/svg.py, which escapes every text
