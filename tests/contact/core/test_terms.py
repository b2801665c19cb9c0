"""What is sealed comes back as it was; the desk's order is danger and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.terms import (
    DANGER_ORDER,
    MAX_LETTER,
    Danger,
    ItemBody,
    ItemKind,
    LetterBody,
    LetterKind,
    LetterState,
    WhyNot,
    item_body,
    letter_body,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(st.sampled_from(LetterKind), TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=4))
def test_a_letter_comes_back_as_it_was(
    kind: LetterKind, text: str, fields: dict[str, str]
) -> None:
    body = LetterBody(kind, text, fields)
    assert letter_body(body.to_json()) == body
    assert letter_body(body.to_json()).kind is kind


@given(st.sampled_from(ItemKind), TEXTS)
def test_an_item_comes_back_as_it_was(kind: ItemKind, text: str) -> None:
    assert item_body(ItemBody(kind, text).to_json()) == ItemBody(kind, text)


def test_the_sealed_text_is_one_and_the_same_for_equal_letters() -> None:
    one = LetterBody(LetterKind.MESSAGE, "Привет", {"b": "2", "a": "1"})
    other = LetterBody(LetterKind.MESSAGE, "Привет", {"a": "1", "b": "2"})
    assert one.to_json() == other.to_json()
    assert "Привет" in one.to_json()  # not escaped: Cyrillic keeps its size


@pytest.mark.parametrize(
    "damaged", ["", "{}", "[]", '{"kind": "order", "text": "", "fields": {}}']
)
def test_what_is_no_letter_is_not_read_as_one(damaged: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        letter_body(damaged)


def test_the_longest_cyrillic_letter_fits_one_padding_step() -> None:
    sealed = LetterBody(LetterKind.STATEMENT, "щ" * MAX_LETTER).to_json().encode()
    assert len(sealed) < 64 * 1024


def test_every_danger_has_its_place_and_the_front_comes_first() -> None:
    assert sorted(DANGER_ORDER) == sorted(Danger)
    assert DANGER_ORDER[0] is Danger.FRONT
    assert DANGER_ORDER[-1] is Danger.WAITING


def test_whoever_left_the_question_out_may_be_in_danger() -> None:
    """Silence is read in the person's favour: only a danger that was said comes before it."""
    behind = DANGER_ORDER[DANGER_ORDER.index(Danger.UNSAID) + 1 :]
    assert behind == (Danger.ABROAD, Danger.WAITING)


def test_values_are_stable() -> None:
    assert [state.value for state in LetterState] == ["new", "opened"]
    assert {kind.value for kind in LetterKind} == {
        "alarm", "check_in", "equipment", "message", "own_data", "statement",
    }  # fmt: skip


def test_a_letter_has_no_field_for_who_the_person_is() -> None:
    assert set(json.loads(LetterBody(LetterKind.MESSAGE, "x").to_json())) == {
        "fields", "kind", "text",
    }  # fmt: skip


def test_reasons_speak_calmly_and_tell_what_to_do() -> None:
    for why in WhyNot:
        assert why.value.endswith(".")
        assert "!" not in why.value
