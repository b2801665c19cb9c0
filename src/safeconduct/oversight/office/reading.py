"""The access log: who looked at what, by officer and by case; what to ask about."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Unknown
from safeconduct.oversight.access import AccessPage, Told, access_page, readers, to_ask_about
from safeconduct.oversight.core.reading import Sign, limits
from safeconduct.oversight.queries import SHOWN
from safeconduct.web.say import say, say_day

HEX = frozenset("0123456789abcdef")
FILE_DIGITS = 32


@needs(Permission.OVERSIGHT_READ)
def reading_page(request: HttpRequest, me: Signed) -> HttpResponse:
    """?officer= (key id) and ?file= narrow the list, ?before= goes on from a line number."""
    officer, file = request.GET.get("officer", ""), request.GET.get("file", "")
    before = request.GET.get("before", "")
    names = readers()
    if (officer and officer not in names) or (file and not _is_file(file)):
        raise Unknown
    if before and not before.isdecimal():
        raise Unknown
    page = access_page(officer, file, int(before) if before else None)
    context = {
        "lines": [(one, say_kind(one.kind), one.file[:SHOWN]) for one in page.lines],
        "officers": sorted(names.items(), key=lambda item: item[1]),
        "officer": officer,
        "file": file[:SHOWN],
        "signs": [] if before else [_told(one) for one in to_ask_about(me.at)],
        "days": limits().days,
        **_ways(page, officer, file, bool(before)),
    }
    return render(request, "oversight/reading.html", context)


def _is_file(text: str) -> bool:
    return len(text) == FILE_DIGITS and set(text) <= HEX


def say_kind(kind: str) -> str:
    """What was looked at, in words."""
    return {
        "casework.case.read": gettext("the case"),
        "casework.identity.unsealed": gettext("the identity, unsealed"),
        "contact.attachment.read": gettext("a file that was sent"),
        "contact.letter.opened": gettext("a letter"),
        "materiel.claim.read": gettext("an equipment claim"),
        "passage.crossing.read": gettext("the crossing"),
        "screening.hit.read": gettext("a screening hit"),
        "testimony.package.read": gettext("a disclosure package"),
        "testimony.statement.read": gettext("a statement"),
        "vetting.track.read": gettext("vetting"),
    }[kind]


def _told(one: Told) -> tuple[str, str, str]:
    """(officer, why to ask, the numbers behind it)."""
    sign = one.sign
    if sign.sign is Sign.MANY:
        numbers = gettext("%(count)s cases on %(day)s; %(usual)s on a usual day") % {
            "count": sign.count,
            "day": say_day(sign.on) if sign.on else "",
            "usual": round(sign.usual),
        }
    else:
        numbers = ngettext(
            "case %(file)s, on %(count)s day", "case %(file)s, on %(count)s days", sign.count
        )
        numbers = numbers % {"file": sign.file[:SHOWN], "count": sign.count}
    return one.who, say(sign.sign), numbers


def _ways(page: AccessPage, officer: str, file: str, later: bool) -> dict[str, Any]:
    here = reverse("oversight:reading")
    asked = {key: value for key, value in (("officer", officer), ("file", file)) if value}

    def way(**more: object) -> str:
        return f"{here}?{urlencode({**asked, **more})}" if asked or more else here

    return {
        "newest_url": way() if later else None,
        "older_url": way(before=page.older) if page.older else None,
    }
