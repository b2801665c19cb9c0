"""The key ceremony: makes the programme's keys once and writes only what must stay online."""

import base64
import json
import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from safeconduct.vault.core.terms import KEY_BYTES, SEED_BYTES
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.recovery import RecoveryKeys, keys_of
from safeconduct.vault.ring import FILE as RING_FILE
from safeconduct.vault.shares import split
from safeconduct.vault.signer import FILE as RECORD_FILE
from safeconduct.vault.signer import public_of

SERVICES = ("matcher", "watch")


@dataclass(frozen=True)
class Offline:
    """What leaves the machine after the ceremony: private halves in base64, shares in words.

    `signing` is the seed of the key that signs officers' keys. The seed behind the five
    `shares` is nowhere: three custodians together are the recovery key.
    """

    desk: str = field(repr=False)
    ombudsman: str = field(repr=False)
    services: dict[str, str] = field(repr=False)
    signing: str = field(repr=False)
    shares: tuple[str, ...] = field(repr=False)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)


def hold(folder: Path, record_name: str, on: date) -> Offline:
    """Make all keys; public ones and the record's signing key go to `folder`.

    FileExistsError when a ceremony was held already: keys are never replaced in place.
    Returns what must be taken offline (desks, signing key), handed to five custodians (shares)
    or given to whoever starts the services; nothing else keeps a copy.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    master = os.urandom(KEY_BYTES)
    shares = split(master)  # first: no key is published that could not be recovered
    desk, ombudsman = (PrivateKey(os.urandom(SEED_BYTES)) for _ in range(2))
    services = {name: PrivateKey(os.urandom(SEED_BYTES)) for name in SERVICES}
    record_seed, signing_seed = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)
    _write_private(folder / RECORD_FILE, _b64(record_seed))
    public = {
        "desk": _b64(desk.public().raw),
        "ombudsman": _b64(ombudsman.public().raw),
        **_recovery(keys_of(master)),
        "signing": _b64(public_of(signing_seed)),
        "services": {name: _b64(key.public().raw) for name, key in services.items()},
        "record": {"name": record_name, "key": _b64(public_of(record_seed))},
        "ceremony_on": on.isoformat(),
    }
    (folder / RING_FILE).write_text(json.dumps(public, indent=1, sort_keys=True))
    return Offline(
        desk=_b64(desk.seed),
        ombudsman=_b64(ombudsman.seed),
        services={name: _b64(key.seed) for name, key in services.items()},
        signing=_b64(signing_seed),
        shares=shares,
    )


def _recovery(keys: RecoveryKeys) -> dict[str, str]:
    return {
        "recovery": _b64(keys.private.public().raw),
        "recovery_signing": _b64(keys.signing_public),
    }
