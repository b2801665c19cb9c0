"""Due times: working days, quiet hours, legal ends, and the two nights when clocks change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.catalogue import TaskType, task_types
from safeconduct.casework.core.deadlines import (
    Quiet,
    due,
    due_again,
    out_of_quiet,
    quiet_around,
    week,
    working_end,
)

WEEK = week()
LETTER = task_types()["answer_letter"]
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)
moments = st.timedeltas(timedelta(), LAST - FIRST).map(lambda wait: FIRST + wait)
quiets = (
    st.tuples(st.integers(0, 23), st.integers(0, 23))
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: Quiet(*pair))
)
kinds = st.builds(
    lambda hours, days: replace(LETTER, hours=hours, working_days=days),
    st.integers(1, 24 * 30),
    st.integers(0, 12),
)


def kyiv(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WEEK.zone)  # type: ignore[misc,arg-type]


@given(kinds, moments, quiets)
def test_what_needs_the_person_is_never_due_in_quiet_hours(
    kind: TaskType, made: datetime, quiet: Quiet
) -> None:
    at = due(kind, made, quiet, WEEK).at
    assert quiet_around(at, quiet, WEEK) is None
    assert at >= made or kind.working_days == 0


@given(kinds, moments, st.timedeltas(timedelta(), timedelta(days=3)), quiets)
def test_what_comes_later_is_not_due_earlier(
    kind: TaskType, made: datetime, later: timedelta, quiet: Quiet
) -> None:
    first, second = (due(kind, at, quiet, WEEK).at for at in (made, made + later))
    assert first <= second


@given(moments, moments, quiets)
def test_moving_out_of_quiet_hours_moves_by_less_than_a_day_and_only_once(
    at: datetime, made: datetime, quiet: Quiet
) -> None:
    moved = out_of_quiet(at, made, quiet, WEEK)
    assert abs(moved - at) < timedelta(days=1, hours=1)
    assert out_of_quiet(moved, made, quiet, WEEK) == moved


@given(moments, st.integers(1, 15))
def test_working_days_end_at_closing_time_of_a_working_day(made: datetime, days: int) -> None:
    end = working_end(made, days, WEEK)
    local = end.astimezone(WEEK.zone)
    assert (local.hour, local.minute) == (WEEK.closes, 0)
    assert WEEK.works_on(local.date())
    between = (local.date() - made.astimezone(WEEK.zone).date()).days
    counted = [local.date() - timedelta(days=n) for n in range(between)]
    assert sum(map(WEEK.works_on, counted)) == days


@given(moments, quiets)
def test_a_legal_end_is_never_passed(made: datetime, quiet: Quiet) -> None:
    kind = task_types()["capture_card_interview"]
    found = due(kind, made, quiet, WEEK)
    assert found.legal == made + timedelta(days=7)
    assert found.at <= found.legal


@pytest.mark.parametrize(
    ("at", "begin", "end"),
    [
        # The night the clocks go forward lasts eight hours, the one they go back ten.
        (kyiv(2026, 3, 29, 5), kyiv(2026, 3, 28, 22), kyiv(2026, 3, 29, 7)),
        (kyiv(2026, 10, 25, 2), kyiv(2026, 10, 24, 22), kyiv(2026, 10, 25, 7)),
        (kyiv(2026, 6, 1, 23), kyiv(2026, 6, 1, 22), kyiv(2026, 6, 2, 7)),
    ],
)
def test_the_night_is_the_night_of_the_programmes_clock(
    at: datetime, begin: datetime, end: datetime
) -> None:
    assert quiet_around(at.astimezone(UTC), WEEK.quiet, WEEK) == (begin, end)
    length = end.astimezone(UTC) - begin.astimezone(UTC)
    hours = {(3, 28): 8, (10, 24): 10, (6, 1): 9}[(begin.month, begin.day)]
    assert length == timedelta(hours=hours)


def test_a_letter_of_the_evening_is_answered_before_the_next_night() -> None:
    made = kyiv(2026, 6, 1, 23)
    assert due(LETTER, made, None, WEEK).at == kyiv(2026, 6, 2, 22)
    in_four_hours = replace(LETTER, hours=4)
    assert due(in_four_hours, made, None, WEEK).at == kyiv(2026, 6, 2, 7)


def test_a_holiday_and_a_weekend_are_no_working_days() -> None:
    kind = task_types()["counsel_found"]
    # Saturday 22 August 2026; Monday the 24th is Independence Day.
    assert due(kind, kyiv(2026, 8, 22, 12), None, WEEK).at == kyiv(2026, 8, 27, 18)


def test_a_review_comes_again_and_goes_up_when_nobody_looks() -> None:
    kind = task_types()["protection_review"]
    ended = kyiv(2026, 6, 1, 12)
    found = due_again(kind, ended, None, WEEK)
    assert found.at == ended + timedelta(days=30)
    assert found.up == found.at + timedelta(hours=kind.escalate_hours)


@pytest.mark.parametrize("pair", [(7, 7), (24, 7), (-1, 5)])
def test_quiet_hours_are_two_different_hours_of_a_day(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="two different hours"):
        Quiet(*pair)
