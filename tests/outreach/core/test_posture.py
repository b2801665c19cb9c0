"""Each posture has one short notice in every language; a version with less is at fault."""

import tomllib

from safeconduct.catalogues.core.terms import Document
from safeconduct.outreach.core.languages import EVERY
from safeconduct.outreach.core.posture import (
    MOST,
    POSTURE,
    Posture,
    PostureFlaw,
    faults,
    read,
    shipped,
)


def document() -> Document:
    return tomllib.loads(POSTURE.shipped())


def test_the_shipped_posture_is_whole_and_has_no_fault() -> None:
    assert faults(document()) == []
    assert shipped().now is Posture.HOSTILITIES
    for posture in Posture:
        found = read(document() | {"posture": posture.value})
        notices = [found.notice(language) for language in EVERY]
        assert len(set(notices)) == len(EVERY)
        assert all(0 < len(one) <= MOST for one in notices)


def test_a_language_without_its_notice_reads_the_russian_one() -> None:
    found = document()
    for row in found["notice"]:
        del row["kk"]
    assert read(found).notice("kk") == read(found).notice("ru")


def test_a_posture_that_is_missing_or_there_twice_is_a_fault() -> None:
    for rows in (lambda all_: all_[1:], lambda all_: [*all_[1:], all_[1]]):
        found = document()
        found["notice"] = rows(found["notice"])
        assert [one.why for one in faults(found)] == [PostureFlaw.NOT_EACH_ONCE]


def test_a_notice_that_is_too_long_is_named() -> None:
    found = document()
    found["notice"][2]["uk"] = "б" * (MOST + 1)
    [fault] = faults(found)
    assert (fault.key, fault.field) == (("hostilities",), "uk")
    assert fault.why is PostureFlaw.TOO_LONG
