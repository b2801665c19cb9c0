"""The watch reads check-ins, raises alarms and fails towards looking for the person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from safeconduct.accounts.servicekeys import service_keys
from safeconduct.common.ids import new_id
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.models import Letter
from safeconduct.contact.queries import waiting_of
from safeconduct.contact.services import receive_more
from safeconduct.protection.core.terms import CheckinState, Kind
from safeconduct.protection.desk import plan_page
from safeconduct.protection.jobs import note_states, watch
from safeconduct.protection.models import Alarm, CheckIn
from safeconduct.protection.public.views import letter_of
from safeconduct.protection.queries import alarms_for, watch_runs
from safeconduct.protection.services import close_alarm
from safeconduct.record.queries import entries_of
from tests.cast import Cast
from tests.protection.making import Watched, agree, make_plans

HOUR = timedelta(hours=1)


@contextmanager
def worker() -> Iterator[None]:
    """As the worker's own database role."""
    for alias in ("default", "keystore"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET ROLE sc_worker")
    try:
        yield
    finally:
        for alias in ("default", "keystore"):
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")


def run_watch() -> None:
    with worker():
        watch.func(timestamp=0)


def send(made: Watched, body: LetterBody) -> None:
    now = timezone.now()
    visit = visitor(made.cookie, now)
    assert visit is not None
    receive_more(
        visitor=visit, letter_id=new_id(), body=body, danger=Danger.WAITING.value, at=now
    )


@pytest.fixture(autouse=True)
def unlocked(cast: Cast) -> None:
    service_keys.cache_clear()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def made(cast: Cast, now: datetime) -> Watched:
    """A daily sign of life, agreed 25 hours ago: it is due, not yet late."""
    made = make_plans(cast, now)
    agree(cast, made.plan, now - 25 * HOUR)
    return made


def kinds(made: Watched) -> list[str]:
    return [entry.line.kind for entry in entries_of(made.file_id)]


def state(cast: Cast, at: datetime) -> CheckinState:
    row = plan_page(cast.pavlo.actor, at).rows[0]
    assert row.checkin is not None
    return row.checkin.state


def test_all_right_is_a_sign_of_life_and_the_letter_is_done(cast: Cast, made: Watched) -> None:
    send(made, letter_of("well", ""))
    waiting = len(waiting_of(made.file_id))
    run_watch()
    assert state(cast, timezone.now()) is CheckinState.ON_TIME
    assert len(waiting_of(made.file_id)) == waiting - 1
    assert kinds(made).count(Kind.CHECKIN_ANSWERED) == 1
    run_watch()
    assert kinds(made).count(Kind.CHECKIN_ANSWERED) == 1


def test_own_words_stay_for_a_person_to_read(cast: Cast, made: Watched) -> None:
    send(made, letter_of("well", "I am well, and my leg is better."))
    waiting = waiting_of(made.file_id)
    run_watch()
    assert waiting_of(made.file_id) == waiting
    assert state(cast, timezone.now()) is CheckinState.ON_TIME
    run_watch()
    assert kinds(made).count(Kind.CHECKIN_ANSWERED) == 1


def test_own_words_alone_are_no_sign_of_life(cast: Cast, made: Watched) -> None:
    send(made, letter_of("words", "Something is strange."))
    run_watch()
    assert state(cast, timezone.now()) is not CheckinState.ON_TIME


def test_an_ordinary_letter_is_no_sign_of_life(cast: Cast, made: Watched) -> None:
    send(made, LetterBody(LetterKind.MESSAGE, "Hello", {"said": "well"}))
    run_watch()
    assert state(cast, timezone.now()) is not CheckinState.ON_TIME


def test_not_all_right_raises_an_alarm_once(cast: Cast, made: Watched) -> None:
    send(made, letter_of("not_well", ""))
    run_watch()
    run_watch()
    now = timezone.now()
    alarm = alarms_for(cast.pavlo.actor, now)[0]
    assert (alarm.cause, Alarm.objects.count()) == ("not_well", 1)
    assert state(cast, now) is not CheckinState.ON_TIME
    assert alarms_for(cast.kirill.actor, now) == []
    close_alarm(cast.pavlo.signed(now), alarm.id)
    assert alarms_for(cast.pavlo.actor, now) == []


def test_the_agreed_word_under_a_calm_tick_raises_an_alarm(cast: Cast, made: Watched) -> None:
    send(made, letter_of("well", "All is fine, the BIRCH has leaves."))
    run_watch()
    assert Alarm.objects.get().cause == "duress"
    assert state(cast, timezone.now()) is not CheckinState.ON_TIME


def test_while_the_key_is_locked_nothing_is_read_and_all_is_late(
    cast: Cast, made: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(made, letter_of("well", ""))
    monkeypatch.delenv("SC_SERVICE_WATCH")
    service_keys.cache_clear()
    run_watch()
    now = timezone.now()
    assert not watch_runs(now)
    assert state(cast, now) is CheckinState.LATE
    assert kinds(made).count(Kind.CHECKIN_LATE) == 1


def test_each_change_stands_on_the_record_once(cast: Cast, now: datetime) -> None:
    made = make_plans(cast, now)
    agree(cast, made.plan, now)
    for hours in (1, 24, 24, 30, 60, 61):
        note_states(now + hours * HOUR)
    assert kinds(made).count(Kind.CHECKIN_LATE) == 1
    assert kinds(made).count(Kind.CHECKIN_MISSED) == 1
    assert CheckIn.objects.get().state == CheckinState.MISSED


def test_an_altered_letter_stops_no_other(cast: Cast, made: Watched) -> None:
    send(made, letter_of("not_well", ""))
    bad = Letter.objects.filter(file_id=made.file_id).order_by("id").last()
    assert bad is not None
    Letter.objects.filter(id=bad.id).update(sealed_body=b"\x01\x01" + b"x" * 80)
    send(made, letter_of("well", ""))
    run_watch()
    assert kinds(made).count(Kind.CHECKIN_ANSWERED) == 1
    assert watch_runs(timezone.now())
