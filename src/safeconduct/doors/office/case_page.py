"""The case page: one column order for all roles, composed from the rooms' own reads."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.kinds import tracks_without
from safeconduct.casework.core.terms import Erasing, WhyNot
from safeconduct.casework.office.case import ask_context
from safeconduct.casework.office.look import Look
from safeconduct.casework.queries import case_for
from safeconduct.casework.services import note_read
from safeconduct.common.refusal import Unknown
from safeconduct.doors.office.cards import ask_parts
from safeconduct.doors.office.letters import ask_letters
from safeconduct.doors.office.timeline import ask_timeline, timeline
from safeconduct.vault.queries import open_file
from safeconduct.web.say import say
from safeconduct.web.together import each, read

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
    look = Look(me, case, open_file(me.keys, file_id))
    context, parts, letters, told = read(
        each([ask_context(look), ask_parts(look), ask_letters(look), ask_timeline(me, file_id)])
    )
    context |= {
        "cards": [part.card for part in parts if part.card],
        "acts": [act for part in parts for act in part.acts],
        **parted([act for part in parts for act in part.refused]),
        **letters,
        **told,
        "without": tracks_without(case.kind),
        "may_act": look.may(Permission.CASE_ACT),
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
