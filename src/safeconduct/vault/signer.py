"""Signs with Ed25519: checkpoints and packages by the record's key, papers by others."""

import base64
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.terms import WhyNot
from safeconduct.vault.sealing import derive

FILE = "record.key"


def sign(message: bytes) -> bytes:
    """64-byte signature by the record's key; Refused (NO_KEY) where the key is not kept."""
    return sign_with(_seed(), message)


def sign_as(purpose: bytes, message: bytes) -> bytes:
    """As `sign`, by a key of this purpose alone, which the record's key leads to."""
    return sign_with(derive(_seed(), purpose), message)


def public_as(purpose: bytes) -> bytes:
    """The 32-byte public half of the key that `sign_as` signs with."""
    return public_of(derive(_seed(), purpose))


def _seed() -> bytes:
    path = Path(settings.KEY_FOLDER) / FILE
    if not path.exists():
        raise Refused([WhyNot.NO_KEY])
    return base64.b64decode(path.read_text())


def sign_with(seed: bytes, message: bytes) -> bytes:
    """64-byte signature by the Ed25519 key of this 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def public_of(seed: bytes) -> bytes:
    """The 32-byte public half of an Ed25519 seed."""
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def check(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over `message` is by the 32-byte key `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
