"""A month to answer, every part said, and texts that lose no character on their way."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.own_data import (
    AnswerFacts,
    NotGiven,
    Section,
    Withheld,
    answer_by,
    copies_of,
    parts_of,
    reasons_not_to_answer,
)

CHOICES = st.dictionaries(st.sampled_from(Section), st.none() | st.sampled_from(Withheld))


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_the_answer_is_due_within_a_month(asked: date, by: date) -> None:
    assert answer_by(asked) == by


@given(st.booleans(), st.booleans(), st.booleans(), CHOICES)
def test_nothing_goes_before_all_is_said(
    waits: bool, unread: bool, certain: bool, choices: dict[Section, Withheld | None]
) -> None:
    found = reasons_not_to_answer(AnswerFacts(waits, unread, certain, choices))
    assert (NotGiven.NO_REQUEST in found) is not waits
    assert (NotGiven.LETTERS_WAIT in found) is unread
    assert (NotGiven.NOT_CERTAIN in found) is not certain
    assert (NotGiven.NOT_SAID in found) is (len(choices) < len(Section))


@given(st.text(st.sampled_from("абв \n"), max_size=200), st.integers(1, 30))
def test_messages_are_short_enough_and_lose_nothing(text: str, length: int) -> None:
    parts = parts_of(text, length)
    assert "".join(parts) == text
    assert all(0 < len(part) <= length for part in parts)


ROWS = st.lists(st.fixed_dictionaries({"contact_letter.sealed_body": st.text(max_size=60)}))


@given(st.dictionaries(st.sampled_from(Section), ROWS), st.integers(20, 200) | st.none())
def test_every_copy_is_whole_and_all_of_them_are_everything(
    data: dict[Section, list[dict[str, str]]], length: int | None
) -> None:
    found = [json.loads(text) for text in copies_of(data, date(2026, 11, 23), length)]
    assert [(one["part"], one["of"]) for one in found] == [
        (number, len(found)) for number in range(1, len(found) + 1)
    ]
    for section in Section:
        rows = [row for one in found for row in one["data"].get(section.name, ())]
        assert rows == data.get(section, [])
    assert length is not None or len(found) == 1
