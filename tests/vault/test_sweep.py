"""Shred keys that belong to nothing go after a day; keys of files never do."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from safeconduct.accounts.models import Membership
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.jobs.queue import WORKER
from safeconduct.record.queries import newest
from safeconduct.record.services import act
from safeconduct.vault import jobs
from safeconduct.vault import services as vault
from safeconduct.vault.core.terms import Kind, WhyNot
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import shred_key
from safeconduct.vault.ring import ring
from safeconduct.vault.services import new_file_keys, sweep_shred_keys, wrap_bundle
from tests.cast import Cast

TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def _nothing_left_over() -> None:
    """Tests that commit leave shred keys in the key store, and end before this one sweeps."""
    sweep_shred_keys(LATER)


def a_file(*, wrapped: bool) -> UUID:
    keys = new_file_keys(new_id())
    if wrapped:
        wrap_bundle(keys, ring())
    return keys.file_id


def is_there(file_id: UUID) -> bool:
    try:
        return bool(shred_key(file_id))
    except Refused:
        return False


def grow(lines: int = 3) -> None:
    with act(WORKER, datetime.now(UTC)) as a:
        for number in range(lines):
            a.note(Kind.SHRED_KEYS_SWEPT, count=number)


def test_an_orphan_goes_and_a_file_stays(cast: Cast) -> None:
    orphan, file_id = a_file(wrapped=False), a_file(wrapped=True)
    assert sweep_shred_keys(LATER) == 1
    assert not is_there(orphan)
    assert is_there(file_id)
    assert sweep_shred_keys(LATER) == 0


@pytest.mark.parametrize("today", [TODAY, TODAY + timedelta(days=1)])
def test_nothing_goes_before_a_whole_day_is_over(cast: Cast, today: date) -> None:
    """A letter may be between its two commits at this very moment."""
    orphan = a_file(wrapped=False)
    assert sweep_shred_keys(today) == 0
    assert is_there(orphan)


def test_many_pages_are_swept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "SWEEP_PAGE", 2)
    made = [a_file(wrapped=number % 3 == 0) for number in range(10)]
    assert sweep_shred_keys(LATER) == 6
    assert [is_there(file_id) for file_id in made] == [n % 3 == 0 for n in range(10)]


def test_a_file_that_lost_its_wraps_keeps_its_key(cast: Cast) -> None:
    """Wraps come back from a backup; a shred key would not."""
    file_id = a_file(wrapped=True)
    Wrap.objects.filter(file_id=file_id).delete()
    Membership.objects.create(
        officer_id=cast.olena.id,
        file_id=file_id,
        role="case officer",
        sort_at=datetime.now(UTC),
    )
    assert sweep_shred_keys(LATER) == 0
    assert is_there(file_id)


@pytest.mark.parametrize(
    "restored",
    [
        "UPDATE record_head SET size = size - 1",  # a backup of before
        "UPDATE record_leaf SET hash = sha256(hash);"
        " UPDATE record_node SET hash = sha256(hash)",
    ],
    ids=["older", "another"],
)
def test_over_another_or_an_older_database_nothing_is_swept(cast: Cast, restored: str) -> None:
    grow()
    assert sweep_shred_keys(LATER) == 0  # the key store has seen this head
    orphan = a_file(wrapped=False)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
            cursor.execute(restored)
        with pytest.raises(Refused) as refused:
            sweep_shred_keys(LATER)
        assert refused.value.reasons == (WhyNot.OTHER_DATABASE,)
        transaction.set_rollback(True)
    assert is_there(orphan)
    grow()
    assert sweep_shred_keys(LATER) == 1  # a record that grew is the same record


def test_the_job_runs_as_the_worker_and_is_on_the_record(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = a_file(wrapped=False)
    with connections["keystore"].cursor() as cursor:
        cursor.execute("UPDATE shred_key SET day = day - 3 WHERE file_id = %s", [orphan])
    for alias in ("default", "keystore"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET ROLE sc_worker")
    try:
        jobs.sweep_orphan_shred_keys(0)
        jobs.sweep_orphan_shred_keys(0)
    finally:
        for alias in ("default", "keystore"):
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")
    assert not is_there(orphan)
    lines = [entry.line for entry in newest(5) if entry.line.kind == Kind.SHRED_KEYS_SWEPT]
    assert [line.facts["count"] for line in lines] == [1]


def test_no_door_may_list_shred_keys(cast: Cast) -> None:
    functions = ("shred_keys_before(date, uuid, integer)", "record_seen_note(bigint, bytea)")
    with connections["keystore"].cursor() as cursor:
        for role, may in (("sc_public", False), ("sc_office", False), ("sc_worker", True)):
            for name in functions:
                cursor.execute("SELECT has_function_privilege(%s, %s, 'execute')", [role, name])
                assert cursor.fetchone() == (may,)


def test_what_was_dropped_is_written_over_once() -> None:
    """`tests/attacks/test_backup.py` looks into the files themselves."""
    gone, stays = a_file(wrapped=False), a_file(wrapped=False)
    key = shred_key(stays)
    vault.rewrite_shred_keys()
    vault.shred(gone)
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode('shred_key')")
        before = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE sc_worker")
        assert vault.rewrite_shred_keys()
        assert not vault.rewrite_shred_keys()
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT pg_relation_filenode('shred_key')")
        assert cursor.fetchone() != before
    assert shred_key(stays) == key
    assert not is_there(gone)
