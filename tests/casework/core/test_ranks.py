"""Every rank has its three words, is found by each of them, and orders nothing."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.ranks import (
    LANGUAGES,
    Addition,
    Rank,
    additions,
    for_reader,
    in_language,
    other_words,
    plain,
    ranks,
    read_rank,
)
from safeconduct.casework.core.search import person_words

RANK, ADDED = st.sampled_from(ranks()), st.sampled_from(additions())
LANGUAGE = st.sampled_from(LANGUAGES)
RUSSIAN, UKRAINIAN = (
    re.compile(r"[а-яё0-9 \-]+", re.I),
    re.compile(r"[а-щьюяґєії0-9 \-]+", re.I),
)
# A word for women alone, or for men alone, would say what nobody asked.
GENDERED = re.compile(r"(wo|sea|shi?p|rifle)man\b|женщ|мужч|жінк|чолов|ка\b|ша\b", re.I)


def test_every_rank_has_all_three_languages_in_their_own_letters() -> None:
    every: list[Rank | Addition] = [*ranks(), *additions()]
    for one in every:
        assert RUSSIAN.fullmatch(one.says["ru"]), one
        assert UKRAINIAN.fullmatch(one.says["uk"]), one
        assert one.says["en"].isascii(), one
        assert not any(GENDERED.search(text) for text in one.says.values()), one


def test_no_writing_means_two_ranks() -> None:
    for one, other in combinations(ranks(), 2):
        mine = {plain(text) for text in (*one.says.values(), *one.also)}
        theirs = {plain(text) for text in (*other.says.values(), *other.also)}
        assert not mine & theirs, (one.code, other.code)


def test_army_and_navy_are_whole() -> None:
    army = [one.code for one in ranks() if one.service != "navy"]
    navy = [one.code for one in ranks() if one.service != "army"]
    # Federal Law 53-FZ, Art. 46: twenty of the army; the navy has nineteen, no marshal.
    assert (len(army), len(navy)) == (20, 19)


@given(RANK, LANGUAGE, LANGUAGE)
def test_a_rank_written_in_one_language_is_said_in_another(
    rank: Rank, first: str, second: str
) -> None:
    assert in_language(rank.says[first].upper(), second) == rank.says[second]


@given(RANK, ADDED, LANGUAGE, LANGUAGE)
def test_what_is_added_is_said_too(
    rank: Rank, added: Addition, first: str, second: str
) -> None:
    def whole(language: str) -> str:
        words = (added.says[language], rank.says[language])
        return " ".join(words if added.before else reversed(words))

    assert in_language(whole(first), second) == whole(second)


@given(st.text(max_size=60), LANGUAGE)
def test_what_is_not_known_stays_as_it_was_written(text: str, language: str) -> None:
    if read_rank(text) is None:
        assert for_reader(text, language) == text
        assert other_words(text) == ()


@pytest.mark.parametrize(
    ("written", "english", "ukrainian"),
    [
        ("капитан", "captain", "капітан"),
        ("капитан 3-го ранга", "captain 3rd rank", "капітан 3-го рангу"),
        ("Капитан-лейтенант", "captain-lieutenant", "капітан-лейтенант"),
        ("старшина", "starshina", "старшина"),
        ("старшина 2 ст.", "petty officer 2nd class", "старшина 2-ї статті"),
        ("мл. сержант", "junior sergeant", "молодший сержант"),
        ("гв. ст. лейтенант", "Guards senior lieutenant", "гвардії старший лейтенант"),
        ("майор юстиции", "major of justice", "майор юстиції"),
        ("полковник полиции в отставке", "colonel of police retired",
         "полковник поліції у відставці"),
        ("прапорщик внутренней службы", "warrant officer of the internal service",
         "прапорщик внутрішньої служби"),
        ("контр-адмирал", "rear admiral", "контрадмірал"),
    ],
)  # fmt: skip
def test_the_traps_of_the_table(written: str, english: str, ukrainian: str) -> None:
    assert in_language(written, "en") == english
    assert in_language(written, "uk") == ukrainian


def test_a_page_says_both_where_the_words_differ() -> None:
    assert for_reader("подполковник", "en") == "lieutenant colonel (подполковник)"
    assert for_reader("Подполковник", "ru") == "Подполковник"
    assert for_reader("подполковник", "de") == "подполковник"


def test_a_search_in_any_language_finds_the_rank() -> None:
    found = person_words({"surname": "Котов", "rank": "майор", "service_number": "Э-100100"})
    assert found.split()[:3] == ["Котов", "майор", "Э-100100"]
    assert "major" in found
