"""The case page: one column order for all roles, composed from the rooms' own reads."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.office.views import case_context
from safeconduct.casework.services import note_read
from safeconduct.contact.queries import conversation, waiting_of
from safeconduct.doors.office.cards import acts_of, cards_of
from safeconduct.doors.office.timeline import events
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file


@needs(Permission.CASE_READ)
def show(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Alert, head, what next, a card per track, tasks, letters, what happened."""
    context = case_context(me, file_id)  # Unknown for strangers: before anything else is read
    note_read(me, file_id)
    keys = open_file(me.keys, file_id)
    may_read = keys.may_open(Compartment.CONTACT)
    acts, refused = acts_of(me, file_id)
    context |= {
        "acts": acts + context["acts"],
        "refused": refused + context["refused"],
        "cards": cards_of(me, keys),
        "waiting": waiting_of(file_id),
        "messages": conversation(keys) if may_read else None,
        "events": events(me, file_id),
    }
    return render(request, "office/case.html", context)
