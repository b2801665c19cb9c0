"""The vectors of officer-key.md and recovery-export.md open with the product's code."""

import base64
import json
import re
from datetime import date
from itertools import combinations
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings

from safeconduct.common.refusal import Refused
from safeconduct.vault.certificate import certify, genuine
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.queries import purpose
from safeconduct.vault.recovery import combine, keys_of, read_answer, read_request
from safeconduct.vault.shares import join
from safeconduct.vault.signer import public_of
from tests.guardrails.test_formats import FORMATS, vectors

KEY = vectors("officer-key.md")[0]
RECOVERY = vectors("recovery-export.md")[0]
SHARES = [RECOVERY[f"share {number}"] for number in range(1, 6)]
REQUEST, ANSWER = re.findall(
    r"```json\n(.*?)```", (FORMATS / "recovery-export.md").read_text(), re.DOTALL
)
FILE = UUID("00112233445566778899aabbccddeeff")


@pytest.fixture(autouse=True)
def programme(tmp_path: Path, settings: LazySettings) -> None:
    """The programme of the pages: public halves of the vectors' seeds."""

    def b64(raw: bytes) -> str:
        return base64.b64encode(raw).decode()

    keys = keys_of(bytes.fromhex(RECOVERY["seed"]))
    any_key = b64(PrivateKey(bytes(96)).public().raw)
    public = {
        "desk": any_key,
        "ombudsman": any_key,
        "recovery": b64(keys.private.public().raw),
        "recovery_signing": b64(bytes.fromhex(RECOVERY["recovery signing"])),
        "signing": b64(public_of(bytes.fromhex(RECOVERY["signing seed"]))),
        "services": {},
        "record": {
            "name": "test.example/record",
            "key": b64(public_of(bytes.fromhex(RECOVERY["record seed"]))),
        },
        "ceremony_on": "2026-11-22",
    }
    (tmp_path / "programme.json").write_text(json.dumps(public))
    settings.KEY_FOLDER = tmp_path


def test_the_signature_of_the_page_is_the_one_we_make_and_take() -> None:
    seed, officer = bytes.fromhex(KEY["signing seed"]), UUID(KEY["officer"])
    key = PrivateKey(bytes.fromhex(KEY["private"])).public()
    day, signature = date.fromisoformat(KEY["day"]), bytes.fromhex(KEY["signature"])
    assert public_of(seed).hex() == KEY["public signing key"]
    assert key.key_id == KEY["key id"]
    assert certify(seed, officer, key, day) == signature
    assert genuine(officer, key.raw, day, signature).raw == key.raw
    with pytest.raises(Refused):
        genuine(FILE, key.raw, day, signature)


def test_any_three_shares_of_the_page_yield_its_seed_and_keys() -> None:
    for three in combinations(SHARES, 3):
        assert join(three).hex() == RECOVERY["seed"]
    keys = keys_of(join(SHARES))
    assert keys.private.public().key_id == RECOVERY["key id"]
    assert keys.signing_public.hex() == RECOVERY["recovery signing"]


def _contact_key(answer: str) -> bytes:
    officer = PrivateKey(bytes.fromhex(RECOVERY["officer private"]))
    read = read_answer(answer)
    assert read.key_id == officer.public().key_id
    [one] = read.wraps
    assert (one.file_id, one.compartment, one.epoch) == (FILE, "contact", 1)
    return officer.unwrap(purpose(FILE, "contact"), one.sealed)


def test_the_request_of_the_page_is_answered_and_its_answer_opens() -> None:
    request, to = read_request(REQUEST)
    assert request.cases == {FILE: "Heron 417"}
    assert _contact_key(ANSWER) == bytes(range(32))
    assert _contact_key(combine(request, to, join(SHARES[2:]))) == bytes(range(32))


def test_every_character_of_both_papers_counts() -> None:
    """One digit or letter inside any value is changed: refused, by signature or by form."""
    for paper, read in ((REQUEST, read_request), (ANSWER, read_answer)):
        places = [at for at in range(len(paper)) if paper[at].isalnum()]
        assert len(places) > 1000
        for at in places[:: max(1, len(places) // 150)]:
            other = "B" if paper[at] != "B" else "C"
            with pytest.raises((Refused, ValueError)):
                read(paper[:at] + other + paper[at + 1 :])
