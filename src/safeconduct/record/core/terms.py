"""Words of the record: hashes, tree nodes, checkpoints, signed notes, proofs, record lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.common.refusal import Reason

HASH_BYTES = 32  # SHA-256
SALT_BYTES = 16  # 128 random bits: content cannot be guessed from its commitment
KEY_BYTES = 32  # Ed25519 public key, RFC 8032
SIGNATURE_BYTES = 64  # Ed25519 signature, RFC 8032
KEY_ID_BYTES = 4  # c2sp.org/signed-note

# The fact of a record line that holds the salted hash of a content; verifiers look for it.
COMMITMENT = "commitment"

# (level, index) -> hash of the complete subtree over leaves [index*2^level, (index+1)*2^level).
ReadNode = Callable[[int, int], bytes]
Node = tuple[int, int, bytes]

# (message) -> signature, and (public key, message, signature) -> good?; both given by callers.
Sign = Callable[[bytes], bytes]
Check = Callable[[bytes, bytes, bytes], bool]


class WhyNot(Reason):
    """Why the record does not sign a checkpoint."""

    OTHER_LOG = "The last signed checkpoint belongs to another log."
    TREE_SHRANK = "The record is shorter than the last signed checkpoint; lines are missing."
    TREE_REWRITTEN = "The record does not continue the last signed checkpoint; lines changed."


class Malformed(ValueError):
    """A leaf, note, checkpoint or proof that does not follow its format to the letter."""


@dataclass(frozen=True)
class Line:
    """One record line as read back from its leaf; `facts` holds codes, hex and integers."""

    kind: str
    at: datetime
    actor: str
    file: str
    object_id: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True)
class Once:
    """What makes a form sent twice act once: `token` is the form's, `request` the sending's."""

    token: UUID
    request: UUID


@dataclass(frozen=True)
class Checkpoint:
    """Head of the tree: `root` is the 32-byte Merkle root over the first `size` leaves."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class SignatureLine:
    """One signature under a note: key name, 4-byte key id, raw signature."""

    key_name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A signed note: `body` ends with a newline and is what the signatures cover."""

    body: str
    signatures: tuple[SignatureLine, ...]


@dataclass(frozen=True)
class Proof:
    """One tlog-proof: leaf `index`, sibling hashes from leaf to root, the signed checkpoint."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None
