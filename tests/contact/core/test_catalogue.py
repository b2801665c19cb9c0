"""Types are told by the first bytes, whatever a name says; every row has its source."""

from datetime import date

import pytest

from safeconduct.contact.core.catalogue import (
    START_BYTES,
    Signature,
    by_code,
    by_media_type,
    by_name,
    by_start,
    signatures,
)

ROWS = signatures()
REAL = {  # beginnings of real files
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "heif": b"\0\0\0\x18ftypheic\0\0\0\0",
    "quicktime": b"\0\0\0\x14ftypqt  \0\0\0\0",
    "mp4": b"\0\0\0\x20ftypisom\0\0\2\0",
    "3gpp": b"\0\0\0\x1cftyp3gp4\0\0\0\0",
    "m4a": b"\0\0\0\x1cftypM4A \0\0\0\0",
    "webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "avi": b"RIFF\x24\0\0\0AVI LIST",
    "amr": b"#!AMR\n\x3c",
    "pdf": b"%PDF-1.7\n",
    "office": b"PK\3\4\x14\0\6\0\x08\0\0\0!\0" + bytes(16) + b"[Content_Types].xml",
    "zip": b"PK\3\4\x14\0\0\0\x08\0" + bytes(20) + b"photos/1.jpg",
    "windows": b"MZ\x90\0\3\0",
    "elf": b"\x7fELF\2\1\1\0",
    "script": b"#!/bin/sh\n",
    "html": b"<!DOCTYPE html><html>",
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_a_row_is_complete(row: Signature) -> None:
    for text in (row.code, row.label, row.unit, row.source):
        assert text == text.strip() != ""
    assert type(row.date) is date
    assert row.media_types
    assert row.extensions
    assert all(one == one.lower() and not one.startswith(".") for one in row.extensions)
    for every in row.marks:
        assert sum(len(mark) for _, mark in every) >= 2
        assert all(at >= 0 and at + len(mark) <= START_BYTES for at, mark in every)


def test_codes_and_names_are_told_once() -> None:
    assert len({row.code for row in ROWS}) == len(ROWS)
    endings = [ending for row in ROWS for ending in row.extensions]
    assert len(set(endings)) == len(endings)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_no_earlier_row_takes_a_later_ones_files(row: Signature) -> None:
    for every in row.marks:
        start = bytearray(START_BYTES)
        for at, mark in every:
            start[at : at + len(mark)] = mark
        assert by_start(bytes(start)) == row


@pytest.mark.parametrize("code", REAL)
def test_a_real_beginning_is_known(code: str) -> None:
    found = by_start(REAL[code])
    assert found is not None
    assert found.code == code


def test_what_no_row_knows_has_no_type() -> None:
    for start in (b"", b"\xff", b"Hello", "Я хочу".encode(), bytes(64)):
        assert by_start(start) is None


def test_rows_are_found_by_what_a_name_or_a_browser_says() -> None:
    assert by_name("IMG.0001.JPG") == by_code("jpeg") == by_media_type("image/jpeg")
    assert by_name("photo.jpg.exe") == by_code("windows")
    assert by_name("jpg") is None
    assert by_name("") is by_code("") is by_media_type("") is None
