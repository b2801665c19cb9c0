"""The page of what the person may be told; it shows no decision and gives no reason."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.briefing import Extent, what_may_be_told
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.queries import case_for
from safeconduct.vault.queries import open_file


@needs(Permission.REPLY_POST)
def briefing(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """What may be told, section by section."""
    case = case_for(me.actor, file_id, me.at)
    told = what_may_be_told(file_id, keys=open_file(me.keys, file_id))
    sections = [(part, part.extent is Extent.WHOLE) for part in told.sections]
    return render(request, "casework/briefing.html", {"case": case, "sections": sections})


def part(look: Look) -> Part:
    """Answering, asking, and what may be told; the same for every case."""
    if not look.may(Permission.REPLY_POST):
        return NO_PART
    ways = (
        (gettext("Answer the person"), "casework:answer"),
        (gettext("Ask a question"), "casework:ask"),
        (gettext("See what may be told"), "casework:briefing"),
    )
    args = [look.file_id]
    return Part(acts=[{"label": text, "url": reverse(name, args=args)} for text, name in ways])
