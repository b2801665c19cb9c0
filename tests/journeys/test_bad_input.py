"""Whatever comes in wrong: one calm sentence in the person's language, and nothing is lost.

Every case begins with a letter that was accepted, and ends by finding it whole. Letters that
broke off on the line are in `tests/contact/test_beginnings.py`: of those the beginning is kept.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from itertools import permutations
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext, override

from safeconduct.common.refusal import Refused
from safeconduct.contact import mailbox
from safeconduct.contact.core.attachment import WhyNotFile
from safeconduct.contact.core.code import BadCode, Language, WhyNotCode, new_code, read, spell
from safeconduct.contact.core.terms import WhyNot
from safeconduct.contact.models import Attachment, Letter, MailboxSession
from safeconduct.contact.public import uploads
from safeconduct.contact.queries import conversation
from safeconduct.contact.services import letters
from safeconduct.vault import files
from tests.cast import Cast
from tests.contact import sending
from tests.contact.boxes import desk
from tests.contact.test_calm import LI
from tests.contact.test_fuzz import send as send_raw
from tests.contact.test_fuzz import token
from tests.doors import Door

FIRST, NEXT = "Нас двое.", "Мы ещё здесь."
KIND = "application/x-www-form-urlencoded"
UNREADABLE = (
    "What you sent was cut off, too large, or in another encoding, and nothing of it was kept."
    " Load the page again and send it once more, in parts if it was long."
)
STALE = "Nothing was sent. Go back, load the page again and send once more."
FULL = (
    "We cannot keep or show anything at this moment. Go back in a minute and send it once more:"
    " what was kept already does not count twice."
)
CLOSED = (
    "Your mailbox closed by itself while you wrote. Type your words: then your message is sent."
)


@dataclass(frozen=True)
class Person:
    """Somebody whose first letter was accepted, and whose next try goes wrong."""

    door: Door
    language: str
    words: str
    patch: pytest.MonkeyPatch

    def path(self, rest: str) -> str:
        return f"/{self.language}/{rest}"

    def more(self, text: str = NEXT) -> str:
        """Write on."""
        return self.door.fill(self.path("mailbox/write/"), text=text)

    def come_back(self, words: str) -> str:
        """From another phone."""
        self.door.browser.cookies.clear()
        self.door.page = None
        return self.door.fill(self.path("return/"), words=words)

    def raw(self, text: bytes, kind: str) -> str:
        """A body that no browser would make of our form."""
        path = self.path("mailbox/write/")
        body = token(self.door, path) + b"&text=" + text
        return str(send_raw(self.door, path, body, kind).content.decode())

    def file(self, *, missing: int = 0) -> str:
        """Send a file, of which some bytes do not come."""
        self.patch.setattr(sending, "PAGE", self.path("mailbox/file/"))
        form = sending.Form(b"\xff\xd8\xff\xe0" * 900)
        sending.fill(self.door, form)
        whole = form.body()
        came = io.BytesIO(whole[: len(whole) - missing])
        return sending.send(self.door, form, line=came, length=len(whole))


def too_large_a_file(one: Person) -> str:
    one.patch.setattr(uploads, "MOST_BYTES", 10)
    return one.file()


def a_full_disk(one: Person) -> str:
    usage = files.shutil.disk_usage("/")._replace(free=0)  # type: ignore[attr-defined]
    one.patch.setattr("shutil.disk_usage", lambda _path: usage)
    return one.file()


def a_full_database(one: Person) -> str:
    def full(*_: object) -> None:
        msg = 'could not extend file "base/1/2": No space left on device'
        raise OperationalError(msg)

    one.door.get(one.path("mailbox/write/"))
    form = one.door.page
    with one.patch.context() as patch:
        patch.setattr(letters, "insert", full)
        one.door.browser.raise_request_exception = False
        page = one.door.post(one.path("mailbox/write/"), text=NEXT)
    one.door.page = form  # the person goes back and sends once more
    one.door.post(one.path("mailbox/write/"), text=NEXT)
    assert one.door.path.endswith("?sent")
    return page


def a_closed_mailbox(one: Person) -> str:
    one.door.get(one.path("mailbox/write/"))
    MailboxSession.objects.update(until=timezone.now() - timedelta(minutes=1))
    page = one.door.post(one.path("mailbox/write/"), text=NEXT)
    assert NEXT in page  # it waits for the words
    return page


def an_old_form(one: Person) -> str:
    one.door.get(one.path("mailbox/write/"))
    return one.door.post(one.path("mailbox/write/"), text=NEXT, csrfmiddlewaretoken="x" * 32)


def too_long(one: Person) -> str:
    page = one.more("я" * 30_000)
    assert "я" * 30_000 in page  # what was typed is still there, to be sent in parts
    return page


def busy(one: Person) -> str:
    def none_free(_code: object) -> bytes:
        raise Refused([WhyNot.BUSY])

    one.patch.setattr(mailbox, "_stretched", none_free)
    return one.come_back(" ".join(spell(new_code(Language.RU, 6))))


def in_another_order(one: Person) -> str:
    for words in permutations(one.words.split()[:6]):
        try:
            read(" ".join(words))
        except BadCode:
            return one.come_back(" ".join(words))
    raise AssertionError(one.words)


def of_another_mailbox(one: Person) -> str:
    return one.come_back(" ".join(spell(new_code(Language.UK, 12))))


CASES: dict[str, tuple[Callable[[Person], str], str]] = {
    "empty": (lambda one: one.more(" "), WhyNot.EMPTY),
    "too long": (too_long, WhyNot.TOO_LONG),
    "a body too large": (lambda one: one.raw(b"x" * 2_000_000, KIND), UNREADABLE),
    "another encoding": (lambda one: one.raw(b"x", KIND + "; charset=utf-16"), UNREADABLE),
    "an old form": (an_old_form, STALE),
    "a closed mailbox": (a_closed_mailbox, CLOSED),
    "a word not in the list": (
        lambda one: one.come_back("щщщщ " * 6), "Word %(number)d is not in the list.",
    ),
    "too few words": (
        lambda one: one.come_back(" ".join(one.words.split()[:4])), WhyNotCode.WRONG_COUNT,
    ),
    "words in another order": (in_another_order, WhyNotCode.CHECKSUM),
    "words of no mailbox": (of_another_mailbox, WhyNot.BAD_CODE),
    "a full house": (busy, WhyNot.BUSY),
    "half a file": (lambda one: one.file(missing=1_000), WhyNotFile.CUT_OFF),
    "a file too large": (too_large_a_file, WhyNotFile.TOO_LARGE),
    "a full disk": (a_full_disk, WhyNotFile.NO_ROOM),
    "a full database": (a_full_database, FULL),
}  # fmt: skip


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
@pytest.mark.parametrize("name", CASES)
def test_it_is_said_in_one_sentence_and_nothing_accepted_is_lost(
    public_door: Door, cast: Cast, name: str, language: str, settings: LazySettings,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.FILE_FOLDER = tmp_path / "files"
    files.make_ready()
    page = public_door.fill(f"/{language}/write/", text=FIRST, long_code="on")
    one = Person(public_door, language, " ".join(LI.findall(page)[:12]), monkeypatch)
    deed, sentence = CASES[name]
    page = unescape(deed(one))
    with override(language):
        told = gettext(sentence)
    assert told != sentence or language == "en"
    assert told.replace("%(number)d", "1") in page
    assert f'<html lang="{language}">' in page
    assert not Attachment.objects.exists()
    Letter.objects.update(state="opened")
    file_id = Letter.objects.values_list("file_id", flat=True)[0]
    kept = [turn.text for turn in conversation(desk(cast, file_id))]
    assert sorted(kept) == sorted([FIRST, *([NEXT] if name == "a full database" else [])])
    monkeypatch.undo()
    one.come_back(one.words)
    assert one.door.path == f"/{language}/mailbox/"
