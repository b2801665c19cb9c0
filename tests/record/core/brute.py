"""A second, deliberately naive Merkle tree straight from the definitions of RFC 6962, 2.1."""

from collections.abc import Sequence
from hashlib import sha256

from safeconduct.record.core import tree


def root_of(leaves: Sequence[bytes]) -> bytes:
    """MTH(D[n]): Merkle tree hash over raw leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\x01" + root_of(leaves[:k]) + root_of(leaves[k:])).digest()


def path_of(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]), from the leaf's sibling to the child of the root."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path_of(m, leaves[:k]), root_of(leaves[k:])]
    return [*path_of(m - k, leaves[k:]), root_of(leaves[:k])]


def proof_of(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]) for 0 < m <= n."""
    return subproof(m, leaves, True)


def subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if m == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), root_of(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), root_of(leaves[:k])]


def split(n: int) -> int:
    """Largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


class Store:
    """Node table of a growing tree, as the database keeps it."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.size = 0

    def read(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def append(self, leaf: bytes) -> None:
        for level, index, value in tree.nodes_for_append(
            self.size, tree.leaf_hash(leaf), self.read
        ):
            assert (level, index) not in self.nodes, "a node is written once, never changed"
            self.nodes[level, index] = value
        self.size += 1


def grown(leaves: Sequence[bytes]) -> Store:
    """A store with these leaves appended one by one."""
    store = Store()
    for leaf in leaves:
        store.append(leaf)
    return store
