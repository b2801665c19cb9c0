"""Merkle tree hashing and proofs after RFC 6962 over stored complete subtrees.

Node (level, index) covers leaves [index * 2^level, (index + 1) * 2^level); level 0 holds the
leaf hashes. Only complete subtrees are stored; the ragged right edge is folded when asked for.
"""

from collections.abc import Sequence
from hashlib import sha256

from safeconduct.record.core.terms import Node, ReadNode

# RFC 6962, 2.1: the prefixes keep an inner node from ever passing as a leaf.
LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """32-byte hash of the leaf `data`: SHA-256(0x00 || data)."""
    return sha256(LEAF_PREFIX + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """32-byte hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(NODE_PREFIX + left + right).digest()


def nodes_for_append(size: int, leaf_hash: bytes, read: ReadNode) -> list[Node]:
    """Nodes to store when leaf number `size` is appended to a tree of `size` leaves.

    Returns (level, index, hash), the leaf first, then every subtree the leaf completes. `read`
    is asked only for nodes stored earlier. ValueError when `size` is negative.
    """
    if size < 0:
        msg = "a tree has no negative size"
        raise ValueError(msg)
    level, index, value = 0, size, leaf_hash
    nodes = [(level, index, value)]
    while index & 1:
        value = node_hash(read(level, index - 1), value)
        level, index = level + 1, index >> 1
        nodes.append((level, index, value))
    return nodes


def peaks(size: int) -> list[tuple[int, int]]:
    """The complete subtrees (level, index) that tile a tree of `size` leaves, left to right.

    They are all that `root` and `nodes_for_append` read, so a caller may fetch them at once.
    """
    found = []
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def root(size: int, read: ReadNode) -> bytes:
    """Merkle root over the first `size` leaves; SHA-256 of nothing for an empty tree."""
    return _span(0, size, read) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, read: ReadNode) -> list[bytes]:
    """Sibling hashes from leaf `index` up to the root of `size` leaves (RFC 6962, 2.1.1).

    ValueError when the leaf is not in the tree.
    """
    if not 0 <= index < size:
        msg = f"leaf {index} is not in a tree of {size} leaves"
        raise ValueError(msg)
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_span(middle, end, read))
            end = middle
        else:
            path.append(_span(start, middle, read))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int, read: ReadNode) -> list[bytes]:
    """Hashes proving that `new` leaves continue the tree of `old` leaves (RFC 6962, 2.1.2).

    Empty when `old` is 0 or equals `new`. ValueError when `old` is not within 0..`new`.
    """
    if not 0 <= old <= new:
        msg = f"a tree of {new} leaves cannot continue one of {old}"
        raise ValueError(msg)
    if old == 0:
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_span(middle, end, read))
            end = middle
        else:
            path.append(_span(start, middle, read))
            start, whole = middle, False
    if not whole:
        path.append(_span(start, end, read))
    return path[::-1]


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether `path` leads from leaf `index` to `root` of `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, value = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            value = node_hash(sibling, value)
            position, last = _past_promotions(position, last)
        else:
            value = node_hash(value, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and value == root


def verify_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree of `new` leaves continues the one of `old` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return old_root == EMPTY_ROOT and not path and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return old_root == new_root and not path
    return _walk_consistency(old, old_root, new, new_root, list(path))


def _walk_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]
) -> bool:
    """The fold of RFC 9162, 2.1.4.2 for 0 < `old` < `new`."""
    if old & (old - 1) == 0:
        # The old tree is one complete subtree: its root starts the path and is left out of it.
        path = [old_root, *path]
    if not path:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            position, last = _past_promotions(position, last)
        else:
            now = node_hash(now, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def _past_promotions(position: int, last: int) -> tuple[int, int]:
    """Skip levels on which a lone right-edge node is carried up without a sibling."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _split(count: int) -> int:
    """The largest power of two smaller than `count`, which is 2 or more."""
    return 1 << (count - 1).bit_length() - 1


def _span(start: int, end: int, read: ReadNode) -> bytes:
    """Hash over leaves [start, end); `start` is a multiple of every complete subtree inside."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return read(level, start >> level)
    middle = start + _split(count)
    return node_hash(_span(start, middle, read), _span(middle, end, read))
