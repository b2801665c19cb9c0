"""Letters in, items out: read by the words or by the team's keys, and by nobody else."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.contact import mailbox, services
from safeconduct.contact.core.code import read
from safeconduct.contact.core.terms import (
    Danger,
    ItemBody,
    ItemKind,
    Kind,
    LetterBody,
    LetterKind,
    LetterState,
    WhyNot,
)
from safeconduct.contact.models import Item, Letter, Mailbox, MailboxSession
from safeconduct.contact.queries import (
    conversation,
    language_of,
    letter_row,
    new_letters,
    open_letter,
    read_items,
    waiting_of,
)
from safeconduct.jobs.queue import WORKER
from safeconduct.record.queries import newest
from safeconduct.record.services import act
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.opening import FileKeys, MailboxKey
from safeconduct.vault.queries import desk_keys, open_file
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast

TEXT = "Хочу жить. Двое. Зимородок-5521."
BODY = LetterBody(LetterKind.MESSAGE, TEXT)


class Box:
    """An applicant's browser with one mailbox."""

    def __init__(
        self, at: datetime, language: str = "ru", long_code: bool = True,
        danger: Danger = Danger.FRONT,
    ) -> None:  # fmt: skip
        self.at, self.cookie, self.letter = at, fresh_cookie(), new_id()
        self.file_id = services.receive_letter(
            letter_id=self.letter, body=BODY, danger=danger.value, language=language,
            cookie=self.cookie, at=at, long_code=long_code,
        )  # fmt: skip

    @property
    def visitor(self) -> mailbox.Visitor:
        found = mailbox.visitor(self.cookie, self.at)
        assert found is not None
        return found

    @property
    def words(self) -> str:
        assert self.visitor.code_text is not None
        return self.visitor.code_text


def desk(cast: Cast, file_id: UUID) -> FileKeys:
    """The file's keys as the intake desk opens them."""
    return open_file(desk_keys(cast.iryna.keys), file_id)


def post(cast: Cast, box: Box, text: str) -> UUID:
    with act(cast.iryna.actor, box.at) as a:
        return services.post(a, desk(cast, box.file_id), ItemBody(ItemKind.ANSWER, text))


def more(box: Box, letter_id: UUID, text: str) -> None:
    services.receive_more(
        visitor=box.visitor, letter_id=letter_id, body=LetterBody(LetterKind.MESSAGE, text),
        danger=Danger.UNSAID.value, at=box.at,
    )  # fmt: skip


def test_a_letter_is_read_by_the_desk_and_marked_on_the_record(
    cast: Cast, at: datetime
) -> None:
    box = Box(at)
    assert [row.id for row in new_letters()] == [box.letter]
    assert open_letter(desk(cast, box.file_id), box.letter) == BODY
    with act(cast.iryna.actor, at) as a:
        services.mark_opened(a, box.file_id, box.letter)
    assert new_letters() == []
    assert letter_row(box.letter).state == LetterState.OPENED
    line = newest(1)[0].line
    assert (line.kind, line.object_id) == (Kind.LETTER_OPENED, box.letter.hex)


def test_without_a_wrap_no_letter_opens(cast: Cast, at: datetime) -> None:
    box = Box(at)
    with pytest.raises(Refused) as refused:
        open_letter(open_file(cast.kirill.keys, box.file_id), box.letter)
    assert refused.value.reasons == (VaultWhyNot.NO_KEY,)


def test_the_keys_of_one_file_open_no_letter_of_another(cast: Cast, at: datetime) -> None:
    one, other = Box(at), Box(at)
    with pytest.raises(Unknown):
        open_letter(desk(cast, one.file_id), other.letter)
    Letter.objects.filter(id=other.letter).update(file_id=one.file_id)
    with pytest.raises(Refused) as refused:
        open_letter(desk(cast, one.file_id), other.letter)
    assert refused.value.reasons == (VaultWhyNot.NOT_GENUINE,)


def test_the_same_letter_sent_twice_is_kept_once(cast: Cast, at: datetime) -> None:
    box, again = Box(at), new_id()
    more(box, again, "Мы у реки.")
    more(box, again, "Другие слова.")
    assert Letter.objects.filter(file_id=box.file_id).count() == 2
    assert open_letter(desk(cast, box.file_id), again).text == "Мы у реки."


