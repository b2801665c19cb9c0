"""Sealed texts open at their own place, under their own key, unaltered; or not at all."""

import os
from uuid import UUID, uuid4

import pytest

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.padding import padded_size
from safeconduct.vault.core.terms import (
    KEY_BYTES,
    PUBLIC_BYTES,
    SEED_BYTES,
    Compartment,
    Place,
    WhyNot,
)
from safeconduct.vault.opening import FileKeys, MailboxKey, OfficerKeys, PrivateKey, unseal
from safeconduct.vault.sealing import NONCE_BYTES, PublicKey, derive, seal, wrap

KEY = bytes(range(KEY_BYTES))
FILE, ROW = UUID(int=1), UUID(int=2)
PLACE = Place("contact.letter.body", FILE, ROW)
TEXT = "Нас двое. Один ранен.".encode()
HEADER_BYTES, SALT_BYTES, TAG_BYTES = 2, 24, 16  # docs/formats/envelope.md
HPKE_BYTES = 1_136  # docs/formats/wrap.md: 1,088 ML-KEM + 32 X25519 + 16 tag


def refused_as_not_genuine(key: bytes, place: Place, sealed: bytes) -> bool:
    with pytest.raises(Refused) as refused:
        unseal(key, place, sealed)
    return refused.value.reasons == (WhyNot.NOT_GENUINE,)


@pytest.fixture(scope="module")
def private() -> PrivateKey:
    return PrivateKey(os.urandom(SEED_BYTES))


def test_a_text_opens_where_it_was_sealed() -> None:
    assert unseal(KEY, PLACE, seal(KEY, PLACE, TEXT)) == TEXT


@pytest.mark.parametrize(
    "place",
    [
        Place("contact.letter.bodies", FILE, ROW),
        Place("contact.letter.body", UUID(int=3), ROW),
        Place("contact.letter.body", FILE, UUID(int=3)),
        Place("contact.letter.body", ROW, FILE),
    ],
    ids=["other column", "other file", "other row", "file and row exchanged"],
)
def test_a_moved_text_stays_shut(place: Place) -> None:
    assert refused_as_not_genuine(KEY, place, seal(KEY, PLACE, TEXT))


def test_another_key_opens_nothing() -> None:
    assert refused_as_not_genuine(bytes(KEY_BYTES), PLACE, seal(KEY, PLACE, TEXT))


def test_every_altered_byte_is_noticed() -> None:
    sealed = seal(KEY, PLACE, b"short")
    for at in range(len(sealed)):
        broken = bytearray(sealed)
        broken[at] ^= 1 << at % 8
        assert refused_as_not_genuine(KEY, PLACE, bytes(broken)), at


@pytest.mark.parametrize("length", [0, 1, 2, 25, 26, 30, 41, 42, 200])
def test_a_torn_text_is_refused_at_any_length(length: int) -> None:
    assert refused_as_not_genuine(KEY, PLACE, seal(KEY, PLACE, TEXT)[:length])


def test_a_text_with_a_tail_is_refused() -> None:
    assert refused_as_not_genuine(KEY, PLACE, seal(KEY, PLACE, TEXT) + b"\x00")


@pytest.mark.parametrize("length", [0, 1, 1_023, 1_024, 4_096, 16_384, 65_536, 70_000])
def test_a_sealed_size_tells_the_padding_step_only(length: int) -> None:
    sealed = seal(KEY, PLACE, b"x" * length)
    assert len(sealed) == HEADER_BYTES + SALT_BYTES + padded_size(length) + TAG_BYTES


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    found = {bytes(seal(KEY, PLACE, TEXT)) for _ in range(50)}
    assert len(found) == 50
    assert len({sealed[HEADER_BYTES : HEADER_BYTES + SALT_BYTES] for sealed in found}) == 50


def test_no_text_shows_in_what_was_sealed(private: PrivateKey) -> None:
    assert TEXT not in bytes(seal(KEY, PLACE, TEXT))
    assert KEY not in bytes(wrap(private.public(), b"test/purpose/v1", KEY))


def test_a_wrap_opens_for_its_own_purpose_only(private: PrivateKey) -> None:
    sealed = wrap(private.public(), b"safeconduct/vault/wrap/v1|a", KEY)
    assert len(sealed) == HPKE_BYTES + KEY_BYTES
    assert private.unwrap(b"safeconduct/vault/wrap/v1|a", sealed) == KEY
    for purpose in (b"safeconduct/vault/wrap/v1|b", b"safeconduct/vault/desk/v1|a", b""):
        with pytest.raises(Refused) as refused:
            private.unwrap(purpose, sealed)
        assert refused.value.reasons == (WhyNot.NOT_GENUINE,)


def test_an_altered_or_foreign_wrap_stays_shut(private: PrivateKey) -> None:
    sealed = wrap(private.public(), b"p", KEY)
    broken = [
        sealed[:at] + bytes([sealed[at] ^ 1 << at % 8]) + sealed[at + 1 :]
        for at in range(len(sealed))
    ]
    broken += [sealed[:100], sealed + b"\0", b""]
    for each in broken:
        with pytest.raises(Refused):
            private.unwrap(b"p", each)
    with pytest.raises(Refused):
        PrivateKey(os.urandom(SEED_BYTES)).unwrap(b"p", sealed)


