"""Every code is answered by the same page and the same work, whatever lies behind it."""

import re
import time
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from safeconduct.common.refusal import Refused
from safeconduct.contact import mailbox, services
from safeconduct.contact.core.code import Language, new_code, spell
from safeconduct.contact.core.keeping import month_of
from safeconduct.contact.core.terms import WhyNot
from safeconduct.contact.models import Letter, Mailbox, MailboxSession
from safeconduct.contact.queries import long_unvisited, own_callback, read_items
from safeconduct.contact.services import end_mailbox
from safeconduct.jobs.queue import WORKER
from safeconduct.record.services import act
from safeconduct.vault.services import shred
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast
from tests.contact.boxes import Box, come_back, post
from tests.doors import TOKEN, Door

ROUNDS = 150
# Chance that a time of one kind is longer than one of the other; 0.5 when they are alike. Of
# 150 against 150 equal ones the standard deviation is 0.033 (Mann-Whitney); the kinds differ by
# 0.03 in truth (a row found against a stand-in made), so 0.5 ± 0.2 is five deviations away.
ALIKE = 0.2
STORY = ("Мы прочли ваш вопрос.", "Ответ тот же.")


def unknown(at: datetime) -> str:
    return " ".join(spell(new_code(Language.RU, 12)))


def ended(at: datetime) -> str:
    """Words of a mailbox that the worker ended, long unvisited."""
    box = Box(at - timedelta(days=1500))
    Letter.objects.filter(id=box.letter).update(state="opened")
    month = month_of((at - timedelta(days=1500)).date())
    Mailbox.objects.filter(file_id=box.file_id).update(visited_in=month)
    with act(WORKER, at) as a:
        assert all(end_mailbox(a, *one) for one in long_unvisited(at.date()))
    assert not Mailbox.objects.filter(file_id=box.file_id).exists()
    return box.words


def destroyed(at: datetime) -> str:
    box = Box(at)
    shred(box.file_id)
    return box.words


def right(at: datetime) -> str:
    return Box(at).words


def alarm(at: datetime) -> str:
    box = Box(at)
    return twelve_alarm_words(box)


def twelve_alarm_words(box: Box) -> str:
    """Alarm words without stretching, as they are under load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mailbox, "_stretched", _busy)
        return " ".join(services.make_alarm_words(visitor=box.visitor, texts=STORY, at=box.at))


def _busy(code: object) -> bytes:
    raise Refused([WhyNot.BUSY])


SHUT = {"unknown": unknown, "ended": ended, "destroyed": destroyed}
OPEN = {"right": right, "alarm": alarm}


@pytest.mark.parametrize("kind", SHUT)
def test_wrong_ended_and_destroyed_codes_are_refused_alike_and_leave_nothing(
    cast: Cast, at: datetime, kind: str
) -> None:
    words = SHUT[kind](at)
    before = (MailboxSession.objects.count(), Letter.objects.count())
    with pytest.raises(Refused) as refused:
        services.come_back(words, fresh_cookie(), at)
    assert refused.value.reasons == (WhyNot.BAD_CODE,)
    assert (MailboxSession.objects.count(), Letter.objects.count()) == before


def plain(page: str, typed: str) -> str:
    """The page without its token and what was typed into it."""
    return TOKEN.sub("", page.replace(typed, ""))


def test_wrong_ended_and_destroyed_codes_see_one_page_to_the_byte(
    public_door: Door, at: datetime
) -> None:
    pages = {}
    for kind, make in SHUT.items():
        words = make(at)
        public_door.browser.cookies.clear()
        public_door.page = None
        text = public_door.fill("/ru/return/", words=words)
        pages[kind] = plain(text, words)
        assert public_door.page.status_code == 200
        assert not public_door.page.cookies
    assert len(set(pages.values())) == 1


def statements(words: str, at: datetime) -> list[str]:
    """What a code asks of the databases, without its values and without the savepoints."""
    found = []
    contexts = [CaptureQueriesContext(connections[name]) for name in ("default", "keystore")]
    with contexts[0] as main, contexts[1] as keystore, suppress(Refused):
        services.come_back(words, fresh_cookie(), at)
    for query in [*main.captured_queries, *keystore.captured_queries]:
        verb = query["sql"].split("(")[0].split('"')[0]
        found += [verb] if "SAVEPOINT" not in verb else []
    return found


def test_every_code_asks_the_same_of_the_databases(cast: Cast, at: datetime) -> None:
    asked = {kind: statements(make(at), at) for kind, make in {**SHUT, **OPEN}.items()}
    assert asked["right"] == [
        "SELECT * FROM mailbox_find", "SELECT * FROM mailbox_session_open",
        "SELECT * FROM mailbox_visit", "INSERT INTO ", "SELECT shred_key_of",
    ]  # fmt: skip
    assert all(one == asked["right"] for one in asked.values())


def _time(words: str, at: datetime) -> float:
    began = time.perf_counter()
    with suppress(Refused), transaction.atomic():
        services.come_back(words, fresh_cookie(), at)
        transaction.set_rollback(True)
    return time.perf_counter() - began


def chance_of_longer(first: list[float], second: list[float]) -> float:
    """How often a time of the first is longer than one of the second (Mann-Whitney U)."""
    wins = sum((a > b) + (a == b) / 2 for a in first for b in second)
    return wins / (len(first) * len(second))


def times(words: dict[str, str], at: datetime) -> dict[str, list[float]]:
    """Times of each kind, taken in turns, so that a busy machine slows all of them alike."""
    found: dict[str, list[float]] = {kind: [] for kind in words}
    for kind in words:
        _time(words[kind], at)
    for number in range(ROUNDS):
        order = sorted(words, key=lambda kind: hash((kind, number)))
        for kind in order:
            found[kind].append(_time(words[kind], at))
    return found


def test_no_time_tells_a_wrong_code_from_an_ended_or_a_destroyed_one(
    cast: Cast, at: datetime
) -> None:
    found = times({kind: make(at) for kind, make in SHUT.items()}, at)
    for one, other in (("unknown", "ended"), ("unknown", "destroyed"), ("ended", "destroyed")):
        assert abs(chance_of_longer(found[one], found[other]) - 0.5) < ALIKE, (one, other)


def test_no_time_tells_alarm_words_from_the_right_ones(cast: Cast, at: datetime) -> None:
    found = times({kind: make(at) for kind, make in OPEN.items()}, at)
    assert abs(chance_of_longer(found["right"], found["alarm"]) - 0.5) < ALIKE


def test_the_comparison_of_times_finds_a_shortcut(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a careless version would do: give up as soon as nothing was found."""
    find = mailbox.find

    def hasty(locator: bytes) -> mailbox.Found:
        found = find(locator)
        if not found.known:
            raise Refused([WhyNot.BAD_CODE])
        return found

    monkeypatch.setattr(mailbox, "find", hasty)
    found = times({"unknown": unknown(at), "destroyed": destroyed(at)}, at)
    assert chance_of_longer(found["destroyed"], found["unknown"]) > 0.5 + ALIKE


