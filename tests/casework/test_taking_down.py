"""An officer takes a call: a script, a letter like any other, words shown once."""

import re
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from safeconduct.casework.core.catalogue import questions
from safeconduct.casework.core.rules import kind_said
from safeconduct.casework.core.terms import CaseKind
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.code import Language, read
from safeconduct.contact.core.terms import (
    TAKEN_DOWN,
    WRITER,
    Danger,
    Kind,
    LetterBody,
    LetterKind,
    Spoken,
    WhyNot,
    Writer,
)
from safeconduct.contact.models import Letter, Mailbox, MailboxSession
from safeconduct.contact.queries import callback_of, open_letter, own_callback
from safeconduct.contact.services import come_back, receive_letter, take_down
from safeconduct.record.queries import newest
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast
from tests.contact.boxes import desk, visit
from tests.doors import ONCE, Door

PAGE = "/letters/take-down/"
SAID = "Брат не хочет обратно. Кулик-7741."
WORD = re.compile(r"<li>([^<]+)</li>")
WORDS = re.compile(r'<ol class="words">(.*?)</ol>', re.DOTALL)
FORM = {
    "spoken": Spoken.CALL.value,
    "text": SAID,
    "language": "ru",
    "danger": Danger.HUNTED.value,
    "writer": Writer.RELATIVE.value,
}


def words_of(page: str) -> list[str]:
    found = WORDS.search(page)
    assert found is not None
    return WORD.findall(found[1])


def test_what_was_said_becomes_a_letter_and_the_words_open_its_mailbox(
    office_door: Door, public_door: Door, cast: Cast
) -> None:
    office_door.sign_in(cast.iryna, timezone.now())
    page = office_door.fill(PAGE, **FORM)
    words = words_of(page)
    assert len(words) == 6
    row = Letter.objects.get()
    keys = desk(cast, row.file_id)
    fields = {TAKEN_DOWN: Spoken.CALL.value, WRITER: Writer.RELATIVE.value}
    assert open_letter(keys, row.id) == LetterBody(LetterKind.MESSAGE, SAID, fields)
    assert (row.danger, row.language) == (Danger.HUNTED.value, "ru")
    assert callback_of(keys).ours in page
    public_door.fill("/ru/return/", words=" ".join(words))
    assert public_door.path == "/ru/mailbox/words/"  # first, words that nobody heard
    shown = office_door.post(f"/letters/{row.id}/")
    assert SAID in shown
    assert Spoken.CALL.value in shown
    assert re.search(r'value="relative"[^>]*checked', shown)
    assert PAGE in office_door.get("/triage/")


def test_the_words_are_shown_once_and_kept_nowhere(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.get(PAGE)
    token = ONCE.search(office_door.page.content.decode())
    assert token is not None
    words = words_of(office_door.post(PAGE, **FORM, once=token[1]))
    office_door.get(PAGE)
    again = office_door.post(PAGE, **FORM, once=token[1])
    assert office_door.page.status_code == 409
    assert words[0] not in again
    assert Letter.objects.count() == Mailbox.objects.count() == 1
    assert MailboxSession.objects.count() == 0
    assert words[0] not in office_door.get(PAGE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(data, 'UTF8') FROM record_leaf")
        lines = " ".join(row[0] for row in cursor.fetchall())
    assert Kind.LETTER_TAKEN_DOWN.value in lines
    assert "Кулик" not in lines
    assert not any(word in lines for word in words)


def test_the_page_says_what_to_say_and_only_what_may_be_asked(
    office_door: Door, cast: Cast
) -> None:
    office_door.sign_in(cast.iryna, timezone.now())
    page = unescape(office_door.get(PAGE))
    assert page.index("Say first") < page.index("Ask only this") < page.index("What was said")
    for question in questions().values():
        assert all(text in page for text in question.text.values())
    for name in ("name", "unit", "rank", "place"):
        assert f'name="{name}"' not in page


def test_only_the_intake_officer_takes_down(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    office_door.get(PAGE)
    assert office_door.page.status_code == 404


def test_nothing_said_is_no_letter(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.fill(PAGE, **FORM | {"text": " "})
    assert WhyNot.EMPTY.value in unescape(office_door.page.content.decode())
    assert Letter.objects.count() == 0


def test_both_know_the_same_call_back_words(cast: Cast) -> None:
    me, at = cast.iryna.signed(timezone.now()), timezone.now()
    taken = take_down(
        me, text=SAID, spoken=Spoken.VISIT, writer=None, danger=Danger.UNSAID,
        language=Language.UK, long_code=True,
    )  # fmt: skip
    assert len(taken.words) == 12
    assert read(" ".join(taken.words)).language is Language.UK
    cookie = fresh_cookie()
    come_back(" ".join(taken.words), cookie, at)
    visitor = visit(cookie, at)
    assert own_callback(visitor) == taken.callback
    line = newest(1)[0].line
    assert (line.kind, line.object_id) == (Kind.LETTER_TAKEN_DOWN, taken.letter_id.hex)


def test_who_writes_alone_is_no_letter(cast: Cast) -> None:
    body = LetterBody(LetterKind.MESSAGE, " ", {WRITER: Writer.GROUP.value})
    with pytest.raises(Refused) as refused:
        receive_letter(
            letter_id=new_id(), body=body, danger=Danger.UNSAID.value, language="ru",
            cookie=fresh_cookie(), at=timezone.now(),
        )  # fmt: skip
    assert refused.value.reasons == (WhyNot.EMPTY,)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Writer.ONESELF, CaseKind.PERSON),
        (Writer.RELATIVE, CaseKind.RELATIVE),
        (Writer.GROUP, CaseKind.GROUP),
        (Writer.ABROAD, CaseKind.THIRD_COUNTRY),
        ("something else", CaseKind.PERSON),
    ],
)
def test_the_kind_of_case_follows_what_the_writer_said(said: str, kind: CaseKind) -> None:
    assert kind_said({WRITER: said}) is kind
    assert kind_said({}) is CaseKind.PERSON


def test_who_writes_is_sealed_and_asked_of_nobody(
    office_door: Door, public_door: Door, cast: Cast
) -> None:
    public_door.fill("/en/write/", text=SAID, writer=Writer.RELATIVE.value)
    assert "We tell nobody whether we know somebody" in public_door.page.content.decode()
    row = Letter.objects.get()
    assert open_letter(desk(cast, row.file_id), row.id).fields == {
        WRITER: Writer.RELATIVE.value
    }
    office_door.sign_in(cast.iryna, timezone.now())
    page = office_door.post(f"/letters/{row.id}/")
    assert Writer.RELATIVE.value in page
    asked = {"kind": "relative", "danger": Danger.UNSAID.value}
    office_door.post(f"/letters/{row.id}/open-case/", **asked)
    answer = office_door.get(f"/cases/{row.file_id}/answer/")
    assert "Never say, hint or deny" in answer
