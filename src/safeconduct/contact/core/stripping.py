"""Copies a JPEG or PNG without its hidden data, by walking its parts; pixels are never decoded.

Only what is needed to draw the picture is let through. EXIF, XMP, IPTC, colour profiles,
comments, times, small previews and everything behind the picture's end stay out.
"""

import re
from collections.abc import Callable, Iterator

# ITU-T T.81, table B.1. Let through: frame headers, Huffman and arithmetic tables,
# quantisation, restart interval, number of lines. SOS begins the coded picture.
SOI, EOI, SOS, APP14 = 0xD8, 0xD9, 0xDA, 0xEE
JPEG_KEPT = frozenset({*range(0xC0, 0xC8), *range(0xC9, 0xD0), 0xDB, 0xDC, 0xDD})
JPEG_DROPPED = frozenset({*range(0xE0, 0xF0), 0xFE})  # APP0 to APP15, COM
# Adobe's marker says how colours are coded; of fixed length and without room for more.
ADOBE, ADOBE_BYTES = b"Adobe", 12
CODED_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # not stuffing, restart or fill
# W3C PNG, second edition, 11. Beyond the critical chunks: transparency and brightness.
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {  # and the most bytes each may have
    b"IHDR": 13,
    b"PLTE": 768,
    b"IDAT": 2**31 - 1,
    b"IEND": 0,
    b"tRNS": 256,
    b"gAMA": 4,
    b"cHRM": 32,
    b"sRGB": 1,
}
PNG_HEAD_BYTES, PNG_CHECK_BYTES = 8, 4
ANCILLARY = 0x20  # bit of a chunk's first letter: a reader may do without
PIECE = 64 * 1024


class NotReadable(Exception):
    """The picture is not built as its format says; no copy is made of it."""


class Source:
    """Bytes in pieces, read as one; holds one piece and what was looked at ahead."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def take(self, count: int) -> bytes:
        """Exactly `count` bytes; NotReadable when the file ends before."""
        while len(self._held) < count:
            self._held += self._next()
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def pass_on(self, count: int) -> Iterator[bytes]:
        """`count` bytes, in pieces."""
        while count:
            piece = self.take(min(count, PIECE))
            count -= len(piece)
            yield piece

    def pass_on_until(self, end: re.Pattern[bytes]) -> Iterator[bytes]:
        """Bytes up to a two-byte mark; the mark itself is left to be taken."""
        while (found := end.search(self._held)) is None:
            # The last byte may be the first of the mark.
            yield self._held[:-1]
            self._held = self._held[-1:] + self._next()
        yield self._held[: found.start()]
        self._held = self._held[found.start() :]

    def _next(self) -> bytes:
        piece = next(self._pieces, None)
        if piece is None:
            raise NotReadable
        return piece


def strip_jpeg(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The picture up to its end mark, without APP and COM segments (but Adobe's)."""
    source = Source(pieces)
    if source.take(2) != bytes([0xFF, SOI]):
        raise NotReadable
    yield bytes([0xFF, SOI])
    while (marker := _marker(source)) != EOI:
        length = source.take(2)
        inside = int.from_bytes(length, "big") - len(length)
        if inside < 0 or marker not in JPEG_KEPT | JPEG_DROPPED | {SOS}:
            raise NotReadable
        segment = source.take(inside)
        if marker not in JPEG_DROPPED or _is_adobe(marker, segment):
            yield bytes([0xFF, marker]) + length + segment
        if marker == SOS:
            yield from source.pass_on_until(CODED_END)
    yield bytes([0xFF, EOI])


def _marker(source: Source) -> int:
    if source.take(1) != b"\xff":
        raise NotReadable
    while (code := source.take(1)[0]) == 0xFF:  # fill bytes, T.81 B.1.1.2
        continue
    return code


def _is_adobe(marker: int, segment: bytes) -> bool:
    return marker == APP14 and len(segment) == ADOBE_BYTES and segment.startswith(ADOBE)


def strip_png(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The picture up to its IEND chunk: critical chunks, transparency and brightness."""
    source = Source(pieces)
    if source.take(len(PNG_SIGNATURE)) != PNG_SIGNATURE:
        raise NotReadable
    yield PNG_SIGNATURE
    kind = b""
    while kind != b"IEND":
        head = source.take(PNG_HEAD_BYTES)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        kept = length <= PNG_KEPT.get(kind, -1)
        if not (kept or kind[0] & ANCILLARY):
            raise NotReadable
        if kept:
            yield head
        for piece in source.pass_on(length + PNG_CHECK_BYTES):
            if kept:
                yield piece


STRIPPERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "jpeg": strip_jpeg,
    "png": strip_png,
}
