"""Pages on which a person's request for their own data is written down and answered."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.own_data import NotGiven, Section, Withheld, answer_by
from safeconduct.casework.core.terms import Erasing, WhyNot
from safeconduct.casework.office.forms import CONDITIONS, CONSENTS, PersonForm
from safeconduct.casework.queries import CaseView, case_for, conditions, people
from safeconduct.casework.queries.content import APPLICANT, choices_made
from safeconduct.casework.queries.retention import waiting_request
from safeconduct.casework.services.own_data import give_own_data, note_request
from safeconduct.common.refusal import Reason, Refused
from safeconduct.contact.queries import conversation
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say, say_day

GIVE = "give"
NOTHING = gettext_noop("Nothing is kept here.")
RIGHTS = gettext_noop(
    "You may ask us to correct what is wrong, to erase what is no longer needed, and complain "
    "to the ombudsman."
)


class AskedForm(PlainForm):
    """The day on which the person asked."""

    asked = forms.DateField(
        label=_("On which day did the person ask?"), help_text=_("For example 2026-11-22.")
    )


class GiveForm(PlainForm):
    """For every part: it is given, or a reason why not; nothing is chosen beforehand."""

    certain = forms.BooleanField(
        required=False,
        label=_("It is the person who asks: they came with their words, or answered right"),
    )

    def __init__(self, counts: dict[Section, int], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(GIVE, _("Give it")), *((why.name, say(why)) for why in Withheld)]
        for one in Section:
            self.fields[one.name] = forms.ChoiceField(
                label=f"{say(one)} ({counts[one]})", choices=choices, widget=forms.RadioSelect
            )

    def chosen(self) -> dict[Section, Withheld | None]:
        """The reason for each part that is not given."""
        said = self.cleaned_data
        return {
            one: None if said[one.name] == GIVE else Withheld[said[one.name]] for one in Section
        }


@needs(Permission.REPLY_POST)
def own_data(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Write the request down; once it is, answer it."""
    case = case_for(me.actor, file_id, me.at)
    asked = waiting_request(file_id)
    if asked is None:
        return _write_down(request, me, case)
    keys = open_file(me.keys, file_id)
    parts = {Compartment.CONTACT, Compartment.IDENTITY}
    if not all(keys.may_open(part) for part in parts):
        raise Refused([Vault.NO_KEY])
    with translation.override(case.language):
        lines = {one: make(keys, case) for one, make in CHAPTERS.items()}
        texts = {one: _chapter(one, said) for one, said in lines.items()}
    form = GiveForm({one: len(said) for one, said in lines.items()}, request.POST or None)

    def deed() -> None:
        give_own_data(me, file_id, texts, form.chosen(), certain=form.cleaned_data["certain"])

    places: dict[Reason, str] = {NotGiven.NOT_CERTAIN: "certain"}
    if request.method == "POST" and form.is_valid() and attempt(form, deed, places):
        return redirect("case-page", file_id)
    day = say_day(answer_by(asked))
    lead = gettext(
        "Answer by %(day)s. What is given goes into the mailbox, sealed to the person alone. "
        "Names of officers and other people's data are never in it; findings of vetting and "
        "statements are asked for at those who keep them."
    )
    context = {"title": gettext("Give the person their own data"), "button": gettext("Send")}
    return _page(request, form, case, context | {"lead": lead % {"day": day}})


def _write_down(request: HttpRequest, me: Signed, case: CaseView) -> HttpResponse:
    form = AskedForm(request.POST or None)

    def deed() -> None:
        note_request(me, case.file_id, form.cleaned_data["asked"])

    places: dict[Reason, str] = {NotGiven.ASKED_LATER: "asked"}
    if request.method == "POST" and form.is_valid() and attempt(form, deed, places):
        return redirect("casework:own-data", case.file_id)
    context = {
        "title": gettext("The person asks for their own data"),
        "lead": gettext("They need not say why. The answer is due within a month of that day."),
        "button": gettext("Write down"),
    }
    return _page(request, form, case, context)


def _page(
    request: HttpRequest, form: PlainForm, case: CaseView, context: dict[str, Any]
) -> HttpResponse:
    back = {"back": reverse("case-page", args=[case.file_id]), "back_label": case.alias}
    return form_page(request, form, "office/form.html", context | back)


def _chapter(section: Section, lines: Iterable[str]) -> str:
    said = "\n\n".join(lines) or gettext(NOTHING)
    title = say(section)
    end = f"\n\n{gettext(RIGHTS)}" if section is Section.COURSE else ""
    return f"{title[:1].upper()}{title[1:]}\n\n{said}{end}"


def _letters(keys: FileKeys, case: CaseView) -> list[str]:
    del case
    turns = [one for one in conversation(keys) if one.from_person]
    return [f"{say_day(one.day)}\n{one.text}" for one in turns]


def _answers(keys: FileKeys, case: CaseView) -> list[str]:
    del case
    turns = [one for one in conversation(keys) if not one.from_person]
    return [f"{say_day(one.day)}\n{one.text}" for one in turns]


def _person(keys: FileKeys, case: CaseView) -> list[str]:
    """The card of the person alone: whoever of the family stands beside is not in it."""
    del case
    labels = {name: str(field.label) for name, field in PersonForm().fields.items()}
    cards = [one.card for one in people(keys) if one.relation == APPLICANT and one.card]
    facts = [fact for card in cards for fact in json.loads(card).items() if fact[1]]
    return [f"{labels.get(name, name)}: {value}" for name, value in facts]


def _choices(keys: FileKeys, case: CaseView) -> list[str]:
    labels, asked = dict(CONSENTS), dict(CONDITIONS)
    found = [
        f"{say_day(one.at)}: {labels.get(one.purpose, one.purpose)}: "
        f"{gettext('yes') if one.given else gettext('no')}"
        for one in choices_made(case.file_id)
    ]
    del keys
    return found + [str(asked.get(one.code, one.code)) for one in conditions(case.file_id)]


def _course(keys: FileKeys, case: CaseView) -> list[str]:
    del keys
    since = gettext("Your case is open since %(day)s.") % {"day": say_day(case.opened_at)}
    return [since, gettext("It stands at: %(stage)s.") % {"stage": say(case.state.stage)}]


CHAPTERS = {
    Section.LETTERS: _letters,
    Section.ANSWERS: _answers,
    Section.PERSON: _person,
    Section.CHOICES: _choices,
    Section.COURSE: _course,
}


def acts(me: Signed, file_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The person's own data: allowed, or refused with who can."""
    if case_for(me.actor, file_id, me.at).state.erasing is Erasing.DONE:
        return [], []
    label = gettext("The person's own data")
    if not may(me.actor, Permission.REPLY_POST):
        who = ", ".join(say(one) for one in sorted(WHO[Permission.REPLY_POST]))
        return [], [{"label": label, "who": who, "reasons": [say(WhyNot.ROLE)]}]
    return [{"label": label, "url": reverse("casework:own-data", args=[file_id])}], []
