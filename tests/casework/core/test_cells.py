"""Cells of a workbook as text."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.cells import cell_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None), "2026-03-01"),
        (date(2026, 3, 1), "2026-03-01"),
        (time(9, 30), "09:30:00"),
        (12.0, "12"),
        (1.5, "1.5"),
        ("  Грач ", "  Грач "),
        (True, "True"),
        (timedelta(hours=1), ""),
    ],
)
def test_a_cell_is_written_as_a_person_would(value: object, text: str) -> None:
    assert cell_text(value) == text


@given(st.integers(-(10**15), 10**15))
def test_a_telephone_number_stays_whole(number: int) -> None:
    assert cell_text(float(number)) == str(number)


def test_a_day_with_a_time_keeps_both() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None)
    assert cell_text(at) == "2026-03-01T09:30:00"
