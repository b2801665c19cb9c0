"""Every reading, rule and holiday is sourced; a row that would mislead is refused."""

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest

from safeconduct.status.core import catalogue
from safeconduct.status.core.rules import ALWAYS, banners
from safeconduct.status.core.terms import (
    Banner,
    DeadlineRule,
    Protection,
    ReadingKind,
    ReadingRow,
)


def document(name: str) -> dict[str, Any]:
    return tomllib.loads((catalogue.DATA / name).read_text(encoding="utf-8"))


def easter(year: int) -> date:
    """Easter Sunday by the rule of Meeus, Jones and Butcher: a second way to the same day."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("row", catalogue.readings().values(), ids=lambda row: row.kind)
def test_every_reading_protects_and_says_on_what_basis(row: ReadingRow) -> None:
    assert row.basis
    assert row.opens_on
    assert row.source
    assert row.adds
    assert row.adds.isdisjoint(ALWAYS)
    assert row.read_on <= date(2026, 11, 22)
    assert row.kind not in row.closes_to


def test_each_protection_comes_from_somewhere() -> None:
    given = ALWAYS.union(*(row.adds for row in catalogue.readings().values()))
    assert given == frozenset(Protection)


def test_care_for_a_refused_person_is_closed_by_nobody() -> None:
    assert catalogue.readings()[ReadingKind.REFUSED_APPEAL].closers == frozenset()


@pytest.mark.parametrize("rule", catalogue.deadline_rules().values(), ids=lambda rule: rule.id)
def test_every_rule_is_sourced_and_carries_its_warning(rule: DeadlineRule) -> None:
    assert rule.basis
    assert rule.if_missed.endswith(".")
    read_on = date(2026, 11, 22)
    assert rule.read_on <= read_on
    assert (Banner.NOT_CHECKED in banners(rule, read_on)) == (rule.checked_by == "")
    assert Banner.STALE in banners(rule, rule.read_on + timedelta(days=181))


def test_movable_holidays_fall_where_easter_puts_them() -> None:
    berlin, poland = (catalogue.calendars()[seat].holidays for seat in ("DE-BE", "PL"))
    for year in (2026, 2027):
        sunday = easter(year)
        for days in (-2, 1, 39, 50):
            assert sunday + timedelta(days=days) in berlin
        for days in (0, 1, 49, 60):
            assert sunday + timedelta(days=days) in poland


def test_christmas_eve_is_a_holiday_in_poland_and_a_working_day_in_berlin() -> None:
    eve = date(2026, 12, 24)
    assert eve in catalogue.calendars()["PL"].holidays
    assert eve not in catalogue.calendars()["DE-BE"].holidays


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": "de.suit"}, "listed twice"),
        ({"source": " "}, "text is empty"),
        ({"count": 0}, "counts nothing"),
        ({"binds_state": True}, "never rolls on"),
        ({"unit": "fortnight"}, "fortnight"),
        ({"valid_from": "2026-06-12"}, "not a date"),
    ],
)
def test_a_misleading_rule_is_refused(change: dict[str, Any], complaint: str) -> None:
    wrong = document("deadlines.toml")
    wrong["deadline"][0].update(change)
    with pytest.raises(ValueError, match=complaint):
        catalogue.parse_deadlines(wrong)


def test_a_missing_or_dangling_reading_is_refused() -> None:
    short, dangling = document("readings.toml"), document("readings.toml")
    short["reading"].pop()
    with pytest.raises(ValueError, match="exactly one row"):
        catalogue.parse_readings(short)
    dangling["reading"][0]["closes_to"] = []
    with pytest.raises(ValueError, match="to something"):
        catalogue.parse_readings(dangling)


def test_a_calendar_that_claims_a_year_it_does_not_list_is_refused() -> None:
    wide = document("holidays.toml")
    wide["calendar"][0]["years"].append(2028)
    with pytest.raises(ValueError, match="do not fit"):
        catalogue.parse_calendars(wide)
