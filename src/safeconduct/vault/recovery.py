"""What the custodians' seed can do, on the offline machine: give keys of named cases anew."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.common.refusal import Refused, refuse_if
from safeconduct.vault.certificate import genuine
from safeconduct.vault.core import paper
from safeconduct.vault.core.recovery import (
    ANSWER,
    REQUEST,
    Answer,
    Request,
    Sealed,
    answer_body,
    answer_from,
    request_body,
    request_from,
)
from safeconduct.vault.core.terms import KEY_BYTES, SEED_BYTES, Compartment, WhyNot
from safeconduct.vault.models import BUNDLE
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.queries import purpose, unbundle
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import OfficerKey, derive, wrap
from safeconduct.vault.signer import check, public_of, sign, sign_with


@dataclass(frozen=True)
class RecoveryKeys:
    """Both keys of the seed: one opens what was wrapped to recovery, one signs the answers."""

    private: PrivateKey = field(repr=False)
    signing_seed: bytes = field(repr=False)

    @property
    def signing_public(self) -> bytes:
        """Public half of the signing key, as it stands in programme.json."""
        return public_of(self.signing_seed)


def keys_of(seed: bytes) -> RecoveryKeys:
    """The recovery keys of a 32-byte seed, docs/formats/recovery-export.md."""
    return RecoveryKeys(
        PrivateKey(derive(seed, b"safeconduct/vault/recovery/v1", SEED_BYTES)),
        derive(seed, b"safeconduct/vault/recovery-signing/v1", KEY_BYTES),
    )


def write_request(request: Request) -> str:
    """The paper for the custodians, signed by the record's key (Refused where it is not)."""
    body = request_body(request)
    return paper.write(REQUEST, body, sign(paper.signed_bytes(REQUEST, body)))


def read_request(text: str) -> tuple[Request, OfficerKey]:
    """The request and the officer's key; Refused when the programme signed not both.

    Malformed when it is no such paper at all.
    """
    body, signature = paper.read(REQUEST, text, signed=True)
    _signed_by(ring().record_key, REQUEST, body, signature)
    request = request_from(body)
    one = request.officer
    return request, genuine(one.officer_id, one.public_key, one.day, one.signature)


def combine(request: Request, to: OfficerKey, seed: bytes) -> str:
    """The answer: what was asked for and nothing else, re-wrapped to the officer, signed.

    Of each part the newest key that the request holds; it leads to the earlier ones.

    Refused (OTHER_SHARES) when the seed is not this programme's; (NOT_GENUINE) when a wrap
    was swapped or altered.
    """
    keys = keys_of(seed)
    refuse_if([] if is_ours(keys) else [WhyNot.OTHER_SHARES])
    newest: dict[tuple[UUID, str], Sealed] = {}
    for one in sorted(request.wraps, key=lambda wrap: wrap.epoch):
        if one.file_id in request.cases:
            for given in _again(one, request, to, keys.private.unwrap):
                newest[given.file_id, given.compartment] = given
    body = answer_body(Answer(request.id, to.key_id, tuple(newest.values())))
    return paper.write(
        ANSWER, body, sign_with(keys.signing_seed, paper.signed_bytes(ANSWER, body))
    )


def _again(
    one: Sealed, request: Request, to: OfficerKey, unwrap: Callable[[bytes, bytes], bytes]
) -> list[Sealed]:
    raw = unwrap(purpose(one.file_id, one.compartment), one.sealed)
    bundle = one.compartment == BUNDLE
    found = unbundle(raw) if bundle else {Compartment(one.compartment): raw}
    return [
        Sealed(one.file_id, part, one.epoch, wrap(to, purpose(one.file_id, part), key))
        for part, key in found.items()
        if part in request.compartments
    ]


def is_ours(keys: RecoveryKeys) -> bool:
    """Whether these are the recovery keys of this programme."""
    known = ring()
    same = keys.private.public().raw == known.recovery.raw
    return same and keys.signing_public == known.recovery_signing


def read_answer(text: str) -> Answer:
    """The answer, when three custodians of this programme signed it; Refused otherwise."""
    body, signature = paper.read(ANSWER, text, signed=True)
    _signed_by(ring().recovery_signing, ANSWER, body, signature)
    return answer_from(body)


def _signed_by(public: bytes, form: bytes, body: dict[str, object], signature: bytes) -> None:
    if not check(public, paper.signed_bytes(form, body), signature):
        raise Refused([WhyNot.PAPER_ALTERED])
