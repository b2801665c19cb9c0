"""What the programme signs of a desk's key, the papers that carry it, and when it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safeconduct.vault.core import paper
from safeconduct.vault.core.terms import (
    PUBLIC_BYTES,
    SIGNATURE_BYTES,
    Desk,
    DeskKeyState,
    WhyNot,
)

PURPOSE = b"safeconduct/vault/desk-key/v1"
REQUEST = b"safeconduct/vault/desk-key-request/v1"
ANSWER = b"safeconduct/vault/desk-key-answer/v1"
ASKED = ("desk", "number", "maker", "public_key")
SIGNED = ("desk", "number", "day", "public_key", "signature")


@dataclass(frozen=True)
class Asked:
    """A desk's key that waits for its signature; `maker` is for people and is not signed."""

    desk: Desk
    number: int
    maker: str
    public_key: bytes


@dataclass(frozen=True)
class Signed:
    """A desk's key with the programme's signature; `number` only grows, desk by desk."""

    desk: Desk
    number: int
    day: date
    public_key: bytes
    signature: bytes


def statement(desk: Desk, number: int, day: date, public_key: bytes) -> bytes:
    """The signed bytes, docs/formats/desk-key.md; every part but the last ends with '|'."""
    head = f"{desk.value}|{number}|{day.isoformat()}|"
    return PURPOSE + b"|" + head.encode() + public_key


def write_request(keys: Sequence[Asked]) -> str:
    """The paper that goes to the offline machine."""
    lines = [
        {
            "desk": key.desk.value,
            "number": key.number,
            "maker": key.maker,
            "public_key": paper.text_of(key.public_key),
        }
        for key in keys
    ]
    return paper.write(REQUEST, {"keys": lines})


def read_request(text: str) -> tuple[Asked, ...]:
    """The keys that wait; Malformed otherwise."""
    return tuple(
        Asked(
            _desk(line["desk"]),
            paper.number(line["number"]),
            paper.word(line["maker"]),
            paper.bytes_of(line["public_key"], PUBLIC_BYTES),
        )
        for line in _lines(REQUEST, text, ASKED)
    )


def to_line(key: Signed) -> dict[str, str | int]:
    """A signed key as it stands in the answer and in programme.json."""
    return {
        "desk": key.desk.value,
        "number": key.number,
        "day": key.day.isoformat(),
        "public_key": paper.text_of(key.public_key),
        "signature": paper.text_of(key.signature),
    }


def of_line(found: object) -> Signed:
    """What `to_line` wrote, the signature not checked; Malformed otherwise."""
    line = paper.exactly(found, SIGNED)
    return Signed(
        _desk(line["desk"]),
        paper.number(line["number"]),
        paper.day_of(line["day"]),
        paper.bytes_of(line["public_key"], PUBLIC_BYTES),
        paper.bytes_of(line["signature"], SIGNATURE_BYTES),
    )


def write_answer(keys: Sequence[Signed]) -> str:
    """The paper that comes back; each signature stands for itself, so the whole needs none."""
    return paper.write(ANSWER, {"keys": [to_line(key) for key in keys]})


def read_answer(text: str) -> tuple[Signed, ...]:
    """The signed keys, no signature checked; Malformed otherwise."""
    return tuple(of_line(line) for line in _lines(ANSWER, text, SIGNED))


def _lines(form: bytes, text: str, names: Sequence[str]) -> list[dict[str, object]]:
    body, _ = paper.read(form, text, signed=False)
    return paper.rows(paper.exactly(body, ("keys",))["keys"], names)


def _desk(found: object) -> Desk:
    try:
        return Desk(paper.word(found))
    except ValueError as error:
        msg = "expected a desk"
        raise paper.Malformed(msg) from error


@dataclass(frozen=True)
class TakeFacts:
    """Everything that decides whether a desk takes a new key.

    `newest` is the number of the key in programme.json, `same` whether that is this very key;
    `state` is None when the key is unknown here; `held`: an active officer at the desk has it.
    """

    number: int
    newest: int
    same: bool
    genuine: bool
    state: DeskKeyState | None
    held: bool


def reasons_not_to_take(facts: TakeFacts) -> list[WhyNot]:
    """Why the desk does not take this key; empty when it does.

    The same key again is taken while it still waits here: a crash came between file and row.
    """
    again = facts.same and facts.state is DeskKeyState.WAITING
    earlier = facts.number <= facts.newest and not again
    found = {
        WhyNot.DESK_KEY_FORGED: not facts.genuine,
        WhyNot.DESK_KEY_EARLIER: earlier,
        WhyNot.DESK_KEY_UNKNOWN: not earlier and facts.state is not DeskKeyState.WAITING,
        WhyNot.DESK_KEY_UNHELD: not facts.held,
    }
    return [why for why, holds in found.items() if holds]
