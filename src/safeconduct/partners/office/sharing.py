"""Which partner sees where a case stands: two of its team decide; what partners answered."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of, require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import alias_of
from safeconduct.common.refusal import Unknown
from safeconduct.partners import queries, services
from safeconduct.partners.core.terms import Basis, Matter
from safeconduct.partners.office.views import mark
from safeconduct.partners.office.words import ANSWERS
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say


class ShareForm(PlainForm):
    """With whom, and on which ground."""

    partner = forms.ChoiceField(label=_("With which partner?"), widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=_("On which ground?"), widget=forms.RadioSelect)

    def __init__(self, partners: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [(str(id_), name) for id_, name in partners]  # type: ignore[attr-defined]
        self.fields["basis"].choices = [(one.name, say(one)) for one in Basis]  # type: ignore[attr-defined]


@needs(Permission.CASE_SHARE)
def shares(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Shares of a case, what partners answered, and the form for another share."""
    require_member(me.actor, file_id, me.at)
    ready = queries.ready()
    form = ShareForm(ready, request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        partner, basis = UUID(form.cleaned_data["partner"]), Basis[form.cleaned_data["basis"]]
        if attempt(form, lambda: services.propose_share(me, file_id, partner, basis)):
            return redirect("partners:shares", file_id)
    rows = [
        {"partner": one.partner, "basis": say(one.basis), "id": one.stand.id}
        | {"open": one.stand.state != "ended"}
        | mark(one.stand.state)
        for one in queries.shares_of(file_id, me.at)
    ]
    answers = [
        {"partner": one.partner, "said": say(ANSWERS[one.answer]), "id": one.id}
        | {"about_task": one.about_task, "at": one.at, "seen": one.seen}
        for one in queries.answers_of(file_id)
    ]
    context = {
        "title": gettext("Partners of %(alias)s") % {"alias": alias_of(file_id)},
        "lead": gettext(
            "A partner sees the alias, kind, stage, language, danger, the day the case was "
            "opened, and its tasks as codes. Nothing that is sealed."
        ),
        "button": gettext("Propose"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": alias_of(file_id),
        "file_id": file_id,
        "rows": rows,
        "answers": answers,
        "ready": ready,
    }
    return form_page(request, form, "partners/shares.html", context)


@needs(Permission.CASE_SHARE)
def decide(request: HttpRequest, me: Signed, file_id: UUID, row_id: UUID) -> HttpResponse:
    """Confirm a share as a second person of the team, or end it."""
    require_member(me.actor, file_id, me.at)
    found = [one for one in queries.shares_of(file_id, me.at) if one.stand.id == row_id]
    if not found:
        raise Unknown
    row, form = found[0], PlainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = services.end if "end" in request.POST else services.confirm
        if attempt(form, lambda: deed(me, Matter.SHARE, row_id)):
            return redirect("partners:shares", file_id)
    by = row.stand.made_by
    context = {
        "title": gettext("%(alias)s and %(partner)s")
        % {"alias": alias_of(file_id), "partner": row.partner},
        "back": reverse("partners:shares", args=[file_id]),
        "back_label": gettext("Partners"),
        "facts": [(gettext("On which ground?"), say(row.basis))],
        "by": names_of([by]).get(by, ""),
        "state": mark(row.stand.state),
        "stand": row.stand,
    }
    return form_page(request, form, "partners/decide.html", context)


@needs(Permission.CASE_SHARE)
@require_POST
def seen(request: HttpRequest, me: Signed, ack_id: UUID) -> HttpResponse:
    """Mark an answer as seen."""
    del request
    return redirect("partners:shares", services.see(me, ack_id))
