"""A letter is taken whatever it says; only an empty or endless one is turned back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.rules import reasons_not_to_take
from safeconduct.contact.core.terms import MAX_LETTER, LetterBody, LetterKind, WhyNot

KINDS = st.sampled_from(LetterKind)
FIELDS = st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4)


@given(KINDS, st.text(min_size=1, max_size=200).filter(str.strip), FIELDS)
def test_any_words_are_taken(kind: LetterKind, text: str, fields: dict[str, str]) -> None:
    assert reasons_not_to_take(LetterBody(kind, text, fields)) == []


@given(KINDS, st.text(" \t\n\u00a0", max_size=20), FIELDS)
def test_a_letter_without_words_is_empty_unless_a_field_says_something(
    kind: LetterKind, blank: str, fields: dict[str, str]
) -> None:
    says_something = any(value.strip() for value in fields.values())
    found = reasons_not_to_take(LetterBody(kind, blank, fields))
    assert found == ([] if says_something else [WhyNot.EMPTY])


@pytest.mark.parametrize(
    ("length", "reasons"), [(MAX_LETTER, []), (MAX_LETTER + 1, [WhyNot.TOO_LONG])]
)
def test_the_longest_letter(length: int, reasons: list[WhyNot]) -> None:
    assert reasons_not_to_take(LetterBody(LetterKind.MESSAGE, "я" * length)) == reasons


def test_an_endless_blank_letter_hears_both_reasons() -> None:
    body = LetterBody(LetterKind.MESSAGE, " " * (MAX_LETTER + 1))
    assert reasons_not_to_take(body) == [WhyNot.EMPTY, WhyNot.TOO_LONG]


@given(KINDS, KINDS, st.text(max_size=50))
def test_what_kind_of_letter_it_is_never_decides(
    one: LetterKind, other: LetterKind, text: str
) -> None:
    assert reasons_not_to_take(LetterBody(one, text)) == reasons_not_to_take(
        LetterBody(other, text)
    )
