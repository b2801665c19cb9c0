"""Pages of the agreed question: agreeing on it, asking it, and what to do about an answer."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card
from safeconduct.casework.core.recontact import LONGEST, Heard
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.queries import CaseView, case_for
from safeconduct.casework.queries.recontact import Agreed, ask_challenge, challenge_of, in_doubt
from safeconduct.casework.services.recontact import agree_challenge, hear_return
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say_day
from safeconduct.web.together import Reads

CAME = {
    Heard.AGREED: gettext_noop("the agreed answer came"),
    Heard.ANOTHER: gettext_noop("another answer came"),
    Heard.NOTHING: gettext_noop("no answer came"),
}
WHAT_TO_DO = _(
    "Somebody may be making the person write, or they forgot. Rescue and care go on as they "
    "would. Name no person, no place and no plan in an answer until protection has looked."
)


class ChallengeForm(PlainForm):
    """What only the person can know; nothing a file, a phone or a comrade would tell."""

    question = forms.CharField(
        label=_("Question"),
        help_text=_("Something that no document, phone or comrade of theirs tells."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answer = forms.CharField(
        label=_("Agreed answer"),
        help_text=_("Sealed. No page shows it again; spelling does not matter."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReturnForm(PlainForm):
    """What the person said, as they said it."""

    challenge = forms.UUIDField(widget=forms.HiddenInput)
    said = forms.CharField(
        label=_("The person's answer"),
        help_text=_("In their words. Leave it empty if they said nothing or do not remember."),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _context(case: CaseView, title: str, lead: str, button: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": lead,
        "button": button,
        "back": reverse("case-page", args=[case.file_id]),
        "back_label": case.alias,
    }


@needs(Permission.REPLY_POST)
def agree(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Agree with the person on what they are asked when they come back."""
    case = case_for(me.actor, file_id, me.at)
    form = ChallengeForm(request.POST or None)

    def deed() -> None:
        asked = form.cleaned_data
        agree_challenge(me, file_id, asked["question"], asked["answer"])

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("case-page", file_id)
    title = gettext("A question for the return")
    lead = gettext("Agreed with the person. A new one takes the place of the one before.")
    return form_page(
        request, form, "office/form.html", _context(case, title, lead, gettext("Seal"))
    )


@needs(Permission.REPLY_POST)
def asked(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Ask the agreed question of somebody who came back."""
    case = case_for(me.actor, file_id, me.at)
    agreed = challenge_of(open_file(me.keys, file_id))
    if agreed is None:
        return redirect("casework:challenge", file_id)
    form = ReturnForm(request.POST or None, initial={"challenge": agreed.id})

    def deed() -> None:
        words = form.cleaned_data
        hear_return(me, file_id, words["challenge"], words["said"])

    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        return redirect("case-page", file_id)
    lead = gettext("Ask: %(question)s") % {"question": agreed.question}
    context = _context(case, gettext("Somebody is back"), lead, gettext("Write down"))
    return form_page(request, form, "office/form.html", context)


def part(look: Look) -> Reads[Part]:
    """What is agreed for the return, what came last, and what to do while it is in doubt."""
    if not look.keys.may_open(Compartment.CONTACT):
        return NO_PART
    agreed = yield from ask_challenge(look.keys)
    links = _links(look.me, look.file_id, agreed)
    if agreed is None:
        return Part(Card(gettext("Return"), gettext("nothing agreed"), links=links))
    rows = [(gettext("Question"), agreed.question)]
    if agreed.last:
        came, at = agreed.last
        rows.append((gettext("Asked last"), f"{say_day(at.date())} · {gettext(CAME[came])}"))
    if agreed.doubt:
        rows.append((gettext("What to do"), str(WHAT_TO_DO)))
    tag, tone = (
        (gettext("look for coercion"), "stop") if agreed.doubt else (gettext("agreed"), "ok")
    )
    return Part(Card(gettext("Return"), tag, tone, tuple(rows), links))


def _links(me: Signed, file_id: UUID, agreed: Agreed | None) -> tuple[tuple[str, str], ...]:
    if not may(me.actor, Permission.REPLY_POST):
        return ()
    ask = (gettext("Somebody is back: ask"), reverse("casework:return", args=[file_id]))
    new = (gettext("Agree on a question"), reverse("casework:challenge", args=[file_id]))
    return (ask, new) if agreed else (new,)


def before_answering(case: CaseView) -> str:
    """What whoever answers must know of a person who was silent; empty otherwise."""
    if in_doubt(case.file_id):
        return str(WHAT_TO_DO)
    if case.state.lost or case.state.dormant:
        return gettext(
            "The person was silent. If this is their first word since, ask the agreed "
            "question; whatever the answer, rescue and care go on."
        )
    return ""
