"""The worker's own key pair: made at its start, kept in its memory, gone when it ends.

What officers seal to it (`vault.capsules`) is opened here and nowhere else; no door calls this.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from safeconduct.common.refusal import Refused
from safeconduct.vault.capsules import Waiting, capsules_for
from safeconduct.vault.core.capsule import statement, unpack
from safeconduct.vault.core.terms import LONGEST_GRANT, SEED_BYTES, Compartment, WhyNot
from safeconduct.vault.models import WorkerKey
from safeconduct.vault.opening import PrivateKey, first_that_opens
from safeconduct.vault.sealing import PublicKey
from safeconduct.vault.signer import sign


@dataclass(frozen=True)
class Pair:
    """One pair and when it was made."""

    started_at: datetime
    public: PublicKey
    private: PrivateKey = field(repr=False)


@dataclass
class Memory:
    """Pairs of this process, the newest first: the one before it opens what it was given."""

    pairs: list[Pair] = field(default_factory=list, repr=False)
    lock: Lock = field(default_factory=Lock, repr=False)


_memory = Memory()


def be_ready(at: datetime) -> PublicKey:
    """This process's newest public key, announced; a new pair every ten hours.

    A pair is forgotten when everything that was sealed to it is over. Rows of workers that are
    long gone go. Safe to run twice. Refused (NO_KEY) where the record's key is not kept.
    """
    with _memory.lock:
        fresh = [one for one in _memory.pairs if at - one.started_at < 2 * LONGEST_GRANT]
        if not fresh or at - fresh[0].started_at >= LONGEST_GRANT:
            fresh.insert(0, _new_pair(at))
        _memory.pairs[:] = fresh
        _announce(fresh[0])
    WorkerKey.objects.filter(started_at__lt=at - 2 * LONGEST_GRANT).delete()
    return fresh[0].public


def _new_pair(at: datetime) -> Pair:
    private = PrivateKey(os.urandom(SEED_BYTES))
    return Pair(at, private.public(), private)


def _announce(pair: Pair) -> None:
    key_id, raw = pair.public.key_id, pair.public.raw
    if not WorkerKey.objects.filter(key_id=key_id).exists():
        signature = sign(statement(key_id, raw, pair.started_at))
        WorkerKey.objects.bulk_create(
            [
                WorkerKey(
                    key_id=key_id,
                    public_key=raw,
                    started_at=pair.started_at,
                    signature=signature,
                )
            ],
            ignore_conflicts=True,
        )


def waiting() -> list[Waiting]:
    """Capsules that this process can open."""
    return capsules_for([pair.public.key_id for pair in _memory.pairs])


def open_capsule(one: Waiting) -> dict[Compartment, bytes]:
    """The data keys in it, by part; Refused (NOT_GENUINE) when it was altered or relabelled."""
    info = one.label.purpose()
    raw = first_that_opens(_memory.pairs, lambda pair: pair.private.unwrap(info, one.sealed))
    try:
        return unpack(raw, one.label.parts)
    except ValueError as error:
        raise Refused([WhyNot.NOT_GENUINE]) from error
