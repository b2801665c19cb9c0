"""What is asked of a card, how a hit reads in one word, and what a look needs."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.screening.core.review import (
    OUTCOME_SAYS,
    AskFacts,
    Kind,
    Outcome,
    Strength,
    query_of,
    reasons_not_to_ask,
    reasons_not_to_review,
    strength,
)
from safeconduct.screening.core.terms import Evidence, EvidenceKind, PartialDate, Query, WhyNot

E = EvidenceKind
NAMESAKE = (E.SURNAME_SAME, E.GIVEN_SAME)


def evidence(*kinds: EvidenceKind) -> list[Evidence]:
    return [Evidence(kind, "left", "right", 1.0) for kind in kinds]


def test_a_card_becomes_names_date_and_number() -> None:
    card = {
        "surname": "Котов",
        "first_names": " Андрей ",
        "birth_date": "1981-04-17",
        "service_number": "ЯЯ-000417",
        "rank": "майор",
    }
    asked = Query(("Котов Андрей",), PartialDate(1981, 4, 17), ("ЯЯ-000417",))
    assert query_of(card) == asked


@pytest.mark.parametrize("text", ["", "весной", "17.04.1981", "1981-13-01"])
def test_a_date_that_cannot_be_read_is_left_out(text: str) -> None:
    assert query_of({"surname": "Котов", "birth_date": text}).birth_date is None


def test_an_empty_card_asks_nothing() -> None:
    assert query_of({}) == Query(())


@pytest.mark.parametrize(
    ("kinds", "word"),
    [
        ((*NAMESAKE, E.DATE_EXACT), Strength.STRONG),
        ((*NAMESAKE, E.PATRONYMIC_SAME, E.DATE_EXACT), Strength.STRONG),
        ((E.SURNAME_DIFFERS, E.NUMBER_SAME), Strength.STRONG),
        (NAMESAKE, Strength.FAIR),
        ((*NAMESAKE, E.DATE_YEAR), Strength.FAIR),
        ((E.SURNAME_NEAR, E.GIVEN_SAME, E.DATE_EXACT), Strength.FAIR),
        ((*NAMESAKE, E.DATE_DIFFERS), Strength.WEAK),
        ((*NAMESAKE, E.PATRONYMIC_DIFFERS), Strength.WEAK),
        ((E.SURNAME_NEAR, E.GIVEN_SAME), Strength.WEAK),
        ((), Strength.WEAK),
    ],
)
def test_the_word_follows_what_agrees(kinds: tuple[EvidenceKind, ...], word: Strength) -> None:
    assert strength(evidence(*kinds)) is word


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(list(EvidenceKind)), max_size=6),
    st.randoms(use_true_random=False),
    st.floats(-20, 20),
)
def test_order_and_weights_do_not_change_the_word(
    kinds: list[EvidenceKind], random: Random, weight: float
) -> None:
    mixed = list(kinds)
    random.shuffle(mixed)
    other = [Evidence(kind, "a", "b", weight) for kind in mixed]
    assert strength(other) is strength(evidence(*kinds))


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (AskFacts(1, ("Котов",)), []),
        (AskFacts(0, ("Котов",)), [WhyNot.NO_LIST]),
        (AskFacts(1, ()), [WhyNot.NO_NAME_GIVEN]),
        (AskFacts(0, ()), [WhyNot.NO_LIST, WhyNot.NO_NAME_GIVEN]),
    ],
)
def test_asking_needs_a_list_and_a_name(facts: AskFacts, reasons: list[WhyNot]) -> None:
    assert reasons_not_to_ask(facts) == reasons


def test_every_look_needs_its_reason() -> None:
    assert reasons_not_to_review(" \n") == [WhyNot.NO_REASON]
    assert reasons_not_to_review("Номер тот же.") == []


def test_every_outcome_has_its_words_and_no_kind_tells_one() -> None:
    assert set(OUTCOME_SAYS) == set(Outcome)
    for kind in Kind:
        assert not any(outcome.value in kind.value for outcome in Outcome)
