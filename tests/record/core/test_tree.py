"""The tree agrees with RFC 6962 on every size from 1 to 64 and rejects every altered bit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record.core import tree
from tests.record.core.brute import grown, path_of, proof_of, root_of

LEAVES = [b"line %d" % number for number in range(64)]
STORE = grown(LEAVES)
ROOTS = [root_of(LEAVES[:size]) for size in range(65)]

# Leaves and heads used as test vectors by the Certificate Transparency reference code.
CT_LEAVES = [
    bytes.fromhex(h)
    for h in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def flipped(data: bytes, bit: int) -> bytes:
    """`data` with one bit changed."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_roots_equal_the_published_vectors() -> None:
    store = grown(CT_LEAVES)
    for size, expected in CT_ROOTS.items():
        assert tree.root(size, store.read).hex() == expected


def test_roots_equal_brute_force_for_all_sizes() -> None:
    for size in range(65):
        assert tree.root(size, STORE.read) == ROOTS[size]


def test_inclusion_paths_equal_brute_force_and_verify_for_all_sizes() -> None:
    for size in range(1, 65):
        for index in range(size):
            path = tree.inclusion_path(index, size, STORE.read)
            assert path == path_of(index, LEAVES[:size])
            leaf = tree.leaf_hash(LEAVES[index])
            assert tree.verify_inclusion(leaf, index, size, path, ROOTS[size])


def test_consistency_paths_equal_brute_force_and_verify_for_all_sizes() -> None:
    for new in range(1, 65):
        for old in range(1, new + 1):
            path = tree.consistency_path(old, new, STORE.read)
            assert path == proof_of(old, LEAVES[:new])
            assert tree.verify_consistency(old, ROOTS[old], new, ROOTS[new], path)


def test_every_single_bit_change_of_an_inclusion_proof_is_rejected() -> None:
    for index, size in ((0, 1), (0, 7), (6, 7), (10, 21), (20, 21), (63, 64)):
        path = tree.inclusion_path(index, size, STORE.read)
        leaf, root = tree.leaf_hash(LEAVES[index]), ROOTS[size]
        for bit in range(256):
            assert not tree.verify_inclusion(flipped(leaf, bit), index, size, path, root)
            assert not tree.verify_inclusion(leaf, index, size, path, flipped(root, bit))
            for place in range(len(path)):
                bad = [*path[:place], flipped(path[place], bit), *path[place + 1 :]]
                assert not tree.verify_inclusion(leaf, index, size, bad, root)


def test_every_single_bit_change_of_a_consistency_proof_is_rejected() -> None:
    for old, new in ((1, 2), (3, 7), (4, 7), (6, 7), (8, 21), (20, 21), (32, 64)):
        path = tree.consistency_path(old, new, STORE.read)
        before, after = ROOTS[old], ROOTS[new]
        for bit in range(256):
            assert not tree.verify_consistency(old, flipped(before, bit), new, after, path)
            assert not tree.verify_consistency(old, before, new, flipped(after, bit), path)
            for place in range(len(path)):
                bad = [*path[:place], flipped(path[place], bit), *path[place + 1 :]]
                assert not tree.verify_consistency(old, before, new, after, bad)


