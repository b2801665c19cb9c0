"""A worker's key and what an officer seals to it: docs/formats/epochs.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from safeconduct.vault.core.terms import KEY_BYTES, LONGEST_GRANT, Compartment

WORKER = b"safeconduct/vault/worker-key/v1"
CAPSULE = b"safeconduct/vault/capsule/v1"
CLOCKS_APART = timedelta(minutes=5)  # between two machines of one programme, kept by NTP
MOST_FILES = 500  # of one press: the worker is through in a minute or two


def stamp(at: datetime) -> str:
    """A moment as these formats write it: UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def statement(key_id: str, public_key: bytes, started_at: datetime) -> bytes:
    """What the record's key signs of a worker's key."""
    return WORKER + b"|" + f"{key_id}|{stamp(started_at)}|".encode() + public_key


def is_fresh(started_at: datetime, at: datetime) -> bool:
    """Whether a worker that made its key then may have it still."""
    return -CLOCKS_APART <= at - started_at <= LONGEST_GRANT + CLOCKS_APART


@dataclass(frozen=True)
class Label:
    """What stands on a capsule; it opens under this label only."""

    capsule_id: UUID
    file_id: UUID
    made_by: UUID
    until: datetime
    parts: tuple[Compartment, ...]

    def purpose(self) -> bytes:
        """HPKE info of the capsule."""
        ids = f"{self.capsule_id.hex}|{self.file_id.hex}|{self.made_by.hex}"
        return CAPSULE + b"|" + f"{ids}|{stamp(self.until)}|{named(self.parts)}".encode()


def named(parts: tuple[Compartment, ...]) -> str:
    """Parts as a capsule names them: joined by commas."""
    return ",".join(parts)


def parts_of(text: str) -> tuple[Compartment, ...]:
    """The parts that `named` wrote; ValueError otherwise."""
    return tuple(map(Compartment, text.split(",")))


def pack(keys: Mapping[Compartment, bytes], parts: tuple[Compartment, ...]) -> bytes:
    """The keys of these parts, in their order, joined."""
    return b"".join(keys[part] for part in parts)


def unpack(raw: bytes, parts: tuple[Compartment, ...]) -> dict[Compartment, bytes]:
    """The keys by part; ValueError when there are more or fewer."""
    cut = (raw[i : i + KEY_BYTES] for i in range(0, len(raw), KEY_BYTES))
    return dict(zip(parts, cut, strict=True))


@dataclass(frozen=True)
class Progress:
    """How far one press of the button is; the counts add up to `files`.

    `stopped`: the worker that could open them is gone, or ten hours went by; whoever presses
    again goes on there. `failed`: left as they were, with a reason each.
    """

    files: int
    done: int
    failed: int
    waiting: int

    @property
    def stopped(self) -> int:
        """Files that no worker will come to any more."""
        return max(0, self.files - self.done - self.failed - self.waiting)

    @property
    def runs(self) -> bool:
        """Whether there is something to wait for."""
        return self.waiting > 0
