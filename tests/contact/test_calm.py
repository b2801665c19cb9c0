"""Late, doubled, out of step: one calm sentence, and nothing that was typed is lost."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.common.refusal import Refused
from safeconduct.contact import mailbox
from safeconduct.contact.core.terms import WhyNot
from safeconduct.contact.models import Letter, MailboxSession
from safeconduct.contact.queries import callback_of, conversation, own_callback
from tests.cast import Cast
from tests.contact.boxes import Box, desk
from tests.doors import Door

LI = re.compile(r"<li>([^<]+)</li>")
CLOSED = "Your mailbox closed by itself while you wrote."
LONG = "Первая строка.\nВторая строка."


def written(door: Door) -> str:
    """Write a first letter; returns the words."""
    door.fill("/en/write/", text="x")
    return " ".join(LI.findall(door.page.content.decode()))


def close_all() -> None:
    MailboxSession.objects.update(until=timezone.now() - timedelta(minutes=1))


def opened(cast: Cast) -> list[str]:
    """What the desk reads of the one file."""
    Letter.objects.update(state="opened")
    keys = desk(cast, Letter.objects.values_list("file_id", flat=True)[0])
    return [turn.text for turn in conversation(keys)]


def test_what_was_typed_too_long_waits_for_the_words_and_is_sent(
    public_door: Door, cast: Cast
) -> None:
    words = written(public_door)
    public_door.get("/en/mailbox/write/")
    close_all()
    page = public_door.post("/en/mailbox/write/", text=LONG)
    assert CLOSED in page
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    asked = {name: hidden[name] for name in ("once", "text")}
    page = public_door.post("/en/return/", words="abacus", **asked)  # a slip loses nothing
    assert CLOSED in page
    page = public_door.post("/en/return/", words=words, **asked)
    assert public_door.path == "/en/mailbox/?sent"
    assert "Your message is kept." in page
    assert Letter.objects.count() == 2
    assert LONG in opened(cast)


def test_sent_again_after_that_it_is_kept_once(public_door: Door, cast: Cast) -> None:
    words = written(public_door)
    public_door.get("/en/mailbox/write/")
    close_all()
    page = public_door.post("/en/mailbox/write/", text=LONG)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    form = public_door.page
    for _ in range(2):
        public_door.page = form
        public_door.post("/en/return/", words=words, once=hidden["once"], text=LONG)
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("path", ["mailbox/", "words/", "mailbox/write/", "mailbox/complaint/"])
def test_a_closed_mailbox_leads_to_the_words_and_says_that_nothing_is_lost(
    public_door: Door, cast: Cast, path: str
) -> None:
    written(public_door)
    close_all()
    page = public_door.get("/en/" + path)
    assert public_door.path == "/en/return/"
    assert "closes by itself 20 minutes after your last click" in page


def test_a_first_letter_sent_again_after_its_session_ended_is_kept_once_and_told(
    public_door: Door, cast: Cast
) -> None:
    public_door.get("/en/write/")
    form = public_door.page
    public_door.post("/en/write/", text="x")
    close_all()
    public_door.page = form
    page = public_door.post("/en/write/", text="x")
    assert Letter.objects.count() == 1
    assert "never saw them? Write again" in page


def test_no_clock_of_the_visitor_is_asked(public_door: Door, cast: Cast) -> None:
    """The cookie has no end that a wrong clock could reach; days are the server's."""
    public_door.browser.defaults["HTTP_DATE"] = "Thu, 01 Jan 1970 00:00:00 GMT"
    public_door.browser.defaults["HTTP_IF_MODIFIED_SINCE"] = "Fri, 31 Dec 2099 23:59:59 GMT"
    public_door.fill("/en/write/", text="x")
    cookie = public_door.browser.cookies["sc-public"]
    assert cookie["expires"] == cookie["max-age"] == ""
    assert public_door.page.status_code == 200
    assert Letter.objects.get().day == timezone.now().date()
    assert public_door.page.headers["Cache-Control"] == "no-store"


def test_a_full_house_is_told_to_whoever_comes_back(
    public_door: Door, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = written(public_door)

    def busy(code: object) -> bytes:
        raise Refused([WhyNot.BUSY])

    monkeypatch.setattr(mailbox, "_stretched", busy)
    public_door.browser.cookies.clear()
    public_door.page = None
    page = public_door.fill("/en/return/", words=words)
    assert "Your mailbox is safe: try again in a minute." in page


def test_the_words_page_says_what_to_do_at_the_front(public_door: Door, cast: Cast) -> None:
    written(public_door)
    page = public_door.page.content.decode()
    for told in ("burn or tear the paper", "Show the words to nobody", "They say first"):
        assert told in page
    public_door.post("/en/words/", skip="1")
    assert "burn or tear the paper" in public_door.page.content.decode()


def test_the_call_back_words_are_the_same_for_person_and_officer(
    public_door: Door, cast: Cast
) -> None:
    box = Box(timezone.now(), language="en")
    assert own_callback(box.visitor) == callback_of(desk(cast, box.file_id))
    page = public_door.fill("/en/return/", words=box.words)
    shown = own_callback(box.visitor)
    assert f"<b>{shown.ours}</b>" in page
    assert f"<b>{shown.theirs}</b>" in page
    assert not {shown.ours, shown.theirs} & set(box.words.split())
