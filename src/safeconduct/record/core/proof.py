"""Offline proofs that one line is on the record, in the text form c2sp.org/tlog-proof@v1."""

import base64
import re
from collections.abc import Sequence

from safeconduct.record.core import checkpoint, tree
from safeconduct.record.core.terms import HASH_BYTES, Check, Checkpoint, Malformed, Proof

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PATH = 63  # a tree of 2^63 leaves; longer paths are not proofs

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


def write(
    index: int, path: Sequence[bytes], signed_checkpoint: str, extra: bytes | None = None
) -> str:
    """Text of a proof: header, index, sibling hashes from leaf to root, the signed checkpoint.

    ValueError for a negative index, a hash that is not 32 bytes, or a checkpoint that is not a
    signed note.
    """
    checkpoint.parse_body(checkpoint.parse_note(signed_checkpoint).body)
    if index < 0 or len(path) > MAX_PATH or any(len(item) != HASH_BYTES for item in path):
        msg = "a proof has an index from 0 and at most 63 hashes of 32 bytes"
        raise ValueError(msg)
    lines = [HEADER]
    if extra is not None:
        lines.append(f"extra {base64.b64encode(extra).decode()}")
    lines.append(f"index {index}")
    lines += [base64.b64encode(item).decode() for item in path]
    return "\n".join(lines) + "\n\n" + signed_checkpoint


def parse(text: str) -> Proof:
    """The proof in `text`; `Malformed` when it does not follow the format to the letter."""
    head, gap, signed_checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines.pop(0) != HEADER:
        msg = "not a tlog-proof of version 1"
        raise Malformed(msg)
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = checkpoint.decode(lines.pop(0).removeprefix("extra "))
    found = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if found is None or len(lines) > MAX_PATH:
        msg = "a proof names its index, then at most 63 hashes"
        raise Malformed(msg)
    path = tuple(checkpoint.decode(line, HASH_BYTES) for line in lines)
    checkpoint.parse_body(checkpoint.parse_note(signed_checkpoint).body)
    return Proof(int(found[1]), path, signed_checkpoint, extra)


def holds(proof: Proof, leaf: bytes, root: bytes, size: int) -> bool:
    """Whether `proof` leads from the leaf bytes to `root` over `size` leaves."""
    return tree.verify_inclusion(tree.leaf_hash(leaf), proof.index, size, proof.path, root)


def verify(text: str, leaf: bytes, name: str, public: bytes, check: Check) -> Checkpoint:
    """The signed checkpoint under which `leaf` is proven; `Malformed` when anything is wrong.

    `name` and `public` are the log's key; `check` says whether a signature is good.
    """
    proof = parse(text)
    head = checkpoint.verify(proof.checkpoint, name, public, check)
    if not holds(proof, leaf, head.root, head.size):
        msg = "the line is not proven to be on the record"
        raise Malformed(msg)
    return head
