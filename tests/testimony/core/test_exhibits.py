"""Files are known by their bytes, and an exhibit moves only when its receiver accepts it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.testimony.core import exhibits
from safeconduct.testimony.core.catalogue import media
from safeconduct.testimony.core.exhibits import Held, OfferFacts
from safeconduct.testimony.core.rules import holder
from safeconduct.testimony.core.terms import CustodyEvent, WhyNot

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TAKEN = Held(CustodyEvent.RECEIVED, "k-1", "", AT)
OFFERED = Held(CustodyEvent.OFFERED, "k-1", "k-2", AT)
ACCEPTED = Held(CustodyEvent.OFFERED, "k-1", "k-2", AT, AT + timedelta(hours=1))
JPEG = b"\xff\xd8\xff\xe0rest"


def sample(marks: tuple[tuple[int, bytes], ...]) -> bytes:
    """The shortest bytes that show these marks."""
    made = bytearray(max(at + len(mark) for at, mark in marks))
    for at, mark in marks:
        made[at : at + len(mark)] = mark
    return bytes(made)


def test_every_kind_is_told_by_its_own_marks_alone() -> None:
    for row in media():
        assert exhibits.sniff(sample(row.marks) + b"tail") is row


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b"<html><script>",
        b"#!/bin/sh\n",
        b"RIFF\0\0\0\0AVI ",
        b"\xff\xd8",
    ],
)
def test_programs_archives_and_pages_are_not_taken(content: bytes) -> None:
    assert exhibits.reasons_not_to_receive(content) == [WhyNot.FILE_KIND]


def test_a_file_is_taken_up_to_eight_megabytes_and_not_empty() -> None:
    assert exhibits.reasons_not_to_receive(JPEG) == []
    assert exhibits.reasons_not_to_receive(b"") == [WhyNot.FILE_EMPTY]
    largest = JPEG.ljust(exhibits.MAX_BYTES, b"\0")
    assert exhibits.reasons_not_to_receive(largest) == []
    assert exhibits.reasons_not_to_receive(largest + b"\0") == [WhyNot.FILE_TOO_LARGE]


@given(st.binary(max_size=40))
def test_whatever_is_taken_shows_the_marks_of_a_listed_kind(content: bytes) -> None:
    taken = not exhibits.reasons_not_to_receive(content)
    shown = any(all(content[at:].startswith(mark) for at, mark in row.marks) for row in media())
    assert taken is shown


def test_an_offer_changes_nothing_until_it_is_accepted() -> None:
    assert holder(exhibits.custody_lines((TAKEN, OFFERED))) == "k-1"
    assert holder(exhibits.custody_lines((TAKEN, ACCEPTED))) == "k-2"


def test_the_hash_is_named_where_somebody_took_the_exhibit_and_nowhere_else() -> None:
    lines = exhibits.custody_lines((TAKEN, ACCEPTED), "ab" * 32)
    seen = [(line.event, line.sha256 != "") for line in lines]
    assert seen == [
        (CustodyEvent.RECEIVED, True),
        (CustodyEvent.OFFERED, False),
        (CustodyEvent.ACCEPTED, True),
    ]


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (OfferFacts((TAKEN,), "k-1", "k-2", True), []),
        (OfferFacts((TAKEN,), "k-2", "k-3", True), [WhyNot.NOT_HOLDER]),
        (OfferFacts((TAKEN, ACCEPTED), "k-1", "k-3", True), [WhyNot.NOT_HOLDER]),
        (OfferFacts((TAKEN,), "k-1", "k-2", False), [WhyNot.RECEIVER_WITHOUT_KEY]),
        (OfferFacts((TAKEN,), "k-1", "k-1", True), [WhyNot.RECEIVER_WITHOUT_KEY]),
        (OfferFacts((), "k-1", "", False), [WhyNot.NOT_HOLDER, WhyNot.RECEIVER_WITHOUT_KEY]),
    ],
)
def test_only_the_holder_hands_over_and_only_to_another_with_a_key(
    facts: OfferFacts, reasons: list[WhyNot]
) -> None:
    assert exhibits.reasons_not_to_offer(facts) == reasons


def test_only_the_one_it_was_offered_to_accepts_and_only_once() -> None:
    assert exhibits.reasons_not_to_accept((TAKEN, OFFERED), "k-2") == []
    assert exhibits.reasons_not_to_accept((TAKEN, OFFERED), "k-3") == [WhyNot.NOT_FOR_YOU]
    for custody in ((), (TAKEN,), (TAKEN, ACCEPTED)):
        assert exhibits.reasons_not_to_accept(custody, "k-2") == [WhyNot.OFFER_ENDED]
    later = Held(CustodyEvent.OFFERED, "k-1", "k-3", AT)
    replaced = exhibits.reasons_not_to_accept((TAKEN, OFFERED, later), "k-2")
    assert replaced == [WhyNot.NOT_FOR_YOU]
