"""Every rhythm, rung and measure is sourced; nothing is compulsory and nothing falls silent."""

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest

from safeconduct.protection.core import catalogue
from safeconduct.protection.core.terms import Cadence, Level, Measure


def document(name: str) -> dict[str, Any]:
    return tomllib.loads((catalogue.DATA / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", catalogue.measures(), ids=lambda row: row.id)
def test_every_measure_explains_itself_and_what_a_no_means(row: Measure) -> None:
    assert len(row.if_declined) > 20
    assert row.source
    assert row.read_on <= date(2026, 11, 22)
    assert row.offered_from is not Level.UNASSESSED


def test_the_lessons_of_the_published_cases_are_all_there() -> None:
    assert {
        "named_officer",
        "check_in",
        "host_state_told",
        "no_publicity",
        "past_contacts",
        "quiet_money",
        "choice_of_place",
        "phone_and_networks",
        "name_collision_watch",
    } <= {row.id for row in catalogue.measures()}


@pytest.mark.parametrize("row", catalogue.ladder().cadences, ids=lambda row: row.level)
def test_every_level_has_a_rhythm_with_a_source(row: Cadence) -> None:
    assert row.source
    assert timedelta() < row.grace < row.every
    assert catalogue.cadence(row.level) is row


def test_unknown_danger_is_watched_at_least_like_enhanced_danger() -> None:
    unknown, enhanced = catalogue.cadence(Level.UNASSESSED), catalogue.cadence(Level.ENHANCED)
    assert unknown.every <= enhanced.every
    assert unknown.grace <= enhanced.grace


def test_more_danger_is_watched_more_closely() -> None:
    closest_first = [Level.CRITICAL, Level.ENHANCED, Level.STANDARD]
    spans = [catalogue.cadence(level).every for level in closest_first]
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"voluntary": False}, "voluntary"),
        ({"why": ""}, "empty"),
        ({"id": "check_in"}, "twice"),
    ],
)
def test_a_measure_that_is_not_an_offer_is_refused(
    change: dict[str, Any], complaint: str
) -> None:
    wrong = document("measures.toml")
    wrong["measure"][0].update(change)
    with pytest.raises(ValueError, match=complaint):
        catalogue.parse_measures(wrong)


def test_a_ladder_that_falls_silent_is_refused() -> None:
    silent = document("ladder.toml") | {"repeat_last_every_minutes": 0}
    with pytest.raises(ValueError, match="repeat"):
        catalogue.parse_ladder(silent)


def test_a_ladder_whose_rungs_do_not_rise_is_refused() -> None:
    flat = document("ladder.toml")
    flat["rung"][1]["after_minutes"] = 0
    with pytest.raises(ValueError, match="rise"):
        catalogue.parse_ladder(flat)


def test_a_level_without_a_rhythm_is_refused() -> None:
    short = document("ladder.toml")
    short["cadence"].pop()
    with pytest.raises(ValueError, match="rhythm"):
        catalogue.parse_ladder(short)
