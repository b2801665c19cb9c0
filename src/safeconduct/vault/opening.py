"""Opens what was sealed; whoever holds one of these objects may read, and nobody else.

Capabilities are passed in beside the actor and made in three places only: sign-in (officers),
the mailbox (applicants) and the start of a worker (services).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO, TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.padding import padme, unpad
from safeconduct.vault.core.terms import (
    KEY_BYTES,
    MLKEM_SEED_BYTES,
    SEED_BYTES,
    STREAM_CHUNK,
    Compartment,
    Place,
    WhyNot,
)
from safeconduct.vault.sealing import (
    ENVELOPE_PURPOSE,
    ENVELOPE_V1,
    NONCE_BYTES,
    SALT_BYTES,
    STREAM_HEAD_BYTES,
    SUITE,
    TAG_BYTES,
    PublicKey,
    Sealed,
    StreamCipher,
    derive,
    seal,
)

T = TypeVar("T")


@dataclass(frozen=True)
class PrivateKey:
    """Hybrid private key, kept as its 96-byte seed (64 ML-KEM, 32 X25519)."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            msg = f"a private key has a seed of {SEED_BYTES} bytes"
            raise ValueError(msg)

    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        mlkem = MLKEM768PrivateKey.from_seed_bytes(self.seed[:MLKEM_SEED_BYTES])
        return mlkem, X25519PrivateKey.from_private_bytes(self.seed[MLKEM_SEED_BYTES:])

    @cached_property
    def _pair(self) -> MLKEM768X25519PrivateKey:
        # Expanding the seed costs more than one unwrap; it lives as long as this object.
        return MLKEM768X25519PrivateKey(*self._parts())

    def public(self) -> PublicKey:
        """The public half."""
        mlkem, curve = self._parts()
        raw = curve.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(mlkem.public_key().public_bytes_raw() + raw)

    def unwrap(self, purpose: bytes, sealed: bytes) -> bytes:
        """What `wrap` sealed to this key for the same purpose; Refused when it was not."""
        try:
            return SUITE.decrypt(sealed, self._pair, info=purpose)
        except (InvalidTag, ValueError) as error:
            raise Refused([WhyNot.NOT_GENUINE]) from error


def unseal(key: bytes, place: Place, sealed: bytes) -> bytes:
    """What `seal` sealed under `key` at `place`; Refused when altered or moved."""
    header, salt = sealed[: len(ENVELOPE_V1)], sealed[len(ENVELOPE_V1) :][:SALT_BYTES]
    body = sealed[len(ENVELOPE_V1) + SALT_BYTES :]
    child = derive(key, ENVELOPE_PURPOSE, KEY_BYTES + NONCE_BYTES, salt)
    cipher = ChaCha20Poly1305(child[:KEY_BYTES])
    try:
        return unpad(cipher.decrypt(child[KEY_BYTES:], body, header + place.context()))
    except (InvalidTag, ValueError) as error:
        raise Refused([WhyNot.NOT_GENUINE]) from error


def unseal_stream(key: bytes, place: Place, size: int, source: BinaryIO) -> Iterator[bytes]:
    """The `size` bytes that `StreamSealer` sealed, chunk by chunk; holds one chunk at a time.

    Refused (NOT_GENUINE) at the first chunk that was altered, moved, left out or doubled, and
    at the end when the file is longer or shorter: whoever reads MUST drop the rest then.
    """
    head = source.read(STREAM_HEAD_BYTES)
    cipher = StreamCipher(key, place, head)
    left, padded = size, padme(size)
    last = (padded - 1) // STREAM_CHUNK
    for number in range(last + 1):
        text = _unseal_chunk(cipher, number, source, last=number == last)
        if left:
            yield text[:left]
        left = max(0, left - len(text))
    if source.read(1):
        raise Refused([WhyNot.NOT_GENUINE])


def _unseal_chunk(cipher: StreamCipher, number: int, source: BinaryIO, *, last: bool) -> bytes:
    sealed = source.read(STREAM_CHUNK + TAG_BYTES)
    try:
        return cipher.cipher.decrypt(cipher.nonce(number, last=last), sealed, cipher.bound_to)
    except (InvalidTag, ValueError) as error:
        raise Refused([WhyNot.NOT_GENUINE]) from error


@dataclass(frozen=True)
class Holding:
    """A key that can be given wraps: an officer's, a service's, or the intake desk's."""

    key_id: str
    private: PrivateKey = field(repr=False)


class OfficerKeys(Holding):
    """An officer's private key; made by sign-in only."""


class ServiceKeys(Holding):
    """A service's private key; made at the start of a worker only."""


@dataclass(frozen=True)
class MailboxKey:
    """An applicant's private key and the file it belongs to; made from the words only."""

    file_id: UUID
    private: PrivateKey = field(repr=False)


@dataclass(frozen=True)
class FileKeys:
    """The compartments of one file that the holder of a key may open.

    `keys` are the newest, `earlier` those of the epochs before, the latest first. What is
    written is sealed under the newest; what is read may be of any epoch.
    """

    file_id: UUID
    keys: dict[Compartment, bytes] = field(repr=False)
    shred: bytes = field(repr=False)
    earlier: Mapping[Compartment, tuple[bytes, ...]] = field(default_factory=dict, repr=False)

    def may_open(self, compartment: Compartment) -> bool:
        """Whether a wrap for this compartment was there."""
        return compartment in self.keys

    def epoch(self, compartment: Compartment) -> int:
        """Number of the newest key, from 1 on."""
        return 1 + len(self.earlier.get(compartment, ()))

    def _data_keys(self, compartment: Compartment) -> list[bytes]:
        if compartment not in self.keys:
            raise Refused([WhyNot.NO_KEY])
        found = (self.keys[compartment], *self.earlier.get(compartment, ()))
        return [key + self.shred for key in found]

    def seal(self, compartment: Compartment, column: str, row_id: UUID, text: str) -> Sealed:
        """`text` sealed under the compartment's newest key and the file's shred key."""
        place = Place(column, self.file_id, row_id)
        return seal(self._data_keys(compartment)[0], place, text.encode())

    def open(self, compartment: Compartment, column: str, row_id: UUID, sealed: bytes) -> str:
        """The text sealed by `seal` with the same arguments; Refused without the key."""
        place = Place(column, self.file_id, row_id)
        return first_that_opens(
            self._data_keys(compartment), lambda key: unseal(key, place, bytes(sealed))
        ).decode()

    def exports(self, compartment: Compartment, purpose: bytes, length: int) -> list[bytes]:
        """Keys derived from the compartment's keys for one purpose, newest first."""
        return [derive(key, purpose, length) for key in self._data_keys(compartment)]


def first_that_opens(keys: Iterable[T], opens: Callable[[T], bytes]) -> bytes:
    """What the first of these keys opens; Refused (NOT_GENUINE) when none does."""
    for key in keys:
        with suppress(Refused):
            return opens(key)
    raise Refused([WhyNot.NOT_GENUINE])
