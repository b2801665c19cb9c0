"""A security key in software, for tests: makes and signs as the standard says (ES256)."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from safeconduct.accounts.authenticator import origin, site

TOUCHED, WITH_KEY = 0x01, 0x40  # flags of authenticator data


def text(data: bytes) -> str:
    """base64url without padding, as browsers write it."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(written: str) -> bytes:
    """The bytes of base64url without padding."""
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class SoftwareKey:
    """One key; `count` is what it says next, `origin` and `site` where it believes to be."""

    name: bytes = field(default_factory=lambda: os.urandom(64))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    count: int = 1
    origin: str = field(default_factory=origin)
    site: str = field(default_factory=site)
    flags: int = TOUCHED

    def _client(self, kind: str, options: str) -> bytes:
        asked: dict[str, Any] = json.loads(options)
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()

    def _head(self, flags: int) -> bytes:
        site_hash = hashlib.sha256(self.site.encode()).digest()
        return site_hash + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, **response: bytes) -> str:
        written = {name: text(value) for name, value in response.items()}
        one = {"id": text(self.name), "rawId": text(self.name), "type": "public-key"}
        return json.dumps(one | {"response": written})

    def make(self, options: str) -> str:
        """Answers navigator.credentials.create(), and counts on."""
        point = self.private.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.name).to_bytes(2, "big")
        head = self._head(self.flags | WITH_KEY) + bytes(16) + length + self.name + public
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": head})
        client = self._client("webauthn.create", options)
        self.count += 1
        return self._answer(clientDataJSON=client, attestationObject=made)

    def sign(self, options: str) -> str:
        """Answers navigator.credentials.get(), and counts on."""
        client, head = self._client("webauthn.get", options), self._head(self.flags)
        signature = self.private.sign(
            head + hashlib.sha256(client).digest(), ec.ECDSA(SHA256())
        )
        self.count += 1
        return self._answer(clientDataJSON=client, authenticatorData=head, signature=signature)
