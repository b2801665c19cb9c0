"""Pages of a referral, from the proposal to the printed sheet; the list of recipients."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.referral import (
    GOES_ON,
    NAME_LENGTH,
    PARTS,
    Class,
    Event,
    Ground,
    State,
)
from safeconduct.casework.office.look import Look, Part
from safeconduct.casework.office.words import person_says
from safeconduct.casework.queries import case_for, people
from safeconduct.casework.queries.referrals import (
    ReferralView,
    ask_referrals,
    recipients,
    referrals_of,
)
from safeconduct.casework.services.referring import (
    answer_referral,
    decide_recipient,
    propose_referral,
    write_recipient,
)
from safeconduct.common.refusal import Unknown
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.together import Reads

PART_SAYS = {
    Compartment.CONTACT: _("How to reach the person, and what was written about it"),
    Compartment.IDENTITY: _("Who the person is, and the family"),
    Compartment.LOCATION: _("Where the person is"),
}
EVENTS = {one.value: one for one in (Event.ACCEPT, Event.REFUSE, Event.WITHDRAW)}


class RecipientForm(PlainForm):
    """A class of the closed list, and the public name of an institution."""

    recipient_class = forms.ChoiceField(
        label=_("What is it?"),
        choices=lambda: [(one.name, say(one)) for one in Class],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name of the organisation"),
        help_text=_("Its public name; no person's name."),
        max_length=NAME_LENGTH,
    )


class ReferralForm(PlainForm):
    """To whom, why, and what is passed on."""

    recipient = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Why may it be done?"),
        choices=lambda: [(one.name, say(one)) for one in Ground],
        widget=forms.RadioSelect,
    )
    parts = forms.MultipleChoiceField(
        label=_("What is passed on?"),
        choices=lambda: [(one.value, PART_SAYS[one]) for one in PARTS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Testimony, vetting, equipment and payments never are."),
    )
    note = forms.CharField(
        label=_("In words: what the receiver must know, or the vital interest"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["recipient"].choices = [  # type: ignore[attr-defined]
            (str(one.id), f"{one.name} · {say(one.recipient_class)}")
            for one in recipients(agreed_only=True)
        ]


@needs(Permission.CASE_ACT)
def referral(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """The referrals of a case; a form for the next when none goes on."""
    case = case_for(me.actor, file_id, me.at)
    rows = referrals_of(open_file(me.keys, file_id))
    form = ReferralForm(request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        parts, ground = map(Compartment, asked["parts"]), Ground[asked["ground"]]
        propose_referral(me, file_id, UUID(asked["recipient"]), ground, parts, asked["note"])

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("casework:referral", file_id)
    goes_on = next((row for row in rows if row.state in GOES_ON), None)
    context = {
        "case": case,
        "rows": [(row, [PART_SAYS[part] for part in row.parts]) for row in rows],
        "goes_on": goes_on,
        "accepted": goes_on is not None and goes_on.state is State.ACCEPTED,
        "may_write": Role.CASE_OFFICER in me.actor.roles,
        "known": bool(form.fields["recipient"].choices),  # type: ignore[attr-defined]
        "title": gettext("Refer to another receiver"),
    }
    return form_page(request, form, "casework/referral.html", context)


@require_POST
@needs(Permission.CASE_ACT)
def answer(request: HttpRequest, me: Signed, file_id: UUID, referral_id: UUID) -> HttpResponse:
    """Write down what the receiver said, or take the referral back."""
    case = case_for(me.actor, file_id, me.at)
    event = EVENTS.get(request.POST.get("do", ""))
    if event is None or referral_id not in {one.id for one in _of(me, file_id)}:
        raise Unknown
    form = PlainForm(request.POST)
    if form.is_valid() and attempt(form, lambda: answer_referral(me, referral_id, event)):
        return redirect("casework:referral", file_id)
    context = {
        "title": gettext("Refer to another receiver"),
        "button": gettext("Try again"),
        "back": reverse("casework:referral", args=[file_id]),
        "back_label": case.alias,
    }
    return form_page(request, form, "office/form.html", context)


@needs(Permission.CASE_ACT)
def sheet(request: HttpRequest, me: Signed, file_id: UUID, referral_id: UUID) -> HttpResponse:
    """What is handed over, to be printed once the receiver has accepted; parts one may open."""
    case = case_for(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    row = next((one for one in _of(me, file_id) if one.id == referral_id), None)
    if row is None or row.state not in (State.ACCEPTED, State.DONE):
        raise Unknown
    context = {
        "case": case,
        "row": row,
        "parts": [(PART_SAYS[part], keys.may_open(part)) for part in row.parts],
        "people": [person_says(one) for one in people(keys)]
        if Compartment.IDENTITY in row.parts
        else None,
        "title": gettext("Referral sheet"),
    }
    return render(request, "casework/referral_sheet.html", context)


def _of(me: Signed, file_id: UUID) -> list[ReferralView]:
    return referrals_of(open_file(me.keys, file_id))


@needs(Permission.RECIPIENT_WRITE)
def recipient_list(request: HttpRequest, me: Signed) -> HttpResponse:
    """Who may receive people from this programme; each stands there by two officers."""
    form = RecipientForm(request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        write_recipient(me, Class[asked["recipient_class"]], asked["name"])

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("casework:recipients")
    known = recipients()
    names, mine = names_of(one.made_by for one in known), me.actor.officer_id
    context = {
        "rows": [
            (one, say(one.recipient_class), names.get(one.made_by, ""), one.made_by == mine)
            for one in known
        ],
        "title": gettext("Recipients"),
    }
    return form_page(request, form, "casework/recipients.html", context)


@require_POST
@needs(Permission.RECIPIENT_WRITE)
def recipient(request: HttpRequest, me: Signed, recipient_id: UUID) -> HttpResponse:
    """Confirm a recipient, or take one off the list."""
    keep = request.POST.get("do") == "confirm"
    form = PlainForm(request.POST)
    if form.is_valid() and attempt(form, lambda: decide_recipient(me, recipient_id, keep)):
        return redirect("casework:recipients")
    context = {
        "title": gettext("Recipients"),
        "button": gettext("Try again"),
        "back": reverse("casework:recipients"),
        "back_label": gettext("Recipients"),
    }
    return form_page(request, form, "office/form.html", context)


def part(look: Look) -> Reads[Part]:
    """The referral that goes on, or the last one; preparing one, for case officers.

    The case moves only by its own act.
    """
    url = reverse("casework:referral", args=[look.file_id])
    acts = [{"label": gettext("Ask another receiver"), "url": url}]
    acts = acts if Role.CASE_OFFICER in look.me.actor.roles else []
    rows = (yield from ask_referrals(look.keys)) if look.may(Permission.CASE_ACT) else []
    if not rows:
        return Part(acts=acts)
    tone = "wait" if rows[0].state in GOES_ON else ""
    told = ((gettext("To whom?"), rows[0].recipient.name),)
    link = (gettext("Referral"), url)
    return Part(Card(gettext("Referral"), say(rows[0].state), tone, told, (link,)), acts)
