"""Mailboxes end by policy: two years unvisited, no case, nothing unread; never otherwise."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.services import open_case
from safeconduct.common.refusal import Refused
from safeconduct.contact import services
from safeconduct.contact.core.keeping import Keeping, kept_until
from safeconduct.contact.core.terms import Danger, Kind
from safeconduct.contact.jobs import end_open_mailboxes, end_unvisited_mailboxes
from safeconduct.contact.models import (
    AlarmBox,
    Item,
    Letter,
    Mailbox,
    MailboxSession,
)
from safeconduct.contact.queries import long_unvisited
from safeconduct.jobs.queue import WORKER
from safeconduct.record.queries import entries_of
from safeconduct.record.services import act
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import shred_key
from tests.cast import Cast
from tests.contact.boxes import Box, come_back, post
from tests.doors import Door
from tests.protection.test_jobs import worker

TODAY = timezone.now().date()


def asleep(cast: Cast, at: datetime, *, years: int = 3, read: bool = True) -> Box:
    """A mailbox last visited years ago, with an answer, alarm words and a read letter."""
    box = Box(at)
    post(cast, box, "Ждём.")
    services.make_alarm_words(visitor=box.visitor, texts=("Нет.",), at=at)
    month = date(at.year - years, at.month, 1)
    Mailbox.objects.filter(file_id=box.file_id).update(visited_in=month)
    if read:
        Letter.objects.filter(file_id=box.file_id).update(state="opened")
    return box


def run() -> None:
    with worker():
        end_unvisited_mailboxes.func(timestamp=0)


def test_a_long_unvisited_mailbox_ends_with_all_that_lies_in_it(
    cast: Cast, at: datetime
) -> None:
    box, other = asleep(cast, at), Box(at)
    run()
    assert Mailbox.objects.get().file_id == other.file_id
    assert not AlarmBox.objects.exists()
    assert not Item.objects.exists()
    assert set(Letter.objects.values_list("file_id", flat=True)) == {other.file_id}
    assert set(MailboxSession.objects.values_list("file_id", flat=True)) == {other.file_id}
    assert not Wrap.objects.filter(file_id=box.file_id).exists()
    with pytest.raises(Refused):
        shred_key(box.file_id)
    assert entries_of(box.file_id)[0].line.kind == Kind.MAILBOX_ENDED
    assert shred_key(other.file_id)
    run()  # safe to run twice


def test_a_case_keeps_its_mailbox_whatever_its_stage(cast: Cast, at: datetime) -> None:
    box = asleep(cast, at, years=9)
    open_case(cast.iryna.signed(at), box.file_id, CaseKind.PERSON, Danger.FRONT)
    run()
    assert come_back(box.words, at)
    assert shred_key(box.file_id)


def test_a_letter_that_nobody_read_keeps_it(cast: Cast, at: datetime) -> None:
    box = asleep(cast, at, read=False)
    run()
    assert Mailbox.objects.filter(file_id=box.file_id).exists()


@pytest.mark.parametrize("years", [0, 1])
def test_a_mailbox_asleep_for_a_year_opens_as_ever(
    cast: Cast, at: datetime, years: int
) -> None:
    box = asleep(cast, at, years=years)
    run()
    assert come_back(box.words, at)


def test_a_visit_begins_the_time_anew(cast: Cast) -> None:
    at = timezone.now()
    box = asleep(cast, at)
    come_back(box.words, at)
    run()
    assert Mailbox.objects.get().visited_in == at.date().replace(day=1)


def test_alarm_words_keep_the_mailbox_too(cast: Cast) -> None:
    at = timezone.now()
    box = asleep(cast, at)
    words = services.make_alarm_words(visitor=box.visitor, texts=("Нет.",), at=at)
    come_back(" ".join(words), at)
    Letter.objects.update(state="opened")
    run()
    assert come_back(box.words, at)


def end(box: Box, facts: Keeping) -> bool:
    with act(WORKER, timezone.now()) as a:
        return services.end_mailbox(a, box.file_id, facts)


def test_a_visit_between_the_look_and_the_end_saves_it(cast: Cast) -> None:
    at = timezone.now()
    box = asleep(cast, at)
    ((_, facts),) = long_unvisited(at.date())
    come_back(box.words, at)
    assert end(box, facts) is False
    assert shred_key(box.file_id)


def test_a_case_opened_between_the_look_and_the_end_saves_it(cast: Cast, at: datetime) -> None:
    box = asleep(cast, at)
    ((_, facts),) = long_unvisited(TODAY)
    open_case(cast.iryna.signed(at), box.file_id, CaseKind.PERSON, Danger.FRONT)
    assert end(box, facts) is False
    assert shred_key(box.file_id)


def test_a_letter_between_the_look_and_the_end_saves_it(cast: Cast, at: datetime) -> None:
    box = asleep(cast, at)
    ((_, facts),) = long_unvisited(TODAY)
    Letter.objects.filter(id=box.letter).update(state="new")
    assert end(box, facts) is False


def test_the_database_refuses_to_end_what_was_visited_within_a_year(
    cast: Cast, at: datetime
) -> None:
    """Whatever the programme's own rule says, and whatever clock it goes by."""
    box = asleep(cast, timezone.now(), years=0)
    month = Mailbox.objects.get().visited_in
    facts = Keeping(month, date(2099, 1, 1), has_case=False, has_unread=False)
    assert end(box, facts) is False
    with connection.cursor() as cursor:
        cursor.execute("SELECT mailbox_end(%s, %s)", [box.file_id, month])
        assert cursor.fetchone() == (False,)


def test_only_the_worker_may_end_a_mailbox(cast: Cast, at: datetime) -> None:
    box = asleep(cast, at)
    for role in ("sc_public", "sc_office"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute("SELECT mailbox_end(%s, %s)", [box.file_id, TODAY])


def test_if_the_key_store_cannot_be_reached_nothing_ends(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = asleep(cast, at)
    ((_, facts),) = long_unvisited(TODAY)

    def unreachable(file_id: object) -> None:
        raise DatabaseError("the key store does not answer")

    monkeypatch.setattr("safeconduct.contact.services.keeping.shred", unreachable)
    with pytest.raises(DatabaseError, match="does not answer"):
        end(box, facts)
    assert Mailbox.objects.filter(file_id=box.file_id).exists()


def test_a_day_of_a_visit_is_refused_by_the_table(cast: Cast, at: datetime) -> None:
    Box(at)
    with pytest.raises(DatabaseError, match="contact_mailbox_month_only"), transaction.atomic():
        Mailbox.objects.update(visited_in=date(2026, 11, 22))


def test_the_person_is_told_until_when_it_is_kept(public_door: Door, cast: Cast) -> None:
    page = public_door.fill("/en/write/", text="x")
    until = kept_until(timezone.now().date().replace(day=1))
    told = f"{until.day} {until:%B %Y}"
    assert f"kept until {told} at least" in page
    public_door.post("/en/words/", skip="1")
    assert f"kept until {told} at least" in public_door.page.content.decode()


def test_the_workers_minute_ends_what_nobody_closed(cast: Cast) -> None:
    Box(timezone.now() - timedelta(hours=1))
    still = Box(timezone.now())
    with worker():
        end_open_mailboxes.func(timestamp=0)
    assert MailboxSession.objects.get().file_id == still.file_id


def test_both_databases_are_asked_by_the_worker_alone(cast: Cast, at: datetime) -> None:
    box = asleep(cast, at)
    run()
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shred_key WHERE file_id = %s", [box.file_id])
        assert cursor.fetchone() == (0,)
