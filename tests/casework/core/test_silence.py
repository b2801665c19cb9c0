"""Closing for silence: counted from the last word, and never without knowing since when."""

import tomllib
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.catalogue import DATA
from safeconduct.casework.core.silence import silence_days, silence_over_on, silent_for

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(DAYS, DAYS, st.none() | DAYS)
def test_a_word_after_the_loss_begins_the_count_anew(
    today: date, lost: date, letter: date | None
) -> None:
    days = silent_for(today, lost, letter)
    assert days == max(0, (today - max(lost, letter or lost)).days)
    over = silence_over_on(lost, letter)
    assert (silent_for(over, lost, letter), over > lost) == (silence_days(), True)
    assert silent_for(over - timedelta(days=1), lost, letter) < silence_days()


@given(DAYS, st.none() | DAYS)
def test_nobody_is_closed_whose_silence_has_no_beginning(
    today: date, letter: date | None
) -> None:
    assert silent_for(today, None, letter) == 0


def test_the_limit_has_unit_source_and_date() -> None:
    rows = tomllib.loads((DATA / "limits.toml").read_text())["limit"]
    assert [row["code"] for row in rows] == ["silence_days"]
    for row in rows:
        assert row["value"] >= 30
        assert row["unit"] == "days"
        assert len(row["source"]) > 8
        assert row["date"].year >= 2026
