"""Write, note the words, come back, read, write again, leave."""

from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict
from safeconduct.contact import mailbox
from safeconduct.contact.core.code import BadCode, WhyNotCode, differences, read
from safeconduct.contact.core.keeping import kept_until
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.public.forms import (
    ABOUT,
    MoreForm,
    PracticeForm,
    ReturnForm,
    WriteForm,
)
from safeconduct.contact.public.sent import ask_again, sent
from safeconduct.contact.queries import open_items, own_callback
from safeconduct.contact.services import come_back as open_mailbox
from safeconduct.contact.services import receive_letter, receive_more
from safeconduct.web.forms import PlainForm, attempt, form_page
from safeconduct.web.middleware import door_cookie, fresh_cookie, give_cookie


def visitor_of(request: HttpRequest) -> mailbox.Visitor | None:
    """Whoever has a mailbox open in this browser."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    return mailbox.visitor(cookie, timezone.now())


def write(request: HttpRequest) -> HttpResponse:
    """The first letter: sealed, kept, and answered with words to come back with.

    Where a mailbox is open in this browser, the letter goes into it as a further one.
    """
    came, visit = sent(request), visitor_of(request)
    form = WriteForm(came.data)
    if request.method == "POST" and form.is_valid():
        # The same cookie goes on: a form sent twice over a bad line finds its words again.
        cookies: list[str] = []
        cookie = door_cookie(request)
        if attempt(form, lambda: cookies.append(_take(form, came.told, cookie, visit)), ABOUT):
            if came.cut_off:
                return _ask_for_the_rest(request, form, cookies[0])
            noted = visit is not None and visit.code_text is None
            response = kept(form) if noted else _to_words(form)
            give_cookie(response, cookies[0])
            return response
    return form_page(request, form, "contact/write.html", {"open_here": visit is not None})


def kept(form: PlainForm) -> HttpResponse:
    """On to the mailbox, which says that it is kept, or that this very form came before."""
    said = "?again" if form.came_before else "?sent"
    return redirect(reverse("contact:mailbox") + said)


def _to_words(form: PlainForm) -> HttpResponse:
    return redirect(reverse("contact:words") + ("?again" if form.came_before else ""))


def _ask_for_the_rest(request: HttpRequest, form: WriteForm, cookie: str) -> HttpResponse:
    """For a line that broke in one direction only; mostly nobody is there to read it."""
    ask_again(form)
    response = form_page(request, form, "contact/write.html", {"open_here": False})
    give_cookie(response, cookie)
    return response


def _take(
    form: WriteForm, told: dict[str, str], cookie: str, visit: mailbox.Visitor | None
) -> str:
    """Take the letter, and say under which cookie its mailbox is open.

    One that was taken already is as good as taken now. The cookie of a session which is over
    is not used again. A letter of which only the beginning came in such a session is taken
    anew, in a mailbox of its own.
    """
    asked, at = form.cleaned_data, timezone.now()
    body = LetterBody(LetterKind.MESSAGE, asked["text"], form.told() | told)
    danger = asked["danger"] or Danger.UNSAID.value
    letter_id = asked["once"]
    for held in (cookie, fresh_cookie(), fresh_cookie()):
        if visit is not None:
            form.came_before = not receive_more(
                visitor=visit, letter_id=letter_id, body=body, danger=danger, at=at
            )
            return cookie
        with suppress(Conflict):
            receive_letter(
                letter_id=letter_id,
                body=body,
                danger=danger,
                language=translation.get_language() or "en",
                cookie=held,
                at=at,
                long_code=asked["long_code"],
            )
            return held
        visit = mailbox.visitor(cookie, at)  # another letter may have opened one meanwhile
        if held != cookie and mailbox.is_beginning(letter_id):
            letter_id = new_id()
    return cookie


def words(request: HttpRequest) -> HttpResponse:
    """Show the words until the person has noted them or typed them right once."""
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    if "right" in request.GET:
        return render(request, "contact/words_right.html")
    if visit.code_text is None:
        return redirect("contact:mailbox")
    if "skip" in request.POST:
        mailbox.forget_code(visit)
        return redirect("contact:mailbox")
    form = PracticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and practised(form, visit.code_text):
        mailbox.forget_code(visit)
        return redirect(reverse("contact:words") + "?right")
    practise = "practise" in request.GET or form.is_bound
    context = {
        "words": visit.code_text.split(),
        "practise": practise,
        "again": "again" in request.GET,
        **_about(visit),
    }
    return form_page(request, form, "contact/words.html", context)


def _about(visit: mailbox.Visitor) -> dict[str, object]:
    """What both the page of the words and the mailbox say beside their own."""
    return {"callback": own_callback(visit), "kept_until": kept_until(visit.visited_in)}


def practised(form: PlainForm, shown: str) -> bool:
    """Whether the words were typed right; if not, the numbers of those to look at again."""
    wrong = differences(form.cleaned_data["words"], read(shown))
    if wrong:
        sentence = gettext("These are not yet your words. Look again at number %(numbers)s.")
        numbers = ", ".join(str(at + 1) for at in wrong)
        form.add_error("words", sentence % {"numbers": numbers})
    return not wrong


def come_back(request: HttpRequest) -> HttpResponse:
    """Open a mailbox with its words; wrong, ended and destroyed ones look the same.

    A letter whose mailbox closed while it was typed comes along and is sent after the words.
    """
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cookie = fresh_cookie()
        if _try_words(form, cookie):
            waited = _send_what_waited(form, cookie)
            response = kept(form) if waited else redirect("contact:mailbox")
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
    return attempt(form, lambda: open_mailbox(text, cookie, timezone.now()), ABOUT)


def _send_what_waited(form: PlainForm, cookie: str) -> bool:
    visit = mailbox.visitor(cookie, timezone.now())
    if visit is None or not form.cleaned_data["text"].strip():
        return False
    send(visit, form, LetterBody(LetterKind.MESSAGE, form.cleaned_data["text"]))
    return True


def _what_is_wrong(bad: BadCode) -> list[str]:
    """One sentence for each thing; "some word is unknown" is said by naming the word."""
    named = WhyNotCode.UNKNOWN_WORD
    found = [gettext(reason.value) for reason in bad.reasons if reason is not named]
    for position, likely in zip(bad.positions, bad.suggestions, strict=False):
        line = gettext("Word %(number)d is not in the list.") % {"number": position + 1}
        if likely:
            line += " " + gettext("Did you mean: %(words)s?") % {"words": ", ".join(likely)}
        found.append(line)
    return found


def mailbox_page(request: HttpRequest) -> HttpResponse:
    """What came back, newest first, and what can be done from here.

    Words that an officer heard open it for new words only.
    """
    visit = visitor_of(request)
    if visit is None:
        return redirect("contact:return")
    if visit.words_heard:
        return redirect("contact:new-words")
    context = {
        "items": open_items(visit, timezone.now()),
        "sent": "sent" in request.GET,
        "again": "again" in request.GET,
        "alarm_words": settings.ALARM_WORDS,
        **_about(visit),
    }
    return render(request, "contact/mailbox.html", context)


def write_more(request: HttpRequest) -> HttpResponse:
    """A further letter from an open mailbox; typed too long, it waits for the words."""
    came, visit = sent(request), visitor_of(request)
    form = MoreForm(came.data)
    if visit is None:
        return _ask_words_again(request, form)
    if request.method == "POST" and form.is_valid():
        body = LetterBody(LetterKind.MESSAGE, form.cleaned_data["text"], came.told)
        if attempt(form, lambda: send(visit, form, body), ABOUT):
            if not came.cut_off:
                return kept(form)
            ask_again(form)
    return form_page(request, form, "contact/write_more.html", {})


def _ask_words_again(request: HttpRequest, form: MoreForm) -> HttpResponse:
    """The mailbox closed meanwhile: its words again, and what was typed is not lost."""
    if request.method == "POST" and form.is_valid() and form.cleaned_data["text"].strip():
        waiting = ReturnForm(initial=form.cleaned_data)
        return form_page(request, waiting, "contact/return.html", {"waits": True})
    return redirect("contact:return")


def send(visit: mailbox.Visitor, form: PlainForm, body: LetterBody) -> None:
    """Seal and keep one letter of an open mailbox; rooms above send theirs by this too.

    Nobody is asked about the danger again: what the first letter said of it stands.
    """
    form.came_before = not receive_more(
        visitor=visit,
        letter_id=form.cleaned_data["once"],
        body=body,
        danger=Danger.UNSAID.value,
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
