"""A key is genuine for one officer, on one day, as the programme's offline key signed it."""

import base64
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

import safeconduct
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.certificate import certify, genuine
from safeconduct.vault.core.terms import SEED_BYTES, Compartment, Holder, WhyNot
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import OfficerKey, PublicKey
from safeconduct.vault.services import grant, new_file_keys, put_on_desk

ON = date(2026, 11, 22)


def fresh() -> PublicKey:
    return PrivateKey(os.urandom(SEED_BYTES)).public()


@pytest.fixture
def signing(offline: Offline) -> bytes:
    """The programme's offline seed."""
    return base64.b64decode(offline.signing)


def refusal(*args: object) -> tuple[object, ...]:
    with pytest.raises(Refused) as refused:
        genuine(*args)  # type: ignore[arg-type]
    return refused.value.reasons


def test_a_signed_key_is_genuine(signing: bytes) -> None:
    officer, key = new_id(), fresh()
    found = genuine(officer, key.raw, ON, certify(signing, officer, key, ON))
    assert isinstance(found, OfficerKey)
    assert found.raw == key.raw


def test_whatever_else_it_is_put_to_it_is_forged(signing: bytes) -> None:
    officer, key, other = new_id(), fresh(), fresh()
    good = certify(signing, officer, key, ON)
    thief = certify(os.urandom(32), officer, key, ON)
    for args in (
        (new_id(), key.raw, ON, good),  # another officer's row
        (officer, other.raw, ON, good),  # a key put in its place
        (officer, key.raw, ON + timedelta(days=1), good),
        (officer, key.raw, ON, thief),
        (officer, key.raw, ON, bytes(64)),
        (officer, key.raw[:-1], ON, good),
        (officer, b"", ON, good),
    ):
        assert refusal(*args) == (WhyNot.KEY_FORGED,)


@pytest.mark.parametrize("at", [0, 31, 32, 63])
def test_every_altered_byte_of_a_signature_is_noticed(signing: bytes, at: int) -> None:
    officer, key = new_id(), fresh()
    good = certify(signing, officer, key, ON)
    altered = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
    assert refusal(officer, key.raw, ON, altered) == (WhyNot.KEY_FORGED,)


def test_without_a_signature_it_is_unsigned() -> None:
    assert refusal(new_id(), fresh().raw, None, None) == (WhyNot.KEY_UNSIGNED,)


def test_nothing_is_wrapped_to_a_key_nobody_vouches_for(offline: Offline) -> None:
    keys = new_file_keys(new_id())
    desk = PrivateKey(base64.b64decode(offline.desk))
    tries: dict[WhyNot, list[Callable[[], object]]] = {
        WhyNot.KEY_UNSIGNED: [
            lambda: grant(keys, fresh(), [Compartment.CONTACT], Holder.OFFICER),
            lambda: grant(keys, ring().desk, [Compartment.CONTACT], Holder.OFFICER),
            lambda: put_on_desk(desk, fresh()),  # type: ignore[arg-type]
        ],
        WhyNot.NOT_OF_THE_RING: [
            lambda: grant(keys, fresh(), [Compartment.IDENTITY], Holder.SERVICE),
        ],
    }
    for why, deeds in tries.items():
        for deed in deeds:
            with pytest.raises(Refused) as refused:
                deed()
            assert refused.value.reasons == (why,)


def test_only_the_check_itself_makes_an_officers_key() -> None:
    root = Path(safeconduct.__file__).parent
    makers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "OfficerKey(" in path.read_text().replace("class OfficerKey(", "")
    }
    assert makers == {"vault/certificate.py"}