def test_both_halves_of_the_hybrid_key_are_needed(private: PrivateKey) -> None:
    """Whoever breaks one of the two mechanisms still opens nothing."""
    sealed = wrap(private.public(), b"p", KEY)
    other = os.urandom(SEED_BYTES)
    for seed in (private.seed[:64] + other[64:], other[:64] + private.seed[64:]):
        with pytest.raises(Refused):
            PrivateKey(seed).unwrap(b"p", sealed)


def test_one_purpose_one_child_key() -> None:
    assert derive(KEY, b"a") == derive(KEY, b"a")
    children = {derive(KEY, b"a"), derive(KEY, b"b"), derive(KEY, b"a", salt=b"s"), KEY}
    assert len(children) == 4
    assert len(derive(KEY, b"a", KEY_BYTES + NONCE_BYTES)) == KEY_BYTES + NONCE_BYTES


def test_keys_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="seed of 96 bytes"):
        PrivateKey(bytes(SEED_BYTES - 1))
    with pytest.raises(ValueError, match=f"{PUBLIC_BYTES:d} bytes"):
        PublicKey(bytes(PUBLIC_BYTES + 1))


def test_no_key_shows_when_its_holder_is_printed() -> None:
    private = PrivateKey(bytes([0xAB]) * SEED_BYTES)
    keys = dict.fromkeys(Compartment, bytes([0xCD]) * KEY_BYTES)
    holders = (
        private,
        OfficerKeys("00ff", private),
        MailboxKey(FILE, private),
        FileKeys(FILE, keys, bytes([0xEF]) * KEY_BYTES),
    )
    for holder in holders:
        text = f"{holder!r} {holder!s} {[holder]}"
        assert not any(piece in text for piece in (r"\xab", r"\xcd", r"\xef", "abab", "cdcd"))


def test_a_compartment_without_a_key_neither_seals_nor_opens_nor_derives() -> None:
    keys = FileKeys(FILE, {Compartment.CONTACT: KEY}, KEY)
    assert keys.may_open(Compartment.CONTACT)
    for deed in (
        lambda: keys.seal(Compartment.IDENTITY, "a.b.c", ROW, "x"),
        lambda: keys.open(Compartment.IDENTITY, "a.b.c", ROW, b"x"),
        lambda: keys.exports(Compartment.IDENTITY, b"p", 32),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.reasons == (WhyNot.NO_KEY,)


def test_a_file_key_opens_what_it_sealed_and_not_without_the_shred_key() -> None:
    keys = FileKeys(FILE, dict.fromkeys(Compartment, KEY), KEY)
    sealed = keys.seal(Compartment.CONTACT, "a.b.c", ROW, "Привет")
    assert keys.open(Compartment.CONTACT, "a.b.c", ROW, sealed) == "Привет"
    shredded = FileKeys(FILE, keys.keys, bytes(KEY_BYTES))
    with pytest.raises(Refused):
        shredded.open(Compartment.CONTACT, "a.b.c", ROW, sealed)


def test_what_any_epoch_sealed_is_read_and_the_newest_seals() -> None:
    contact, old, new = Compartment.CONTACT, bytes([1]) * KEY_BYTES, bytes([2]) * KEY_BYTES
    copied = FileKeys(FILE, {contact: old}, KEY)
    renewed = FileKeys(FILE, {contact: new}, KEY, {contact: (KEY, old)})
    assert (copied.epoch(contact), renewed.epoch(contact)) == (1, 3)
    before = copied.seal(contact, "a.b.c", ROW, "before")
    after = renewed.seal(contact, "a.b.c", ROW, "after")
    assert renewed.open(contact, "a.b.c", ROW, before) == "before"
    assert renewed.open(contact, "a.b.c", ROW, after) == "after"
    with pytest.raises(Refused):
        copied.open(contact, "a.b.c", ROW, after)
    assert renewed.exports(contact, b"p", 32)[2] == copied.exports(contact, b"p", 32)[0]
    assert "\\x01" not in repr(renewed)
    assert "\\x02" not in repr(renewed)


def test_compartments_do_not_open_one_another() -> None:
    keys = FileKeys(FILE, {part: os.urandom(KEY_BYTES) for part in Compartment}, KEY)
    sealed = keys.seal(Compartment.VETTING, "a.b.c", ROW, "x")
    for part in set(Compartment) - {Compartment.VETTING}:
        with pytest.raises(Refused):
            keys.open(part, "a.b.c", ROW, sealed)


def test_two_places_never_share_a_context() -> None:
    places = [
        Place(c, f, r) for c in ("a.b", "a.b.c") for f in (FILE, ROW) for r in (FILE, ROW)
    ]
    assert len({place.context() for place in places}) == len(places)
    assert Place("a.b.c", uuid4(), ROW).context().count(b"|") == 2
