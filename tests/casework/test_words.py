"""People, choices and conditions of a case in words."""

import json
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from safeconduct.casework.office.words import choices_say, person_says
from safeconduct.casework.queries import PersonView, conditions, consents
from safeconduct.casework.services import set_condition, write_consent
from tests.cast import Cast
from tests.making import make_case


def seen(card: dict[str, str] | None, relation: str = "applicant") -> PersonView:
    return PersonView(uuid4(), relation, None if card is None else json.dumps(card))


def labels(said: dict[str, object]) -> dict[str, str]:
    facts = said["facts"]
    assert isinstance(facts, list)
    return {str(label): value for label, value in facts}


def test_only_what_was_given_is_shown_with_its_label() -> None:
    said = person_says(seen({"surname": "Котов", "rank": "", "first_names": "Андрей"}))
    assert str(said["who"]) == "The person"
    assert labels(said) == {"Surname": "Котов", "First names": "Андрей"}


@pytest.mark.parametrize(
    ("language", "day"), [("en", "27 March 1998"), ("uk", "27 березня 1998")]
)
def test_a_date_of_birth_is_told_in_the_language_of_the_page(language: str, day: str) -> None:
    with translation.override(language):
        assert list(labels(person_says(seen({"birth_date": "1998-03-27"}))).values()) == [day]


def test_a_sealed_card_shows_who_it_is_and_no_fact() -> None:
    said = person_says(seen(None, "child"))
    assert (str(said["who"]), said["facts"]) == ("Child", None)


def test_a_card_that_holds_nothing_is_not_a_sealed_one() -> None:
    assert person_says(seen({}))["facts"] == []


def test_a_relation_without_words_is_shown_as_it_is() -> None:
    assert person_says(seen({}, "godmother"))["who"] == "godmother"


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    return make_case(cast, at).file_id


def test_nothing_is_said_before_the_person_chose(file_id: UUID) -> None:
    assert choices_say(consents(file_id), conditions(file_id)) == []


def test_every_choice_is_told_as_yes_or_no(cast: Cast, at: datetime, file_id: UUID) -> None:
    olena = cast.olena.signed(at)
    write_consent(olena, file_id, "publicity", False)
    write_consent(olena, file_id, "disclosure_court", True)
    assert choices_say(consents(file_id), conditions(file_id)) == [
        ("Give testimony to a court", "yes"),
        ("Publicity", "no"),
    ]


def test_a_later_word_of_the_person_is_the_one_that_is_told(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    olena = cast.olena.signed(at)
    write_consent(olena, file_id, "publicity", True)
    write_consent(olena, file_id, "publicity", False)
    assert choices_say(consents(file_id), conditions(file_id)) == [("Publicity", "no")]


def test_a_condition_is_told_until_it_is_fulfilled(
    cast: Cast, at: datetime, file_id: UUID
) -> None:
    set_condition(cast.olena.signed(at), file_id, "family_out_first", None)
    assert choices_say(consents(file_id), conditions(file_id)) == [
        ("The family must be out before the crossing", "not fulfilled yet")
    ]
