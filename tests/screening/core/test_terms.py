"""Words of screening: partial dates, sentences for everything, no verdict."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.screening.core.terms import (
    ASK,
    SAY,
    Evidence,
    EvidenceKind,
    Hit,
    ListEntry,
    PartialDate,
    Query,
    Question,
    WhyNot,
)


@pytest.mark.parametrize("text", ["1981-04-17", "1981-04", "1981"])
def test_a_date_of_any_known_length_is_read_and_written_alike(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


def test_a_time_of_day_is_cut_off() -> None:
    assert PartialDate.parse("1981-04-17T00:00:00") == PartialDate(1981, 4, 17)


@pytest.mark.parametrize(
    "text", ["", "17.04.1981", "1981-13", "1981-02-30", "0981", "1981-4-7", "1981-00-10"]
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="month"):
        PartialDate(1981, None, 17)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_real_date_is_full(day: date) -> None:
    assert PartialDate.parse(str(day)).is_full


def test_every_kind_has_a_sentence_with_both_values() -> None:
    assert set(SAY) == set(EvidenceKind)
    for sentence in SAY.values():
        assert sentence % {"left": "one", "right": "other"}
        assert "%(left)s" in sentence
        assert "%(right)s" in sentence


def test_every_question_and_problem_has_a_sentence_of_its_own() -> None:
    assert set(ASK) == set(Question)
    assert len(set(ASK.values())) == len(Question)
    assert all(why.value.endswith(".") for why in WhyNot)


def test_a_hit_holds_no_verdict() -> None:
    hit = Hit("x", (), 0, Question.BIRTH_DATE)
    values = [getattr(hit, name) for name in dir(hit) if not name.startswith("_")]
    assert not any(isinstance(value, bool) for value in values)
    assert "match" not in " ".join(field.name for field in dataclasses.fields(Hit))


@given(st.lists(st.floats(-50, 50), max_size=9))
def test_score_is_the_sum_of_the_weights_in_any_order(weights: list[float]) -> None:
    pieces = tuple(Evidence(EvidenceKind.DATE_YEAR, "a", "b", w) for w in weights)
    there = Hit("x", pieces, 0, Question.BIRTH_DATE).score
    back = Hit("x", pieces[::-1], 0, Question.BIRTH_DATE).score
    assert there == back
    assert there == pytest.approx(sum(weights))


def test_an_entry_asked_for_keeps_every_date_and_number() -> None:
    dates = (PartialDate(1981), PartialDate(1982, 3))
    query = Query.of(ListEntry("x", ("Котов",), dates, ("12345",)))
    assert (query.names, query.birth_dates, query.numbers) == (("Котов",), dates, ("12345",))
