"""Reading names: roles by form, table and place; both readings when unclear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.screening.core import catalogue
from safeconduct.screening.core.fold import fold
from safeconduct.screening.core.names import (
    Role,
    father_key,
    given_ids,
    read_name,
    surname_key,
)


def words(name: str) -> list[tuple[str | None, ...]]:
    """Surname, given name and patronymic as written, for each reading."""
    parts = [[reading.part(role) for role in Role] for reading in read_name(name)]
    return [tuple(part.text if part else None for part in row) for row in parts]


@pytest.mark.parametrize(
    "name",
    [
        "Котов Андрей Викторович",
        "Андрей Викторович Котов",
        "Котов, Андрей Викторович",
    ],
)
def test_order_does_not_change_the_reading(name: str) -> None:
    assert words(name) == [("Котов", "Андрей", "Викторович")]


def test_a_surname_like_a_patronymic_keeps_both_readings() -> None:
    assert set(words("Їжакевич Ганна")) == {
        ("Їжакевич", "Ганна", None),
        (None, "Ганна", "Їжакевич"),
    }


def test_two_unknown_words_keep_both_readings() -> None:
    assert set(words("Рамзан Ахмат")) == {("Рамзан", "Ахмат", None), ("Ахмат", "Рамзан", None)}


def test_three_words_settle_a_surname_like_a_patronymic() -> None:
    assert words("Юшкевич Роман Аркадьевич") == [("Юшкевич", "Роман", "Аркадьевич")]


def test_capitals_mark_the_surname() -> None:
    assert words("RAMZAN Akhmat") == [("RAMZAN", "Akhmat", None)]
    assert words("Ramzan AKHMAT") == [("AKHMAT", "Ramzan", None)]


def test_initials_are_given_name_and_patronymic() -> None:
    (reading,) = read_name("Котов А.В.")
    assert reading.given is not None
    assert reading.patronymic is not None
    assert (reading.given.is_initial, reading.patronymic.is_initial) == (True, True)


def test_turkic_patronymic_of_two_words_is_one_part() -> None:
    assert words("Муртазаев Алихан Заур оглы")[0][2] == "Заур оглы"


def test_genitive_of_a_paper_is_undone() -> None:
    paper, plain = (
        read_name("Котова Андрея Викторовича")[0],
        read_name("Котов Андрей Викторович")[0],
    )
    assert paper.surname is not None
    assert plain.surname is not None
    assert paper.surname.key == plain.surname.key
    assert given_ids("Андрея") == given_ids("Андрей")
    assert father_key("Викторовича") == father_key("Викторович") == father_key("Viktorovych")


@pytest.mark.parametrize(
    ("one", "other"), [("Соболевская", "Соболевский"), ("Котова", "Kotov")]
)
def test_feminine_surname_meets_the_masculine(one: str, other: str) -> None:
    assert surname_key(one) == surname_key(other)


def test_son_and_daughter_of_one_father_stay_apart() -> None:
    assert father_key("Викторович") != father_key("Викторовна")


def test_patronymics_of_one_father_in_two_languages_meet() -> None:
    for one, other in [
        ("Николаевич", "Миколайович"),
        ("Павлович", "Pavlovich"),
        ("Львович", "Lvovych"),
    ]:
        a, b = read_name(f"Котов Иван {one}")[0], read_name(f"Котов Иван {other}")[0]
        assert a.patronymic is not None
        assert b.patronymic is not None
        assert a.patronymic.ids & b.patronymic.ids


def test_russian_and_ukrainian_pairs_share_an_id() -> None:
    for name in catalogue.given_names():
        for form in name.forms:
            assert name.id in given_ids(form)[0], form


def test_a_short_form_stands_for_several_names() -> None:
    assert given_ids("Слава") == (frozenset({"viacheslav", "sviatoslav", "iaroslav"}), True)
    assert given_ids("Sasha")[0] == {"aleksandr", "aleksandra"}


def test_several_short_forms_stand_for_one_name() -> None:
    assert given_ids("Лёша") == given_ids("Алёша")


def test_an_unknown_name_has_no_id() -> None:
    assert given_ids("Абырвалг") == (frozenset(), False)


def test_no_words_give_no_reading() -> None:
    assert read_name(" ... 12 -- ") == ()


@given(st.text(max_size=40))
def test_any_text_is_read_without_losing_a_word(text: str) -> None:
    for reading in read_name(text):
        kept = fold("".join(p.text for role in Role if (p := reading.part(role))))
        assert kept


@given(st.permutations(["Котов", "Андрей", "Викторович"]))
def test_parts_are_found_in_any_order(order: list[str]) -> None:
    assert ("Котов", "Андрей", "Викторович") in words(" ".join(order))
