"""The programme's public keys, as the key ceremony wrote them; no database row is trusted."""

import base64
import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from safeconduct.vault.core.desk_key import Signed, of_line, statement, to_line
from safeconduct.vault.core.terms import Desk
from safeconduct.vault.sealing import PublicKey
from safeconduct.vault.signer import check

FILE = "programme.json"
# The record of a training instance is signed under such a name: no line of it, no proof and no
# checkpoint can pass for a real one's.
TRAINING = "training."


def is_training(record_name: str) -> bool:
    """Whether this record is a training instance's."""
    return record_name.startswith(TRAINING)


@dataclass(frozen=True)
class DeskKey:
    """A key that a desk has or had; number 0 is the ceremony's, all others are signed."""

    number: int
    day: date
    key: PublicKey


@dataclass(frozen=True)
class Ring:
    """Public keys every process knows; `services` maps service names to their keys.

    `desks` has every key of a desk, the newest last. Ed25519, 32 bytes each: `signing` vouches
    for officers' and desks' keys, `recovery_signing` for what the custodians hand out,
    `record_key` for the record.
    """

    desks: dict[Desk, tuple[DeskKey, ...]]
    recovery: PublicKey
    recovery_signing: bytes
    signing: bytes
    services: dict[str, PublicKey]
    record_name: str
    record_key: bytes
    ceremony_on: str

    @property
    def desk(self) -> PublicKey:
        """What letters are sealed to."""
        return self.current(Desk.INTAKE).key

    @property
    def ombudsman(self) -> PublicKey:
        """What complaints are sealed to."""
        return self.current(Desk.OMBUDSMAN).key

    def current(self, desk: Desk) -> DeskKey:
        """The key that a desk has now."""
        return self.desks[desk][-1]

    def desk_key_ids(self) -> set[str]:
        """Key ids of all desks, earlier ones too."""
        return {one.key.key_id for keys in self.desks.values() for one in keys}

    def earlier(self, desk: Desk) -> list[str]:
        """Key ids that a desk had before."""
        return [one.key.key_id for one in self.desks[desk][:-1]]


def held() -> bool:
    """Whether the key ceremony was held for this instance."""
    return _path().exists()


def _path() -> Path:
    return Path(settings.KEY_FOLDER) / FILE


def _key(text: str) -> PublicKey:
    return PublicKey(base64.b64decode(text))


def _parse(text: str) -> Ring:
    """The ring of a file's text; ValueError or KeyError when it is not whole or not genuine."""
    raw = json.loads(text)
    signing = base64.b64decode(raw["signing"])
    first = date.fromisoformat(raw["ceremony_on"])
    return Ring(
        desks={
            Desk.INTAKE: _desk_keys(Desk.INTAKE, raw["desk"], first, raw, signing),
            Desk.OMBUDSMAN: _desk_keys(Desk.OMBUDSMAN, raw["ombudsman"], first, raw, signing),
        },
        recovery=_key(raw["recovery"]),
        recovery_signing=base64.b64decode(raw["recovery_signing"]),
        signing=signing,
        services={name: _key(text) for name, text in raw["services"].items()},
        record_name=raw["record"]["name"],
        record_key=base64.b64decode(raw["record"]["key"]),
        ceremony_on=raw["ceremony_on"],
    )


def _desk_keys(
    desk: Desk, first: str, day: date, raw: dict[str, Any], signing: bytes
) -> tuple[DeskKey, ...]:
    """The ceremony's key and all that came after it, each signed and numbered higher."""
    found = [DeskKey(0, day, _key(first))]
    for line in map(of_line, raw.get("desk_keys", [])):
        if line.desk is not desk:
            continue
        if not vouched(signing, line) or line.number <= found[-1].number:
            msg = f"{FILE} holds a desk key that the programme did not sign for this place"
            raise ValueError(msg)
        found.append(DeskKey(line.number, line.day, PublicKey(line.public_key)))
    return tuple(found)


def vouched(signing: bytes, key: Signed) -> bool:
    """Whether the programme's offline key signed this key for this desk, number and day."""
    said = statement(key.desk, key.number, key.day, key.public_key)
    return check(signing, said, key.signature)


# What was read last, by path: (time, inode, size) of the file, and the ring in it.
_seen: dict[Path, tuple[tuple[int, int, int], Ring]] = {}


def ring() -> Ring:
    """The keys of this instance; FileNotFoundError before the ceremony.

    A process notices a new desk key by itself: it looks at the file's time each time, which
    costs microseconds. Of a changed file it takes desk keys only; whom it trusts stays what it
    was at its start. A file that is not whole, or holds what is not signed, is not taken.
    """
    path = _path()
    stat = path.stat()
    mark = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
    known = _seen.get(path)
    if known and known[0] == mark:
        return known[1]
    found = _newer(known[1], path) if known else _parse(path.read_text())
    _seen[path] = (mark, found)
    return found


def _newer(known: Ring, path: Path) -> Ring:
    try:
        fresh = _parse(path.read_text())
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return known
    same = replace(fresh, desks=known.desks) == known
    grown = all(fresh.desks[desk][: len(had)] == had for desk, had in known.desks.items())
    return fresh if same and grown else known


def publish(key: Signed) -> None:
    """Write programme.json anew with one more desk key; whole or not at all, also in a crash.

    Checks nothing: `vault.desks` does that before. OSError when the folder cannot be written.
    """
    path = _path()
    raw = json.loads(path.read_text())
    raw["desk_keys"] = [*raw.get("desk_keys", []), to_line(key)]
    fresh = path.with_name(f".{FILE}.new")
    with suppress(FileNotFoundError):
        fresh.unlink()  # what a crash left
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(fresh, flags, path.stat().st_mode & 0o777), "w") as out:
        out.write(json.dumps(raw, indent=1, sort_keys=True))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
