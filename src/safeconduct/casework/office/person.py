"""The page of one person of a case: what is written down, corrected where it is wrong."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.office.forms import PersonForm
from safeconduct.casework.office.words import (
    choices_history,
    conditions_history,
    relation_says,
)
from safeconduct.casework.queries import case_for, people
from safeconduct.casework.queries.content import APPLICANT, FACTS, PersonView, card_text
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.stale import SeenForm, written_first


class FactsForm(SeenForm, PersonForm):
    """The facts of a person who is on the case already: who it is to them does not change."""

    relation = None  # type: ignore[assignment]  # removes the field


@needs(Permission.CASE_ACT)
def person(request: HttpRequest, me: Signed, file_id: UUID, person_id: UUID) -> HttpResponse:
    """What is written down of one person; for the applicant, what they chose as well."""
    case = case_for(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    view = _of(keys, person_id)
    form = FactsForm(request.POST or None, initial=_initial(view))

    def deed() -> None:
        said = form.cleaned_data
        card = {name: str(said[name]) for name in FACTS if said[name]}
        services.correct_person(me, file_id, person_id, card, form.shown())

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("casework:person", file_id, person_id)
    is_applicant = view.relation == APPLICANT
    context = {
        "title": relation_says(view.relation),
        "lead": gettext(
            "Correct what is wrong: what stood there before is not kept. All five facts are "
            "optional."
        ),
        "button": gettext("Correct it"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
        "file_id": file_id,
        "applicant": is_applicant,
        "choices": choices_history(file_id) if is_applicant else [],
        "conditions": conditions_history(file_id) if is_applicant else [],
    }
    if form.changed:
        return written_first(request, form, card_text(_of(keys, person_id)), context)
    return form_page(request, form, "casework/person.html", context)


def _of(keys: FileKeys, person_id: UUID) -> PersonView:
    """Unknown when nobody of this file is meant; Refused without the key to who it is."""
    view = next((one for one in people(keys) if one.id == person_id), None)
    if view is None or view.moved_to is not None:
        raise Unknown
    if view.card is None:
        raise Refused([Vault.NO_KEY])
    return view


def _initial(view: PersonView) -> dict[str, str]:
    card: dict[str, str] = json.loads(view.card or "{}")
    return card | {"seen": card_text(view)}
