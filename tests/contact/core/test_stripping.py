"""Hidden data is left out, the picture is left alone, and nothing odd is guessed at."""

import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.contact.core.stripping import NotReadable, strip_jpeg, strip_png

SECRET = b"GPS 48.0000N 37.0000E Zimorodok"


def segment(marker: int, inside: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(inside) + 2) + inside


def chunk(kind: bytes, inside: bytes) -> bytes:
    return (
        struct.pack(">I", len(inside)) + kind + inside
        + struct.pack(">I", zlib.crc32(kind + inside))
    )  # fmt: skip


TABLES = segment(0xDB, bytes(65)) + segment(0xC0, b"\x08\0\x08\0\x08\1\1\x11\0")
TABLES += segment(0xC4, bytes(30))
CODED = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56" * 50
BARE_JPEG = b"\xff\xd8" + TABLES + CODED + b"\xff\xd9"
HIDDEN = (
    segment(0xE0, b"JFIF\0" + SECRET), segment(0xE1, b"Exif\0\0" + SECRET),
    segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET), segment(0xE2, b"MPF\0" + SECRET),
    segment(0xED, b"Photoshop 3.0\0" + SECRET), segment(0xFE, SECRET),
    segment(0xEE, b"Adobe" + SECRET),
)  # fmt: skip
ADOBE = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
DATA = chunk(b"IDAT", zlib.compress(b"\0\1\2\3"))
END = chunk(b"IEND", b"")
BARE_PNG = SIGNATURE + HEAD + chunk(b"gAMA", bytes(4)) + DATA + END
HIDDEN_CHUNKS = tuple(
    chunk(kind, SECRET)
    for kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP", b"prVt", b"gAMA")
)


def pieces(data: bytes, length: int) -> Iterator[bytes]:
    for at in range(0, len(data), length):
        yield data[at : at + length]


def jpeg(data: bytes, length: int = 1000) -> bytes:
    return b"".join(strip_jpeg(pieces(data, length)))


def png(data: bytes, length: int = 1000) -> bytes:
    return b"".join(strip_png(pieces(data, length)))


def full_jpeg() -> bytes:
    """Hidden segments before, between and behind everything else."""
    before = b"".join(HIDDEN)
    second = CODED + HIDDEN[1] + segment(0xC4, bytes(20)) + CODED
    return b"\xff\xd8" + before + TABLES + before + second + b"\xff\xd9" + SECRET


def test_a_jpeg_loses_what_is_hidden_and_keeps_its_picture() -> None:
    second = CODED + segment(0xC4, bytes(20)) + CODED
    assert jpeg(full_jpeg()) == b"\xff\xd8" + TABLES + second + b"\xff\xd9"
    assert SECRET not in jpeg(full_jpeg())
    assert jpeg(BARE_JPEG) == BARE_JPEG


def test_how_the_colours_are_coded_is_kept() -> None:
    data = b"\xff\xd8" + ADOBE + TABLES + CODED + b"\xff\xd9"
    assert jpeg(data) == data


def test_a_png_loses_what_is_hidden_and_keeps_its_picture() -> None:
    hidden = b"".join(HIDDEN_CHUNKS)
    data = SIGNATURE + HEAD + hidden + chunk(b"gAMA", bytes(4)) + DATA + hidden + END + SECRET
    assert png(data) == BARE_PNG
    assert png(BARE_PNG) == BARE_PNG


@settings(max_examples=60)
@given(st.integers(1, 700))
def test_it_does_not_matter_how_the_pieces_fall(length: int) -> None:
    assert jpeg(full_jpeg(), length) == jpeg(full_jpeg())
    assert png(BARE_PNG, length) == BARE_PNG


@given(st.integers(0, len(BARE_JPEG) - 1))
def test_a_jpeg_that_was_cut_is_not_copied(cut: int) -> None:
    with pytest.raises(NotReadable):
        jpeg(BARE_JPEG[:cut])


@given(st.integers(0, len(BARE_PNG) - 1))
def test_a_png_that_was_cut_is_not_copied(cut: int) -> None:
    with pytest.raises(NotReadable):
        png(BARE_PNG[:cut])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\x00",
        b"\xff\xd8" + bytes([0xFF, 0xE1, 0, 1]) + BARE_JPEG[2:],  # shorter than its own length
        b"\xff\xd8" + segment(0x01, b"") + BARE_JPEG[2:],
        b"\xff\xd8" + segment(0xF7, SECRET) + BARE_JPEG[2:],
    ],
)
def test_a_strange_jpeg_is_not_copied(data: bytes) -> None:
    with pytest.raises(NotReadable):
        jpeg(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        BARE_JPEG,
        SIGNATURE + HEAD + chunk(b"ABCD", SECRET) + DATA + END,  # critical, and unknown
        SIGNATURE + chunk(b"IHDR", bytes(14)) + DATA + END,
        SIGNATURE + HEAD + DATA + chunk(b"IEND", SECRET),
    ],
)
def test_a_strange_png_is_not_copied(data: bytes) -> None:
    with pytest.raises(NotReadable):
        png(data)


@settings(max_examples=100)
@given(st.binary(max_size=400), st.integers(1, 60))
def test_any_bytes_end_in_a_copy_or_a_refusal(data: bytes, length: int) -> None:
    for strip, start in ((jpeg, b"\xff\xd8"), (png, SIGNATURE + HEAD)):
        try:
            out = strip(start + data, length)
        except NotReadable:
            continue
        assert len(out) <= len(start + data)


def test_a_large_picture_is_never_held() -> None:
    coded, asked, given_out = b"\x11" * 65_536, 0, 0

    def endless() -> Iterator[bytes]:
        nonlocal asked
        yield b"\xff\xd8" + TABLES + segment(0xDA, bytes(6))
        for _ in range(200):
            asked += 1
            yield coded
        yield b"\xff\xd9"

    for piece in strip_jpeg(endless()):
        given_out += len(piece)
        assert asked * len(coded) - given_out < 3 * len(coded)
    assert given_out > 200 * len(coded)
