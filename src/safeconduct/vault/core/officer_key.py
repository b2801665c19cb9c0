"""What the programme signs of an officer's key, and the two papers that carry it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from safeconduct.vault.core import paper
from safeconduct.vault.core.terms import PUBLIC_BYTES, SIGNATURE_BYTES

PURPOSE = b"safeconduct/vault/officer-key/v1"
REQUEST = b"safeconduct/vault/officer-key-request/v1"
ANSWER = b"safeconduct/vault/officer-key-answer/v1"


@dataclass(frozen=True)
class Asked:
    """A key that waits for its signature; the alias is for people only and is not signed."""

    officer_id: UUID
    alias: str
    public_key: bytes


@dataclass(frozen=True)
class Signed:
    """A signature as it comes back."""

    officer_id: UUID
    key_id: str
    day: date
    signature: bytes


def statement(officer_id: UUID, key_id: str, public_key: bytes, day: date) -> bytes:
    """The signed bytes, docs/formats/officer-key.md; every part but the last ends with '|'."""
    head = f"{officer_id.hex}|{key_id}|{day.isoformat()}|"
    return PURPOSE + b"|" + head.encode() + public_key


def write_request(keys: Sequence[Asked]) -> str:
    """The paper that goes to the offline machine."""
    lines = [
        {
            "officer": key.officer_id.hex,
            "alias": key.alias,
            "public_key": paper.text_of(key.public_key),
        }
        for key in keys
    ]
    return paper.write(REQUEST, {"keys": lines})


def read_request(text: str) -> tuple[Asked, ...]:
    """The keys that wait; Malformed otherwise."""
    body, _ = paper.read(REQUEST, text, signed=False)
    lines = paper.rows(
        paper.exactly(body, ("keys",))["keys"], ("officer", "alias", "public_key")
    )
    return tuple(
        Asked(
            paper.id_of(line["officer"]),
            paper.word(line["alias"]),
            paper.bytes_of(line["public_key"], PUBLIC_BYTES),
        )
        for line in lines
    )


def write_answer(keys: Sequence[Signed]) -> str:
    """The paper that comes back; each signature stands for itself, so the whole needs none."""
    lines = [
        {
            "officer": key.officer_id.hex,
            "key_id": key.key_id,
            "day": key.day.isoformat(),
            "signature": paper.text_of(key.signature),
        }
        for key in keys
    ]
    return paper.write(ANSWER, {"keys": lines})


def read_answer(text: str) -> tuple[Signed, ...]:
    """The signatures, none of them checked; Malformed otherwise."""
    body, _ = paper.read(ANSWER, text, signed=False)
    names = ("officer", "key_id", "day", "signature")
    lines = paper.rows(paper.exactly(body, ("keys",))["keys"], names)
    return tuple(
        Signed(
            paper.id_of(line["officer"]),
            paper.word(line["key_id"]),
            paper.day_of(line["day"]),
            paper.bytes_of(line["signature"], SIGNATURE_BYTES),
        )
        for line in lines
    )
