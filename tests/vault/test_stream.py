"""A sealed file opens whole and in order, at its own place; or not at all."""

import io
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.padding import padme
from safeconduct.vault.core.terms import STREAM_CHUNK, Place, WhyNot
from safeconduct.vault.opening import unseal_stream
from safeconduct.vault.sealing import (
    STREAM_HEAD_BYTES,
    TAG_BYTES,
    StreamSealer,
    stream_length,
)

KEY = bytes(range(64))
PLACE = Place("contact.attachment.content", UUID(int=1), UUID(int=2))
SEALED_CHUNK = STREAM_CHUNK + TAG_BYTES
THREE = 2 * STREAM_CHUNK + 5_000  # three chunks, the last one not full


def text_of(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def sealed(
    text: bytes, steps: int = 64 * 1024, key: bytes = KEY, place: Place = PLACE
) -> bytes:
    sealer = StreamSealer(key, place)
    out = [sealer.head]
    for at in range(0, len(text), steps):
        out += sealer.feed(text[at : at + steps])
    return b"".join([*out, *sealer.finish()])


def opened(data: bytes, size: int, key: bytes = KEY, place: Place = PLACE) -> bytes:
    return b"".join(unseal_stream(key, place, size, io.BytesIO(data)))


def refused(data: bytes, size: int, key: bytes = KEY, place: Place = PLACE) -> bool:
    with pytest.raises(Refused) as error:
        opened(data, size, key, place)
    return error.value.reasons == (WhyNot.NOT_GENUINE,)


def parts(data: bytes) -> tuple[bytes, list[bytes]]:
    """The head, and the sealed chunks."""
    head, rest = data[:STREAM_HEAD_BYTES], data[STREAM_HEAD_BYTES:]
    return head, [rest[at : at + SEALED_CHUNK] for at in range(0, len(rest), SEALED_CHUNK)]


@pytest.fixture(scope="module")
def three() -> bytes:
    """A file of three chunks."""
    return sealed(text_of(THREE))


SIZES = (1, 65_536, STREAM_CHUNK - 1, STREAM_CHUNK, STREAM_CHUNK + 1, THREE, 4 * STREAM_CHUNK)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back_and_has_the_length_that_was_foretold(size: int) -> None:
    data = sealed(text_of(size))
    assert len(data) == stream_length(size)
    assert opened(data, size) == text_of(size)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 200_000), max_size=8))
def test_it_does_not_matter_in_which_steps_the_bytes_arrive(steps: list[int]) -> None:
    text = text_of(sum(steps))
    sealer = StreamSealer(KEY, PLACE)
    out, at = [sealer.head], 0
    for step in steps:
        out += sealer.feed(text[at : at + step])
        at += step
    out += sealer.finish()
    assert sealer.size == len(text)
    assert opened(b"".join(out), len(text)) == text


def test_no_two_sealings_of_a_file_are_alike() -> None:
    assert sealed(b"x")[:26] != sealed(b"x")[:26]
    assert sealed(b"x")[26:] != sealed(b"x")[26:]


def test_a_length_shows_only_as_a_size_of_many() -> None:
    assert len(sealed(text_of(70_000))) == len(sealed(text_of(71_680)))
    assert padme(70_000) == 71_680


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, stream_length(THREE) - 1), bit=st.integers(0, 7))
def test_a_file_with_any_byte_flipped_is_refused(three: bytes, at: int, bit: int) -> None:
    altered = bytearray(three)
    altered[at] ^= 1 << bit
    assert refused(bytes(altered), THREE)


def test_every_byte_of_the_head_and_of_each_tag_counts(three: bytes) -> None:
    _, chunks = parts(three)
    ends = [STREAM_HEAD_BYTES + sum(map(len, chunks[: n + 1])) for n in range(len(chunks))]
    watched = [*range(STREAM_HEAD_BYTES), *(end - n for end in ends for n in range(1, 17))]
    for at in watched:
        altered = bytearray(three)
        altered[at] ^= 1
        assert refused(bytes(altered), THREE)


DISORDERS = {
    "first dropped": [1, 2],
    "middle dropped": [0, 2],
    "last dropped": [0, 1],
    "first doubled": [0, 0, 1, 2],
    "middle doubled": [0, 1, 1, 2],
    "last doubled": [0, 1, 2, 2],
    "first two swapped": [1, 0, 2],
    "last two swapped": [0, 2, 1],
    "turned round": [2, 1, 0],
    "only one": [0],
    "none": [],
}


@pytest.mark.parametrize("order", list(DISORDERS.values()), ids=list(DISORDERS))
def test_dropped_doubled_and_swapped_chunks_are_refused(three: bytes, order: list[int]) -> None:
    head, chunks = parts(three)
    assert refused(head + b"".join(chunks[n] for n in order), THREE)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, stream_length(THREE) - 1))
def test_a_file_cut_anywhere_is_refused(three: bytes, cut: int) -> None:
    assert refused(three[:cut], THREE)


def test_a_chunk_never_ends_a_file_early_or_late(three: bytes) -> None:
    """Whoever is told another size looks for the end elsewhere, and finds none."""
    assert refused(three, STREAM_CHUNK)
    assert refused(three, 3 * STREAM_CHUNK + 1)
    assert refused(three + b"\0", THREE)
    assert refused(three + three[STREAM_HEAD_BYTES:], THREE)


def test_chunks_of_two_files_do_not_mix(three: bytes) -> None:
    other_head, other = parts(sealed(text_of(THREE)))
    head, mine = parts(three)
    assert refused(head + mine[0] + other[1] + mine[2], THREE)
    assert refused(other_head + b"".join(mine), THREE)


def test_a_file_under_another_key_or_at_another_place_stays_shut(three: bytes) -> None:
    assert refused(three, THREE, key=bytes(64))
    assert refused(three, THREE, key=KEY[:32] + bytes(32))  # its shred key is gone
    for place in (
        Place("contact.attachment.body", UUID(int=1), UUID(int=2)),
        Place("contact.attachment.content", UUID(int=3), UUID(int=2)),
        Place("contact.attachment.content", UUID(int=1), UUID(int=3)),
    ):
        assert refused(three, THREE, place=place)


def test_nothing_is_given_of_the_chunk_that_was_altered(three: bytes) -> None:
    altered = bytearray(three)
    altered[STREAM_HEAD_BYTES + SEALED_CHUNK + 7] ^= 1
    given_out: list[bytes] = []
    with pytest.raises(Refused):
        given_out.extend(unseal_stream(KEY, PLACE, THREE, io.BytesIO(altered)))
    assert b"".join(given_out) == text_of(STREAM_CHUNK)
