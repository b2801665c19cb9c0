"""A form's token is used by the act itself: once, in its transaction, and forgotten later."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Event

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.accounts.signin import ABSOLUTE
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Repeated
from safeconduct.record import queries
from safeconduct.record.core.terms import Once
from safeconduct.record.jobs import KEPT, forget
from safeconduct.record.models import Once as OnceRow
from safeconduct.record.services import act
from tests.racing import elsewhere, sweep_everything


class Kind(StrEnum):
    """A kind of line that only this test writes."""

    PROBED = "record.line.probed"


@dataclass(frozen=True)
class Sender:
    """Whoever sent a form, or read a page."""

    once: Once | None = None
    key_id: str = "00ff"


def sending(once: Once | None = None) -> Sender:
    """A form; the same form sent once more, by another request, when `once` is given."""
    return Sender(Once(once.token if once else new_id(), new_id()))


def do(sender: Sender, at: datetime) -> None:
    with act(sender, at) as a:
        a.note(Kind.PROBED)


def test_the_same_form_acts_once(at: datetime) -> None:
    first = sending()
    do(first, at)
    for _ in range(2):
        with pytest.raises(Repeated):
            do(sending(first.once), at)
    do(sending(), at)
    assert queries.size() == 2


def test_two_acts_of_one_request_both_count(at: datetime) -> None:
    first = sending()
    do(first, at)
    do(first, at)
    assert queries.size() == 2
    assert OnceRow.objects.count() == 1


def test_pages_that_are_read_use_nothing_up(at: datetime) -> None:
    do(Sender(), at)
    do(Sender(), at)
    assert queries.size() == 2
    assert not OnceRow.objects.exists()


def test_an_act_that_was_rolled_back_leaves_its_form_unused(at: datetime) -> None:
    first = sending()
    assert first.once is not None
    with pytest.raises(RuntimeError, match="refused"), act(first, at):
        raise RuntimeError("refused")
    assert not queries.was_used(first.once.token)
    do(sending(first.once), at)
    assert queries.was_used(first.once.token)


def test_it_costs_one_statement(at: datetime) -> None:
    with CaptureQueriesContext(connection) as plain:
        do(Sender(), at)
    with CaptureQueriesContext(connection) as once:
        do(sending(), at)
    assert len(once) == len(plain) + 1


@pytest.fixture
def swept() -> Iterator[None]:
    """What threads committed is swept away."""
    yield
    elsewhere(sweep_everything)


def somebody_waits() -> bool:
    """Whether a lock is waited for, seen within half a minute."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("refused", [False, True])
def test_a_second_sending_waits_for_the_end_of_the_first(
    swept: None, at: datetime, refused: bool
) -> None:
    """Committed: the second is Repeated. Refused: the second does it."""
    first, begun, end = sending(), Event(), Event()

    def slowly() -> None:
        with act(first, at) as a:
            a.note(Kind.PROBED)
            begun.set()
            assert end.wait(60)
            if refused:
                raise RuntimeError("refused")

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(elsewhere, slowly)
        assert begun.wait(30)
        quick = pool.submit(elsewhere, lambda: do(sending(first.once), at))
        waited = somebody_waits()
        end.set()
        errors = (slow.exception(60), quick.exception(60))
    assert waited
    assert [type(error) for error in errors] == (
        [RuntimeError, type(None)] if refused else [type(None), Repeated]
    )
    assert elsewhere(queries.size) == 1


def test_used_forms_are_forgotten_when_no_session_can_send_them_again() -> None:
    now = timezone.now()
    old, young = sending(), sending()
    do(old, now - KEPT - timedelta(minutes=1))
    do(young, now - ABSOLUTE)
    lines = queries.size()
    for _ in range(2):
        forget(0)
    assert [row.token for row in OnceRow.objects.all()] == [young.once and young.once.token]
    assert queries.size() == lines
    assert KEPT > ABSOLUTE


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("sc_office", {"INSERT", "SELECT"}),
        ("sc_worker", {"SELECT", "DELETE"}),
        ("sc_public", set()),
    ],
)
def test_the_office_uses_forms_and_only_the_worker_forgets_them(
    role: str, may: set[str], at: datetime
) -> None:
    deeds = {
        "INSERT": "INSERT INTO record_once"
        " VALUES (gen_random_uuid(), gen_random_uuid(), now())",
        "SELECT": "SELECT 1 FROM record_once",
        "UPDATE": "UPDATE record_once SET token = gen_random_uuid()",
        "DELETE": "DELETE FROM record_once",
    }
    do(sending(), at)
    done = set()
    for verb, sql in deeds.items():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {role}")
                cursor.execute(sql)
                cursor.execute("RESET ROLE")
            done.add(verb)
        except DatabaseError as error:
            assert "permission denied" in str(error)
    assert done == may
