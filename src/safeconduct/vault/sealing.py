"""Seals: to a public key (hybrid HPKE) or under a data key (ChaCha20-Poly1305).

Formats: docs/formats/envelope.md and docs/formats/wrap.md. Needs public keys and data keys
only; nothing in this module can open what it sealed to a public key.
"""

import hashlib
import os
from dataclasses import dataclass
from typing import NewType

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from safeconduct.vault.core.padding import pad
from safeconduct.vault.core.terms import (
    KEY_BYTES,
    KEY_ID_BYTES,
    MLKEM_PUBLIC_BYTES,
    PUBLIC_BYTES,
    Place,
)

Sealed = NewType("Sealed", bytes)
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
ENVELOPE_V1 = b"\x01\x01"  # version 1, suite 1
SALT_BYTES = 24
NONCE_BYTES = 12
ENVELOPE_PURPOSE = b"safeconduct/vault/envelope/v1"


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
