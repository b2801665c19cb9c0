"""New words from an open mailbox: the old ones count until the new were typed right once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from safeconduct.contact import mailbox
from safeconduct.contact.public.forms import ABOUT, NewWordsForm, PracticeForm
from safeconduct.contact.public.views import practised, visitor_of
from safeconduct.contact.services import change_words, opens, prepare_words
from safeconduct.web.forms import attempt, form_page


def new_words(request: HttpRequest) -> HttpResponse:
    """Ask for new words, see them, practise them; then they are the ones that count."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    if "right" in request.GET and visit.next_text is None and not visit.words_heard:
        return render(request, "contact/words_right.html", {"changed": True})
    if visit.next_text is None:
        return _ask(request, visit)
    return _practise(request, visit, visit.next_text)


def _ask(request: HttpRequest, visit: mailbox.Visitor) -> HttpResponse:
    typed = request.POST.get("words")
    if typed is not None and opens(visit, typed):  # the same form once more, on a bad line
        return redirect(reverse("contact:new-words") + "?right")
    form = NewWordsForm(request.POST if request.POST and typed is None else None)
    if request.method == "POST" and typed is None and form.is_valid():
        prepare_words(visit, form.cleaned_data["long_code"], timezone.now())
        return redirect("contact:new-words")
    return form_page(request, form, "contact/new_words.html", {"heard": visit.words_heard})


def _practise(request: HttpRequest, visit: mailbox.Visitor, shown: str) -> HttpResponse:
    form = PracticeForm(request.POST if "words" in request.POST else None)
    right = form.is_bound and form.is_valid() and practised(form, shown)
    if right and attempt(form, lambda: change_words(visit, timezone.now()), ABOUT):
        return redirect(reverse("contact:new-words") + "?right")
    practise = "practise" in request.GET or form.is_bound
    context = {"words": shown.split(), "practise": practise, "heard": visit.words_heard}
    return form_page(request, form, "contact/new_words_shown.html", context)
