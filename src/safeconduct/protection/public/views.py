"""A sign of life: a letter like any other, sealed, its kind inside the seal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from safeconduct.contact.core.terms import LetterBody, LetterKind
from safeconduct.contact.public.forms import ABOUT
from safeconduct.contact.public.views import kept, send, visitor_of
from safeconduct.protection.core.terms import Saying
from safeconduct.protection.public.forms import CheckInForm
from safeconduct.web.forms import attempt, form_page


def check_in(request: HttpRequest) -> HttpResponse:
    """Tell the people who look after you; whatever is ticked, the page answers the same."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = letter_of(form.cleaned_data["said"], form.cleaned_data["text"])
        if attempt(form, lambda: send(visit, form, body), ABOUT):
            return kept(form)
    return form_page(request, form, "protection/check_in.html", {})


def letter_of(said: str, text: str) -> LetterBody:
    """The letter to seal; without a tick it is own words, and own words may not be empty."""
    ticked = said in (Saying.WELL, Saying.NOT_WELL)
    return LetterBody(LetterKind.CHECK_IN, text, {"said": said} if ticked else {})
