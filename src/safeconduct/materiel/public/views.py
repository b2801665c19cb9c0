"""Offering equipment from an open mailbox: one more sealed letter, which promises nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from safeconduct.contact.core.terms import LetterBody, LetterKind
from safeconduct.contact.public.forms import ABOUT
from safeconduct.contact.public.views import kept, send, visitor_of
from safeconduct.materiel.public.forms import DeclareForm
from safeconduct.web.forms import attempt, form_page


def declare(request: HttpRequest) -> HttpResponse:
    """Say what one could bring; becomes a claim only when an officer has read it."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        fields = {"type": asked["type"]} if asked["type"] else {}
        body = LetterBody(LetterKind.EQUIPMENT, asked["text"], fields)
        if attempt(form, lambda: send(visit, form, body), ABOUT):
            return kept(form)
    return form_page(request, form, "materiel/declare.html", {})