def test_letters_of_one_day_keep_their_order(cast: Cast, at: datetime) -> None:
    box, other = Box(at), Box(at)
    sent = [new_id() for _ in range(6)]
    for number, one in enumerate(sent):
        more(box, one, f"{number}")
        more(other, new_id(), "Другой ящик.")
    assert [row.id for row in waiting_of(box.file_id)] == [box.letter, *sent]
    with act(cast.iryna.actor, at) as a:
        for one in reversed(sent):
            services.mark_opened(a, box.file_id, one)
    read_now = conversation(desk(cast, box.file_id))
    assert [one.text for one in read_now] == ["0", "1", "2", "3", "4", "5"]


def test_a_first_letter_sent_twice_makes_no_second_file(at: datetime) -> None:
    box = Box(at)
    with pytest.raises(Conflict):
        services.receive_letter(
            letter_id=box.letter, body=BODY, danger=Danger.FRONT.value, language="ru",
            cookie=fresh_cookie(), at=at, long_code=True,
        )  # fmt: skip
    assert [row.file_id for row in Letter.objects.all()] == [box.file_id]
    assert Mailbox.objects.count() == MailboxSession.objects.count() == 1


@pytest.mark.parametrize(
    "body", [LetterBody(LetterKind.MESSAGE, " "), LetterBody(LetterKind.MESSAGE, "x" * 20_001)]
)
def test_a_letter_that_cannot_be_taken_leaves_nothing(at: datetime, body: LetterBody) -> None:
    with pytest.raises(Refused):
        services.receive_letter(
            letter_id=new_id(), body=body, danger=Danger.FRONT.value, language="ru",
            cookie=fresh_cookie(), at=at, long_code=True,
        )  # fmt: skip
    assert not Mailbox.objects.exists()
    assert not MailboxSession.objects.exists()


@pytest.mark.parametrize(("long_code", "words"), [(False, 6), (True, 12)])
def test_six_words_or_twelve_open_the_same_kind_of_mailbox(
    cast: Cast, at: datetime, long_code: bool, words: int
) -> None:
    box = Box(at, long_code=long_code)
    assert len(box.words.split()) == words
    post(cast, box, "Мы ответим завтра.")
    cookie = fresh_cookie()
    services.come_back(box.words.upper(), cookie, at)
    visit = mailbox.visitor(cookie, at)
    assert visit is not None
    assert visit.code_text is None
    assert [item.text for item, _ in read_items(visit, at)] == ["Мы ответим завтра."]


