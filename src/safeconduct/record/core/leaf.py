"""Bytes of one record line: canonical JSON of codes and hashes, never free text."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from safeconduct.record.core.terms import SALT_BYTES, Line, Malformed

VERSION = 1
MAX_TEXT = 64  # one SHA-256 in hex; anything longer is text, not a code
MAX_INT = (
    2**31 - 1
)  # room for counts and seconds, too small for a telephone number with its code

KIND = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){2}")
KEY = re.compile(r"[a-z][a-z0-9_]*")
# No blank, dot, slash, plus or at-sign: sentences, file names, IPv4 and e-mail addresses fail.
CODE = re.compile(r"[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)*")

# What must never stand in clear on a log that is kept for ever, whatever its value looks like.
NEVER_IN_CLEAR = frozenset(
    (
        "address age amount birth call_sign city email file_name filename first_name ip "
        "last_name location minor name note path phone place rank score serial text unit"
    ).split()
)

_FIELDS = {"actor", "at", "facts", "file", "kind", "object", "v"}


def is_code(text: str) -> bool:
    """Whether `text` is a code or hex of at most 64 characters, never free text."""
    return len(text) <= MAX_TEXT and CODE.fullmatch(text) is not None


def leaf_bytes(
    kind: str,
    at: datetime,
    actor: str,
    file: str,
    object_id: str,
    facts: Mapping[str, str | int],
) -> bytes:
    """Canonical JSON of one record line: sorted keys, no spaces, UTF-8, UTC whole seconds.

    `actor`, `file` and `object_id` are pseudonyms; the last two may be empty. ValueError for a
    kind that is not room.thing.action, a naive time, a fact in clear, a float or free text.
    """
    if not KIND.fullmatch(kind) or len(kind) > MAX_TEXT:
        msg = f"a record kind reads room.thing.action, not {kind!r}"
        raise ValueError(msg)
    _need_code("actor", actor)
    for label, value in (("file", file), ("object", object_id)):
        if value:
            _need_code(label, value)
    for key, fact in facts.items():
        _need_fact(key, fact)
    return _canonical(
        {
            "v": VERSION,
            "kind": kind,
            "at": stamp(at),
            "actor": actor,
            "file": file,
            "object": object_id,
            "facts": dict(facts),
        }
    )


def parse_leaf(data: bytes) -> Line:
    """The line inside a leaf; `Malformed` unless `leaf_bytes` would write these very bytes."""
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or raw.keys() != _FIELDS or raw["v"] != VERSION:
            msg = "not a record line of version 1"
            raise Malformed(msg)
        at = datetime.fromisoformat(raw["at"])  # another form of it fails below
        line = Line(raw["kind"], at, raw["actor"], raw["file"], raw["object"], raw["facts"])
        again = leaf_bytes(
            line.kind, line.at, line.actor, line.file, line.object_id, line.facts
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as broken:
        msg = "the leaf is not a record line"
        raise Malformed(msg) from broken
    if again != data:
        msg = "the leaf is not in canonical form"
        raise Malformed(msg)
    return line


def commit(salt: bytes, content: bytes) -> str:
    """Salted commitment to `content`: hex SHA-256 of the 16 random salt bytes and the content.

    Without the salt nobody can try out likely contents. ValueError for another salt length.
    """
    if len(salt) != SALT_BYTES:
        msg = f"a salt has {SALT_BYTES} bytes, not {len(salt)}"
        raise ValueError(msg)
    return sha256(salt + content).hexdigest()


def stamp(at: datetime) -> str:
    """`at` as UTC whole seconds, "2026-11-22T10:00:00Z"; ValueError for a naive time."""
    if at.tzinfo is None:
        msg = "a record line needs an aware time"
        raise ValueError(msg)
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _need_code(label: str, value: object) -> None:
    """ValueError unless `value` is a code; the value itself is not repeated in the message."""
    if not isinstance(value, str) or not is_code(value):
        msg = f"{label} on the record must be a code or hex of at most {MAX_TEXT} characters"
        raise ValueError(msg)


def _need_fact(key: str, fact: object) -> None:
    """ValueError unless `key` may stand in clear and `fact` is a code or a small integer."""
    if not isinstance(key, str) or not KEY.fullmatch(key) or len(key) > MAX_TEXT:
        msg = "a fact is named by a lower-case word"
        raise ValueError(msg)
    if key in NEVER_IN_CLEAR:
        msg = f"{key} may not stand in clear on the record; write a commitment"
        raise ValueError(msg)
    if isinstance(fact, int) and not isinstance(fact, bool):
        if abs(fact) > MAX_INT:
            msg = f"{key} is too large for a count"
            raise ValueError(msg)
        return
    _need_code(key, fact)


def _canonical(value: dict[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
