"""Officers' and desks' public keys are signed by the programme's offline key, or not trusted.

Whoever can write to the database could otherwise put a key of their own in an officer's row
and be given every new wrap.
"""

from datetime import date
from uuid import UUID

from safeconduct.common.refusal import Refused
from safeconduct.vault.core import desk_key
from safeconduct.vault.core.officer_key import statement
from safeconduct.vault.core.terms import WhyNot
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import OfficerKey, PublicKey
from safeconduct.vault.signer import check, sign_with


def certify(signing_seed: bytes, officer_id: UUID, key: PublicKey, day: date) -> bytes:
    """The programme's signature over an officer's key: 64 bytes, made offline."""
    return sign_with(signing_seed, statement(officer_id, key.key_id, key.raw, day))


def certify_desk(signing_seed: bytes, asked: desk_key.Asked, day: date) -> desk_key.Signed:
    """A desk's key with the programme's signature, made offline."""
    said = desk_key.statement(asked.desk, asked.number, day, asked.public_key)
    signature = sign_with(signing_seed, said)
    return desk_key.Signed(asked.desk, asked.number, day, asked.public_key, signature)


def genuine(
    officer_id: UUID, raw: bytes, day: date | None, signature: bytes | None
) -> OfficerKey:
    """The officer's key, when the programme signed this key for this officer.

    Refused: KEY_UNSIGNED without a signature, KEY_FORGED with one that does not fit.
    """
    if day is None or signature is None:
        raise Refused([WhyNot.KEY_UNSIGNED])
    try:
        key = OfficerKey(raw)
    except ValueError as error:
        raise Refused([WhyNot.KEY_FORGED]) from error
    if not check(ring().signing, statement(officer_id, key.key_id, raw, day), signature):
        raise Refused([WhyNot.KEY_FORGED])
    return key
