"""Offline proofs of the record in the C2SP tlog-proof form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record.core import proof, tree
from safeconduct.record.core.terms import Malformed, Proof
from tests.record.core.brute import grown
from tests.record.core.test_checkpoint import ORIGIN, PUBLIC, good, signed

LEAVES = [b"line %d" % number for number in range(20)]
STORE = grown(LEAVES)
CHECKPOINT = signed(20, tree.root(20, STORE.read))


def text_for(index: int) -> str:
    return proof.write(index, tree.inclusion_path(index, 20, STORE.read), CHECKPOINT)


def test_the_text_has_header_index_path_and_checkpoint() -> None:
    lines = text_for(7).split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 7"]
    assert len(lines[2:7]) == 5
    assert lines[7] == ""
    assert text_for(7).endswith("\n\n" + CHECKPOINT)


def test_every_line_of_the_log_is_proven() -> None:
    for index, leaf in enumerate(LEAVES):
        assert proof.verify(text_for(index), leaf, ORIGIN, PUBLIC, good).size == 20


def test_a_proof_serves_its_own_line_only() -> None:
    for other in (LEAVES[8], b"forged", b""):
        with pytest.raises(Malformed):
            proof.verify(text_for(7), other, ORIGIN, PUBLIC, good)


@settings(max_examples=100)
@given(st.integers(0, 19), st.data())
def test_no_single_bit_of_a_proof_can_change(index: int, data: st.DataObject) -> None:
    raw = bytearray(text_for(index).encode())
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ValueError, match="."):
        proof.verify(raw.decode(), LEAVES[index], ORIGIN, PUBLIC, good)


@settings(max_examples=100)
@given(
    st.integers(0, 10**18),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.none() | st.binary(max_size=50),
)
def test_what_is_written_reads_back(index: int, path: list[bytes], extra: bytes | None) -> None:
    text = proof.write(index, path, CHECKPOINT, extra)
    assert proof.parse(text) == Proof(index, tuple(path), CHECKPOINT, extra)


def test_a_tree_of_one_leaf_has_an_empty_path() -> None:
    one = signed(1, tree.leaf_hash(b"only"))
    text = proof.write(0, [], one)
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 0\n\n")
    assert proof.verify(text, b"only", ORIGIN, PUBLIC, good).size == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 0\n\n" + CHECKPOINT,
        "c2sp.org/tlog-proof@v1\n\n" + CHECKPOINT,
        "c2sp.org/tlog-proof@v1\nindex 07\n\n" + CHECKPOINT,
        "c2sp.org/tlog-proof@v1\nindex -7\n\n" + CHECKPOINT,
        "c2sp.org/tlog-proof@v1\nindex 7\nAAAA\n\n" + CHECKPOINT,
        "c2sp.org/tlog-proof@v1\nindex 7\n\nno checkpoint",
        "c2sp.org/tlog-proof@v1\nindex 7\n" + ("A" * 43 + "=\n") * 64 + "\n" + CHECKPOINT,
    ],
)
def test_a_malformed_proof_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        proof.parse(text)


@pytest.mark.parametrize(("index", "path"), [(-1, []), (0, [b"short"]), (0, [bytes(32)] * 64)])
def test_wrong_parts_are_a_defect(index: int, path: list[bytes]) -> None:
    with pytest.raises(ValueError, match="proof has an index"):
        proof.write(index, path, CHECKPOINT)
