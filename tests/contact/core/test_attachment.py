"""What an officer is told of a file before opening it, and what is kept beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.attachment import (
    LONGEST_NAME,
    AttachmentBody,
    Doubt,
    attachment_body,
    body_of,
    doubts,
    tame,
)
from safeconduct.contact.core.catalogue import by_code

JPEG = b"\xff\xd8\xff\xe0"
PROGRAM = b"MZ\x90\0"
ODD, RUNS, STRANGE = Doubt.NOT_AS_CLAIMED, Doubt.DANGEROUS, Doubt.UNKNOWN


def told(name: str, claimed: str, start: bytes) -> set[Doubt]:
    body = body_of(name, 100, claimed, start)
    return set(doubts(body, by_code(body.sniffed)))


@pytest.mark.parametrize(
    ("name", "claimed", "start", "expected"),
    [
        ("photo.jpg", "image/jpeg", JPEG, set()),
        ("photo.JPG", "IMAGE/JPEG", JPEG, set()),
        ("photo", "", JPEG, set()),
        ("photo", "application/octet-stream", JPEG, set()),
        ("photo.png", "image/png", JPEG, {ODD}),
        ("photo.png", "image/jpeg", JPEG, {ODD}),
        ("photo.jpg", "image/png", JPEG, {ODD}),
        ("photo.jpg", "image/jpeg", PROGRAM, {ODD, RUNS}),
        ("setup.exe", "application/x-msdownload", PROGRAM, {RUNS}),
        ("photo.exe", "image/jpeg", JPEG, {ODD, RUNS}),
        ("photo.jpg", "image/jpeg", b"nothing known", {ODD, STRANGE}),
        ("notes.txt", "text/plain", "Нас двое".encode(), {STRANGE}),
        ("run.bat", "", b"@echo off", {STRANGE, RUNS}),
        ("a.docm", "", b"PK\3\4", set()),
    ],
)
def test_an_officer_is_warned(
    name: str, claimed: str, start: bytes, expected: set[Doubt]
) -> None:
    assert told(name, claimed, start) == expected


@given(st.text(), st.text(max_size=60), st.binary(max_size=64), st.integers(0, 2**31))
def test_a_body_is_read_as_it_was_written(
    name: str, claimed: str, start: bytes, size: int
) -> None:
    body = body_of(name, size, claimed, start)
    assert attachment_body(body.to_json()) == body
    assert len(body.name) <= LONGEST_NAME


@given(st.text())
def test_no_name_holds_signs_that_nobody_sees(name: str) -> None:
    assert tame(name) == tame(tame(name))
    assert tame(name).isprintable() or not tame(name).replace(" ", "").isprintable()
    assert not set("\u202e\u200b\x00\n\x1b") & set(tame(name))


def test_a_name_turned_around_shows_its_true_ending() -> None:
    body = body_of("photo\u202egpj.exe", 1, "image/jpeg", PROGRAM)
    assert body == AttachmentBody("photogpj.exe", 1, "image/jpeg", "windows")


def test_a_long_name_keeps_its_ending() -> None:
    assert body_of("x" * 400 + ".jpg", 1, "", JPEG).name.endswith("x.jpg")
