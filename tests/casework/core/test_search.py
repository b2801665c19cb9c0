"""A case is found by the beginnings of its words, in three alphabets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.search import (
    LONGEST,
    asked_words,
    fold,
    found_by,
    person_words,
)

CARD = "Лук’яненко Олексій старший солдат Семёнов Иван Petrov ҐУД-17"
LETTERS = st.characters(codec="utf-8")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("ИВА", ("Иван",)),
        ("семенов", ("Семёнов",)),
        ("СЕМЁН", ("Семёнов",)),
        ("лукян", ("Лук’яненко",)),
        ("Лук'ян", ("Лук’яненко",)),
        ("лукʼяненко олек", ("Лук’яненко", "Олексій")),
        ("pet", ("Petrov",)),
        ("ґуд 17", ("ҐУД", "17")),
        ("солдат, старший!", ("старший", "солдат")),
        ("Ива\u0301н", ("Иван",)),  # a stress mark
        ("Олексі\u0439", ("Олексій",)),
        ("Олекс\u0456\u0438\u0306", ("Олексій",)),  # й written in two
    ],
)
def test_case_yo_apostrophes_and_marks_make_no_difference(
    asked: str, words: tuple[str, ...]
) -> None:
    assert found_by(asked_words(asked), CARD) == words


def test_a_word_is_met_by_its_beginning_and_not_by_its_middle() -> None:
    assert found_by(asked_words("ван"), CARD) == ()
    assert found_by(asked_words("етров"), CARD) == ()


def test_every_asked_word_must_be_met() -> None:
    assert found_by(asked_words("иван семен"), CARD) == ("Семёнов", "Иван")
    assert found_by(asked_words("иван нікітін"), CARD) == ()


def test_nothing_asked_is_nothing() -> None:
    assert asked_words(" -- , ’ ") == ()
    assert asked_words("Иван иван") == ("иван",)


def test_a_birthday_is_not_on_the_card_and_a_card_is_short() -> None:
    card = {"surname": "Семёнов", "birth_date": "1998-03-27", "rank": "", "first_names": "И"}
    assert person_words(card) == "Семёнов И"
    assert len(person_words({"first_names": "х" * 999})) == LONGEST


@given(st.text(LETTERS, max_size=40), st.text(LETTERS, max_size=10))
def test_found_words_stand_in_the_text_and_begin_as_asked(text: str, asked: str) -> None:
    words = asked_words(asked)
    for word in found_by(words, text):
        assert any(fold(word).startswith(one) for one in words)


@given(st.lists(st.text(st.sampled_from("абвёїґ’ABc1"), min_size=1, max_size=9), max_size=6))
def test_whoever_is_on_the_card_is_found_by_any_beginning(names: list[str]) -> None:
    text = " ".join(names)
    for word in asked_words(text):
        for end in range(1, len(word) + 1):
            assert found_by((word[:end],), text)
