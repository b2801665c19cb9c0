"""Pages of the translation desk: texts that wait, one text, and the texts of a case."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.queries import names_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Card, Waiting
from safeconduct.casework.core.terms import Erasing, WhyNot
from safeconduct.casework.core.translation import LONGEST_TEXT, How, NotTranslated, Step
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.casework.queries import CaseView, case_for
from safeconduct.casework.queries.translating import (
    Request,
    Text,
    ask_counts,
    ask_texts,
    request_for,
    text_for,
    texts_for,
    texts_of,
    texts_waiting,
)
from safeconduct.casework.services import translating as services
from safeconduct.common.refusal import Reason, Refused
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.duty import Duty
from safeconduct.contact.office.duty import language_names
from safeconduct.contact.queries import conversation
from safeconduct.contact.queries.duty import on_duty_now
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say
from safeconduct.web.together import Reads

TONES = {Step.WAITS: "wait", Step.TAKEN: "wait", Step.DONE: "ok", Step.OVER: "stop"}


class AskForm(PlainForm):
    """The text, the language it is in, and the one it is wanted in."""

    source = forms.ChoiceField(label=_("The text is in"), choices=language_names)
    target = forms.ChoiceField(label=_("Translate into"), choices=language_names)
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "The newest letter stands here, if there is one; or put in what you want to send. "
            "Cut names and whatever the translation does not need: the interpreter reads "
            "this text and nothing else of the case."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=LONGEST_TEXT,
    )


class DeliverForm(PlainForm):
    """The translation, and how it was made."""

    text = forms.CharField(
        label=_("Translation"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=LONGEST_TEXT,
    )
    how = forms.ChoiceField(
        label=_("How was it made?"),
        choices=[(one.name, _(one.value)) for one in How],
        widget=forms.RadioSelect,
    )


def _pair(one: Request | Text) -> str:
    names = dict(language_names())
    source, target = (str(names.get(code, code)) for code in (one.source, one.target))
    return f"{source} → {target}"


@needs(Permission.ROSTER_READ)
def interpreting(request: HttpRequest, me: Signed) -> HttpResponse:
    """Texts that wait for this interpreter, and how long all texts of the office wait."""
    mine = texts_for(me)
    own = {one.id for one in mine}
    others = [one for one in texts_waiting(me.at) if one.id not in own]
    context = {
        "mine": [{"row": one, "pair": _pair(one), "taken": bool(one.taken_by)} for one in mine],
        "others": [{"row": one, "pair": _pair(one)} for one in others],
        "spoken": _spoken_now(me),
    }
    return render(request, "casework/interpreting.html", context)


def _spoken_now(me: Signed) -> list[tuple[str, str]]:
    """(language, who interprets it now) for every language; "" where nobody does."""
    now = [one for one in on_duty_now(me.at) if one.duty is Duty.INTERPRETER]
    names = names_of(one.officer_id for one in now)
    return [
        (
            str(label),
            ", ".join(names.get(one.officer_id, "") for one in now if code in one.languages),
        )
        for code, label in language_names()
    ]


@needs(Permission.ROSTER_READ)
def text(request: HttpRequest, me: Signed, translation_id: UUID) -> HttpResponse:
    """One text: open it, then write its translation."""
    row = request_for(me, translation_id)
    taken = row.taken_by == me.actor.officer_id
    form = DeliverForm(request.POST or None) if taken else PlainForm(request.POST or None)

    def deed() -> None:
        if taken:
            said = form.cleaned_data
            services.deliver_translation(me, translation_id, said["text"], How[said["how"]])
        else:
            services.take_translation(me, translation_id)

    places: dict[Reason, str] = {NotTranslated.EMPTY: "text"} if taken else {}
    if request.method == "POST" and form.is_valid() and attempt(form, deed, places):
        if taken:
            return redirect("casework:interpreting")
        return redirect("casework:interpret", translation_id)
    context = {
        "title": _pair(row),
        "row": row,
        "text": text_for(me, translation_id) if taken else "",
        "taken": taken,
        "button": gettext("Deliver") if taken else gettext("Open this text"),
        "back": reverse("casework:interpreting"),
        "back_label": gettext("Translations"),
    }
    return form_page(request, form, "casework/interpret.html", context)


@needs(Permission.CASE_ACT)
def translations(request: HttpRequest, me: Signed, file_id: UUID) -> HttpResponse:
    """Ask for a translation, and read those of the case."""
    case = case_for(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    if not keys.may_open(Compartment.CONTACT):
        raise Refused([Vault.NO_KEY])
    form = AskForm(request.POST or None, initial=_first(keys, case, request))

    def deed() -> None:
        said = form.cleaned_data
        services.ask_translation(me, file_id, said["text"], said["source"], said["target"])

    places: dict[Reason, str] = {
        NotTranslated.EMPTY: "text",
        NotTranslated.SAME_LANGUAGE: "target",
    }
    if request.method == "POST" and form.is_valid() and attempt(form, deed, places):
        return redirect("casework:translations", file_id)
    found = texts_of(keys, me.at)
    names = names_of(who for one in found for who in (one.asked_by, one.taken_by) if who)
    context = {
        "title": gettext("Translations"),
        "button": gettext("Ask for the translation"),
        "back": reverse("case-page", args=[file_id]),
        "back_label": case.alias,
        "file_id": file_id,
        "texts": [_told(one, names) for one in found],
    }
    return form_page(request, form, "casework/translations.html", context)


def _first(keys: FileKeys, case: CaseView, request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: the newest letter, into the language of the page."""
    page = str(getattr(request, "LANGUAGE_CODE", "")) or Language.EN.value
    others = [one.value for one in Language if one.value != case.language]
    letters = [one for one in conversation(keys) if one.from_person and one.text]
    return {
        "source": case.language,
        "target": page if page in others else others[0],
        "text": letters[-1].text if letters else "",
    }


