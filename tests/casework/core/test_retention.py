"""The longest term counts, nothing that goes on is erased, every row says where it is from."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.retention import (
    Found,
    Keeps,
    NotLonger,
    RetentionFacts,
    Thing,
    due_on,
    forbids_erasing,
    is_due,
    kept_by,
    reasons_not_to_keep,
    review_on,
    terms,
)
from safeconduct.casework.core.terms import CLOSED, Stage

DAY = date(2026, 11, 23)
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))
FACTS = st.builds(
    RetentionFacts,
    stage=st.sampled_from(Stage),
    closed_on=DAYS,
    held=st.booleans(),
    merged_kept=st.booleans(),
    longer_until=st.none() | DAYS,
    things=st.dictionaries(st.sampled_from(Thing), st.builds(Found, st.booleans(), DAYS)),
)


def test_every_closed_stage_and_every_thing_has_one_term() -> None:
    rows = terms().values()
    assert sorted(row.stage for row in rows if row.stage) == sorted(map(str, CLOSED))
    assert sorted(row.thing for row in rows if row.thing) == sorted(map(str, Thing))
    assert {row.code for row in rows if not row.stage and not row.thing} == {
        "hold_review", "longer",
    }  # fmt: skip


@pytest.mark.parametrize("row", terms().values(), ids=terms())
def test_every_term_has_days_basis_source_and_says_what_is_assumed(row: object) -> None:
    said = vars(row)
    assert said["days"] > 0
    assert said["unit"] == "day"
    assert len(said["basis"]) > 20
    assert said["assumed"] is ("programme rule" in said["source"])
    assert not (said["stage"] and said["thing"])


def test_a_case_that_withdrew_is_due_after_two_years_and_a_payment_makes_it_ten() -> None:
    facts = RetentionFacts(Stage.WITHDRAWN, DAY)
    assert due_on(facts) == DAY + timedelta(days=730)
    paid = {Thing.PAYMENT: Found(going_on=False, last=DAY)}
    facts = RetentionFacts(Stage.WITHDRAWN, DAY, things=paid)
    assert due_on(facts) == DAY + timedelta(days=3650)


@given(FACTS, DAYS)
def test_the_longest_term_counts(facts: RetentionFacts, today: date) -> None:
    day = due_on(facts)
    if facts.stage not in CLOSED:
        assert day is None
        assert not is_due(facts, today)
        return
    assert day is not None
    bare = due_on(RetentionFacts(facts.stage, facts.closed_on))
    assert bare is not None
    assert day >= bare
    assert all(day > found.last for found in facts.things.values())


@given(FACTS, DAYS)
def test_nothing_is_due_while_anything_keeps_it(facts: RetentionFacts, today: date) -> None:
    keeps = kept_by(facts, today)
    goes_on = any(found.going_on for found in facts.things.values())
    assert forbids_erasing(keeps) is goes_on
    longer = facts.longer_until is not None and today < facts.longer_until
    kept = goes_on or facts.held or facts.merged_kept or longer
    assert bool(set(keeps) - {Keeps.CASE}) is kept
    if is_due(facts, today):
        assert not kept
        assert due_on(facts) <= today  # type: ignore[operator]


@given(st.integers(-400, 800))
def test_a_case_is_kept_a_year_longer_at_most(days: int) -> None:
    found = reasons_not_to_keep(DAY + timedelta(days=days), DAY)
    assert (NotLonger.PAST in found) is (days <= 0)
    assert (NotLonger.TOO_LONG in found) is (days > 365)


def test_a_hold_is_looked_at_twice_a_year() -> None:
    assert review_on(DAY) == DAY + timedelta(days=182)
