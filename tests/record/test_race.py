"""Appends that race: real threads, real commits, one log without gap or fork.

What the threads committed is taken away by the database's owner with triggers off.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from threading import Barrier

import pytest
from django.db import connection, transaction

from safeconduct.record import queries
from safeconduct.record.core.leaf import leaf_bytes
from safeconduct.record.models import Leaf
from safeconduct.record.services import act, append
from tests.racing import elsewhere

THREADS, EACH = 4, 25


class Kind(StrEnum):
    """A kind of line that only this test writes."""

    RACED = "record.line.raced"


@dataclass(frozen=True)
class Worker:
    """One of those who append at the same time."""

    key_id: str


def _take_away() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
        cursor.execute("DELETE FROM record_node")
        cursor.execute("DELETE FROM record_leaf")
        cursor.execute("UPDATE record_head SET size = 0")


@pytest.fixture
def empty_log() -> Iterator[None]:
    """An empty log, and an empty one again afterwards."""
    assert elsewhere(queries.size) == 0
    yield
    elsewhere(_take_away)


def _append_many(worker: Worker, start: Barrier, at: datetime) -> None:
    start.wait(30)
    for number in range(EACH):
        with act(worker, at) as a:
            a.note(Kind.RACED, count=number)


def test_four_at_once_leave_no_gap_and_no_fork(empty_log: None, at: datetime) -> None:
    workers = [Worker(f"{number:04x}") for number in range(THREADS)]
    start = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        done = [
            pool.submit(elsewhere, lambda worker=worker: _append_many(worker, start, at))
            for worker in workers
        ]
        for each in done:
            each.result(60)
    numbers = list(Leaf.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(THREADS * EACH))
    entries = queries.newest(THREADS * EACH + 1)
    for worker in workers:
        own = [e.line.facts["count"] for e in entries if e.line.actor == worker.key_id]
        assert own == list(range(EACH - 1, -1, -1))
    assert queries.size() == THREADS * EACH
    assert queries.audit(at).holds


def test_outside_a_transaction_nothing_is_appended(empty_log: None, at: datetime) -> None:
    line = leaf_bytes(Kind.RACED, at, "00ff", "", "", {})
    with pytest.raises(RuntimeError, match="in the transaction of the act"):
        elsewhere(lambda: append([line]))
    assert queries.size() == 0


def test_an_append_that_was_rolled_back_leaves_no_gap(empty_log: None, at: datetime) -> None:
    def one(fails: bool) -> None:
        with act(Worker("00ff"), at) as a:
            a.note(Kind.RACED)
            append([leaf_bytes(Kind.RACED, at, "00ff", "", "", {"state": "early"})])
            if fails:
                raise RuntimeError("half way")

    elsewhere(lambda: one(fails=False))
    with pytest.raises(RuntimeError, match="half way"):
        elsewhere(lambda: one(fails=True))
    elsewhere(lambda: one(fails=False))
    assert [entry.number for entry in queries.newest(10)] == [3, 2, 1, 0]
    assert queries.audit(at).holds