def sizes(door: Door, words: str) -> tuple[int, list[str]]:
    """Bytes of the mailbox page, and its headings and links."""
    door.browser.cookies.clear()
    door.page = None
    page = door.fill("/ru/return/", words=words)
    assert door.path == "/ru/mailbox/"
    return len(page.encode()), re.findall(r'<h[12]>[^<]*|href="[^"]*"', page)


def test_alarm_words_open_a_mailbox_that_looks_like_any_other(
    public_door: Door, cast: Cast, at: datetime
) -> None:
    box = Box(at)
    for text in STORY:
        post(cast, box, text)
    words = twelve_alarm_words(box)
    mine, theirs = sizes(public_door, box.words), sizes(public_door, words)
    assert mine[1] == theirs[1]
    assert abs(mine[0] - theirs[0]) < 64  # two other call-back words, two other ids


def test_a_returning_person_leaves_no_letter_and_the_month_of_the_visit(
    cast: Cast, at: datetime
) -> None:
    box = Box(at - timedelta(days=90))
    assert Mailbox.objects.get().visited_in == date(2026, 8, 1)
    come_back(box.words, at)
    assert Mailbox.objects.get().visited_in == date(2026, 11, 1)
    come_back(box.words, at - timedelta(days=60))  # a clock that went wrong takes nothing back
    assert Mailbox.objects.get().visited_in == date(2026, 11, 1)
    assert Letter.objects.count() == 1


def test_a_session_read_by_alarm_words_shows_only_the_harmless_items(
    cast: Cast, at: datetime
) -> None:
    box = Box(at)
    post(cast, box, "Переход в четверг.")
    seen = come_back(twelve_alarm_words(box), at)
    assert {body.text for body, _ in read_items(seen, at)} == set(STORY)
    assert seen.under_alarm
    assert own_callback(seen) != own_callback(box.visitor)
    assert [body.text for body, _ in read_items(come_back(box.words, at), at)] == [
        "Переход в четверг."
    ]


def test_shredding_the_file_ends_its_alarm_words_too(cast: Cast, at: datetime) -> None:
    box = Box(at)
    words = twelve_alarm_words(box)
    shred(box.file_id)
    with pytest.raises(Refused) as refused:
        services.come_back(words, fresh_cookie(), at)
    assert refused.value.reasons == (WhyNot.BAD_CODE,)
