"""Alarm words: off by default; a sealed alarm for the officers, nothing for a looker-on."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from safeconduct.common.ids import new_id
from safeconduct.contact import mailbox, services
from safeconduct.contact.core.stories import stories
from safeconduct.contact.core.terms import ALARM, Danger, LetterBody, LetterKind
from safeconduct.contact.models import AlarmBox, Item, Letter
from safeconduct.contact.queries import alarm_days, open_letter, own_callback, read_items
from tests.cast import Cast
from tests.contact.boxes import Box, come_back, desk
from tests.doors import Door
from tests.making import make_case

LI = re.compile(r"<li>([^<]+)</li>")


@pytest.fixture
def on(settings: LazySettings) -> None:
    settings.ALARM_WORDS = True


@pytest.fixture
def box(cast: Cast, at: datetime) -> Iterator[Box]:
    yield Box(at)


def alarm_words(box: Box, *texts: str) -> str:
    words = services.make_alarm_words(visitor=box.visitor, texts=texts or ("Нет.",), at=box.at)
    return " ".join(words)


def fields(cast: Cast, box: Box) -> list[dict[str, str]]:
    """What the letters beyond the first one say, as the desk opens them."""
    keys = desk(cast, box.file_id)
    rows = Letter.objects.filter(file_id=box.file_id).exclude(id=box.letter)
    return [open_letter(keys, row.id).fields for row in rows]


def test_the_page_is_not_there_unless_the_programme_turns_it_on(
    public_door: Door, cast: Cast, settings: LazySettings
) -> None:
    assert settings.ALARM_WORDS is False
    public_door.fill("/en/write/", text="x")
    assert "Alarm words" not in public_door.get("/en/mailbox/")
    public_door.get("/en/mailbox/alarm/")
    assert public_door.page.status_code == 404
    assert not AlarmBox.objects.exists()


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_alarm_words_are_made_and_open_the_chosen_story(
    public_door: Door, cast: Cast, on: None, language: str
) -> None:
    public_door.fill(f"/{language}/write/", text="x", danger="abroad")
    own = LI.findall(public_door.page.content.decode())
    story = stories()[1]
    page = public_door.fill(f"/{language}/mailbox/alarm/", story=story.code)
    words = LI.findall(page)
    assert len(words) == 6
    assert set(words) != set(own)
    public_door.browser.cookies.clear()
    page = public_door.fill(f"/{language}/return/", words=" ".join(words))
    assert all(text.replace("'", "&#x27;") in page for text in story.texts[language])


def test_the_same_form_makes_alarm_words_once(public_door: Door, cast: Cast, on: None) -> None:
    public_door.fill("/en/write/", text="x")
    public_door.get("/en/mailbox/alarm/")
    form = public_door.page
    public_door.post("/en/mailbox/alarm/", text="Nothing here.")
    public_door.page = form
    page = public_door.post("/en/mailbox/alarm/", text="Nothing here.")
    assert "are shown only once" in page
    assert (AlarmBox.objects.count(), Letter.objects.count()) == (1, 2)


def test_own_words_come_before_the_story(public_door: Door, cast: Cast, on: None) -> None:
    public_door.fill("/en/write/", text="x")
    page = public_door.fill(
        "/en/mailbox/alarm/", story=stories()[0].code, text="Wrong address."
    )
    public_door.browser.cookies.clear()
    page = public_door.fill("/en/return/", words=" ".join(LI.findall(page)))
    assert "Wrong address." in page
    assert stories()[0].texts["en"][0] not in page


def test_the_officers_are_told_that_they_exist_and_when_they_are_used(
    cast: Cast, box: Box
) -> None:
    words = alarm_words(box)
    made = fields(cast, box)
    seen = own_callback(come_back(words, box.at))
    assert made == [{ALARM: "words_made", "ours": seen.ours, "theirs": seen.theirs}]
    assert {ALARM: "words_used"} in fields(cast, box)
    assert alarm_days(desk(cast, box.file_id)) == [box.at.date()]


def test_what_is_written_under_them_reaches_the_officers_with_its_mark(
    cast: Cast, box: Box
) -> None:
    seen = come_back(alarm_words(box), box.at)
    services.receive_more(
        visitor=seen, letter_id=new_id(), body=LetterBody(LetterKind.MESSAGE, "Где вы?"),
        danger=Danger.UNSAID.value, at=box.at,
    )  # fmt: skip
    assert {ALARM: "under_words"} in fields(cast, box)
    assert len(alarm_days(desk(cast, box.file_id))) == 2


def test_the_alarm_is_sealed_and_looks_like_any_letter(cast: Cast, box: Box) -> None:
    come_back(alarm_words(box), box.at)
    shapes = {
        (
            row.danger,
            row.language,
            row.day,
            row.state,
            len(row.sealed_body),
            len(row.sealed_key),
        )
        for row in Letter.objects.exclude(id=box.letter)
    }
    assert len(shapes) == 1
    assert not any(b"alarm" in bytes(row.sealed_body) for row in Letter.objects.all())


def test_alarm_words_made_under_alarm_words_are_alarm_words_too(cast: Cast, box: Box) -> None:
    """Whoever holds the person and finds the page must not come to the right mailbox by it."""
    seen = come_back(alarm_words(box), box.at)
    words = " ".join(services.make_alarm_words(visitor=seen, texts=("Да.",), at=box.at))
    again = come_back(words, box.at)
    assert again.under_alarm
    assert again.key.file_id == box.file_id
    assert [body.text for body, _ in read_items(again, box.at)] == ["Да."]


def test_earlier_alarm_words_stay_and_an_eleventh_set_is_not_kept(cast: Cast, box: Box) -> None:
    first = alarm_words(box, "Первое.")
    for number in range(10):
        alarm_words(box, f"{number}")
    assert AlarmBox.objects.count() == 10
    assert come_back(first, box.at).under_alarm


def test_a_door_cannot_hang_alarm_words_on_a_mailbox_it_has_not_open(
    cast: Cast, box: Box
) -> None:
    words = "SELECT mailbox_alarm_make('no', now(), %s, 'l', 'k', 'c', '{}', '{}')"
    with connection.cursor() as cursor:
        cursor.execute(words, [new_id()])
    assert not AlarmBox.objects.exists()
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL ROLE sc_public")
        cursor.execute("INSERT INTO contact_item (id, file_id, at) VALUES (%s, %s, now())",
                       [new_id(), box.file_id])  # fmt: skip


def test_the_case_page_says_it_first(office_door: Door, cast: Cast, at: datetime) -> None:
    made = make_case(cast, timezone.now())
    seen = mailbox.visitor(made.cookie, timezone.now())
    assert seen is not None
    now = timezone.now()
    words = services.make_alarm_words(visitor=seen, texts=("Нет.",), at=now)
    office_door.sign_in(cast.olena, now)
    path = f"/cases/{made.file_id}/"
    assert "Alarm words were used." not in office_door.get(path)
    come_back(" ".join(words), now)
    assert "Alarm words were used." in office_door.get(path)


def test_the_harmless_items_are_sealed_to_the_alarm_key_only(cast: Cast, box: Box) -> None:
    alarm_words(box, "Нет.")
    item = Item.objects.get()
    assert item.file_id != box.file_id
    assert item.office_copy is None
    assert read_items(box.visitor, box.at) == []
