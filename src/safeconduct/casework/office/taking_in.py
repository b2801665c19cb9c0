"""A letter at the desk: read it, and make a case of it that is led and answered."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of, with_role
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.core.phrases import PHRASES, phrases_for
from safeconduct.casework.core.rules import kind_said
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.office.forms import OpenCaseForm, PhrasesForm
from safeconduct.casework.queries import exists
from safeconduct.casework.services.taking_in import take_in
from safeconduct.catalogues.queries import in_force
from safeconduct.contact.attachments import files_of
from safeconduct.contact.core.desk import Claim
from safeconduct.contact.core.terms import Danger
from safeconduct.contact.office.words import reads_says
from safeconduct.contact.queries import letter_row, letter_rows_of, open_letter
from safeconduct.contact.services import claim
from safeconduct.vault.opening import FileKeys
from safeconduct.web.forms import attempt, form_page


class TakeInForm(PhrasesForm, OpenCaseForm):
    """What kind of case, who leads it, and a first answer; the last two can wait."""

    field_order = ("kind", "danger", "lead", "phrases", "text")

    lead = forms.ChoiceField(
        label=_("Who leads the case?"),
        help_text=_("They get the keys a case officer needs. You can add others later."),
        required=False,
    )
    text = forms.CharField(
        label=_("First answer"),
        help_text=_("Promise no country, no sum, no safety."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(phrases_for(in_force(PHRASES), 0), *args, **kwargs)
        officers = [(str(one), alias) for one, alias in with_role(Role.CASE_OFFICER)]
        self.fields["lead"].choices = [("", _("Nobody yet")), *officers]  # type: ignore[attr-defined]

    def take_in(self, me: Signed, file_id: UUID) -> None:
        """Make the case."""
        asked = self.cleaned_data
        lead = UUID(asked["lead"]) if asked["lead"] else None
        kind, danger = CaseKind(asked["kind"]), Danger(asked["danger"])
        take_in(me, file_id, kind, danger, lead, asked["text"])


@needs(Permission.LETTER_OPEN, reads=True)
def letter(request: HttpRequest, me: Signed, letter_id: UUID) -> HttpResponse:
    """Open a letter (on the record) and show it, with what can follow."""
    if request.method != "POST":
        return redirect("contact:triage")
    keys, file_id = services.read_letter(me, letter_id)
    if exists(file_id):
        open_letter(keys, letter_id)
        return redirect("case-page", file_id)
    fields = open_letter(keys, letter_id).fields
    danger = letter_row(letter_id).danger
    form = TakeInForm(initial={"danger": danger, "kind": kind_said(fields).value})
    return _page(request, me, letter_id, keys, form)


@require_POST
@needs(Permission.CASE_OPEN)
def open_case_page(request: HttpRequest, me: Signed, letter_id: UUID) -> HttpResponse:
    """Make the case of a letter's file."""
    row, form = letter_row(letter_id), TakeInForm(request.POST)
    if "insert" not in request.POST and form.is_valid():
        if attempt(form, lambda: form.take_in(me, row.file_id)):
            return redirect("case-page", row.file_id)
    elif "insert" in request.POST:
        form = TakeInForm(initial=form.with_phrases(row.language))
    return _page(request, me, letter_id, services.keys_for(me, row.file_id), form)


def _page(
    request: HttpRequest, me: Signed, letter_id: UUID, keys: FileKeys, form: TakeInForm
) -> HttpResponse:
    row, body = letter_row(letter_id), open_letter(keys, letter_id)
    held = claim(me, row.file_id)
    context = {
        "letter": row,
        "body": body,
        "reader": "" if held.officer_id == me.actor.officer_id else _reader(held),
        "further": [one for one in letter_rows_of([row.file_id])[row.file_id] if one != row],
        "files": files_of(keys, letter_id),
        "may_take": True,
    }
    return form_page(request, form, "casework/letter.html", context)


def _reader(held: Claim) -> str:
    return reads_says(held, names_of([held.officer_id]).get(held.officer_id, ""))
