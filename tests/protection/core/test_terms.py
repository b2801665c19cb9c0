"""What is not a field cannot matter: nothing here can hold a judgement about the person."""

import inspect
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta

import pytest

from safeconduct.protection.core import catalogue, rules, terms
from safeconduct.protection.core.terms import Schedule

FORBIDDEN = ("vetting", "credib", "value", "rank", "score", "merit", "trust", "award", "truth")
CLASSES = sorted(
    {
        thing
        for module in (terms, rules, catalogue)
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(thing) and thing.__module__.startswith("safeconduct.protection")
    },
    key=lambda thing: thing.__name__,
)


def test_the_search_sees_the_facts_it_guards() -> None:
    assert {terms.DangerFacts, terms.LoweringFacts, terms.Plan, terms.Person} <= set(CLASSES)


@pytest.mark.parametrize("thing", CLASSES, ids=lambda thing: thing.__name__)
def test_no_field_can_carry_vetting_credibility_value_or_rank(thing: type) -> None:
    assert is_dataclass(thing)
    names = [field.name for field in fields(thing)]
    assert [name for name in names if any(word in name for word in FORBIDDEN)] == []


def test_a_plan_belongs_to_one_person_alone() -> None:
    assert [f.name for f in fields(terms.Plan) if f.name.endswith("_id")] == ["person_id"]


@pytest.mark.parametrize(
    ("start", "every"),
    [
        (datetime(2026, 11, 22), timedelta(hours=1)),  # noqa: DTZ001
        (datetime(2026, 11, 22, tzinfo=UTC), timedelta()),
    ],
)
def test_a_schedule_that_could_not_alarm_is_refused(start: datetime, every: timedelta) -> None:
    with pytest.raises(ValueError, match="a schedule needs"):
        Schedule(start, every, timedelta(minutes=1), timedelta(minutes=1))
