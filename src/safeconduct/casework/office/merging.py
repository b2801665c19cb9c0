"""The page on which two files are looked at side by side before they are merged."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info, gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import team_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.office.words import person_says
from safeconduct.casework.queries import CaseView, case_for, people
from safeconduct.casework.services import note_read
from safeconduct.common.refusal import Unknown
from safeconduct.vault.queries import open_file
from safeconduct.web.say import say, say_day


@needs(Permission.CASE_ACT)
def beside(request: HttpRequest, me: Signed, file_id: UUID, other: UUID) -> HttpResponse:
    """Both files, for an officer on both; 404 as for no such case otherwise."""
    if file_id == other:
        raise Unknown
    cases = [case_for(me.actor, one, me.at) for one in (file_id, other)]
    for case in cases:
        note_read(me, case.file_id)
    rows = zip(*(_told(me, case) for case in cases), strict=True)
    context = {
        "case": cases[0],
        "other": cases[1],
        "rows": [(left[0], left[1], right[1], left[1] == right[1]) for left, right in rows],
    }
    return render(request, "casework/beside.html", context)


def _told(me: Signed, case: CaseView) -> list[tuple[str, list[str]]]:
    """(label, lines) of what is in clear, then the people as far as the own key opens them."""
    return [
        (gettext("Stage"), [say(case.state.stage)]),
        (gettext("Who writes?"), [say(case.kind)]),
        (gettext("Danger"), [say(case.danger)]),
        (gettext("Language"), [get_language_info(case.language)["name_translated"]]),
        (gettext("Opened"), [say_day(case.opened_at.date())]),
        (gettext("Arrival attested"), [str(case.state.arrivals)]),
        (gettext("Team"), [f"{alias} ({say(role)})" for alias, role in team_of(case.file_id)]),
        (gettext("People"), _people(me, case.file_id)),
    ]


def _people(me: Signed, file_id: UUID) -> list[str]:
    return [_person(person_says(one)) for one in people(open_file(me.keys, file_id))]


def _person(told: dict[str, Any]) -> str:
    if told["facts"] is None:
        return f"{told['who']} ({gettext('sealed')})"
    facts = " · ".join(f"{label}: {value}" for label, value in told["facts"])
    return f"{told['who']}: {facts or gettext('nothing is written down')}"
