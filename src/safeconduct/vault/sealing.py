"""Seals: to a public key (hybrid HPKE) or under a data key (ChaCha20-Poly1305).

Formats: docs/formats/envelope.md and docs/formats/wrap.md. Needs public keys and data keys
only; nothing in this module can open what it sealed to a public key.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NewType

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from safeconduct.vault.core.padding import pad, padme
from safeconduct.vault.core.terms import (
    KEY_BYTES,
    KEY_ID_BYTES,
    MLKEM_PUBLIC_BYTES,
    PUBLIC_BYTES,
    STREAM_CHUNK,
    Place,
)

Sealed = NewType("Sealed", bytes)
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
ENVELOPE_V1 = b"\x01\x01"  # version 1, suite 1
SALT_BYTES = 24
NONCE_BYTES = 12
ENVELOPE_PURPOSE = b"safeconduct/vault/envelope/v1"
STREAM_V1 = b"\x01\x01"  # version 1, suite 1
STREAM_HEAD_BYTES = len(STREAM_V1) + SALT_BYTES
STREAM_PURPOSE = b"safeconduct/vault/stream/v1"
TAG_BYTES = 16


@dataclass(frozen=True)
class PublicKey:
    """Hybrid ML-KEM-768 and X25519 public key: 1,184 and 32 bytes, joined."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != PUBLIC_BYTES:
            msg = f"a public key has {PUBLIC_BYTES} bytes"
            raise ValueError(msg)

    @property
    def key_id(self) -> str:
        """First 8 bytes of the SHA-256 of the key, in hex."""
        return hashlib.sha256(self.raw).digest()[:KEY_ID_BYTES].hex()


class OfficerKey(PublicKey):
    """An officer's public key whose signature was checked; made by `vault.certificate` only."""


def derive(secret: bytes, purpose: bytes, length: int = KEY_BYTES, salt: bytes = b"") -> bytes:
    """HKDF-SHA256 child of `secret`, `length` bytes; one purpose string per use."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt or None, info=purpose).derive(
        secret
    )


def wrap(key: PublicKey, purpose: bytes, secret: bytes) -> Sealed:
    """`secret` sealed to `key`: HPKE base mode, info = purpose; 1,136 bytes longer."""
    mlkem = MLKEM768PublicKey.from_public_bytes(key.raw[:MLKEM_PUBLIC_BYTES])
    curve = X25519PublicKey.from_public_bytes(key.raw[MLKEM_PUBLIC_BYTES:])
    return Sealed(SUITE.encrypt(secret, MLKEM768X25519PublicKey(mlkem, curve), info=purpose))


def seal(key: bytes, place: Place, text: bytes) -> Sealed:
    """`text`, padded, under the data key `key` (32 or 64 bytes); opens at `place` only."""
    salt = os.urandom(SALT_BYTES)
    child = derive(key, ENVELOPE_PURPOSE, KEY_BYTES + NONCE_BYTES, salt)
    cipher = ChaCha20Poly1305(child[:KEY_BYTES])
    body = cipher.encrypt(child[KEY_BYTES:], pad(text), ENVELOPE_V1 + place.context())
    return Sealed(ENVELOPE_V1 + salt + body)


class StreamCipher:
    """The cipher of one file's chunks; number and last mark of each are in its nonce."""

    def __init__(self, key: bytes, place: Place, head: bytes) -> None:
        self.bound_to = head + place.context()
        salt = head[len(STREAM_V1) :]
        self.cipher = ChaCha20Poly1305(derive(key, STREAM_PURPOSE, KEY_BYTES, salt))

    @staticmethod
    def nonce(number: int, *, last: bool) -> bytes:
        """11 bytes of the chunk's number from zero, and one byte that says whether it ends."""
        return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([last])


def stream_length(size: int) -> int:
    """Sealed length in bytes of a file of `size` bytes."""
    padded = padme(size)
    return STREAM_HEAD_BYTES + padded + TAG_BYTES * -(-padded // STREAM_CHUNK)


class StreamSealer:
    """Seals a file as its bytes arrive, in one pass; holds one chunk (STREAM, as age does).

    `key` has 64 bytes as in an envelope and MUST be fresh for every file. Write `head`, then
    all that `feed` and at last `finish` give.
    """

    def __init__(self, key: bytes, place: Place) -> None:
        self.head = STREAM_V1 + os.urandom(SALT_BYTES)
        self.size = 0
        self._cipher = StreamCipher(key, place, self.head)
        self._held = bytearray()
        self._number = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The chunks that are full now; the newest waits, for it may be the last."""
        self.size += len(data)
        yield from self._take(data)

    def finish(self) -> Iterator[bytes]:
        """What is left, padding, and the last chunk with its mark."""
        left = padme(self.size) - self.size
        while left:
            step = min(left, STREAM_CHUNK)
            yield from self._take(bytes(step))
            left -= step
        yield self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _take(self, data: bytes) -> Iterator[bytes]:
        self._held += data
        while len(self._held) > STREAM_CHUNK:
            full = bytes(self._held[:STREAM_CHUNK])
            del self._held[:STREAM_CHUNK]
            yield self._seal(full, last=False)

    def _seal(self, chunk: bytes, *, last: bool) -> bytes:
        nonce = self._cipher.nonce(self._number, last=last)
        self._number += 1
        return self._cipher.cipher.encrypt(nonce, chunk, self._cipher.bound_to)
