"""What a person says on the telephone or in the room becomes a letter like any other."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.guard import needs
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.catalogue import questions
from safeconduct.casework.core.scripts import telephone
from safeconduct.casework.office.forms import DangerForm
from safeconduct.common.refusal import Reason
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import Danger, Spoken, WhyNot, Writer
from safeconduct.contact.services import TakenDown
from safeconduct.contact.services import take_down as keep
from safeconduct.web.forms import attempt, form_page
from safeconduct.web.say import say

ABOUT: dict[Reason, str] = {WhyNot.EMPTY: "text", WhyNot.TOO_LONG: "text"}


def languages() -> list[tuple[str, str]]:
    """The languages that have words to come back with, in the language of the page."""
    return [
        (one.value, translation.get_language_info(one.value)["name_translated"])
        for one in Language
    ]


class TakeDownForm(DangerForm):
    """What was said; nothing about the person is required."""

    core_asks = frozenset({"text"})
    field_order = ("spoken", "text", "language", "danger", "writer", "long_code")

    spoken = forms.ChoiceField(
        label=_("How do they speak to us?"),
        choices=(
            (Spoken.CALL.value, _("By telephone")),
            (Spoken.VISIT.value, _("Here, in the room")),
        ),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What the person says"),
        help_text=_("In their own words. No name, no unit, no exact place."),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
        strip=False,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("The words to come back with are in this language."),
        choices=languages,
        widget=forms.RadioSelect,
    )
    writer = forms.ChoiceField(
        label=_("Who is it?"),
        choices=lambda: [(one.value, say(one)) for one in Writer],
        widget=forms.RadioSelect,
        required=False,
    )
    long_code = forms.BooleanField(
        label=_("Twelve words instead of six"),
        help_text=_("Only for whoever can hide a paper."),
        required=False,
    )

    def keep(self, me: Signed) -> TakenDown:
        """Make the letter."""
        asked = self.cleaned_data
        return keep(
            me,
            text=asked["text"],
            spoken=Spoken(asked["spoken"]),
            writer=Writer(asked["writer"]) if asked["writer"] else None,
            danger=Danger(asked["danger"]),
            language=Language(asked["language"]),
            long_code=asked["long_code"],
        )


@needs(Permission.LETTER_TAKE_DOWN)
def take_down(request: HttpRequest, me: Signed) -> HttpResponse:
    """The script of the conversation and a form; then, once, the words to read out.

    The page with the words is the answer itself and stands at no address: nothing keeps them.
    """
    form = TakeDownForm(request.POST or None)
    taken: list[TakenDown] = []
    deed = lambda: taken.append(form.keep(me))  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, deed, ABOUT):
        return render(request, "casework/taken_down.html", {"taken": taken[0]})
    here = translation.get_language()
    lists = [
        {
            "code": code,
            "name": name,
            "open": code == here,
            "steps": [(step, step.text[code]) for step in telephone()],
            "questions": [question.text[code] for question in questions().values()],
        }
        for code, name in languages()
    ]
    return form_page(request, form, "casework/take_down.html", {"lists": lists})
