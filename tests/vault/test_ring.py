"""programme.json: noticed when it changes, never read half, trusted as far as it is signed."""

import base64
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from safeconduct.vault import ring as module
from safeconduct.vault.ceremony import Offline, hold
from safeconduct.vault.certificate import certify_desk
from safeconduct.vault.core.desk_key import Asked, Signed, to_line
from safeconduct.vault.core.terms import SEED_BYTES, Desk
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.ring import publish, ring
from safeconduct.vault.sealing import PublicKey

DAY = date(2026, 12, 1)


@pytest.fixture
def halves(tmp_path: Path, settings: LazySettings) -> Offline:
    """A ceremony of this test's own."""
    settings.KEY_FOLDER = tmp_path
    return hold(tmp_path, "test.example/record", date(2026, 11, 1))


@pytest.fixture
def file(halves: Offline, tmp_path: Path) -> Path:
    """programme.json, which this process has read."""
    ring()
    return tmp_path / "programme.json"


def fresh_key() -> PublicKey:
    return PrivateKey(os.urandom(SEED_BYTES)).public()


def signed(halves: Offline, number: int, desk: Desk = Desk.INTAKE) -> Signed:
    asked = Asked(desk, number, "Iryna", fresh_key().raw)
    return certify_desk(base64.b64decode(halves.signing), asked, DAY)


def altered(file: Path, **change: Any) -> str:
    return json.dumps({**json.loads(file.read_text()), **change})


def test_a_process_notices_a_new_key_of_a_desk_and_keeps_the_old_ones(
    halves: Offline, file: Path
) -> None:
    before = ring()
    first, second, other = (
        signed(halves, 1),
        signed(halves, 3),
        signed(halves, 1, Desk.OMBUDSMAN),
    )
    for key in (first, other, second):
        publish(key)
    assert ring().desk.raw == second.public_key
    assert ring().ombudsman.raw == other.public_key
    assert ring().current(Desk.INTAKE).day == DAY
    assert ring().earlier(Desk.INTAKE) == [
        before.desk.key_id,
        PublicKey(first.public_key).key_id,
    ]
    assert ring().recovery == before.recovery
    assert len(ring().desk_key_ids()) == 5
    assert (
        file.stat().st_mode & 0o777 == (file.parent / "programme.json").stat().st_mode & 0o777
    )


def test_an_unchanged_file_is_not_read_again(
    halves: Offline, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ring()
    monkeypatch.setattr(module, "_parse", None)
    assert ring() is known


@pytest.mark.parametrize("kept", [0, 1, 100, -1])
def test_a_half_written_file_is_never_taken(halves: Offline, file: Path, kept: int) -> None:
    """Carried with a plain copy to another machine, where a door is running."""
    before, whole = ring(), altered(file, desk_keys=[to_line(signed(halves, 1))])
    file.write_text(whole[:kept])
    assert ring() == before
    file.write_text(whole)
    assert ring().desk != before.desk


def test_a_crash_before_the_end_leaves_the_old_file_whole(
    halves: Offline, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, text = ring(), file.read_text()

    def crash(_target: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", crash)
        with pytest.raises(OSError, match="space"):
            publish(signed(halves, 1))
    assert file.read_text() == text
    assert ring() == before
    key = signed(halves, 1)
    publish(key)  # over what the crash left
    assert ring().desk.raw == key.public_key
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "programme.json",
        "record.key",
    ]


def planted(halves: Offline, how: str) -> list[dict[str, str | int]]:
    """Lines of desk keys that the programme did not sign as they stand."""
    good = to_line(signed(halves, 2))
    thief = base64.b64encode(fresh_key().raw).decode()
    lines: dict[str, list[dict[str, str | int]]] = {
        "unsigned": [{**good, "signature": base64.b64encode(bytes(64)).decode()}],
        "another key": [{**good, "public_key": thief}],
        "another desk": [{**good, "desk": "ombudsman"}],
        "another number": [{**good, "number": 3}],
        "another day": [{**good, "day": "2026-12-02"}],
        "an earlier one after it": [good, to_line(signed(halves, 1))],
        "twice": [good, good],
        "no line": [{"desk": "intake"}],
    }
    return lines[how]


PLANTS = (
    "unsigned", "another key", "another desk", "another number", "another day",
    "an earlier one after it", "twice", "no line",
)  # fmt: skip


@pytest.mark.parametrize("how", PLANTS)
def test_a_desk_key_that_is_not_signed_is_not_taken(
    halves: Offline, file: Path, how: str
) -> None:
    before = ring()
    file.write_text(altered(file, desk_keys=planted(halves, how)))
    assert ring() == before
    module._seen.clear()  # nor by a process that starts now
    with pytest.raises(ValueError, match="."):
        ring()


def test_whom_a_process_trusts_stays_what_it_was_at_its_start(
    halves: Offline, file: Path
) -> None:
    before = ring()
    other = base64.b64encode(fresh_key().raw).decode()
    for change in ({"recovery": other}, {"desk": other}, {"signing": other[:44]}):
        file.write_text(altered(file, **change))
        assert ring() == before


def test_a_key_that_stood_there_does_not_go(halves: Offline, file: Path) -> None:
    whole = file.read_text()
    publish(signed(halves, 1))
    now = ring()
    file.write_text(whole)
    assert ring() == now
