"""Signs the record's checkpoints and disclosure packages with the programme's Ed25519 key."""

import base64
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.terms import WhyNot

FILE = "record.key"


def sign(message: bytes) -> bytes:
    """64-byte signature by the record's key; Refused (NO_KEY) where the key is not kept."""
    path = Path(settings.KEY_FOLDER) / FILE
    if not path.exists():
        raise Refused([WhyNot.NO_KEY])
    seed = base64.b64decode(path.read_text())
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def check(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over `message` is by the 32-byte key `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
