"""A letter on the case page: its kind and its form's fields in words."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import translation

from safeconduct.contact.core.terms import LetterKind
from safeconduct.contact.queries import Message
from safeconduct.doors.office.letters import told
from safeconduct.materiel.public.forms import KINDS as EQUIPMENT
from safeconduct.protection.public.forms import SAYINGS


def message(kind: str = LetterKind.MESSAGE.value, **fields: str) -> Message:
    return Message(uuid4(), date(2026, 11, 22), True, kind, "Хочу жить.", fields)


def test_a_letter_keeps_day_author_and_words() -> None:
    said = told(message())
    assert (said["day"], said["from_person"]) == (date(2026, 11, 22), True)
    assert (said["text"], said["fields"]) == ("Хочу жить.", [])


@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_is_told_in_words(kind: LetterKind) -> None:
    said = told(message(kind.value))["kind"]
    assert "_" not in said
    with translation.override("uk"):
        assert told(message(kind.value))["kind"] != said


@pytest.mark.parametrize(("code", "words"), SAYINGS)
def test_a_sign_of_life_says_what_was_ticked(code: str, words: object) -> None:
    assert told(message("check_in", said=code))["fields"] == [("The person says", str(words))]


@pytest.mark.parametrize(("code", "words"), EQUIPMENT)
def test_an_offer_of_equipment_says_the_rough_kind(code: str, words: object) -> None:
    assert told(message(type=code))["fields"] == [("What is it?", str(words))]


def test_a_field_without_words_of_its_own_is_shown_as_it_is() -> None:
    assert told(message(hull="07", type="submarine"))["fields"] == [
        ("hull", "07"),
        ("What is it?", "submarine"),
    ]
