"""Conflicts of interest of a case: declared by anybody on it, withdrawn by a supervisor."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.conflicts import ask_conflicts, file_of_conflict, in_conflict
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Cleared, Interest, Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import everybody
from safeconduct.accounts.signed import Signed
from safeconduct.casework.office.access import Choices, OfficerForm
from safeconduct.casework.office.case import conflicts_say
from safeconduct.casework.queries import case_for
from safeconduct.casework.services.conflicts import declare_conflict, withdraw_conflict
from safeconduct.common.refusal import Unknown
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.together import read


class ConflictForm(OfficerForm):
    """Whose, and what it is about: a closed list, nothing in words."""

    interest = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)

    def __init__(self, officers: Choices, *args: object, **kwargs: object) -> None:
        super().__init__(officers, *args, **kwargs)
        self.fields["interest"].choices = [(one.name, say(one)) for one in Interest]  # type: ignore[attr-defined]
        if len(officers) == 1:
            self.fields["officer"].initial = officers[0][0]


class ClearedForm(PlainForm):
    """Why it no longer stands: a closed list."""

    why = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [(one.name, say(one)) for one in Cleared]  # type: ignore[attr-defined]


@needs(Permission.CASE_READ)
def conflicts(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Declare one's own; a supervisor records that of any officer, on the case or not yet."""
    case = case_for(me.actor, file_id, me.at)
    form = ConflictForm(_officers(me, file_id), request.POST or None)
    if request.method == "POST" and form.is_valid():
        about, interest = form.chosen(), Interest[form.cleaned_data["interest"]]
        if attempt(form, lambda: declare_conflict(me, file_id, about, interest)):
            return redirect("casework:conflicts", file_id)
    found = read(ask_conflicts(file_id))
    said = conflicts_say(me, found)
    supervises, mine = may(me.actor, Permission.CONFLICT_RECORD), me.actor.officer_id
    context = {
        "title": gettext("Conflicts of interest"),
        "lead": gettext(
            "Say it early; nobody has to say more than this. Whoever has one confirms, attests "
            "and decides nothing on this case until a supervisor puts somebody else in their "
            "place. Help in danger never waits for that."
        ),
        "button": gettext("Declare"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
        "found": [
            (alias, what, one.id if supervises and one.officer_id != mine else None)
            for one, (alias, what) in zip(found, said, strict=True)
        ],
    }
    return form_page(request, form, "casework/conflicts.html", context)


def _officers(me: Signed, file_id: UUID) -> Choices:
    """Oneself; for a supervisor, everybody who has none on record yet."""
    if not may(me.actor, Permission.CONFLICT_RECORD):
        return [(str(me.actor.officer_id), me.actor.alias)]
    known = in_conflict(file_id)
    return [(str(officer), alias) for officer, alias in everybody() if officer not in known]


@needs(Permission.CONFLICT_RECORD)
def withdraw(request: HttpRequest, me: Signed, conflict_id: UUID) -> HttpResponse:
    """Withdraw one that stands, for a listed reason."""
    file_id = file_of_conflict(conflict_id)
    case = case_for(me.actor, file_id, me.at)
    row = next((one for one in read(ask_conflicts(file_id)) if one.id == conflict_id), None)
    if row is None:
        raise Unknown
    form = ClearedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = Cleared[form.cleaned_data["why"]]
        if attempt(form, lambda: withdraw_conflict(me, conflict_id, why)):
            return redirect("casework:conflicts", file_id)
    context = {
        "title": gettext("Withdraw the conflict of interest of %(officer)s")
        % {"officer": row.alias},
        "lead": f"{case.alias} · {say(row.interest)}",
        "button": gettext("Withdraw"),
        "back": reverse("casework:conflicts", args=[file_id]),
        "back_label": gettext("Conflicts of interest"),
    }
    return form_page(request, form, "office/form.html", context)
