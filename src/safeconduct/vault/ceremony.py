"""The key ceremony: makes the programme's keys once and writes only what must stay online."""

import base64
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from safeconduct.vault.core.terms import KEY_BYTES, SEED_BYTES
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.ring import FILE as RING_FILE
from safeconduct.vault.signer import FILE as RECORD_FILE

SERVICES = ("matcher", "watch")


@dataclass(frozen=True)
class Offline:
    """What leaves the machine after the ceremony, in base64: recovery, desk, services."""

    recovery: str
    desk: str
    services: dict[str, str]


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)


def hold(folder: Path, record_name: str, on: date) -> Offline:
    """Make all keys; public ones and the record's signing key go to `folder`.

    FileExistsError when a ceremony was held already: keys are never replaced in place.
    Returns the private halves that must be taken offline (recovery, desk) or given to
    whoever starts the services; nothing else keeps a copy.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    desk, recovery = PrivateKey(os.urandom(SEED_BYTES)), PrivateKey(os.urandom(SEED_BYTES))
    services = {name: PrivateKey(os.urandom(SEED_BYTES)) for name in SERVICES}
    record_seed = os.urandom(KEY_BYTES)
    record_public = Ed25519PrivateKey.from_private_bytes(record_seed).public_key()
    _write_private(folder / RECORD_FILE, _b64(record_seed))
    public = {
        "desk": _b64(desk.public().raw),
        "recovery": _b64(recovery.public().raw),
        "services": {name: _b64(key.public().raw) for name, key in services.items()},
        "record": {
            "name": record_name,
            "key": _b64(record_public.public_bytes(Encoding.Raw, PublicFormat.Raw)),
        },
        "ceremony_on": on.isoformat(),
    }
    (folder / RING_FILE).write_text(json.dumps(public, indent=1, sort_keys=True))
    return Offline(
        recovery=_b64(recovery.seed),
        desk=_b64(desk.seed),
        services={name: _b64(key.seed) for name, key in services.items()},
    )
