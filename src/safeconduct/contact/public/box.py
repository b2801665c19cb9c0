"""From an open mailbox: destroy a message, complain, ask about own data, make alarm words."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from safeconduct.common.refusal import Unknown
from safeconduct.contact import mailbox
from safeconduct.contact.core.keeping import complaint_kept_until
from safeconduct.contact.core.terms import WISH, LetterBody, LetterKind
from safeconduct.contact.public.forms import ABOUT, AlarmForm, ComplaintForm, OwnDataForm
from safeconduct.contact.public.views import kept, send, visitor_of
from safeconduct.contact.services import make_alarm_words, receive_complaint
from safeconduct.web.forms import attempt, form_page


def destroy(request: HttpRequest) -> HttpResponse:
    """Show a message that can be read once, or let any message go, when the mailbox closes."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    if request.method == "POST":
        try:
            item_id = UUID(request.POST.get("item", ""))
        except ValueError as error:
            raise Unknown from error
        mailbox.destroy_on_leaving(visit, item_id, timezone.now())
    return redirect("contact:mailbox")


def complain(request: HttpRequest) -> HttpResponse:
    """A complaint that nobody of the case learns of; the answer comes into the mailbox."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def deed() -> None:
            form.came_before = not receive_complaint(
                visitor=visit,
                complaint_id=asked["once"],
                text=asked["text"],
                name_case=asked["name_case"],
                at=timezone.now(),
            )

        if attempt(form, deed, ABOUT):
            return kept(form)
    until = complaint_kept_until(timezone.now().date(), None)
    return form_page(request, form, "contact/complaint.html", {"kept_until": until})


def own_data(request: HttpRequest) -> HttpResponse:
    """Ask to see, correct or erase what is kept: a letter of its own kind, and no question
    about who it is. The words opened the mailbox; that is enough.
    """
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    form = OwnDataForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        body = LetterBody(LetterKind.OWN_DATA, asked["text"], {WISH: asked["wish"]})
        if attempt(form, lambda: send(visit, form, body), ABOUT):
            return kept(form)
    return form_page(request, form, "contact/own_data.html", {})


def alarm(request: HttpRequest) -> HttpResponse:
    """Make alarm words; there is no such page where the programme has not turned them on."""
    if not settings.ALARM_WORDS:
        raise Unknown
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    form = AlarmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[tuple[str, ...]] = []
        texts, once = form.texts(visit.language), form.cleaned_data["once"]

        def deed() -> None:
            at = timezone.now()
            made.append(make_alarm_words(visitor=visit, texts=texts, at=at, letter_id=once))

        if attempt(form, deed):
            return render(request, "contact/alarm_words.html", {"words": made[0]})
    return form_page(request, form, "contact/alarm.html", {})
