"""Pages on which a person's request about their own data is written down, and data given."""

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

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.own_data import (
    NotGiven,
    Section,
    Way,
    Withheld,
    answer_by,
    copies_of,
)
from safeconduct.casework.core.terms import Erasing, WhyNot
from safeconduct.casework.office.forms import CONDITIONS, CONSENTS, PersonForm
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.office.wishes import answer
from safeconduct.casework.queries import CaseView, case_for, conditions, people
from safeconduct.casework.queries.content import APPLICANT, choices_made
from safeconduct.casework.queries.own_data import own_rows
from safeconduct.casework.queries.retention import Asked, waiting_request
from safeconduct.casework.services.own_data import give_own_data, note_request
from safeconduct.common.refusal import Reason, Refused
from safeconduct.contact.core.terms import LetterKind, Wish
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
    """What the person asked, and on which day."""

    wish = forms.ChoiceField(
        label=_("What does the person ask?"),
        choices=[(wish.name, _(wish.value)) for wish in Wish],
        widget=forms.RadioSelect,
        initial=Wish.SEE.name,
    )
    asked = forms.DateField(
        label=_("On which day did the person ask?"), help_text=_("For example 2026-11-22.")
    )


class GiveForm(PlainForm):
    """For every part: it is given, or a reason why not; nothing is chosen beforehand."""

    certain = forms.BooleanField(
        required=False,
        label=_("It is the person who asks: they came with their words, or answered right"),
    )

    def __init__(
        self, counts: dict[Section, int], *args: object, by_letter: bool = False
    ) -> None:
        super().__init__(*args)
        choices = [(GIVE, _("Give it")), *((why.name, say(why)) for why in Withheld)]
        for one in Section:
            self.fields[one.name] = forms.ChoiceField(
                label=f"{say(one)} ({counts[one]})", choices=choices, widget=forms.RadioSelect
            )
        self.fields["way"] = forms.ChoiceField(
            label=_("How does it reach the person?"),
            choices=[(way.name, say(way)) for way in Way],
            widget=forms.RadioSelect,
            initial=Way.MAILBOX.name,
        )
        if by_letter:
            del self.fields["certain"]

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
    if asked.wish is not Wish.SEE:
        return answer(request, me, case, asked)
    return _give(request, me, case, asked)


def _give(request: HttpRequest, me: Signed, case: CaseView, asked: Asked) -> HttpResponse:
    file_id = case.file_id
    keys = open_file(me.keys, file_id)
    parts = {Compartment.CONTACT, Compartment.IDENTITY}
    if not all(keys.may_open(part) for part in parts):
        raise Refused([Vault.NO_KEY])
    with translation.override(case.language):
        lines = {one: make(keys, case) for one, make in CHAPTERS.items()}
        texts = {one: _chapter(one, said) for one, said in lines.items()}
    counts = {one: len(said) for one, said in lines.items()}
    form = GiveForm(counts, request.POST or None, by_letter=asked.by_letter)
    copies: list[str] = []

    def deed() -> None:
        way, chosen = Way[form.cleaned_data["way"]], form.chosen()
        rows = own_rows(keys, case) if way is not Way.MAILBOX else {}
        given = {one: said for one, said in rows.items() if chosen[one] is None}
        whole = {"length": None} if way is Way.HERE else {}
        copies.extend(copies_of(given, me.at.date(), **whole) if given else [])
        certain = form.cleaned_data.get("certain", False)
        give_own_data(me, file_id, texts, chosen, certain=certain, way=way, copies=copies)

    places: dict[Reason, str] = {NotGiven.NOT_CERTAIN: "certain"}
    if request.method == "POST" and form.is_valid() and attempt(form, deed, places):
        here = form.cleaned_data["way"] == Way.HERE.name
        return _file(copies) if here else redirect("case-page", file_id)
    day = say_day(answer_by(asked.on))
    lead = gettext(
        "Answer by %(day)s. What is given goes into the mailbox, sealed to the person alone, "
        "or is handed over here. Names of officers and other people's data are never in it; "
        "findings of vetting and statements are asked for at those who keep them."
    )
    context = {"title": gettext("Give the person their own data"), "button": gettext("Send")}
    return _page(request, form, case, context | {"lead": lead % {"day": day}})


def _file(copies: list[str]) -> HttpResponse:
    """What is handed over here; nothing of it stays with us, and no browser keeps it."""
    answer = HttpResponse("\n".join(copies) or "{}", content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="own-data.json"'
    return answer


def _write_down(request: HttpRequest, me: Signed, case: CaseView) -> HttpResponse:
    form = AskedForm(request.POST or None)

    def deed() -> None:
        said = form.cleaned_data
        note_request(me, case.file_id, said["asked"], Wish[said["wish"]])

    places: dict[Reason, str] = {NotGiven.ASKED_LATER: "asked"}
    if request.method == "POST" and form.is_valid() and attempt(form, deed, places):
        return redirect("casework:own-data", case.file_id)
    context = {
        "title": gettext("The person asks about their own data"),
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
    alarm = LetterKind.ALARM.value  # whoever stands beside the reader must not learn of it
    turns = [one for one in conversation(keys) if one.from_person and one.kind != alarm]
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


def part(look: Look) -> Part:
    """The person's own data: allowed, or refused with who can."""
    if look.case.state.erasing is Erasing.DONE:
        return NO_PART
    label = gettext("The person's own data")
    if not look.may(Permission.REPLY_POST):
        who = ", ".join(say(one) for one in sorted(WHO[Permission.REPLY_POST]))
        why = [say(WhyNot.ROLE)]
        return Part(refused=[{"label": label, "who": who, "reasons": why}])
    url = reverse("casework:own-data", args=[look.file_id])
    return Part(acts=[{"label": label, "url": url}])
