"""Sheets: three languages, a source for every point; given only in force and in one's own."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.rules import asks
from safeconduct.casework.core.sheets import (
    COMPANION,
    LANGUAGES,
    MARK_LENGTH,
    MARK_LETTERS,
    RIGHTS,
    Given,
    Sheet,
    Topic,
    is_given,
    plain_mark,
    sheets,
)

CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
GIVEN = st.builds(
    Given,
    code=st.sampled_from([RIGHTS, COMPANION]),
    version=st.sampled_from(["2026-11-22", "2025-01-01"]),
    language=st.sampled_from(LANGUAGES),
)


@pytest.mark.parametrize("sheet", sheets().values(), ids=lambda sheet: sheet.code)
def test_a_sheet_says_all_in_every_language_and_asks_nothing(sheet: Sheet) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", sheet.version)
    assert not sheet.reviewed  # nobody has read it yet: the page may claim nothing else
    assert len({len(points) for points in sheet.points.values()}) == 1
    for language in LANGUAGES:
        text = sheet.text(language, "ABCD2345")
        assert bool(CYRILLIC.search(text)) is (language != "en")
        assert text.endswith("№ ABCD2345")
        assert not asks(text)
    assert all(len(source) > 8 for source in sheet.sources)


def test_the_rights_sheet_names_the_five_facts_and_promises_nothing() -> None:
    said = " ".join(sheets()[RIGHTS].points["en"])
    for fact in ("surname", "first names", "rank", "date of birth", "service number"):
        assert fact in said
    assert "no help depends on it" in said
    assert "We promise no country, no sum and no outcome." in said


@given(st.sets(GIVEN, max_size=4), st.sampled_from(LANGUAGES))
def test_only_the_sheet_in_force_in_the_own_language_counts(
    given_so_far: set[Given], language: str
) -> None:
    wanted = Given(RIGHTS, sheets()[RIGHTS].version, language)
    assert is_given(RIGHTS, language, given_so_far) is (wanted in given_so_far)
    older = replace(wanted, version="2025-01-01")
    assert not is_given(RIGHTS, language, {older})


@given(st.text(MARK_LETTERS, min_size=MARK_LENGTH, max_size=MARK_LENGTH))
def test_a_mark_is_read_off_a_paper_however_it_is_typed(mark: str) -> None:
    assert plain_mark(f" № {mark[:4].lower()}-{mark[4:]} ") == mark


def test_codes_fit_their_column() -> None:
    assert all(len(one) <= 12 for one in [*sheets(), *(topic.name for topic in Topic)])
