"""Pages of a merge: two files side by side before, the keys for the other team after."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext, ngettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import team_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Stage
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.office.words import person_line
from safeconduct.casework.queries import CaseView, case_for, people
from safeconduct.casework.services import bring_team, note_read
from safeconduct.casework.services.merging import lacks_keys
from safeconduct.common.refusal import Unknown
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
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


@needs(Permission.MEMBER_ASSIGN)
def bring(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Give the keys of a merged case to the team of the case in which work goes on."""
    case = case_for(me.actor, file_id, me.at)
    form = PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        left: list[int] = []
        if attempt(form, lambda: left.append(bring_team(me, file_id))) and not left[0]:
            return redirect("case-page", file_id)
        if left:
            form.add_error(None, ngettext(
                "Your key does not open what %(n)s officer needs; somebody else must give it.",
                "Your key does not open what %(n)s officers need; somebody else must give it.",
                left[0],
            ) % {"n": left[0]})  # fmt: skip
    context = {
        "title": gettext("Give the keys to the team that goes on"),
        "lead": gettext(
            "Whoever works on the other case reads what the person said in this one, each in "
            "their own role."
        ),
        "button": gettext("Give the keys"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
    }
    return form_page(request, form, "office/form.html", context)


def part(look: Look) -> Part:
    """Giving the keys of a merged case to the team that goes on, while somebody lacks them."""
    merged = look.case.state.stage is Stage.MERGED
    may_give = merged and look.may(Permission.MEMBER_ASSIGN)
    if not may_give or not lacks_keys(look.me, look.file_id):
        return NO_PART
    label = gettext("Give the keys to the team that goes on")
    return Part(acts=[{"label": label, "url": reverse("casework:bring", args=[look.file_id])}])


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
    return [person_line(one) for one in people(open_file(me.keys, file_id))]
