"""Checkpoints of the record as signed notes (c2sp.org/tlog-checkpoint, c2sp.org/signed-note).

Nothing here signs or verifies: callers bring the signature, or a callable that checks one.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from hashlib import sha256

from safeconduct.record.core import tree
from safeconduct.record.core.terms import (
    HASH_BYTES,
    KEY_BYTES,
    KEY_ID_BYTES,
    SIGNATURE_BYTES,
    Check,
    Checkpoint,
    Malformed,
    Note,
    SignatureLine,
    WhyNot,
)

ED25519 = b"\x01"  # signature type byte, c2sp.org/signed-note
DASH = "\u2014"  # em dash that begins a signature line
MAX_SIGNATURES = 16  # what signed-note says a verifier must at least accept
# SubjectPublicKeyInfo of Ed25519: this fixed header, then the 32 key bytes (RFC 8410, 4, 10.1).
SPKI_HEADER = bytes.fromhex("302a300506032b6570032100")

_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


def body(origin: str, size: int, root: bytes) -> str:
    """Checkpoint text to sign: origin, size, base64 root, a newline after each.

    ValueError for an origin with blanks or plus, a negative size, a root that is not 32 bytes.
    """
    _need_name(origin)
    if size < 0 or not _SIZE.fullmatch(str(size)):
        msg = "a checkpoint has a size from 0 to nineteen digits"
        raise ValueError(msg)
    if len(root) != HASH_BYTES:
        msg = "a root has 32 bytes"
        raise ValueError(msg)
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def parse_body(text: str) -> Checkpoint:
    """The checkpoint in `text`; `Malformed` unless it is exactly three lines in our form.

    Extension lines are refused: the specification advises against them and we write none.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not _NAME.fullmatch(lines[0]):
        msg = "a checkpoint is three lines: origin, size, root"
        raise Malformed(msg)
    if not _SIZE.fullmatch(lines[1]):
        msg = "the size of a checkpoint is a plain decimal"
        raise Malformed(msg)
    return Checkpoint(lines[0], int(lines[1]), decode(lines[2], HASH_BYTES))


def key_id(name: str, public: bytes) -> bytes:
    """4-byte id of an Ed25519 key: SHA-256(name, newline, 0x01, 32-byte public key)[:4]."""
    _need_name(name)
    _need_key(public)
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID_BYTES]


def vkey(name: str, public: bytes) -> str:
    """Verifier key line "name+hexid+base64(0x01 || key)", as Go's sumdb/note reads it."""
    identity = key_id(name, public).hex()
    return f"{name}+{identity}+{base64.b64encode(ED25519 + public).decode()}"


def parse_vkey(text: str) -> tuple[str, bytes]:
    """Name and 32-byte Ed25519 key of a verifier key line; `Malformed` if id and key differ."""
    name, _, rest = text.partition("+")
    identity, _, encoded = rest.partition("+")
    data = decode(encoded, 1 + KEY_BYTES)
    if data[:1] != ED25519 or not _NAME.fullmatch(name):
        msg = "not an Ed25519 verifier key"
        raise Malformed(msg)
    if identity != key_id(name, data[1:]).hex():
        msg = "the key id does not belong to this name and key"
        raise Malformed(msg)
    return name, data[1:]


