"""Nothing is sealed to a worker's key that the record's key did not sign, nor to an old one."""

import os
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.vault import workerkey
from safeconduct.vault.capsules import fill_capsules, latest_press, worker_key
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.capsule import statement
from safeconduct.vault.core.terms import KEY_BYTES, SEED_BYTES, Compartment, WhyNot
from safeconduct.vault.models import Capsule, WorkerKey
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.signer import sign, sign_with

C = Compartment
KEYS = {C.IDENTITY: os.urandom(KEY_BYTES), C.CONTACT: os.urandom(KEY_BYTES)}
FILE, OFFICER = UUID(int=1), UUID(int=2)


@pytest.fixture
def now(offline: Offline, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A worker started; the moment after."""
    monkeypatch.setattr(workerkey, "_memory", workerkey.Memory())
    at = timezone.now()
    workerkey.be_ready(at)
    return at


def announce(private: PrivateKey, at: datetime, signature: bytes | None = None) -> WorkerKey:
    """A row as somebody who can write to the database would make it."""
    public = private.public()
    said = statement(public.key_id, public.raw, at)
    return WorkerKey.objects.create(
        key_id=public.key_id,
        public_key=public.raw,
        started_at=at,
        signature=sign(said) if signature is None else signature,
    )


def fill(at: datetime) -> Capsule:
    with transaction.atomic():
        fill_capsules({FILE: KEYS}, OFFICER, worker_key(at), at)
    return Capsule.objects.get()


def test_the_worker_opens_what_was_sealed_to_it(now: datetime) -> None:
    fill(now)
    [one] = workerkey.waiting()
    assert workerkey.open_capsule(one) == KEYS
    assert one.label.parts == (C.CONTACT, C.IDENTITY)


def test_another_process_opens_nothing_though_it_has_every_row_and_key_file(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(now)
    [one] = workerkey.waiting()
    monkeypatch.setattr(workerkey, "_memory", workerkey.Memory())
    workerkey.be_ready(now + timedelta(seconds=1))
    assert workerkey.waiting() == []
    with pytest.raises(Refused) as refused:
        workerkey.open_capsule(one)
    assert refused.value.reasons == (WhyNot.NOT_GENUINE,)


def test_no_key_of_the_worker_shows_when_it_is_printed(now: datetime) -> None:
    fill(now)
    seed = workerkey._memory.pairs[0].private.seed
    shown = f"{workerkey._memory!r} {workerkey._memory.pairs!r}"
    assert seed.hex() not in shown
    assert repr(seed)[2:20] not in shown


def test_a_planted_key_gets_nothing(now: datetime) -> None:
    """Newer than the worker's own, under no signature, a stranger's, or one moved here."""
    later, thief = now + timedelta(seconds=5), PrivateKey(os.urandom(SEED_BYTES))
    ours = WorkerKey.objects.get()
    said = statement(thief.public().key_id, thief.public().raw, later)
    stranger = sign_with(os.urandom(32), said)
    for signature in (b"", bytes(64), stranger, bytes(ours.signature)):
        row = announce(thief, later, signature)
        assert worker_key(later).key_id == ours.key_id
        row.delete()
    WorkerKey.objects.filter(key_id=ours.key_id).update(public_key=thief.public().raw)
    with pytest.raises(Refused) as refused:
        worker_key(later)
    assert refused.value.reasons == (WhyNot.NO_WORKER,)


def test_an_old_announcement_put_back_gets_nothing(now: datetime) -> None:
    WorkerKey.objects.all().delete()
    old = PrivateKey(os.urandom(SEED_BYTES))
    announce(old, now - timedelta(hours=10, minutes=6))
    with pytest.raises(Refused):
        worker_key(now)
    announce(PrivateKey(os.urandom(SEED_BYTES)), now + timedelta(minutes=6))
    with pytest.raises(Refused):
        worker_key(now)


def test_a_new_pair_every_ten_hours_and_the_one_before_opens_its_own(now: datetime) -> None:
    fill(now)
    first = workerkey.be_ready(now + timedelta(hours=9, minutes=59))
    assert WorkerKey.objects.count() == 1
    second = workerkey.be_ready(now + timedelta(hours=10))
    assert first != second
    assert worker_key(now + timedelta(hours=10)).key_id == second.key_id
    [one] = workerkey.waiting()
    assert workerkey.open_capsule(one) == KEYS
    workerkey.be_ready(now + timedelta(hours=20, seconds=1))
    assert first.key_id not in {pair.public.key_id for pair in workerkey._memory.pairs}
    assert not WorkerKey.objects.filter(key_id=first.key_id).exists()


@pytest.mark.parametrize("change", ["file_id", "made_by", "parts", "until", "sealed"])
def test_a_capsule_under_another_label_does_not_open(now: datetime, change: str) -> None:
    row = fill(now)
    new = {
        "file_id": new_id(),
        "made_by": new_id(),
        "parts": "contact,location",
        "until": row.until - timedelta(hours=1),
        "sealed": bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1]),
    }
    Capsule.objects.update(**{change: new[change]})
    [one] = workerkey.waiting()
    with pytest.raises(Refused) as refused:
        workerkey.open_capsule(one)
    assert refused.value.reasons == (WhyNot.NOT_GENUINE,)


def test_the_database_lets_no_capsule_last_longer_than_ten_hours(now: datetime) -> None:
    row = fill(now)
    for change, why in (
        ({"until": row.made_at + timedelta(hours=10, seconds=1)}, "ends_in_time"),
        ({"failed": "HOLDER"}, "failed_is_empty"),
        ({"failed": "SOMETHING", "sealed": b""}, "failed_known"),
    ):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            Capsule.objects.update(**change)


def test_a_press_again_replaces_and_shows_in_its_own_press(now: datetime) -> None:
    fill(now)
    first = latest_press(OFFICER, now)
    assert first is not None
    assert (first.progress.waiting, first.progress.stopped) == (1, 0)
    fill(now + timedelta(seconds=1))
    last = latest_press(OFFICER, now)
    assert last is not None
    assert last.id != first.id
    assert last.progress.waiting == 1
    assert latest_press(new_id(), now) is None


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("sc_public", "SELECT FROM vault_earlierkey"),
        ("sc_public", "SELECT FROM vault_keydue"),
        ("sc_public", "SELECT FROM vault_capsule"),
        ("sc_public", "SELECT FROM vault_workerkey"),
        ("sc_office", "INSERT INTO vault_workerkey SELECT * FROM vault_workerkey"),
        ("sc_office", "INSERT INTO vault_earlierkey SELECT * FROM vault_earlierkey"),
        ("sc_office", "UPDATE vault_wrap SET epoch = epoch"),
        ("sc_office", "UPDATE vault_renewal SET done = 1"),
        ("sc_worker", "INSERT INTO vault_capsule SELECT * FROM vault_capsule"),
        ("sc_worker", "UPDATE vault_wrap SET until = NULL"),
        ("sc_worker", "UPDATE vault_earlierkey SET sealed = sealed"),
    ],
)
def test_each_process_writes_its_own_tables_only(
    now: datetime, role: str, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement)
