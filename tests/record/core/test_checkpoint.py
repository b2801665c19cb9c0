"""Checkpoints follow C2SP signed-note to the letter and are signed only when they continue."""

from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record.core import checkpoint, tree
from safeconduct.record.core.terms import Checkpoint, Malformed, SignatureLine, WhyNot
from tests.record.core.brute import grown

ORIGIN = "log.example/safe-conduct"
ROOT = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


def good(public: bytes, message: bytes, signature: bytes) -> bool:
    """Check a signature with a real Ed25519 implementation."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signed(size: int = 20, root: bytes = ROOT) -> str:
    text = checkpoint.body(ORIGIN, size, root)
    identity = checkpoint.key_id(ORIGIN, PUBLIC)
    return checkpoint.note(text, ORIGIN, identity, KEY.sign(text.encode()))


def test_body_has_three_lines() -> None:
    assert checkpoint.body(ORIGIN, 20, ROOT) == (
        "log.example/safe-conduct\n20\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    )


def test_the_published_vector_of_the_go_note_package_is_read() -> None:
    # Key and text of the documentation of golang.org/x/mod/sumdb/note.
    name, public = checkpoint.parse_vkey(
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )
    assert name == "PeterNeumann"
    assert checkpoint.key_id(name, public).hex() == "c74f20a3"
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFY"
        "C2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    found = checkpoint.parse_note(text)
    assert good(public, found.body.encode(), found.signatures[0].signature)


def test_a_verifier_key_reads_back() -> None:
    line = checkpoint.vkey(ORIGIN, PUBLIC)
    assert checkpoint.parse_vkey(line) == (ORIGIN, PUBLIC)
    with pytest.raises(Malformed):
        checkpoint.parse_vkey(line.replace(ORIGIN, "log.example/other"))
    with pytest.raises(Malformed):
        checkpoint.parse_vkey("no key")


def test_pem_and_fingerprint_equal_those_of_a_real_library() -> None:
    key = KEY.public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert checkpoint.public_pem(PUBLIC) == pem
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert checkpoint.fingerprint(PUBLIC) == sha256(der).hexdigest()


def test_a_signed_checkpoint_verifies_and_reads_back() -> None:
    assert checkpoint.verify(signed(), ORIGIN, PUBLIC, good) == Checkpoint(ORIGIN, 20, ROOT)


def test_an_unknown_key_or_changed_text_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    with pytest.raises(Malformed):
        checkpoint.verify(signed(), ORIGIN, other, good)
    with pytest.raises(Malformed):
        checkpoint.verify(signed().replace("\n20\n", "\n19\n"), ORIGIN, PUBLIC, good)


def test_a_witness_adds_a_line_and_changes_nothing_else() -> None:
    both = checkpoint.cosigned(signed(), "witness.example/w1", b"\x01\x02\x03\x04", bytes(72))
    assert both.startswith(signed())
    assert len(checkpoint.parse_note(both).signatures) == 2
    assert checkpoint.verify(both, ORIGIN, PUBLIC, good).size == 20


@settings(max_examples=100)
@given(
    st.from_regex(r"[a-z0-9./-]{1,30}", fullmatch=True),
    st.integers(0, 10**19 - 1),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=4, max_size=4),
    st.binary(min_size=64, max_size=64),
)
def test_what_is_written_reads_back(
    origin: str, size: int, root: bytes, identity: bytes, signature: bytes
) -> None:
    text = checkpoint.body(origin, size, root)
    found = checkpoint.parse_note(checkpoint.note(text, origin, identity, signature))
    assert checkpoint.parse_body(found.body) == Checkpoint(origin, size, root)
    assert found.signatures == (SignatureLine(origin, identity, signature),)


@settings(max_examples=100)
@given(st.integers(0, len(signed().encode()) * 8 - 1))
def test_no_single_bit_of_a_signed_checkpoint_can_change(bit: int) -> None:
    data = bytearray(signed().encode())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ValueError, match="."):
        checkpoint.verify(data.decode(), ORIGIN, PUBLIC, good)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n20\n",
        f"{ORIGIN}\n020\n{'A' * 43}=\n",
        f"{ORIGIN}\n-1\n{'A' * 43}=\n",
        f"{ORIGIN}\n20\n{'A' * 40}\n",
        f"{ORIGIN}\n20\n{'A' * 42}B=\n",
        f"{ORIGIN}\n20\n{'A' * 43}=\nextension\n",
        f"two words\n20\n{'A' * 43}=\n",
        f"{ORIGIN}\n20\n{'A' * 43}=",
    ],
)
def test_a_malformed_body_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        checkpoint.parse_body(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n\n",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n\u2014 name AAAA\n",
        "text\n\n\u2014 na me AAAAAAAA\n",
        "text\n\n\u2014 name !!!!\n",
        "te\x07xt\n\n\u2014 name AAAAAAAA\n",
        "text\n\n" + "\u2014 name AAAAAAAA\n" * 17,
        "text\n\n\u2014 name AAAAAAAA",
    ],
)
def test_a_malformed_note_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        checkpoint.parse_note(text)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("", 1, ROOT), ("a b", 1, ROOT), ("a+b", 1, ROOT), ("a", -1, ROOT), ("a", 1, b"short")],
)
def test_a_body_with_wrong_parts_is_a_defect(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(ValueError, match="origin|size|root"):
        checkpoint.body(origin, size, root)


def test_a_note_with_wrong_parts_is_a_defect() -> None:
    with pytest.raises(ValueError, match="newline"):
        checkpoint.note("text", ORIGIN, bytes(4), bytes(64))
    with pytest.raises(ValueError, match="64-byte"):
        checkpoint.note("text\n", ORIGIN, bytes(4), bytes(63))
    with pytest.raises(ValueError, match="32 bytes"):
        checkpoint.key_id(ORIGIN, bytes(31))


STORE = grown([b"line %d" % number for number in range(30)])
OTHER = grown([b"forged %d" % number for number in range(30)])


def head(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, tree.root(size, STORE.read))


@settings(max_examples=60)
@given(st.integers(0, 30), st.integers(0, 30))
def test_only_a_continuing_head_may_be_signed(old: int, new: int) -> None:
    path = tree.consistency_path(old, new, STORE.read) if old <= new else []
    reasons = checkpoint.reasons_not_to_sign(head(old), head(new), path)
    assert reasons == ([] if old <= new else [WhyNot.TREE_SHRANK])


def test_a_rewritten_or_foreign_head_is_not_signed() -> None:
    forged = Checkpoint(ORIGIN, 30, tree.root(30, OTHER.read))
    path = tree.consistency_path(20, 30, OTHER.read)
    assert checkpoint.reasons_not_to_sign(head(20), forged, path) == [WhyNot.TREE_REWRITTEN]
    foreign = Checkpoint("log.example/other", 30, head(30).root)
    assert checkpoint.reasons_not_to_sign(head(20), foreign, path) == [WhyNot.OTHER_LOG]
    assert checkpoint.reasons_not_to_sign(None, head(20), []) == []
