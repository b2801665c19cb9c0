"""The vectors of desk-key.md are what the product's code writes, takes and refuses."""

import base64
import re
from dataclasses import replace
from datetime import date
from uuid import UUID

from safeconduct.vault.certificate import certify_desk
from safeconduct.vault.core.desk_key import Asked, Signed, read_answer, write_answer
from safeconduct.vault.core.terms import Desk, Place
from safeconduct.vault.opening import PrivateKey, unseal
from safeconduct.vault.ring import vouched
from safeconduct.vault.sealing import derive
from safeconduct.vault.signer import public_of
from tests.guardrails.test_formats import FORMATS, vectors

KEY = vectors("desk-key.md")[0]
(ANSWER,) = re.findall(r"```json\n(.*?)```", (FORMATS / "desk-key.md").read_text(), re.DOTALL)
PRIVATE = PrivateKey(bytes.fromhex(KEY["private"]))
SEED = bytes.fromhex(KEY["signing seed"])


def test_the_signature_of_the_page_is_the_one_we_make_and_take() -> None:
    asked = Asked(Desk(KEY["desk"]), int(KEY["number"]), "Iryna", PRIVATE.public().raw)
    made = certify_desk(SEED, asked, date.fromisoformat(KEY["day"]))
    assert made.signature.hex() == KEY["signature"]
    assert PRIVATE.public().key_id == KEY["key id"]
    assert public_of(SEED).hex() == KEY["public signing key"]
    assert vouched(bytes.fromhex(KEY["public signing key"]), made)


def test_the_answer_of_the_page_reads_and_is_written_so() -> None:
    (key,) = read_answer(ANSWER)
    assert write_answer([key]) == ANSWER
    signing = bytes.fromhex(KEY["public signing key"])
    assert vouched(signing, key)
    wrong: tuple[Signed, ...] = (
        replace(key, number=4),
        replace(key, desk=Desk.OMBUDSMAN),
        replace(key, day=date(2026, 12, 23)),
        replace(key, public_key=bytes(1216)),
    )
    assert not any(vouched(signing, one) for one in wrong)


def test_the_id_that_its_maker_reads_opens_with_the_makers_key() -> None:
    maker = UUID(KEY["maker"])
    key = derive(bytes.fromhex(KEY["maker private"]), b"safeconduct/vault/desk-made/v1")
    place = Place("vault.deskkey.sealed_id", maker, maker)
    assert unseal(key, place, base64.b64decode(KEY["sealed id"])).decode() == KEY["key id"]
