"""Write, note the words, come back, read, write again, leave."""

from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext

from safeconduct.common.refusal import Conflict
from safeconduct.contact import mailbox
from safeconduct.contact.core.code import BadCode, read, secret_bytes
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.public.forms import MoreForm, PracticeForm, ReturnForm, WriteForm
from safeconduct.contact.queries import read_items
from safeconduct.contact.services import receive_letter, receive_more
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.middleware import door_cookie, fresh_cookie, give_cookie


def visitor_of(request: HttpRequest) -> mailbox.Visitor | None:
    """Whoever has a mailbox open in this browser."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    return mailbox.visitor(cookie, timezone.now())


def write(request: HttpRequest) -> HttpResponse:
    """The first letter: sealed, kept, and answered with words to come back with."""
    form = WriteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # The same cookie goes on: a form sent twice over a bad line finds its words again.
        cookie = door_cookie(request)
        if attempt(form, lambda: _take(form, cookie)):
            response = redirect("contact:words")
            give_cookie(response, cookie)
            return response
    return form_page(request, form, "contact/write.html", {})


def _take(form: WriteForm, cookie: str) -> None:
    """Take the letter; one that was taken already is as good as taken now."""
    asked = form.cleaned_data
    with suppress(Conflict):
        receive_letter(
            letter_id=asked["once"],
            body=LetterBody(LetterKind.MESSAGE, asked["text"]),
            danger=asked["danger"] or Danger.WAITING.value,
            language=translation.get_language() or "en",
            cookie=cookie,
            at=timezone.now(),
            long_code=asked["long_code"],
        )


def words(request: HttpRequest) -> HttpResponse:
    """Show the words until the person has noted them; then practise once."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    if visit.code_text is None:
        return redirect("contact:mailbox")
    form = PracticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "skip" in request.POST or _same(form.cleaned_data["words"], visit.code_text):
            mailbox.forget_code(visit)
            return redirect("contact:mailbox")
        form.add_error("words", gettext("These are not yet the words. Look again and try."))
    context = {"words": visit.code_text.split(), "practise": "practise" in request.GET}
    return form_page(request, form, "contact/words.html", context)


def _same(typed: str, shown: str) -> bool:
    try:
        return secret_bytes(read(typed)) == secret_bytes(read(shown))
    except BadCode:
        return False


def come_back(request: HttpRequest) -> HttpResponse:
    """Open a mailbox with its words; wrong, expired and unknown words look the same."""
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cookie = fresh_cookie()
        if _try_words(form, cookie):
            response = redirect("contact:mailbox")
            give_cookie(response, cookie)
            return response
    return form_page(request, form, "contact/return.html", {})


def _try_words(form: PlainForm, cookie: str) -> bool:
    """Whether the words opened a mailbox; a mistyped word is named, with likely ones."""
    text = form.cleaned_data["words"]
    try:
        read(text)
    except BadCode as bad:
        for sentence in _what_is_wrong(bad):
            form.add_error("words", sentence)
        return False
    return attempt(form, lambda: mailbox.come_back(text, cookie, timezone.now()))


def _what_is_wrong(bad: BadCode) -> list[str]:
    found = [gettext(reason.value) for reason in bad.reasons]
    for position, likely in zip(bad.positions, bad.suggestions, strict=False):
        line = gettext("Word %(number)d is not in the list.") % {"number": position + 1}
        if likely:
            line += " " + gettext("Did you mean: %(words)s?") % {"words": ", ".join(likely)}
        found.append(line)
    return found


def mailbox_page(request: HttpRequest) -> HttpResponse:
    """What came back, newest first, and what can be done from here."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    items = read_items(visit, timezone.now())
    return render(
        request, "contact/mailbox.html", {"items": items, "sent": "sent" in request.GET}
    )


def write_more(request: HttpRequest) -> HttpResponse:
    """A further letter from an open mailbox."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    form = MoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = LetterBody(LetterKind.MESSAGE, form.cleaned_data["text"])
        if attempt(form, lambda: send(visit, form, body)):
            return redirect("/" + (translation.get_language() or "en") + "/mailbox/?sent")
    return form_page(request, form, "contact/write_more.html", {})


def send(visit: mailbox.Visitor, form: PlainForm, body: LetterBody) -> None:
    """Seal and keep one letter of an open mailbox; rooms above send theirs by this too."""
    receive_more(
        visitor=visit,
        letter_id=form.cleaned_data["once"],
        body=body,
        danger=Danger.WAITING.value,
        at=timezone.now(),
    )


def leave(request: HttpRequest) -> HttpResponse:
    """Close the mailbox, forget the cookie, go to a neutral page."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    if cookie:
        mailbox.leave(cookie)
    response = redirect(settings.EXIT_URL)
    response.delete_cookie(settings.SESSION_COOKIE, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
