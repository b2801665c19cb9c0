"""The line breaks in the middle of a form: what came is kept, and the next try completes it."""

import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from safeconduct.contact import mailbox
from safeconduct.contact.core.terms import BEGINNING, CUT_OFF, Danger, LetterBody, LetterKind
from safeconduct.contact.models import Letter, MailboxSession
from safeconduct.contact.queries import letter_row, open_letter
from safeconduct.contact.services import mark_opened, receive_more
from safeconduct.record.services import act
from tests.cast import Cast
from tests.contact.boxes import Box, desk
from tests.doors import ONCE, TOKEN, Door

WRITE = "/ru/write/"
LONG = "Хочу жить, нас двое. " * 150  # 3,150 characters
SHORT = LONG[:1000]
LI = re.compile(r"<li>([^<]+)</li>")


def form(door: Door, path: str, **fields: str) -> bytes:
    """The body a browser would send from this page."""
    page = door.get(path)
    tokens = {}
    for name, pattern in (("csrfmiddlewaretoken", TOKEN), ("once", ONCE)):
        found = pattern.search(page)
        assert found is not None
        tokens[name] = found[1]
    return urlencode(tokens | fields).encode()


def send(door: Door, path: str, body: bytes, came: int | None = None) -> str:
    """Send so much of a body; the server was promised all of it."""
    extra = {"wsgi.input": io.BytesIO(body[:came]), "CONTENT_LENGTH": str(len(body))}

    def raw(to: str, data: dict[str, Any], *, follow: bool) -> Any:
        kind = "application/x-www-form-urlencoded"
        return door.browser.generic("POST", to, b"-", kind, follow=follow, **data)

    setattr(door.browser, "raw", raw)
    response = door._as_role("raw", path, extra)
    door.page, door.path = response, path
    if response.status_code == 302:
        return door.get(response.headers["Location"])
    return response.content.decode()


def at_letter(body: bytes, count: int) -> int:
    """Where the body stands after so many letters of the text."""
    return body.index(b"text=") + len(urlencode({"text": LONG[:count]}))


def read_by_desk(cast: Cast) -> LetterBody:
    row = Letter.objects.get()
    return open_letter(desk(cast, row.file_id), row.id)


def test_the_first_thousand_characters_are_kept(public_door: Door, cast: Cast) -> None:
    body = form(public_door, WRITE, text=LONG, danger="at the front now")
    page = send(public_door, WRITE, body, at_letter(body, 1000))
    kept = read_by_desk(cast)
    assert kept.text == SHORT
    assert kept.fields == {CUT_OFF: BEGINNING}
    assert Letter.objects.get().danger == "not said"
    assert 'class="error"' in page


def test_the_next_try_makes_the_letter_whole_and_shows_its_words(
    public_door: Door, cast: Cast
) -> None:
    body = form(public_door, WRITE, text=LONG, danger="at the front now")
    send(public_door, WRITE, body, at_letter(body, 1000))
    page = send(public_door, WRITE, body)
    assert len(LI.findall(page)) == 6
    assert read_by_desk(cast) == LetterBody(LetterKind.MESSAGE, LONG)
    row = Letter.objects.get()
    assert (row.danger, row.cut_off) == ("at the front now", False)
    # And once whole, nothing changes it any more.
    send(public_door, WRITE, body, at_letter(body, 10))
    send(public_door, WRITE, body.replace(b"text=", b"text=other"))
    assert read_by_desk(cast).text == LONG


def test_of_two_beginnings_the_longer_stays(public_door: Door, cast: Cast) -> None:
    body = form(public_door, WRITE, text=LONG)
    for came, kept in ((100, 100), (2500, 2500), (200, 2500)):
        send(public_door, WRITE, body, at_letter(body, came))
        assert read_by_desk(cast).text == LONG[:kept]
    assert Letter.objects.get().cut_off


def test_where_nothing_of_the_text_came_there_is_no_letter(
    public_door: Door, cast: Cast
) -> None:
    body = form(public_door, WRITE, text=LONG)
    for came in (body.index(b"once=") + 9, body.index(b"text="), body.index(b"text=") + 7):
        send(public_door, WRITE, body, came)
    assert Letter.objects.count() == 0


def test_a_choice_that_came_in_half_is_none(public_door: Door, cast: Cast) -> None:
    body = form(public_door, WRITE, text="Хочу жить.", danger="at the front now")
    send(public_door, WRITE, body, len(body) - 4)
    assert read_by_desk(cast).text == "Хочу жить."
    assert Letter.objects.get().danger == "not said"


def test_after_the_session_the_whole_letter_gets_a_mailbox_of_its_own(
    public_door: Door, cast: Cast
) -> None:
    body = form(public_door, WRITE, text=LONG)
    send(public_door, WRITE, body, at_letter(body, 1000))
    MailboxSession.objects.update(until=timezone.now() - timedelta(minutes=1))
    page = send(public_door, WRITE, body)
    assert len(LI.findall(page)) == 6
    rows = Letter.objects.order_by("cut_off")
    assert [row.cut_off for row in rows] == [False, True]
    assert open_letter(desk(cast, rows[0].file_id), rows[0].id).text == LONG


def test_a_further_letter_is_kept_and_made_whole_too(public_door: Door, cast: Cast) -> None:
    send(public_door, WRITE, form(public_door, WRITE, text="Первое."))
    public_door.post("/ru/words/", skip="1")
    body = form(public_door, "/ru/mailbox/write/", text=LONG)
    send(public_door, "/ru/mailbox/write/", body, at_letter(body, 1000))
    assert Letter.objects.filter(cut_off=True).count() == 1
    send(public_door, "/ru/mailbox/write/", body)
    assert public_door.path.startswith("/ru/mailbox/")
    rows = Letter.objects.all()
    told = {open_letter(desk(cast, row.file_id), row.id).text for row in rows}
    assert told == {"Первое.", LONG}


def test_a_beginning_that_was_opened_waits_again_when_it_is_whole(cast: Cast, at: Any) -> None:
    box, other = Box(at), Box(at)
    body = LetterBody(LetterKind.MESSAGE, SHORT, {CUT_OFF: BEGINNING})
    asked = {"danger": Danger.UNSAID.value, "at": at, "letter_id": other.letter}
    Letter.objects.filter(id=other.letter).update(cut_off=True)
    whole = LetterBody(LetterKind.MESSAGE, LONG)
    receive_more(visitor=box.visitor, body=whole, **asked)  # of another person: nothing happens
    assert open_letter(desk(cast, other.file_id), other.letter).text != LONG
    receive_more(visitor=other.visitor, body=body, **asked)
    with act(cast.iryna.actor, at) as a:
        mark_opened(a, other.file_id, other.letter)
    receive_more(visitor=other.visitor, body=whole, **asked)
    assert open_letter(desk(cast, other.file_id), other.letter).text == LONG
    row = letter_row(other.letter)
    assert (row.state, row.danger) == ("new", Danger.FRONT.value)


def test_nobody_but_the_public_door_calls_these_functions(cast: Cast, at: Any) -> None:
    box = Box(at)
    for role in ("sc_office", "sc_worker"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {role}")
            mailbox.is_beginning(box.letter)
