"""A mailbox sleeps for two years; a case or an unread letter keeps it. So with complaints."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.keeping import (
    Complained,
    Keeping,
    complaint_ends,
    complaint_kept_until,
    ends,
    kept_until,
    month_of,
    term,
    terms,
)

DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize("code", ["mailbox", "complaint"])
def test_each_row_has_a_source_a_unit_and_a_date(code: str) -> None:
    row = term(code)
    assert set(terms()) == {"mailbox", "complaint"}
    assert (row.code, row.unit) == (code, "day")
    assert row.days >= 365, "the database refuses less"
    assert row.source
    assert row.basis
    assert row.date <= date(2026, 11, 22)


def test_a_visit_in_november_2026_keeps_it_until_the_end_of_november_2028() -> None:
    assert kept_until(date(2026, 11, 1)) == date(2028, 11, 29)


@given(DAYS)
def test_of_a_visit_the_month_is_kept_and_nobody_loses_a_day_by_it(day: date) -> None:
    assert month_of(day).day == 1
    assert (month_of(day).year, month_of(day).month) == (day.year, day.month)
    assert kept_until(month_of(day)) >= day + timedelta(days=term().days)
    assert kept_until(month_of(day)) <= day + timedelta(days=term().days + 31)


@given(DAYS, st.integers(-40, 1500), st.booleans(), st.booleans())
def test_it_ends_only_when_its_time_is_over_and_nothing_keeps_it(
    visited: date, later: int, has_case: bool, has_unread: bool
) -> None:
    month, today = month_of(visited), visited + timedelta(days=later)
    over = today > kept_until(month)
    expected = over and not (has_case or has_unread)
    assert ends(Keeping(month, today, has_case, has_unread)) is expected


def test_it_ends_on_the_day_after_the_one_that_was_told() -> None:
    month = date(2026, 11, 1)
    last = kept_until(month)
    assert not ends(Keeping(month, last, has_case=False, has_unread=False))
    assert ends(Keeping(month, last + timedelta(days=1), has_case=False, has_unread=False))


@given(DAYS, st.none() | st.integers(0, 900), st.integers(-40, 2000), st.booleans())
def test_a_complaint_ends_two_years_after_the_last_answer_and_never_unread(
    came: date, answered: int | None, later: int, was_read: bool
) -> None:
    last = None if answered is None else came + timedelta(days=answered)
    today = came + timedelta(days=later)
    over = today > (last or came) + timedelta(days=term("complaint").days)
    assert complaint_ends(Complained(came, last, today, was_read)) is (over and was_read)


@given(DAYS, st.integers(0, 900))
def test_an_answer_never_shortens_it(came: date, later: int) -> None:
    answered = came + timedelta(days=later)
    assert complaint_kept_until(came, answered) >= complaint_kept_until(came, None)