def _told(one: Text, names: dict[UUID | None, str]) -> dict[str, Any]:
    return {
        "one": one,
        "pair": _pair(one),
        "asked_by": names.get(one.asked_by, ""),
        "by": names.get(one.taken_by, "") if one.taken_by else "",
        "how": say(one.how) if one.how else "",
        "machine": one.how is How.MACHINE,
        "step": say(one.step),
        "tone": TONES[one.step],
        "open": one.step in {Step.WAITS, Step.TAKEN},
    }


@require_POST
@needs(Permission.CASE_ACT)
def withdraw(
    request: HttpRequest, me: Signed, file_id: UUID, translation_id: UUID
) -> HttpResponse:
    """Take a text back that is not translated yet."""
    del request
    services.withdraw_translation(me, file_id, translation_id)
    return redirect("casework:translations", file_id)


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Texts that wait for this interpreter, for My work; none of their words."""
    if not may(me.actor, Permission.ROSTER_READ):
        return []
    rows = yield from ask_texts(me)
    if not rows:
        return []
    count = len(rows)
    what = ngettext("%(n)s text to translate", "%(n)s texts to translate", count)
    url, until = reverse("casework:interpreting"), min(one.until for one in rows)
    return [
        Waiting(
            None, gettext("Interpreter"), what % {"n": count}, gettext("Translate"), url, until
        )
    ]


def part(look: Look) -> Reads[Part]:
    """A card once a text was given; the act for whoever opens the letters of the case."""
    done, open_ones = yield from ask_counts(look.file_id, look.me.at)
    if look.case.state.erasing is Erasing.DONE:
        return NO_PART
    label = gettext("Ask for a translation")
    if not (look.may(Permission.CASE_ACT) and look.keys.may_open(Compartment.CONTACT)):
        who = ", ".join(say(one) for one in sorted(WHO[Permission.LETTER_OPEN]))
        why = say(Vault.NO_KEY if look.may(Permission.CASE_ACT) else WhyNot.ROLE)
        return Part(refused=[{"label": label, "who": who, "reasons": [why]}])
    url = reverse("casework:translations", args=[look.file_id])
    act = {"label": label, "url": url}
    if not done and not open_ones:
        return Part(acts=[act])
    rows = ((gettext("Translated"), str(done)), (gettext("Not yet"), str(open_ones)))
    tag, tone = (gettext("waits"), "wait") if open_ones else (gettext("translated"), "ok")
    links = ((gettext("Read them"), url),)
    return Part(Card(gettext("Translations"), tag, tone, rows, links), acts=[act])
