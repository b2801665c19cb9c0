"""Sheets for paper: a case in short, the card for an arrival; the alias heads each page."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from safeconduct.accounts.conflicts import ask_conflicts
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import team_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.office.case import conflicts_say
from safeconduct.casework.office.task import quiet_says
from safeconduct.casework.office.words import choices_say, person_says
from safeconduct.casework.queries import (
    CaseView,
    case_for,
    conditions,
    consents,
    people,
    tasks_for,
)
from safeconduct.casework.services import note_read
from safeconduct.common.refusal import Unknown
from safeconduct.vault.queries import open_file
from safeconduct.web.say import say, say_moment
from safeconduct.web.together import read

Section = tuple[str, list[tuple[str, str]]]
SHEETS = {"case": gettext_lazy("Case in short"), "arrival": gettext_lazy("Arrival card")}


@needs(Permission.CASE_READ)
def sheet(request: HttpRequest, me: Signed, file_id: UUID, name: str) -> HttpResponse:
    """One sheet of a case; what this officer's keys do not open is not on it."""
    case = case_for(me.actor, file_id, me.at)
    if name not in SHEETS:
        raise Unknown
    note_read(me, file_id)
    head = _head(case)
    more = _arrival(file_id) if name == "arrival" else _short(me, file_id)
    context: dict[str, Any] = {
        "case": case,
        "title": SHEETS[name],
        "sections": [head, *(part for part in more if part[1])],
    }
    return render(request, "casework/print.html", context)


def _head(case: CaseView) -> Section:
    attested = gettext("%(n)s of 2") % {"n": case.state.arrivals}
    return gettext("Case"), [
        (gettext("Kind"), say(case.kind)),
        (gettext("Stage"), say(case.state.stage)),
        (gettext("Language"), case.language.upper()),
        (gettext("Danger"), say(case.danger)),
        (gettext("Arrival attested"), attested),
    ]


def _arrival(file_id: UUID) -> list[Section]:
    """What reception does first, for everybody alike: no name, no place, no facts."""
    first = [kind for kind in task_types().values() if kind.on == "arrived"]
    rows = [(say(kind.role), gettext(kind.say)) for kind in first if not kind.repeat_days]
    told = gettext("Whoever declines, or does not say who they are, loses nothing by it.")
    hours = (gettext("Quiet hours"), quiet_says(file_id))
    return [(gettext("First"), rows), (gettext("Remember"), [(gettext("Always"), told), hours])]


def _short(me: Signed, file_id: UUID) -> list[Section]:
    tasks = [(one.say, say_moment(one.due_at)) for one in tasks_for(me.actor, me.at, file_id)]
    team = [(alias, say(role)) for alias, role in team_of(file_id)]
    known = [person_says(one) for one in people(open_file(me.keys, file_id))]
    who = [
        (one["who"], " · ".join(f"{label} {value}" for label, value in one["facts"]))
        for one in known
        if one["facts"]
    ]
    acts = may(me.actor, Permission.CASE_ACT)
    return [
        (gettext("Tasks"), tasks),
        (gettext("Officers on this case"), team),
        (gettext("People"), who if acts else []),
        (
            gettext("Choices and conditions of the person"),
            choices_say(consents(file_id), conditions(file_id)) if acts else [],
        ),
        (gettext("Conflicts of interest"), conflicts_say(me, read(ask_conflicts(file_id)))),
    ]