def public_pem(public: bytes) -> str:
    """The 32-byte Ed25519 public key as PEM, the form `openssl` reads (RFC 8410)."""
    _need_key(public)
    encoded = base64.b64encode(SPKI_HEADER + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n"


def fingerprint(public: bytes) -> str:
    """Hex SHA-256 of the key in DER, to be printed on paper and compared by a recipient."""
    _need_key(public)
    return sha256(SPKI_HEADER + public).hexdigest()


def note(body: str, key_name: str, key_id: bytes, signature: bytes) -> str:
    """Signed note: `body`, a blank line, one Ed25519 line. ValueError on wrong sizes."""
    if not body.endswith("\n"):
        msg = "the text of a note ends with a newline"
        raise ValueError(msg)
    return f"{body}\n{_signature_line(key_name, key_id, signature)}"


def cosigned(text: str, key_name: str, key_id: bytes, signature: bytes) -> str:
    """The note with one more signature line under it; what was signed stays as it was."""
    parse_note(text)
    return text + _signature_line(key_name, key_id, signature, exact=False)


def parse_note(text: str) -> Note:
    """Body and signature lines of a signed note; `Malformed` when it is not one."""
    body, gap, tail = text.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or lines[-1] or not 1 <= len(lines) - 1 <= MAX_SIGNATURES:
        msg = "a signed note is a text, a blank line and 1 to 16 signature lines"
        raise Malformed(msg)
    if any(ord(sign) < 0x20 and sign != "\n" for sign in text):
        msg = "a signed note has no control characters"
        raise Malformed(msg)
    return Note(body + "\n", tuple(_parse_signature(line) for line in lines[:-1]))


def verify(text: str, name: str, public: bytes, check: Check) -> Checkpoint:
    """The checkpoint in the signed note `text`, once `check` accepts the signature of `name`.

    Signatures of unknown keys are ignored. `Malformed` when the key did not sign, or signed
    something else.
    """
    signed = parse_note(text)
    wanted = key_id(name, public)
    ours = [s for s in signed.signatures if (s.key_name, s.key_id) == (name, wanted)]
    if not ours or not all(check(public, signed.body.encode(), s.signature) for s in ours):
        msg = "the checkpoint does not carry a good signature of this key"
        raise Malformed(msg)
    return parse_body(signed.body)


def reasons_not_to_sign(
    last: Checkpoint | None, new: Checkpoint, consistency: Sequence[bytes]
) -> list[WhyNot]:
    """Why `new` must not be signed after `last`; [] when it continues the same log.

    A log never signs two heads that contradict each other (c2sp.org/tlog-checkpoint).
    """
    if last is None:
        return []
    if last.origin != new.origin:
        return [WhyNot.OTHER_LOG]
    if new.size < last.size:
        return [WhyNot.TREE_SHRANK]
    if not tree.verify_consistency(last.size, last.root, new.size, new.root, consistency):
        return [WhyNot.TREE_REWRITTEN]
    return []


def decode(text: str, length: int | None = None) -> bytes:
    """Bytes of padded, canonical base64; `Malformed` otherwise or at another length."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as broken:
        msg = "not base64"
        raise Malformed(msg) from broken
    # Two spellings of one hash would let a proof differ from itself.
    if base64.b64encode(data).decode() != text or (length is not None and len(data) != length):
        msg = "not the base64 of the expected bytes"
        raise Malformed(msg)
    return data


def _signature_line(name: str, identity: bytes, signature: bytes, exact: bool = True) -> str:
    """Signature line with its newline; `exact` asks for the length of Ed25519."""
    _need_name(name)
    if len(identity) != KEY_ID_BYTES or (exact and len(signature) != SIGNATURE_BYTES):
        msg = "a signature line takes a 4-byte key id and a 64-byte Ed25519 signature"
        raise ValueError(msg)
    return f"{DASH} {name} {base64.b64encode(identity + signature).decode()}\n"


def _parse_signature(line: str) -> SignatureLine:
    """One signature line; `Malformed` when it does not follow signed-note."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != DASH or not _NAME.fullmatch(parts[1]):
        msg = "not a signature line"
        raise Malformed(msg)
    data = decode(parts[2])
    if len(data) <= KEY_ID_BYTES:
        msg = "a signature line without a signature"
        raise Malformed(msg)
    return SignatureLine(parts[1], data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _need_name(name: str) -> None:
    """ValueError unless `name` may be a key name or an origin."""
    if not _NAME.fullmatch(name):
        msg = "a key name or origin has no blanks, plus signs or control characters"
        raise ValueError(msg)


def _need_key(public: bytes) -> None:
    """ValueError unless `public` has the length of an Ed25519 key."""
    if len(public) != KEY_BYTES:
        msg = "an Ed25519 public key has 32 bytes"
        raise ValueError(msg)
