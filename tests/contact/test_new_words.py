"""New words: the old ones count until the new were practised, and open nothing afterwards."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event
from time import sleep
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.sql import SQL, Literal

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused
from safeconduct.contact import mailbox, services
from safeconduct.contact.core.code import Language, read
from safeconduct.contact.core.terms import Danger, ItemBody, ItemKind, Spoken, WhyNot
from safeconduct.contact.models import AlarmBox, Complaint, Item, Mailbox, MailboxSession
from safeconduct.contact.queries import (
    callback_of,
    callback_place,
    callback_purpose,
    item_place,
    item_purpose,
    own_callback,
    read_items,
)
from safeconduct.record.services import act
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import shred_key
from tests.cast import Cast, make_cast
from tests.contact.boxes import Box, come_back, desk, post, visit
from tests.doors import Door
from tests.racing import DONE, elsewhere, race, sweep_everything

WORD = re.compile(r"<li>([^<]+)</li>")
WORDS = re.compile(r'<ol class="words">(.*?)</ol>', re.DOTALL)
PAGE = "/ru/mailbox/words/"


def heard(cast: Cast, at: datetime) -> str:
    """Words that Iryna read out on the telephone."""
    taken = services.take_down(
        cast.iryna.signed(at), text="Двое.", spoken=Spoken.CALL, writer=None,
        danger=Danger.UNSAID, language=Language.RU, long_code=True,
    )  # fmt: skip
    return " ".join(taken.words)


def renew(box: Box) -> str:
    """Take new words and practise them; the old ones are `box.words`."""
    services.prepare_words(box.visitor, True, box.at)
    words = str(box.visitor.next_text)
    services.change_words(box.visitor, box.at)
    return words


def texts(seen: mailbox.Visitor, at: datetime) -> set[str]:
    return {body.text for body, _ in read_items(seen, at)}


def complained(box: Box, cast: Cast) -> UUID:
    """A complaint with one answer."""
    complaint = new_id()
    services.receive_complaint(
        visitor=box.visitor, complaint_id=complaint, text="Кричали.", name_case=False, at=box.at
    )
    services.answer_complaint(cast.oksana.signed(box.at), complaint, "Разберусь.")
    return complaint


def refused(words: str, at: datetime) -> bool:
    """Whether these words open nothing at the door."""
    with pytest.raises(Refused) as no:
        come_back(words, at)
    return no.value.reasons == (WhyNot.BAD_CODE,)


def test_with_new_words_everything_is_there_and_the_old_open_nothing(
    cast: Cast, at: datetime
) -> None:
    box = Box(at)
    post(cast, box, "Ждём вас.")
    post(cast, box, "Один раз.", once=True)
    complaint = complained(box, cast)
    callback = own_callback(box.visitor)
    old = mailbox.open_code(read(box.words))
    words = renew(box)
    seen = come_back(words, at)
    assert texts(seen, at) == {"Ждём вас.", "Один раз.", "Разберусь."}
    assert own_callback(seen) == callback == callback_of(desk(cast, box.file_id))
    assert texts(box.visitor, at) == texts(seen, at)  # this browser stays in
    assert box.visitor.next_text is None
    assert refused(box.words, at)
    assert not mailbox.find(old.locator).known
    post(cast, box, "После.")
    services.answer_complaint(cast.oksana.signed(at), complaint, "Разобралась.")
    assert texts(come_back(words, at), at) == {
        "Ждём вас.", "Один раз.", "Разберусь.", "После.", "Разобралась.",
    }  # fmt: skip


def test_what_the_old_words_yield_opens_no_row_with_all_of_both_databases_at_hand(
    cast: Cast, at: datetime
) -> None:
    box = Box(at)
    post(cast, box, "Ждём вас.")
    complaint = complained(box, cast)
    old = mailbox.open_code(read(box.words)).private
    tried = {"before": 0, "after": 0}

    def opened() -> int:
        """How many rows open with the old key, or with what is derived from it."""
        found = 0
        row = Mailbox.objects.get(file_id=box.file_id)
        places = [(callback_purpose(row.file_id), callback_place(row.file_id), row.file_id,
                   bytes(row.sealed_callback))]  # fmt: skip
        for item in Item.objects.filter(file_id__in=[box.file_id, complaint]):
            info, place = item_purpose(item.file_id, item.id), item_place(item.file_id, item.id)
            places.append((info, place, item.file_id, bytes(item.sealed or b"")))
        for info, place, file_id, sealed in places:
            for key in (old, mailbox.answers_key(old)):
                try:
                    mailbox.open_as(key, info, place, shred_key(file_id), sealed)
                    found += 1
                except Refused as no:
                    assert no.reasons == (Vault.NOT_GENUINE,)
        return found

    tried["before"] = opened()
    renew(box)
    post(cast, box, "После.")
    services.answer_complaint(cast.oksana.signed(at), complaint, "И после.")
    tried["after"] = opened()
    assert tried == {"before": 3, "after": 0}


def test_until_they_are_practised_the_old_words_count(cast: Cast, at: datetime) -> None:
    box = Box(at)
    post(cast, box, "Ждём вас.")
    services.prepare_words(box.visitor, True, at)
    words = str(box.visitor.next_text)
    assert refused(words, at)
    assert texts(come_back(box.words, at), at) == {"Ждём вас."}
    mailbox.leave(box.cookie)  # the line broke, or the phone was laid down
    assert refused(words, at)
    assert come_back(box.words, at)


def test_the_words_wait_sealed_under_the_cookie(at: datetime) -> None:
    box = Box(at)
    services.prepare_words(box.visitor, False, at)
    words = str(box.visitor.next_text).split()
    assert len(words) == 6
    sealed = bytes(MailboxSession.objects.get().sealed_next or b"")
    assert not any(word.encode() in sealed for word in words)
    assert not any(word in repr(box.visitor) for word in words)


def test_every_other_browser_is_out(cast: Cast, at: datetime) -> None:
    box = Box(at)
    other = come_back(box.words, at)
    renew(box)
    assert mailbox.visitor(other.cookie, at) is None
    assert MailboxSession.objects.count() == 1


def test_what_was_to_go_in_this_browser_still_goes(cast: Cast, at: datetime) -> None:
    box = Box(at)
    item = post(cast, box, "Один раз.", once=True)
    mailbox.destroy_on_leaving(box.visitor, item, at)
    words = renew(box)
    assert texts(box.visitor, at) == {"Один раз."}
    mailbox.leave(box.cookie)
    assert texts(come_back(words, at), at) == set()


def test_whoever_is_on_the_way_in_with_the_old_words_is_refused(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, real = Box(at), mailbox.find

    def late(locator: bytes) -> mailbox.Found:
        found = real(locator)
        monkeypatch.setattr(mailbox, "find", real)
        renew(box)
        return found

    monkeypatch.setattr(mailbox, "find", late)
    assert refused(box.words, at)


def test_nothing_prepared_nothing_changed(at: datetime) -> None:
    box = Box(at)
    with pytest.raises(Conflict):
        services.change_words(box.visitor, at)
    services.prepare_words(box.visitor, True, at)
    seen = box.visitor
    mailbox.leave(box.cookie)
    with pytest.raises(Conflict):
        services.change_words(seen, at)
    assert come_back(box.words, at)


def test_the_database_leaves_nothing_behind_under_the_old_words(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box(at)
    post(cast, box, "Ждём вас.")
    services.prepare_words(box.visitor, True, at)
    monkeypatch.setattr("safeconduct.contact.services.words.unsealed_items", lambda *_: [])
    with pytest.raises(IntegrityError, match="goes over to the new words"):
        services.change_words(box.visitor, at)
    assert texts(come_back(box.words, at), at) == {"Ждём вас."}


def test_under_alarm_words_only_the_alarm_words_change(cast: Cast, at: datetime) -> None:
    box = Box(at)
    post(cast, box, "Ждём вас.")
    alarm = services.make_alarm_words(visitor=box.visitor, texts=("Нет.",), at=at)
    seen = come_back(" ".join(alarm), at)
    services.prepare_words(seen, True, at)
    seen = visit(seen.cookie, at)
    services.change_words(seen, at)
    assert texts(come_back(str(seen.next_text), at), at) == {"Нет."}
    assert refused(" ".join(alarm), at)
    assert texts(come_back(box.words, at), at) == {"Ждём вас."}
    assert AlarmBox.objects.count() == 1


def test_new_words_leave_the_alarm_words_as_they_are(cast: Cast, at: datetime) -> None:
    box = Box(at)
    alarm = services.make_alarm_words(visitor=box.visitor, texts=("Нет.",), at=at)
    renew(box)
    assert texts(come_back(" ".join(alarm), at), at) == {"Нет."}


def test_nothing_beside_a_complaint_leads_to_the_mailbox(cast: Cast, at: datetime) -> None:
    box = Box(at)
    complained(box, cast)
    renew(box)
    row, mine = Complaint.objects.get(), Mailbox.objects.get()
    assert row.answer_key is not None
    public = bytes(mine.applicant_key)[:1216]
    assert public not in bytes(row.answer_key)
    assert box.visitor.thread == row.thread
    assert mine.file_id.bytes not in bytes(row.answer_key)


def test_an_exchanged_answer_key_is_refused(cast: Cast, at: datetime) -> None:
    box = Box(at)
    complaint = complained(box, cast)
    renew(box)
    theirs = bytes(Mailbox.objects.get().applicant_key)  # with a mark, of another place
    Complaint.objects.update(answer_key=theirs)
    with pytest.raises(Refused) as no:
        services.answer_complaint(cast.oksana.signed(at), complaint, "Кому?")
    assert no.value.reasons == (Vault.NOT_GENUINE,)


@pytest.mark.parametrize("role", ["sc_public", "sc_office", "sc_worker"])
def test_no_role_writes_words_past_the_functions(at: datetime, role: str) -> None:
    Box(at)
    tries = [
        "UPDATE contact_mailbox SET locator = ''",
        "UPDATE contact_mailbox SET words_heard = false",
        "UPDATE contact_complaint SET answer_key = ''",
    ]
    if role != "sc_office":
        tries.append("SELECT mailbox_applicant(gen_random_uuid())")
    if role != "sc_public":
        tries.append("SELECT mailbox_words_hold('', now(), gen_random_uuid())")
    for sql in tries:
        denied = pytest.raises(DatabaseError, match="permission denied")
        with denied, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SQL("SET LOCAL ROLE {}").format(Literal(role)))
            cursor.execute(sql)


@pytest.fixture
def committed(offline: Offline, at: datetime) -> Iterator[tuple[Cast, Box]]:
    """A mailbox with new words prepared, committed for real; swept away afterwards."""

    def prepare() -> tuple[Cast, Box]:
        cast, box = make_cast(offline), Box(at)
        services.prepare_words(box.visitor, True, at)
        return cast, box

    yield elsewhere(prepare)
    elsewhere(sweep_everything)


def test_an_answer_on_its_way_is_not_left_under_the_old_words(
    committed: tuple[Cast, Box], at: datetime
) -> None:
    cast, box = committed
    words = elsewhere(lambda: str(box.visitor.next_text))
    sealed = Event()

    def answer() -> None:
        with act(cast.iryna.actor, at) as a:
            body = ItemBody(ItemKind.ANSWER, "Да.")
            services.post(a, desk(cast, box.file_id), body)
            sealed.set()
            sleep(0.3)  # long enough for an exchange that does not wait

    def change() -> None:
        assert sealed.wait(30)
        services.change_words(box.visitor, at)

    assert race(answer, change) == [DONE, DONE]
    assert elsewhere(lambda: texts(come_back(words, at), at)) == {"Да."}


def words_on(page: str) -> str:
    found = WORDS.search(page)
    assert found is not None
    return " ".join(WORD.findall(found[1]))


def test_words_that_an_officer_heard_open_the_mailbox_for_new_ones_first(
    public_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    old = heard(cast, now)
    public_door.fill("/ru/return/", words=old)
    assert public_door.path == PAGE
    public_door.get("/ru/mailbox/")
    assert public_door.path == PAGE
    shown = public_door.post(PAGE, new="1")
    new = words_on(shown)
    assert len(new.split()) == 6
    assert public_door.get(PAGE).count("<li>") == 6 + shown.count("<li>") - 6  # the same words
    public_door.get(PAGE + "?practise")
    wrong = public_door.post(PAGE, words=old)
    assert public_door.path == PAGE
    assert 'class="error"' in wrong
    assert come_back(old, now)  # nothing has changed yet
    public_door.post(PAGE, words=new.upper())
    assert public_door.path == PAGE + "?right"
    public_door.get("/ru/mailbox/")
    assert public_door.path == "/ru/mailbox/"
    assert refused(old, now)
    assert not come_back(new, now).words_heard


def test_whoever_only_writes_is_asked_for_no_new_words(public_door: Door, cast: Cast) -> None:
    public_door.fill("/ru/return/", words=heard(cast, timezone.now()))
    public_door.fill("/ru/mailbox/write/", text="Сейчас!")
    assert public_door.path == PAGE  # it is kept; what can be read waits
    assert len(Mailbox.objects.all()) == 1


def test_anybody_may_take_new_words_and_twelve(public_door: Door) -> None:
    public_door.fill("/en/write/", text="x")
    assert "/en/mailbox/words/" in public_door.get("/en/mailbox/")
    page = public_door.fill("/en/mailbox/words/", long_code="on", new="1")
    new = words_on(page)
    assert len(new.split()) == 12
    public_door.get("/en/mailbox/words/?practise")
    page = public_door.post("/en/mailbox/words/", words=new)
    assert "The old words open nothing any more" in page
    public_door.get("/en/mailbox/words/")
    page = public_door.post("/en/mailbox/words/", words=new)  # sent twice: nothing more
    assert "The old words open nothing any more" in page
    public_door.get("/en/mailbox/words/")
    page = public_door.post("/en/mailbox/words/", words="not these")  # of a page left open
    assert "Give me new words" in page
    assert come_back(new, timezone.now())


def test_new_words_need_an_open_mailbox(public_door: Door) -> None:
    public_door.get("/en/mailbox/words/")
    assert public_door.path == "/en/return/"


@pytest.mark.parametrize("deed", ["prepare", "change"])
def test_a_session_that_is_over_changes_nothing(at: datetime, deed: str) -> None:
    box = Box(at)
    services.prepare_words(box.visitor, True, at)
    later = at + timedelta(hours=3)
    does: dict[str, Callable[[], None]] = {
        "prepare": lambda: services.prepare_words(box.visitor, True, later),
        "change": lambda: services.change_words(box.visitor, later),
    }
    before = str(box.visitor.next_text)
    if deed == "change":
        with pytest.raises(Conflict):
            does[deed]()
    else:
        does[deed]()
    assert box.visitor.next_text == before
    assert come_back(box.words, at)
