"""Alexei writes, comes back with his words, and reads the answer; nobody else can."""

import re
from datetime import datetime

from django.utils import timezone

from safeconduct.contact.models import Letter
from tests.cast import Cast
from tests.doors import Door

CANARY = "Мы хотим выйти. Двое, один ранен. Синица-7431."


def write_letter(door: Door, text: str = CANARY, danger: str = "at the front now") -> str:
    """Write at the public door; returns the words."""
    door.fill("/ru/write/", text=text, danger=danger)
    found = re.findall(r"<li>([^<]+)</li>", door.page.content.decode())
    assert len(found) == 6, door.page.content.decode()[:2000]
    door.post("/ru/words/", skip="1")
    return " ".join(found)


def open_case_of(office: Door, cast: Cast) -> str:
    """Iryna opens the waiting letter and makes the case; returns the path of its page."""
    office.sign_in(cast.iryna, timezone.now())
    page = office.get("/triage/")
    letter = re.search(r'action="(/letters/[^"]+)"', page)
    assert letter is not None
    office.post(letter[1])
    assert CANARY.split(".")[0] in office.page.content.decode()
    case = re.search(r'action="(/letters/[^"]+/open-case/)"', office.page.content.decode())
    assert case is not None
    office.post(case[1], kind="person", danger="at the front now")
    assert office.path.startswith("/cases/")
    return office.path


def test_answer_reaches_the_words_and_only_them(
    public_door: Door, office_door: Door, cast: Cast, at: datetime
) -> None:
    words = write_letter(public_door)
    assert CANARY.encode() not in bytes(Letter.objects.get().sealed_body)
    case = open_case_of(office_door, cast)
    office_door.fill(case + "answer/", text="Мы получили письмо. Мы ответим завтра.")
    assert public_door.get("/ru/mailbox/")
    public_door.get("/ru/leave/")
    public_door.page = None
    page = public_door.fill("/ru/return/", words=words.upper())
    assert "Мы ответим завтра" in page