def test_busy_slots_give_twelve_words_and_turn_nobody_away(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(code: object) -> bytes:
        raise Refused([WhyNot.BUSY])

    monkeypatch.setattr(mailbox, "_stretched", busy)
    box = Box(at, long_code=False)
    assert len(box.words.split()) == 12
    with pytest.raises(Refused) as refused:
        services.come_back(short_words(), fresh_cookie(), at)
    assert refused.value.reasons == (WhyNot.BUSY,)


def short_words() -> str:
    """Six words that make a code, and no mailbox."""
    from safeconduct.contact.core.code import Language, new_code, spell

    return " ".join(spell(new_code(Language.RU)))


def test_words_that_open_nothing_are_refused(at: datetime) -> None:
    Box(at)
    with pytest.raises(Refused) as refused:
        services.come_back(short_words(), fresh_cookie(), at)
    assert refused.value.reasons == (WhyNot.BAD_CODE,)
    assert MailboxSession.objects.count() == 1


def test_the_key_of_another_mailbox_opens_no_item(cast: Cast, at: datetime) -> None:
    mine, other = Box(at), Box(at)
    post(cast, mine, "Только для вас.")
    key = MailboxKey(mine.file_id, other.visitor.key.private)
    stranger = replace(mine.visitor, key=key)
    with pytest.raises(Refused) as refused:
        read_items(stranger, at)
    assert refused.value.reasons == (VaultWhyNot.NOT_GENUINE,)
    assert read_items(other.visitor, at) == []


def test_an_item_moved_to_another_mailbox_stays_shut(cast: Cast, at: datetime) -> None:
    mine, other = Box(at), Box(at)
    Item.objects.filter(id=post(cast, mine, "Только для вас.")).update(file_id=other.file_id)
    with pytest.raises(Refused):
        read_items(other.visitor, at)


def test_the_team_reads_both_sides_in_order(cast: Cast, at: datetime) -> None:
    box = Box(at)
    with act(cast.iryna.actor, at) as a:
        services.mark_opened(a, box.file_id, box.letter)
    post(cast, box, "Мы получили письмо.")
    more(box, new_id(), "Спасибо.")
    turns = conversation(desk(cast, box.file_id))
    assert {(turn.from_person, turn.text) for turn in turns} == {
        (True, TEXT), (False, "Мы получили письмо."),
    }  # fmt: skip
    assert len(waiting_of(box.file_id)) == 1
    assert language_of(box.file_id) == "ru"


def test_a_mailbox_session_ends_by_itself_and_by_leaving(at: datetime) -> None:
    box = Box(at)
    assert mailbox.visitor(box.cookie, at + mailbox.IDLE) is None
    assert mailbox.visitor(box.cookie, at) is not None
    mailbox.leave(box.cookie)
    assert mailbox.visitor(box.cookie, at) is None
    assert not MailboxSession.objects.exists()
    assert mailbox.visitor(None, at) is None


def test_every_click_keeps_it_open_for_twenty_minutes_more_and_two_hours_at_most(
    at: datetime,
) -> None:
    box, step = Box(at), mailbox.IDLE - timedelta(seconds=1)
    clicks = mailbox.LONGEST // step
    for click in range(1, clicks + 1):
        assert mailbox.visitor(box.cookie, at + click * step) is not None
    last = at + mailbox.LONGEST
    assert mailbox.visitor(box.cookie, last - timedelta(seconds=1)) is not None
    assert mailbox.visitor(box.cookie, last) is None


def test_an_earlier_clock_shortens_nothing(at: datetime) -> None:
    box = Box(at)
    assert mailbox.visitor(box.cookie, at + timedelta(minutes=10)) is not None
    assert mailbox.visitor(box.cookie, at) is not None
    assert mailbox.visitor(box.cookie, at + timedelta(minutes=29)) is not None


def test_the_database_prolongs_no_session_beyond_its_last_end(at: datetime) -> None:
    Box(at)
    with pytest.raises(IntegrityError, match="contact_session_ends"), transaction.atomic():
        MailboxSession.objects.update(until=at + mailbox.LONGEST + timedelta(seconds=1))


def test_noted_words_are_forgotten(at: datetime) -> None:
    box = Box(at)
    mailbox.forget_code(box.visitor)
    assert box.visitor.code_text is None
    assert MailboxSession.objects.get().sealed_code is None


def dump(*tables: type[Model]) -> str:
    """Every column of every row, bytes in hex."""
    rows = [row for table in tables for row in table._default_manager.values_list()]
    return "|".join(
        bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value)
        for row in rows
        for value in row
    )


def test_no_row_holds_words_text_key_or_cookie_in_clear(cast: Cast, at: datetime) -> None:
    box = Box(at)
    post(cast, box, "Мы ответим завтра.")
    stored = dump(Letter, Mailbox, MailboxSession, Item)
    seed = box.visitor.key.private.seed
    code = read(box.words).value.to_bytes(16, "big")
    for secret in (
        TEXT.encode(),
        "Мы ответим".encode(),
        box.words.encode(),
        seed,
        seed[64:],
        code,
    ):
        assert secret.hex() not in stored
    assert not any(word in stored for word in (TEXT, box.words, box.cookie))


def test_the_sweep_writes_day_and_count_and_no_order(cast: Cast, at: datetime) -> None:
    for day in (0, 0, 1):
        Box(at + timedelta(days=day))
    for expected in (3, 0):
        with act(WORKER, at) as a:
            assert services.sweep(a) == expected
    lines = [entry.line for entry in newest(10) if entry.line.kind == Kind.LETTERS_RECEIVED]
    assert [line.facts for line in reversed(lines)] == [
        {"day": "2026-11-22", "count": 2}, {"day": "2026-11-23", "count": 1},
    ]  # fmt: skip
    assert {(line.file, line.object_id, line.actor) for line in lines} == {("", "", "worker")}


def test_a_full_sweep_leaves_the_rest_for_the_next(at: datetime) -> None:
    for _ in range(3):
        Box(at)
    for expected in (2, 1, 0):
        with act(WORKER, at) as a:
            assert services.sweep(a, limit=2) == expected


def test_an_unknown_letter_is_unknown(cast: Cast, at: datetime) -> None:
    with pytest.raises(Unknown):
        letter_row(new_id())
