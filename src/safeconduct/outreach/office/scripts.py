"""What the voice line says and what a text message is answered, to read and to copy."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.outreach.core.languages import LANGUAGES, OWN_NAMES
from safeconduct.outreach.core.said import Texts, fill
from safeconduct.outreach.core.sms import parts, sms
from safeconduct.outreach.core.voice import AGAIN, BACK, START, voice
from safeconduct.outreach.genuine import day_words, own_addresses


@needs(Permission.GUIDANCE_READ)
def scripts_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """The whole of a language (?language=), with today's word and our first address."""
    language = request.GET.get("language") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise Unknown
    here = reverse("outreach:scripts")
    period, words = day_words(settings.KEY_FOLDER, datetime.now(UTC))
    address = next(iter(own_addresses(me.at.date())), "")
    holes = {
        "word": dict(words).get(language) or gettext("[word of the day]"),
        "address": address.partition("://")[2] or gettext("[our address]"),
    }
    context = {
        "tabs": [
            (OWN_NAMES[one], f"{here}?language={one}", one == language) for one in LANGUAGES
        ],
        "language": language,
        "voice": voice(),
        "sms": sms(),
        "reviewed": voice().reviewed[language] and sms().reviewed[language],
        "nodes": _nodes(language, holes),
        "answers": _answers(language, holes),
        "period": period if words else "",
    }
    return render(request, "outreach/scripts.html", context)


def _nodes(language: str, holes: Texts) -> list[dict[str, object]]:
    """Each place of the voice line, and (key, what it is called, where it leads)."""
    line = voice()
    again, back = (line.phrases[one][language] for one in ("again", "start"))
    return [
        {
            "name": name,
            "label": node.label[language],
            "said": fill(node.said[language], holes),
            "ways": [
                *((key, line.nodes[to].label[language], to) for key, to in node.keys.items()),
                (AGAIN, again, name),
                *([] if name == START else [(BACK, back, START)]),
            ],
        }
        for name, node in line.nodes.items()
    ]


def _answers(language: str, holes: Texts) -> list[dict[str, object]]:
    filled = ((one, fill(one.said[language], holes)) for one in sms().answers)
    return [{"reply": one.reply, "said": said, "parts": parts(said)} for one, said in filled]
