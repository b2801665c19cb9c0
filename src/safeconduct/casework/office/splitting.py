"""Pages of a split: who goes and who stays, and the words for the new file, shown once."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.terms import Ask, CaseAct, CaseKind, Confirm
from safeconduct.casework.office.forms import kinds_explained
from safeconduct.casework.office.words import person_line
from safeconduct.casework.queries import PersonView, ProposalView, case_for, people
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page, ticks
from safeconduct.web.say import say


class SplitForm(PlainForm):
    """Who goes, into a file of which kind; nobody is chosen beforehand."""

    field_order = ("people", "kind", Confirm.PARTED.name, "version")
    core_asks = frozenset({"people"})

    version = forms.IntegerField(widget=forms.HiddenInput)
    people = forms.MultipleChoiceField(
        label=_("Who gets a file of their own?"),
        help_text=_("Whoever is not ticked stays. Letters and history stay too."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Which kind is the new file?"),
        choices=kinds_explained,
        widget=forms.RadioSelect,
    )

    def __init__(self, here: list[PersonView], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= ticks({Confirm.PARTED.name: Confirm.PARTED.value})
        self.fields["people"].choices = [(one.id, person_line(one)) for one in here]  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def ask(self) -> Ask:
        """Who goes, and the kind of their file."""
        asked = self.cleaned_data
        going = tuple(UUID(one) for one in asked["people"])
        return Ask(kind=CaseKind(asked["kind"]), people=going)

    def confirmed(self) -> frozenset[Confirm]:
        """What was ticked."""
        return frozenset({Confirm.PARTED} if self.cleaned_data[Confirm.PARTED.name] else ())


@needs(Permission.CASE_READ)
def split(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Choose who gets a file of their own; a second officer with the identity key confirms."""
    case = case_for(me.actor, file_id, me.at)
    here = [one for one in people(open_file(me.keys, file_id)) if one.moved_to is None]
    form = SplitForm(here, request.POST or None, initial={"version": case.version})

    def deed() -> None:
        version = form.cleaned_data["version"]
        services.apply(me, file_id, CaseAct.SPLIT, form.confirmed(), version, form.ask())

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("case-page", file_id)
    context = {
        "title": say(TABLE[CaseAct.SPLIT].label),
        "lead": gettext("A second person must confirm this within 24 hours."),
        "button": gettext("Propose"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
    }
    return form_page(request, form, "office/form.html", context)


def who_goes(me: Signed, row: ProposalView) -> list[str]:
    """The people of a proposed split, as far as the own key opens them."""
    here = people(open_file(me.keys, row.file_id))
    return [person_line(one) for one in here if one.id in row.people]


def words_once(
    request: HttpRequest, made: services.Parted | None, file_id: UUID
) -> HttpResponse | None:
    """The words of a new file's mailbox; the page stands at no address, nothing keeps them."""
    if made is None:
        return None
    context: dict[str, Any] = {"made": made, "file_id": file_id}
    return render(request, "casework/parted.html", context)
