"""Referrals: closed classes, an answer before anything moves, and a ground that holds."""

import tomllib
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.catalogue import DATA
from safeconduct.casework.core.referral import (
    GOES_ON,
    PARTS,
    Class,
    Event,
    Ground,
    ReferralFacts,
    State,
    WhyNot,
    is_ready,
    reasons_not_to_name,
    reasons_not_to_propose,
    step,
)
from safeconduct.vault.core.terms import Compartment

FACTS = ReferralFacts(
    case_open=True,
    goes_on=False,
    recipient_agreed=True,
    ground=Ground.CONSENT,
    consented=True,
    words=False,
    parts=frozenset({Compartment.CONTACT}),
)
facts = st.builds(
    ReferralFacts,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(Ground),
    st.booleans(),
    st.booleans(),
    st.frozensets(st.sampled_from(Compartment)),
)
events = st.lists(st.sampled_from(Event), max_size=6)


def test_no_class_fights_or_spies_and_every_class_has_its_source() -> None:
    rows = tomllib.loads((DATA / "recipients.toml").read_text())
    assert {row["code"] for row in rows["recipient"]} == {one.name for one in Class}
    barred = {row["code"] for row in rows["barred"]}
    assert barred == {"ARMED_FORMATION", "INTELLIGENCE_SERVICE"}
    assert not barred & {one.name for one in Class}
    for row in rows["recipient"] + rows["barred"]:
        assert len(row["source"]) > 8
        assert isinstance(row["read_on"], date)
    words = " ".join(Class).lower()
    assert not any(
        word in words for word in ("intelligence", "armed", "army", "police", "unit")
    )


def test_each_reason_stands_alone() -> None:
    assert reasons_not_to_propose(FACTS) == []
    told = {
        WhyNot.CLOSED: {"case_open": False},
        WhyNot.GOES_ON: {"goes_on": True},
        WhyNot.NO_RECIPIENT: {"recipient_agreed": False},
        WhyNot.NO_CONSENT: {"consented": False},
        WhyNot.NO_WORDS: {"ground": Ground.VITAL},
        WhyNot.NO_PARTS: {"parts": frozenset()},
        WhyNot.NOT_PASSED_ON: {"parts": frozenset({Compartment.TESTIMONY})},
    }
    for why, changed in told.items():
        assert reasons_not_to_propose(replace(FACTS, **changed)) == [why]  # type: ignore[arg-type]


@given(facts)
def test_nothing_leaves_without_consent_or_a_written_vital_interest(
    facts: ReferralFacts,
) -> None:
    if not reasons_not_to_propose(facts):
        assert facts.consented or (facts.ground is Ground.VITAL and facts.words)
        assert facts.parts <= set(PARTS)
        assert facts.recipient_agreed


@given(events)
def test_nobody_is_handed_over_before_the_receiver_accepted(events: list[Event]) -> None:
    state: State = State.PROPOSED
    seen: list[Event] = []
    for event in events:
        fresh = step(state, event)
        if fresh is None:
            continue
        seen.append(event)
        state = fresh
    if state is State.DONE:
        assert seen == [Event.ACCEPT, Event.HAND_OVER]
    assert (state in GOES_ON) == any(step(state, event) for event in Event)


@given(st.none() | st.sampled_from(State), st.sampled_from(Ground), st.booleans())
def test_a_consent_taken_back_stops_what_was_accepted(
    state: State | None, ground: Ground, consented: bool
) -> None:
    ready = is_ready(state, ground, consented)
    assert ready == (state is State.ACCEPTED and (consented or ground is Ground.VITAL))


def test_a_name_is_one_line() -> None:
    assert reasons_not_to_name("Example shelter") == []
    for name in ("", " x", "x" * 81, "a\nb", "a\x00"):
        assert reasons_not_to_name(name) == [WhyNot.NOT_NAMED]
