"""Who is on a case, and putting one more officer on it in a role that officer holds."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.conflicts import in_conflict
from safeconduct.accounts.core.leaving import Team, reasons_not_to_change_role
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import ask_team, roles_by_officer, standing_team, team_of
from safeconduct.accounts.services import NEEDS
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.office import keys as new_keys
from safeconduct.casework.office.access import ways
from safeconduct.casework.office.forms import TeamForm
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.queries import case_for
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.together import Reads

Groups = list[tuple[str, list[tuple[str, str]]]]


@needs(Permission.MEMBER_ASSIGN)
def team(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Put an officer on the case; their keys are made from yours."""
    case = case_for(me.actor, file_id, me.at)
    keys, here = open_file(me.keys, file_id, lasting=True), team_of(file_id)
    offered = places(keys, dict(here), standing_team(me.actor, file_id))
    form = TeamForm(offered, request.POST or None)
    if request.method == "POST" and form.is_valid():
        officer, role = form.chosen()
        if attempt(form, lambda: services.assign(me, file_id, officer, role)):
            return redirect("casework:team", file_id)  # the next one is often added at once
    context = {
        "title": gettext("Put an officer on the case"),
        "lead": gettext(
            "They can open only what their role needs and what you can open yourself."
        ),
        "button": gettext("Add"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
        "team": here,
        "ways": [*ways(me, file_id), *new_keys.ways(me, file_id)],
        "keys_say": new_keys.says(file_id),
        "not_yours": [say(role) for role in sorted(NEEDS) if not _may_give(keys, role)],
    }
    return form_page(request, form, "casework/team.html", context)


def _may_give(keys: FileKeys, role: Role) -> bool:
    """Whether the giver holds every key the role needs."""
    return all(keys.may_open(part) for part in NEEDS[role])


def places(keys: FileKeys, here: dict[str, str], team: Team) -> Groups:
    """(role, its officers) for a drop-down list: only what `assign` allows to this giver.

    Whoever works on the case in that role is left out; another role replaces the present one,
    if the case can do without that.
    """
    found: Groups = []
    shut = in_conflict(keys.file_id)
    officers = [one for one in roles_by_officer() if one[0] not in shut]
    for role in (one for one in sorted(NEEDS) if _may_give(keys, one)):
        rows = [
            (f"{officer} {role.value}", _says(alias, role, here.get(alias)))
            for officer, alias, held in officers
            if role in held
            and here.get(alias) != role.value
            and not reasons_not_to_change_role(team, officer, role, NEEDS[role])
        ]
        found += [(say(role), rows)] if rows else []
    return found


def _says(alias: str, role: Role, now: str | None) -> str:
    instead = " · " + gettext("instead of %(role)s") % {"role": say(now)} if now else ""
    return f"{alias} · {say(role)}{instead}"


def part(look: Look) -> Reads[Part]:
    """Putting an officer on the case; the first thing to do while nobody leads it."""
    if not look.may(Permission.MEMBER_ASSIGN):
        return NO_PART
    here = yield from ask_team(look.file_id)
    act = {
        "label": gettext("Put an officer on the case"),
        "url": reverse("casework:team", args=[look.file_id]),
    }
    if Role.CASE_OFFICER.value not in {role for _, role in here}:
        act |= {"kind": "main", "hint": gettext("The case has no case officer yet.")}
    return Part(acts=[act])
