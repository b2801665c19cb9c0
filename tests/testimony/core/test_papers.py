"""Sealed papers come back as they went in, and hold codes instead of names."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.testimony.core import papers, terms
from safeconduct.testimony.core.terms import RecipientClass, VoluntarinessSheet, WhyNot
from tests.testimony.core.making import AT, SHEET

codes = st.text("abcdefghij-0123456789", min_size=1, max_size=20)
minutes = st.integers(0, 10**6).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
sheets = st.builds(
    VoluntarinessSheet,
    person_status=st.none() | st.sampled_from(terms.PersonStatus),
    language=st.none() | st.sampled_from(["ru", "uk", "bua"]),
    interpreter=st.none() | codes,
    present=st.none()
    | st.lists(
        st.builds(terms.Present, st.sampled_from(terms.PresentRole), codes), max_size=3
    ).map(tuple),
    rights_text=st.none() | codes,
    rights_text_sha256=st.none() | st.just("ab" * 32),
    no_help_line_read=st.none() | st.booleans(),
    wishes_to_speak=st.none() | st.booleans(),
    started_at=st.none() | minutes,
    breaks=st.none()
    | st.lists(st.builds(terms.Break, minutes, st.integers(1, 90)), max_size=2).map(tuple),
    food_offered=st.none() | st.booleans(),
    rest_hours=st.none() | st.integers(0, 24),
    fitness=st.none() | st.sampled_from(terms.Fitness),
    warning_read=st.none() | st.booleans(),
    counsel=st.none() | st.sampled_from(terms.CounselAnswer),
    pressure=st.none() | st.sampled_from(terms.Pressure),
    read_back_at=st.none() | minutes,
)


@settings(max_examples=60)
@given(sheets)
def test_a_sheet_comes_back_as_it_was_written(sheet: VoluntarinessSheet) -> None:
    assert papers.sheet_from_json(papers.sheet_to_json(sheet)) == sheet
    assert papers.reasons_not_to_file(sheet) == []


def test_a_beginning_and_a_request_come_back_as_they_were_written() -> None:
    taking = papers.Taking(asked=True, wishes_to_speak=True, fitness=terms.Fitness.FIT)
    assert papers.taking_from_json(papers.taking_to_json(taking)) == taking
    kept = {"0b": terms.WithheldReason.PRIVILEGED}
    request = papers.Request("Суд", "trial", frozenset({"0a"}), kept, {"0c": "0d"})
    assert papers.request_from_json(papers.request_to_json(request)) == request


def test_nothing_counts_as_confirmed_until_it_is_said() -> None:
    taking = papers.Taking(asked=True)
    said = {f.name: getattr(taking, f.name) for f in fields(taking)}
    assert said.pop("self_incriminating") is True
    assert said.pop("fitness") is terms.Fitness.NOT_FIT
    assert [name for name, value in said.items() if value] == ["asked"]


@pytest.mark.parametrize(
    "change",
    [
        {"interpreter": "Иван Петров"},
        {"rights_text": "rights text 3"},
        {"language": "Russian"},
        {"rights_text_sha256": "abc"},
        {"present": (terms.Present(terms.PresentRole.GUARD, "Ivan Petrov"),)},
    ],
)
def test_a_name_does_not_get_onto_a_sheet(change: dict[str, object]) -> None:
    sheet = replace(SHEET, **change)  # type: ignore[arg-type]
    assert papers.reasons_not_to_file(sheet) == [WhyNot.SHEET_NOT_CODES]


def test_only_codes_numbers_and_times_are_kept() -> None:
    with pytest.raises(TypeError):
        papers.sheet_to_json(replace(SHEET, rights_text=b"raw"))  # type: ignore[arg-type]


@given(st.text(max_size=300))
def test_a_recipients_name_is_one_printable_line(typed: str) -> None:
    name = papers.recipient_name(typed)
    assert len(name) <= 200
    assert name == name.strip()
    assert name.isprintable()


NEEDS_CONSENT = [c for c in RecipientClass if papers.CONSENT_PURPOSE[c] is not None]


def test_prosecutor_court_and_mechanism_need_the_persons_yes() -> None:
    assert set(RecipientClass) - set(NEEDS_CONSENT) == {
        RecipientClass.DEFENCE_COUNSEL,
        RecipientClass.THE_PERSON,
    }


@pytest.mark.parametrize("wanted", NEEDS_CONSENT)
def test_a_yes_opens_its_own_class_and_no_other(wanted: RecipientClass) -> None:
    purpose = papers.CONSENT_PURPOSE[wanted]
    assert purpose is not None
    assert papers.consents_of({}, wanted, AT) == ()
    assert papers.consents_of({purpose: False}, wanted, AT) == ()
    others = {p: True for p in papers.CONSENT_PURPOSE.values() if p and p != purpose}
    assert papers.consents_of({**others, "publicity": True}, wanted, AT) == ()
    (given_now,) = papers.consents_of({purpose: True}, wanted, AT)
    assert given_now.recipient_class is wanted


def test_no_yes_opens_a_class_outside_the_wall() -> None:
    everything = {p: True for p in papers.CONSENT_PURPOSE.values() if p}
    assert papers.consents_of(everything, "intelligence_service", AT) == ()


def test_a_part_or_a_sheet_added_later_changes_the_scope() -> None:
    kept = {"0b": terms.WithheldReason.NOT_RELEVANT}
    request = papers.Request("Суд", "trial", frozenset({"0a"}), kept, {"0c": "0d"})
    assert request.same_scope(replace(request, recipient_name="Other"))
    assert not request.same_scope(replace(request, sheets={"0c": "0e"}))
    more = {**kept, "0f": terms.WithheldReason.NOT_RELEVANT}
    assert not request.same_scope(replace(request, withheld=more))
