"""Phrases inform and promise nothing, the shipped ones and those that an office writes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.casework.core.phrases import (
    LANGUAGES,
    PHRASES,
    PROMISES,
    Flaw,
    Phrase,
    phrases,
    phrases_for,
    with_phrases,
)
from safeconduct.casework.core.rules import asks
from safeconduct.catalogues.core.check import faults
from safeconduct.catalogues.core.terms import Document
from safeconduct.catalogues.core.terms import Flaw as AnyFlaw
from tests.catalogues.core.shapes import shipped

Row = dict[str, Any]


def _first(document: Document) -> Row:
    row: Row = document["phrase"][0]
    return row


@pytest.mark.parametrize("phrase", phrases().values(), ids=lambda one: one.code)
def test_a_phrase_informs_and_promises_nothing(phrase: Phrase) -> None:
    assert phrase.source
    for text in phrase.text.values():
        assert not asks(text)
        assert not PROMISES.search(text), text


def test_the_watch_on_words_works() -> None:
    for text in (
        "We promise you a house.",
        "You will get papers.",
        "Мы обещаем помочь.",
        "Ми обіцяємо.",
        "Вы получите 500.",
        "You are in safety.",
    ):
        assert PROMISES.search(text), text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"en": "Where are you?"}, Flaw.ASKS),
        ({"en": "You will get papers."}, Flaw.PROMISES),
        ({"ru": "Привіт їм."}, Flaw.LETTERS),
        ({"reviewed_on": "2026-11-23"}, Flaw.REVIEW_HALF),
    ],
)
def test_a_wrong_field_is_named(change: Row, why: Flaw) -> None:
    document = shipped(PHRASES)
    _first(document).update(change)
    [found] = faults(PHRASES, document, None)
    assert (found.field, found.why) == (next(iter(change)), why)


def test_a_review_does_not_outlive_the_words_it_was_of() -> None:
    reviewed = shipped(PHRASES)
    _first(reviewed).update(reviewed_by="Olena", reviewed_on="2026-11-23")
    assert faults(PHRASES, reviewed, shipped(PHRASES)) == []
    changed = shipped(PHRASES)
    _first(changed).update(
        _first(reviewed) | {"en": "We have read your letter, every word of it."}
    )
    found = faults(PHRASES, changed, reviewed)
    assert [(one.field, one.why) for one in found] == [
        ("reviewed_by", AnyFlaw.REVIEW_OF_OTHER_WORDS)
    ]
    _first(changed)["reviewed_on"] = "2026-11-24"
    assert faults(PHRASES, changed, reviewed) == []


def test_a_review_names_somebody_and_a_day() -> None:
    text = dict.fromkeys(LANGUAGES, "x")
    assert not Phrase("code", text, "source", "A. Reviewer", None, False).reviewed


def test_what_presumes_arrival_is_not_offered_before_it() -> None:
    before = {one.code for one in phrases_for(phrases(), 1)}
    assert "rights_explained" not in before
    assert "read" in before
    assert {one.code for one in phrases_for(phrases(), 2)} == set(phrases())


@settings(max_examples=100)
@given(st.text(max_size=80), st.lists(st.sampled_from(sorted(phrases()))))
def test_what_is_written_stays_and_each_phrase_comes_once(text: str, chosen: list[str]) -> None:
    picked = [phrases()[code] for code in chosen]
    for language in LANGUAGES:
        found = with_phrases(text, picked, language)
        assert found.startswith(text.rstrip())
        for code in chosen:
            assert found.count(phrases()[code].text[language]) >= 1
        assert with_phrases(found, picked, language) == found.rstrip()
