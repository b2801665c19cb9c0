"""Phrases and the script of a call: three languages, they inform, they promise nothing."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.casework.core.rules import asks
from safeconduct.casework.core.scripts import (
    LANGUAGES,
    Phrase,
    Step,
    phrases,
    phrases_for,
    telephone,
    with_phrases,
)

CODE = re.compile(r"[a-z][a-z_]{2,31}")
CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
UKRAINIAN, RUSSIAN = re.compile("[іїєґ]", re.IGNORECASE), re.compile("[ыэёъ]", re.IGNORECASE)
# What would promise: sums, countries, safety, and words of giving one's word.
PROMISES = re.compile(
    r"\d|[$€₴₽%]|dollar|euro|money|guarantee|we will (?!ever)|you will|safe(?! to )|safety|"
    r"visa|asylum|citizenship|passport|residence|europe|union|germany|poland|norway|ukraine|"
    r"долл|доллар|евро|деньг|гарант|вы получите|безопасност|виз[аыу]|убежищ|гражданств|"
    r"паспорт|европ|герман|польш|норвег|украин|"
    r"долар|євро|грош|ви отримаєте|безпек|віз[аиу]|громадянств|європ|німеч|польщ|україн|"
    r"(?<!ничего не )обеща|(?<!нічого не )обіця|promise(?! nothing)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("phrase", phrases().values(), ids=lambda one: one.code)
def test_a_phrase_informs_and_promises_nothing(phrase: Phrase) -> None:
    assert phrase.source
    for text in phrase.text.values():
        assert not asks(text)
        assert not PROMISES.search(text), text


@pytest.mark.parametrize("one", [*phrases().values(), *telephone()], ids=lambda one: one.code)
def test_each_stands_in_three_languages(one: Phrase | Step) -> None:
    assert CODE.fullmatch(one.code)
    assert set(one.text) == set(LANGUAGES)
    assert len(set(one.text.values())) == 3
    assert not CYRILLIC.search(one.text["en"])
    assert CYRILLIC.search(one.text["ru"])
    assert not UKRAINIAN.search(one.text["ru"])
    assert CYRILLIC.search(one.text["uk"])
    assert not RUSSIAN.search(one.text["uk"])


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


def test_nobody_has_reviewed_them_and_the_catalogue_says_so() -> None:
    assert not any(one.reviewed for one in phrases().values())
    assert not any(step.reviewed for step in telephone())


def test_a_review_names_somebody_and_a_day() -> None:
    text = dict.fromkeys(LANGUAGES, "x")
    assert not Phrase("code", text, "source", "A. Reviewer", None, False).reviewed


def test_what_presumes_arrival_is_not_offered_before_it() -> None:
    before = {one.code for one in phrases_for(1)}
    assert "rights_explained" not in before
    assert "read" in before
    assert {one.code for one in phrases_for(2)} == set(phrases())


@settings(max_examples=100)
@given(st.text(max_size=80), st.lists(st.sampled_from(sorted(phrases()))))
def test_what_is_written_stays_and_each_phrase_comes_once(text: str, chosen: list[str]) -> None:
    for language in LANGUAGES:
        found = with_phrases(text, chosen, language)
        assert found.startswith(text.rstrip())
        for code in chosen:
            assert found.count(phrases()[code].text[language]) >= 1
        assert with_phrases(found, chosen, language) == found.rstrip()


def test_a_call_begins_with_whether_it_is_safe_and_ends_with_the_line_that_breaks() -> None:
    codes = [step.code for step in telephone()]
    assert codes[0] == "safe"
    assert codes[-1] == "line_breaks"
    assert codes.index("rights") < codes.index("ask") < codes.index("words")
