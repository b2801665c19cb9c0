"""Reading lists: nothing is dropped without a word, and a barred list is never taken."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.refusal import Refused
from safeconduct.screening.core.ftm import parse_ftm, reasons_not_to_import
from safeconduct.screening.core.terms import PartialDate, WhyNot


def person(**change: object) -> str:
    """One good line, with some of it changed."""
    entity: dict[str, object] = {
        "id": "p1",
        "schema": "Person",
        "properties": {"name": ["Котов Андрей"], "birthDate": ["1981-04-17"]},
    }
    return json.dumps(entity | change)


def test_a_person_is_read_with_everything_screening_uses() -> None:
    properties = {
        "name": ["KOTOV Andrei"],
        "alias": ["Котов Андрій"],
        "birthDate": ["1981-04-17", "1981"],
        "passportNumber": ["00 00 000417"],
        "idNumber": ["ЯЯ-000417"],
        "topics": ["poi"],
        "country": ["ru"],
        "notes": ["Invented."],
    }
    (entry,) = parse_ftm([person(properties=properties, datasets=["d"])]).entries
    assert entry.names == ("KOTOV Andrei", "Котов Андрій")
    assert entry.birth_dates == (PartialDate(1981, 4, 17), PartialDate(1981))
    assert entry.numbers == ("00 00 000417", "ЯЯ-000417")
    assert (entry.topics, entry.countries, entry.notes) == (("poi",), ("ru",), ("Invented.",))
    assert entry.datasets == ("d",)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", WhyNot.LINE_NOT_JSON),
        ("[" * 100_000, WhyNot.LINE_NOT_JSON),
        ("[1]", WhyNot.LINE_NOT_ENTITY),
        ('{"id": "p"}', WhyNot.LINE_NOT_ENTITY),
        (person(id=""), WhyNot.ENTITY_NO_ID),
        (person(id=7), WhyNot.ENTITY_NO_ID),
        (person(schema="Company"), WhyNot.ENTITY_NOT_PERSON),
        (person(properties={}), WhyNot.ENTITY_NO_NAME),
        (person(properties={"name": ["---"]}), WhyNot.ENTITY_NO_NAME),
        (person(datasets=["ru_myrotvorets_wagner"]), WhyNot.LIST_BARRED),
    ],
)
def test_a_bad_line_becomes_a_problem_with_its_number(line: str, why: WhyNot) -> None:
    read = parse_ftm([person(id="good"), "", line])
    assert [entry.id for entry in read.entries] == ["good"]
    assert [(p.line, p.why) for p in read.problems] == [(3, why)]


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ({"name": ["Котов"], "birthDate": ["17 апреля"]}, WhyNot.DATE_UNREADABLE),
        ({"name": ["Котов"], "birthDate": [1981]}, WhyNot.PROPERTY_UNREADABLE),
        ({"name": ["Котов"], "topics": {"a": 1}}, WhyNot.PROPERTY_UNREADABLE),
    ],
)
def test_a_bad_property_is_named_and_the_person_kept(
    properties: dict[str, object], why: WhyNot
) -> None:
    read = parse_ftm([person(properties=properties)])
    assert [entry.names for entry in read.entries] == [("Котов",)]
    assert [p.why for p in read.problems] == [why]


def test_a_repeated_id_keeps_the_first_and_says_so() -> None:
    read = parse_ftm([person(), person(properties={"name": ["Other"]})])
    assert [entry.names for entry in read.entries] == [("Котов Андрей",)]
    assert [(p.line, p.why, p.detail) for p in read.problems] == [
        (2, WhyNot.ENTITY_REPEATED, "p1")
    ]


@pytest.mark.parametrize(
    "name",
    ["myrotvorets", "ru_myrotvorets_wagner", "Миротворець", "MIROTVOREC", "миpoтвopeц 2"],
)
def test_a_list_that_exposes_people_is_refused_under_any_spelling(name: str) -> None:
    assert reasons_not_to_import(name) == (WhyNot.LIST_BARRED,)
    with pytest.raises(Refused):
        parse_ftm([person()], dataset=name)


@pytest.mark.parametrize("name", ["", "demo_invented", "eu_fsf", "ua_nsdc_sanctions"])
def test_other_lists_are_not_refused_by_name(name: str) -> None:
    assert reasons_not_to_import(name) == ()


@given(st.lists(st.sampled_from([person(), person(id="p2"), "{", "", "[]", person(id="")])))
def test_every_line_is_an_entry_or_a_problem(lines: list[str]) -> None:
    read = parse_ftm(lines)
    spoken = sum(1 for line in lines if line.strip())
    assert len(read.entries) + len(read.problems) == spoken


@given(st.text(max_size=60))
def test_no_text_stops_the_reading(text: str) -> None:
    assert parse_ftm([text, person()]).entries
