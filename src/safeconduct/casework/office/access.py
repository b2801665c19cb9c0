"""Pages on which a place on a case ends: taken off, passed on, or lent for some hours."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.conflicts import in_conflict
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import CHOSEN, Leaving, Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import roles_by_officer, standing_team, team_of
from safeconduct.accounts.services import NEEDS
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import UNSEAL_HOURS, Lend
from safeconduct.casework.office.forms import TeamForm
from safeconduct.casework.office.look import Look, Part
from safeconduct.casework.queries import CaseView, case_for
from safeconduct.casework.services import access
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say

Choices = list[tuple[str, str]]


class OfficerForm(PlainForm):
    """One officer of those shown; nobody is chosen beforehand."""

    officer = forms.ChoiceField(label=_("Officer"))

    def __init__(self, officers: Choices, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [("", _("Choose")), *officers]  # type: ignore[attr-defined]

    def chosen(self) -> UUID:
        """The officer's id."""
        return UUID(self.cleaned_data["officer"])


class TakeOffForm(OfficerForm):
    """Who, and why: a closed list."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, officers: Choices, *args: object, **kwargs: object) -> None:
        super().__init__(officers, *args, **kwargs)
        self.fields["reason"].choices = [(one.name, say(one)) for one in CHOSEN]  # type: ignore[attr-defined]


class LendForm(TeamForm):
    """Who in which role, for how many hours and what for."""

    hours = forms.IntegerField(
        label=_("For how many hours?"), min_value=1, max_value=UNSEAL_HOURS, initial=1,
        help_text=_("Ten at most. It ends by itself."),
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("What for?"), widget=forms.RadioSelect)

    def __init__(
        self, places: list[tuple[str, Choices]], *args: object, **kwargs: object
    ) -> None:
        super().__init__(places, *args, **kwargs)
        self.fields["reason"].choices = [(one.name, say(one)) for one in Lend]  # type: ignore[attr-defined]


@needs(Permission.MEMBER_TAKE_OFF)
def take_off(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Take an officer off the case, with every key to it."""
    case = case_for(me.actor, file_id, me.at)
    form = TakeOffForm(_on_the_case(me, file_id), request.POST or None)
    context = {
        "title": gettext("Take an officer off the case"),
        "lead": gettext(
            "Their keys to this case end at once. What they have read before, they have read."
        ),
        "button": gettext("Take off"),
    }

    def deed() -> None:
        reason = Leaving[form.cleaned_data["reason"]]
        access.take_off(me, file_id, form.chosen(), reason)

    return _page(request, case, form, context, deed)


@needs(Permission.MEMBER_HAND_OVER)
def pass_on(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Give one's own place on the case to a colleague."""
    case = case_for(me.actor, file_id, me.at)
    form = OfficerForm(_colleagues(me, file_id), request.POST or None)
    context = {
        "title": gettext("Pass on your place"),
        "lead": gettext(
            "Your colleague gets your role on this case and its keys. Yours end at once, and "
            "you no longer see the case."
        ),
        "button": gettext("Pass on"),
    }

    def deed() -> None:
        access.pass_on(me, file_id, form.chosen())

    return _page(request, case, form, context, deed, reverse("my-work"))


@needs(Permission.MEMBER_ASSIGN)
def lend(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Put an officer on the case for some hours."""
    case = case_for(me.actor, file_id, me.at)
    form = LendForm(_places_for_hours(me, file_id), request.POST or None)
    context = {
        "title": gettext("Put an officer on the case for some hours"),
        "lead": gettext("They get what their role needs. Place and keys end by themselves."),
        "button": gettext("Add"),
    }

    def deed() -> None:
        asked, (officer, role) = form.cleaned_data, form.chosen()
        access.lend(me, file_id, officer, role, asked["hours"], Lend[asked["reason"]])

    return _page(request, case, form, context, deed)


def _page(
    request: HttpRequest,
    case: CaseView,
    form: PlainForm,
    context: dict[str, Any],
    deed: Callable[[], None],
    after: str = "",
) -> HttpResponse:
    back = reverse("case-page", args=[case.file_id])
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect(after or back)
    found = {**context, "back": back, "back_label": case.alias}
    return form_page(request, form, "office/form.html", found)


def _on_the_case(me: Signed, file_id: UUID) -> Choices:
    """Everybody on the case but oneself, with the role there."""
    roles = dict(team_of(file_id))
    return [
        (str(officer), f"{alias} · {say(roles[alias])}")
        for officer, alias, _held in roles_by_officer()
        if alias in roles and officer != me.actor.officer_id
    ]


def _colleagues(me: Signed, file_id: UUID) -> Choices:
    """Officers who hold one's role on the case and are not on it."""
    team = standing_team(me.actor, file_id).standings
    mine, shut = team.get(me.actor.officer_id), in_conflict(file_id)
    return [
        (str(officer), alias)
        for officer, alias, held in roles_by_officer()
        if mine and officer not in team and officer not in shut and mine.role in held
    ]


def _places_for_hours(me: Signed, file_id: UUID) -> list[tuple[str, Choices]]:
    """(role, its officers who are not on the case) for the roles whose keys one can give."""
    keys, team = open_file(me.keys, file_id, lasting=True), dict(team_of(file_id))
    found, shut = [], in_conflict(file_id)
    for role in sorted(NEEDS):
        rows = [
            (f"{officer} {role.value}", f"{alias} · {say(role)}")
            for officer, alias, held in roles_by_officer()
            if role in held and alias not in team and officer not in shut
        ]
        given = all(keys.may_open(part) for part in NEEDS[role])
        found += [(say(role), rows)] if given and rows else []
    return found


def ways(me: Signed, file_id: UUID) -> list[dict[str, str]]:
    """What else may be done about the team, for its page."""
    offered = (
        (Permission.MEMBER_TAKE_OFF, gettext("Take an officer off the case"), "take-off"),
        (
            Permission.MEMBER_ASSIGN,
            gettext("Put an officer on the case for some hours"),
            "lend",
        ),
        (Permission.MEMBER_HAND_OVER, gettext("Pass on your place"), "pass-on"),
    )
    return [
        {"label": label, "url": reverse(f"casework:{name}", args=[file_id])}
        for permission, label, name in offered
        if may(me.actor, permission)
    ]


def part(look: Look) -> Part:
    """Passing the own place on, from the case page; the rest stands on the team's page."""
    return Part(acts=[way for way in ways(look.me, look.file_id) if "pass-on" in way["url"]])
