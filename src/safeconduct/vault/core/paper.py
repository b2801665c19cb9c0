"""Files carried between the online and the offline machine: one way to write, strict to read.

A paper is a JSON object of `format`, `body` and, when it is signed, `signature`.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

LONGEST = 64_000_000  # characters: some 30,000 wraps; a paper is read whole


class Malformed(ValueError):
    """A paper that does not follow its format to the letter."""


def signed_bytes(form: bytes, body: dict[str, Any]) -> bytes:
    """What a signature covers: the format, a line end, the body in canonical JSON."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return form + b"\n" + text.encode()


def write(form: bytes, body: dict[str, Any], signature: bytes = b"") -> str:
    """The text of a paper; without a signature the field is left out."""
    paper: dict[str, Any] = {"format": form.decode(), "body": body}
    if signature:
        paper["signature"] = text_of(signature)
    return json.dumps(paper, indent=1, sort_keys=True, ensure_ascii=True) + "\n"


def read(form: bytes, text: str, *, signed: bool) -> tuple[dict[str, Any], bytes]:
    """(body, signature) of a paper of this format; nothing is checked of the signature yet."""
    if len(text) > LONGEST:
        msg = "the file is too long"
        raise Malformed(msg)
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        msg = "the file is no JSON"
        raise Malformed(msg) from error
    names = ("format", "body", "signature") if signed else ("format", "body")
    paper = exactly(found, names)
    if paper["format"] != form.decode():
        msg = f"the file is not of the format {form.decode()}"
        raise Malformed(msg)
    if not isinstance(paper["body"], dict):
        msg = "the body is no object"
        raise Malformed(msg)
    return paper["body"], bytes_of(paper["signature"]) if signed else b""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        msg = "a field stands twice"
        raise Malformed(msg)
    return dict(pairs)


def exactly(found: object, names: Sequence[str]) -> dict[str, Any]:
    """`found`, when it is an object with these fields and no other."""
    if not isinstance(found, dict) or set(found) != set(names):
        msg = f"expected the fields {', '.join(sorted(names))}"
        raise Malformed(msg)
    return found


def rows(found: object, names: Sequence[str]) -> list[dict[str, Any]]:
    """A list of objects, each with these fields and no other."""
    if not isinstance(found, list):
        msg = "expected a list"
        raise Malformed(msg)
    return [exactly(row, names) for row in found]


def text_of(raw: bytes) -> str:
    """Bytes in base64."""
    return base64.b64encode(raw).decode()


def bytes_of(found: object, length: int | None = None) -> bytes:
    """Bytes written by `text_of`, of this length where one is named."""
    try:
        raw = base64.b64decode(word(found), validate=True)
    except (binascii.Error, ValueError) as error:
        msg = "expected base64"
        raise Malformed(msg) from error
    if text_of(raw) != found or (length is not None and len(raw) != length):
        msg = f"expected {length} bytes in base64"
        raise Malformed(msg)
    return raw


def word(found: object) -> str:
    """A text."""
    if not isinstance(found, str):
        msg = "expected a text"
        raise Malformed(msg)
    return found


def number(found: object) -> int:
    """A whole number from 1 on."""
    if type(found) is not int or found < 1:
        msg = "expected a whole number"
        raise Malformed(msg)
    return found


def id_of(found: object) -> UUID:
    """An id in 32 lower-case hex digits."""
    try:
        read_id = UUID(hex=word(found))
    except ValueError as error:
        msg = "expected an id"
        raise Malformed(msg) from error
    if read_id.hex != found:
        msg = "expected an id of 32 hex digits"
        raise Malformed(msg)
    return read_id


def day_of(found: object) -> date:
    """A day as YYYY-MM-DD."""
    try:
        day = date.fromisoformat(word(found))
    except ValueError as error:
        msg = "expected a day"
        raise Malformed(msg) from error
    if day.isoformat() != found:
        msg = "expected a day as YYYY-MM-DD"
        raise Malformed(msg)
    return day
