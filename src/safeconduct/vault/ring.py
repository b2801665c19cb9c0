"""The programme's public keys, as the key ceremony wrote them; no database row is trusted."""

import base64
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from safeconduct.vault.sealing import PublicKey

FILE = "programme.json"


@dataclass(frozen=True)
class Ring:
    """Public keys every process knows; `services` maps service names to their keys.

    Ed25519, 32 bytes each: `signing` vouches for officers' keys, `recovery_signing` for what
    the custodians hand out, `record_key` for the record.
    """

    desk: PublicKey
    ombudsman: PublicKey
    recovery: PublicKey
    recovery_signing: bytes
    signing: bytes
    services: dict[str, PublicKey]
    record_name: str
    record_key: bytes
    ceremony_on: str


def held() -> bool:
    """Whether the key ceremony was held for this instance."""
    return (Path(settings.KEY_FOLDER) / FILE).exists()


def _key(text: str) -> PublicKey:
    return PublicKey(base64.b64decode(text))


@lru_cache
def _read(path: Path) -> Ring:
    raw = json.loads(path.read_text())
    return Ring(
        desk=_key(raw["desk"]),
        ombudsman=_key(raw["ombudsman"]),
        recovery=_key(raw["recovery"]),
        recovery_signing=base64.b64decode(raw["recovery_signing"]),
        signing=base64.b64decode(raw["signing"]),
        services={name: _key(text) for name, text in raw["services"].items()},
        record_name=raw["record"]["name"],
        record_key=base64.b64decode(raw["record"]["key"]),
        ceremony_on=raw["ceremony_on"],
    )


def ring() -> Ring:
    """The keys of this instance; FileNotFoundError before the ceremony."""
    return _read(Path(settings.KEY_FOLDER) / FILE)