def test_a_leaf_is_not_proven_at_another_place() -> None:
    for size in range(2, 65):
        for index in range(size):
            path = tree.inclusion_path(index, size, STORE.read)
            leaf = tree.leaf_hash(LEAVES[index])
            for other in {0, size // 2, size - 1, size} - {index}:
                assert not tree.verify_inclusion(leaf, other, size, path, ROOTS[size])


def test_an_inner_node_never_passes_as_a_leaf() -> None:
    inside = STORE.read(0, 0) + STORE.read(0, 1)
    assert tree.leaf_hash(inside) != STORE.read(1, 0)


def test_shortened_or_lengthened_paths_are_rejected() -> None:
    for size in range(2, 40):
        path = tree.inclusion_path(1, size, STORE.read)
        leaf = tree.leaf_hash(LEAVES[1])
        assert not tree.verify_inclusion(leaf, 1, size, path[:-1], ROOTS[size])
        assert not tree.verify_inclusion(leaf, 1, size, [*path, ROOTS[1]], ROOTS[size])
        proof = tree.consistency_path(1, size, STORE.read)
        assert not tree.verify_consistency(1, ROOTS[1], size, ROOTS[size], proof[:-1])
        assert not tree.verify_consistency(1, ROOTS[1], size, ROOTS[size], [*proof, ROOTS[1]])


def test_cutting_off_the_newest_lines_cannot_be_proven_consistent() -> None:
    assert not tree.verify_consistency(21, ROOTS[21], 20, ROOTS[20], [])
    with pytest.raises(ValueError, match="cannot continue"):
        tree.consistency_path(21, 20, STORE.read)


def test_the_empty_tree_is_continued_by_any_tree_with_an_empty_proof() -> None:
    assert tree.consistency_path(0, 5, STORE.read) == []
    assert tree.verify_consistency(0, tree.EMPTY_ROOT, 5, ROOTS[5], [])
    assert not tree.verify_consistency(0, ROOTS[1], 5, ROOTS[5], [])
    assert not tree.verify_consistency(0, tree.EMPTY_ROOT, 0, ROOTS[1], [])
    assert not tree.verify_consistency(0, tree.EMPTY_ROOT, 5, ROOTS[5], [ROOTS[1]])


def test_the_same_size_is_consistent_only_with_the_same_root() -> None:
    assert tree.verify_consistency(5, ROOTS[5], 5, ROOTS[5], [])
    assert not tree.verify_consistency(5, ROOTS[5], 5, ROOTS[6], [])
    assert not tree.verify_consistency(5, ROOTS[5], 5, ROOTS[5], [ROOTS[5]])


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_a_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    assert not tree.verify_inclusion(ROOTS[1], index, size, [], ROOTS[1])
    with pytest.raises(ValueError, match="not in a tree"):
        tree.inclusion_path(index, size, STORE.read)


def test_a_negative_size_is_a_defect() -> None:
    with pytest.raises(ValueError, match="negative"):
        tree.nodes_for_append(-1, ROOTS[1], STORE.read)


def test_root_and_append_read_only_the_peaks() -> None:
    for size in range(64):
        allowed = set(tree.peaks(size))
        asked: set[tuple[int, int]] = set()

        def read(level: int, index: int, asked: set[tuple[int, int]] = asked) -> bytes:
            asked.add((level, index))
            return STORE.read(level, index)

        tree.root(size, read)
        assert asked == allowed
        tree.nodes_for_append(size, STORE.read(0, size), read)
        assert asked == allowed


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=150), st.data())
def test_any_growing_log_proves_its_lines_and_its_past(
    leaves: list[bytes], data: st.DataObject
) -> None:
    store = grown(leaves)
    new = len(leaves)
    old = data.draw(st.integers(0, new))
    index = data.draw(st.integers(0, new - 1))
    before, after = tree.root(old, store.read), tree.root(new, store.read)
    assert after == root_of(leaves)
    path = tree.inclusion_path(index, new, store.read)
    assert tree.verify_inclusion(tree.leaf_hash(leaves[index]), index, new, path, after)
    proof = tree.consistency_path(old, new, store.read)
    assert tree.verify_consistency(old, before, new, after, proof)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.data())
def test_a_log_rewritten_in_the_past_is_never_consistent(old: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(old, 64))
    changed = data.draw(st.integers(0, old - 1))
    leaves = [*LEAVES[:changed], b"forged", *LEAVES[changed + 1 : new]]
    forged = grown(leaves)
    proof = tree.consistency_path(old, new, forged.read)
    after = tree.root(new, forged.read)
    assert not tree.verify_consistency(old, ROOTS[old], new, after, proof)
