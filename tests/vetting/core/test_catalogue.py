"""Every row of the indicator catalogue is complete and fair, and unfair rows are refused."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from safeconduct.vetting.core import catalogue
from safeconduct.vetting.core.rules import GRADE_READS, SOURCE_READS
from safeconduct.vetting.core.terms import Grade, NumbersFrom, Source


def document() -> dict[str, Any]:
    text = (Path(catalogue.DATA) / "indicators.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_the_ten_published_indicators_are_there() -> None:
    assert len(catalogue.indicators()) == 10
    assert catalogue.read(document()).version == "2026-11-22"


@pytest.mark.parametrize("row", catalogue.indicators().values(), ids=lambda row: row.id)
def test_every_row_says_both_sides_and_warns_against_misuse(row: Any) -> None:
    assert row.question.endswith("?")
    assert row.speaks_for != row.asks_closer_look
    assert len(row.against_misuse) > 20
    assert row.read_on <= date(2026, 11, 22)
    assert row.numbers is not NumbersFrom.ASSUMED or "assumed" in row.source


@pytest.mark.parametrize("tag", sorted(catalogue.BANNED))
def test_an_unfair_tag_is_refused(tag: str) -> None:
    unfair = document()
    unfair["indicator"][0]["tags"].append(tag)
    with pytest.raises(ValueError, match="is not an indicator"):
        catalogue.parse(unfair)


@pytest.mark.parametrize("name", sorted(catalogue.BANNED))
def test_an_unfair_indicator_is_refused_by_its_name(name: str) -> None:
    unfair = document()
    unfair["indicator"][0]["id"] = name
    with pytest.raises(ValueError, match="is not an indicator"):
        catalogue.parse(unfair)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"tags": ["body_language"]}, "body_language"),
        ({"tags": []}, "looks at"),
        ({"against_misuse": " "}, "text is empty"),
        ({"id": "cost_already_paid"}, "listed twice"),
        ({"if_supports": {"low": 3.0, "mode": 2.0, "high": 4.0}}, "in order"),
        ({"if_supports": {"low": 0.0, "mode": 2.0, "high": 4.0}}, "positive"),
        ({"if_supports": {"low": 2.0, "mode": 3.0, "high": 11.0}}, "ten-fold"),
        ({"if_asks": {"low": 0.05, "mode": 0.5, "high": 1.0}}, "ten-fold"),
        ({"if_supports": {"low": 0.2, "mode": 0.5, "high": 1.0}}, "wrong way"),
        ({"if_asks": {"low": 1.0, "mode": 2.0, "high": 3.0}}, "wrong way"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused(change: dict[str, Any], complaint: str) -> None:
    wrong = document()
    wrong["indicator"][0].update(change)
    with pytest.raises(ValueError, match=complaint):
        catalogue.parse(wrong)


def test_the_admiralty_words_read_as_the_rules_read_them() -> None:
    reads = {word.code: word.reads for word in catalogue.admiralty()}
    assert {c: r for c, r in reads.items() if isinstance(c, Source)} == SOURCE_READS
    assert {c: r for c, r in reads.items() if isinstance(c, Grade)} == GRADE_READS
    assert len(reads) == len(Source) + len(Grade)
    assert all(word.words for word in catalogue.admiralty())
