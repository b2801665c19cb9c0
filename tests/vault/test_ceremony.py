"""The ceremony is held once; what must leave the machine is not left on it."""

import base64
import json
import re
import stat
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import override_settings

from safeconduct.vault.ceremony import SERVICES, Offline, hold
from safeconduct.vault.checks import hybrid_works, ready_to_serve
from safeconduct.vault.core.terms import KEY_BYTES, SEED_BYTES, SHARES
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.recovery import is_ours, keys_of
from safeconduct.vault.ring import held, ring
from safeconduct.vault.shares import join
from safeconduct.vault.signer import check, public_of, sign

ON = date(2026, 11, 1)
NAME = "test.example/record"


def halves_of(offline: Offline) -> list[str]:
    return [offline.desk, offline.ombudsman, *offline.services.values()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_ceremony_is_never_held_twice(tmp_path: Path) -> None:
    hold(tmp_path, NAME, ON)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(FileExistsError):
        hold(tmp_path, NAME, ON)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_private_halves_stay_off_the_disk(tmp_path: Path) -> None:
    offline = hold(tmp_path, NAME, ON)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for half in halves_of(offline):
        seed = base64.b64decode(half)
        assert len(seed) == SEED_BYTES
        forms = (half.encode(), seed, seed.hex().encode(), base64.b64encode(seed[64:]))
        assert not any(form in written for form in forms)
    assert len(set(halves_of(offline))) == 2 + len(SERVICES)


def test_neither_the_seed_nor_a_share_nor_the_signing_key_stays(tmp_path: Path) -> None:
    offline = hold(tmp_path, NAME, ON)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    master = join(offline.shares[2:])
    keys = keys_of(master)
    secret = [master, keys.private.seed, keys.signing_seed, base64.b64decode(offline.signing)]
    for seed in secret:
        forms = (seed, seed.hex().encode(), base64.b64encode(seed))
        assert not any(form in written for form in forms)
    assert not any(share.encode() in written for share in offline.shares)
    assert "seed" not in repr(offline)
    assert offline.signing not in repr(offline)


def test_programme_json_holds_public_halves_only(tmp_path: Path) -> None:
    offline = hold(tmp_path, NAME, ON)
    raw = json.loads((tmp_path / "programme.json").read_text())
    assert set(raw) == {
        "ceremony_on", "desk", "ombudsman", "recovery", "recovery_signing", "record",
        "services", "signing",
    }  # fmt: skip
    keys = keys_of(join(offline.shares[:3]))
    assert base64.b64decode(raw["recovery"]) == keys.private.public().raw
    assert base64.b64decode(raw["recovery_signing"]) == keys.signing_public
    assert base64.b64decode(raw["signing"]) == public_of(base64.b64decode(offline.signing))
    desk = PrivateKey(base64.b64decode(offline.desk)).public()
    assert base64.b64decode(raw["desk"]) == desk.raw
    assert (tmp_path / "record.key").read_text() not in json.dumps(raw)
    assert raw["ceremony_on"] == "2026-11-01"


def test_the_record_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    hold(tmp_path / "keys", NAME, ON)
    assert mode(tmp_path / "keys") == 0o700
    assert mode(tmp_path / "keys" / "record.key") == 0o600
    assert len(base64.b64decode((tmp_path / "keys" / "record.key").read_text())) == KEY_BYTES


def test_the_ring_reads_what_the_ceremony_wrote(tmp_path: Path) -> None:
    offline = hold(tmp_path, NAME, ON)
    with override_settings(KEY_FOLDER=tmp_path):
        assert held()
        found = ring()
    assert (found.record_name, found.ceremony_on) == (NAME, "2026-11-01")
    assert set(found.services) == set(SERVICES)
    for name, half in offline.services.items():
        assert found.services[name] == PrivateKey(base64.b64decode(half)).public()


def test_what_the_record_key_signs_the_ring_can_check(tmp_path: Path) -> None:
    hold(tmp_path, NAME, ON)
    with override_settings(KEY_FOLDER=tmp_path):
        signature, public = sign(b"head"), ring().record_key
    assert check(public, b"head", signature)
    assert not check(public, b"heat", signature)
    assert not check(public, b"head", bytes(64))


def ceremony(keys: Path, *, demo: bool, args: list[str]) -> str:
    out = StringIO()
    with override_settings(KEY_FOLDER=keys, DEMO=demo):
        call_command("ceremony", *args, stdout=out)
    return out.getvalue()


def test_the_command_writes_private_halves_to_the_other_medium(tmp_path: Path) -> None:
    keys, medium = tmp_path / "keys", tmp_path / "medium"
    said = ceremony(keys, demo=False, args=["--offline", str(medium)])
    names = {
        "desk.key", "ombudsman.key", "programme-signing.key", "service-matcher.key",
        "service-watch.key",
    }  # fmt: skip
    assert {path.name for path in medium.iterdir()} == names
    assert {mode(path) for path in medium.iterdir()} == {0o600}
    assert {path.name for path in keys.iterdir()} == {"programme.json", "record.key"}
    shown = re.split(r"Share \d of 5; .*\n", said)[1:]
    with override_settings(KEY_FOLDER=keys):
        assert is_ours(keys_of(join([part.split("The ceremony")[0] for part in shown[:3]])))


def test_shares_for_printing_go_to_a_medium_of_their_own(tmp_path: Path) -> None:
    keys, medium, printing = (tmp_path / name for name in ("keys", "medium", "printing"))
    args = ["--offline", str(medium), "--shares", str(printing)]
    said = ceremony(keys, demo=False, args=args)
    files = sorted(printing.iterdir())
    assert [path.name for path in files] == [f"share-{n}-of-5.key" for n in range(1, 6)]
    assert {mode(path) for path in files} == {0o600}
    texts = [path.read_text() for path in files]
    with override_settings(KEY_FOLDER=keys):
        assert is_ours(keys_of(join(texts[1:4])))
    assert not any(text.split()[7] in said for text in texts)


def test_the_command_keeps_private_halves_in_a_demonstration_only(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="only a demonstration"):
        ceremony(tmp_path / "real", demo=False, args=["--demo"])
    assert not (tmp_path / "real").exists()
    ceremony(tmp_path / "demo", demo=True, args=["--demo"])
    kept = [path for path in (tmp_path / "demo").iterdir() if path.suffix == ".demo"]
    assert len(kept) == 3 + len(SERVICES) + SHARES
    assert {mode(path) for path in kept} == {0o600}


def test_the_command_refuses_without_a_medium_or_a_second_time(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--offline"):
        ceremony(tmp_path / "keys", demo=False, args=[])
    medium = tmp_path / "medium"
    ceremony(tmp_path / "keys", demo=False, args=["--offline", str(medium)])
    before = (medium / "desk.key").read_bytes()
    with pytest.raises(CommandError, match="held already"):
        ceremony(tmp_path / "keys", demo=False, args=["--offline", str(medium)])
    assert (medium / "desk.key").read_bytes() == before


def test_an_instance_serves_after_its_ceremony_only(tmp_path: Path) -> None:
    with override_settings(KEY_FOLDER=tmp_path):
        with pytest.raises(ImproperlyConfigured, match="key ceremony"):
            ready_to_serve()
        hold(tmp_path, NAME, ON)
        with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
            ready_to_serve()
    assert hybrid_works()


def test_a_demonstration_serves_its_own_machine_only(tmp_path: Path) -> None:
    hold(tmp_path, NAME, ON)
    hosts = ["127.0.0.1", "office.example"]
    with override_settings(KEY_FOLDER=tmp_path, DEMO=True, ALLOWED_HOSTS=hosts):
        with pytest.raises(ImproperlyConfigured, match="this machine only"):
            ready_to_serve()
        with override_settings(DEMO=False):
            ready_to_serve()
