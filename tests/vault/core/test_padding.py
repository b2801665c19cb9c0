"""Padding leaves four small sizes and whole 64 KiB, and always comes off again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.core.padding import MARK, STEPS, pad, padded_size, padme, unpad

KIB = 1024
TEXTS = st.binary(max_size=5 * KIB)


@given(TEXTS)
def test_what_was_padded_comes_back(text: bytes) -> None:
    assert unpad(pad(text)) == text


@given(TEXTS)
def test_a_length_is_one_of_the_steps(text: bytes) -> None:
    assert len(pad(text)) == padded_size(len(text))
    assert len(pad(text)) in STEPS


@given(st.integers(0, 10 * 64 * KIB))
def test_the_size_has_room_for_the_mark_and_nothing_is_wasted_twice(length: int) -> None:
    size = padded_size(length)
    assert size > length
    assert size in STEPS or size % (64 * KIB) == 0
    smaller = [step for step in STEPS if step < size] or [0]
    assert length >= smaller[-1] if size <= STEPS[-1] else length >= size - 64 * KIB


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, KIB), (KIB - 1, KIB), (KIB, 4 * KIB), (4 * KIB - 1, 4 * KIB), (4 * KIB, 16 * KIB),
        (16 * KIB, 64 * KIB), (64 * KIB - 1, 64 * KIB), (64 * KIB, 128 * KIB),
        (128 * KIB, 192 * KIB),
    ],
)  # fmt: skip
def test_the_steps_of_the_format(length: int, size: int) -> None:
    assert padded_size(length) == size


@pytest.mark.parametrize("text", [MARK, MARK * 3, b"end\x00\x00", b"end" + MARK + b"\x00", b""])
def test_texts_that_look_like_padding_survive(text: bytes) -> None:
    assert unpad(pad(text)) == text


@pytest.mark.parametrize("damaged", [b"", bytes(KIB), b"text", b"text" + MARK + b"\x00\x01"])
def test_damaged_padding_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpad(damaged)


@given(st.text(max_size=300), st.text(max_size=300))
def test_two_short_letters_have_the_same_length(one: str, other: str) -> None:
    sizes = {len(pad(text.encode()[: KIB - 1])) for text in (one, other)}
    assert sizes == {KIB}


@given(st.integers(0, 2 * 1024**3))
def test_a_file_grows_by_an_eighth_at_most_and_tells_little_of_its_length(length: int) -> None:
    size = padme(length)
    assert size >= length
    assert size <= max(STEPS[-1], length * 1.12)
    # Only the leading bits are left: as many as the exponent itself has.
    exponent = size.bit_length() - 1
    assert size % (1 << (exponent - exponent.bit_length())) == 0


def test_two_gigabytes_have_few_sizes() -> None:
    assert padme(0) == padme(1) == padme(STEPS[-1]) == STEPS[-1]
    assert padme(2 * 1024**3) == 2 * 1024**3
    assert padme(2 * 1024**3 - 1) == 2 * 1024**3
    assert padme(9) == STEPS[-1]
    assert padme(100_001) == 100_352  # 2^16 and 5 more bits: steps of 2,048
