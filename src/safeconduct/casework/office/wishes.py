"""The page on which a person's wish to have data corrected or erased is answered."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.own_data import NotDone, NotGiven, answer_by
from safeconduct.casework.queries import CaseView
from safeconduct.casework.queries.retention import Asked
from safeconduct.casework.services.own_data import answer_wish
from safeconduct.common.refusal import Reason
from safeconduct.contact.core.terms import WhyNot, Wish
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.say import say_day

DONE = "done"
TITLES = {
    Wish.CORRECT: gettext_noop("The person asks to have something corrected"),
    Wish.ERASE: gettext_noop("The person asks to have something erased"),
}
LEADS = {
    Wish.CORRECT: gettext_noop(
        "Answer by %(day)s. What is wrong stands in their letter; correct it on the case first."
    ),
    Wish.ERASE: gettext_noop(
        "Answer by %(day)s. What shall go stands in their letter. The whole case is erased by "
        "two people, as ever; answer before that, for the mailbox ends with it."
    ),
}
PLACES: dict[Reason, str] = {NotGiven.NOT_CERTAIN: "certain", WhyNot.EMPTY: "text"}


class AnswerForm(PlainForm):
    """Done, or a reason of the closed list; and what the person is told."""

    core_asks = frozenset({"text"})

    certain = forms.BooleanField(
        required=False,
        label=_("It is the person who asks: they came with their words, or answered right"),
    )
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(DONE, _("It is done")), *((why.name, _(why.value)) for why in NotDone)],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Your answer to the person"),
        help_text=_("What was done, or why it is not; and that the ombudsman can be asked."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(self, by_letter: bool, *args: object) -> None:
        super().__init__(*args)
        if by_letter:
            del self.fields["certain"]


def answer(request: HttpRequest, me: Signed, case: CaseView, asked: Asked) -> HttpResponse:
    """Answer a wish that waits; for `own_data`, which knows that one does."""
    form = AnswerForm(asked.by_letter, request.POST or None)

    def deed() -> None:
        said = form.cleaned_data
        why = None if said["outcome"] == DONE else NotDone[said["outcome"]]
        certain = said.get("certain", False)
        answer_wish(me, case.file_id, asked.wish, why, text=said["text"], certain=certain)

    if request.method == "POST" and form.is_valid() and attempt(form, deed, PLACES):
        return redirect("case-page", case.file_id)
    context = {
        "title": gettext(TITLES[asked.wish]),
        "lead": gettext(LEADS[asked.wish]) % {"day": say_day(answer_by(asked.on))},
        "button": gettext("Send"),
        "back": reverse("case-page", args=[case.file_id]),
        "back_label": case.alias,
    }
    return form_page(request, form, "office/form.html", context)
