"""The case page: one column order for all roles, composed from the rooms' own reads."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Erasing, WhyNot
from safeconduct.casework.office.views import case_context
from safeconduct.casework.queries import case_for, erasure_due
from safeconduct.casework.services import note_read
from safeconduct.common.refusal import Unknown
from safeconduct.contact.attachments import files_of
from safeconduct.contact.queries import alarm_days, conversation, waiting_of
from safeconduct.doors.office.cards import acts_of, cards_of
from safeconduct.doors.office.letters import told
from safeconduct.doors.office.timeline import timeline
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file
from safeconduct.web.say import say

# What nobody can mend on this page is folded; every other refusal stands open.
OTHER_ROLE = (Account.ROLE,)
OTHER_STAGE = (WhyNot.NOT_THIS_KIND, WhyNot.NOT_THIS_STAGE)
Refusals = list[dict[str, Any]]


@needs(Permission.CASE_READ)
def show(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Alert, head, what next, a card per track, tasks, letters, what happened."""
    case = case_for(me.actor, file_id, me.at)  # Unknown for strangers: before anything is read
    note_read(me, file_id)
    if case.state.erasing is Erasing.DONE:
        context = {"case": case, **timeline(me, file_id)}
        return render(request, "office/erased.html", context)
    context = case_context(me, file_id)
    keys = open_file(me.keys, file_id)
    may_read = keys.may_open(Compartment.CONTACT)
    acts, refused = acts_of(me, file_id)
    context |= {
        "acts": acts + context["acts"],
        **parted(refused + context["refused"]),
        "cards": cards_of(me, keys),
        "waiting": waiting_of(file_id) if may(me.actor, Permission.LETTER_OPEN) else [],
        "files": files_of(keys) if may_read else [],
        "may_take": may(me.actor, Permission.LETTER_OPEN),
        "messages": [told(one) for one in conversation(keys)] if may_read else None,
        "alarms": alarm_days(keys) if may_read else [],
        **timeline(me, file_id),
        "erasure_due": erasure_due(file_id),
        "may_act": may(me.actor, Permission.CASE_ACT),
    }
    return render(request, "office/case.html", context)


@needs(Permission.CASE_READ)
def history(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Everything that happened on a case (?before= goes on from a line of the record)."""
    case = case_for(me.actor, file_id, me.at)
    asked = request.GET.get("before")
    if asked is not None and not asked.isdecimal():
        raise Unknown
    note_read(me, file_id)
    context = {"case": case, **timeline(me, file_id, int(asked) if asked else None)}
    return render(request, "office/history.html", context | {"all_url": None})


def parted(refused: Refusals) -> dict[str, Refusals]:
    """Refused acts in three: for this officer now, at another stage, by other roles."""
    parts: dict[str, Refusals] = {"refused": [], "other_stage": [], "other_role": []}
    roles, stages = ({say(why) for why in whys} for whys in (OTHER_ROLE, OTHER_STAGE))
    for act in refused:
        reasons = set(act["reasons"])
        part = "other_role" if roles & reasons else "refused"
        if stages & reasons:
            part = "other_stage"
        parts[part].append(act)
    return parts
