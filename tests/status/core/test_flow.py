"""Protection shrinks only by an authority's decision; an offer lives by confirmation."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.common.refusal import Refused
from safeconduct.status.core.catalogue import readings
from safeconduct.status.core.flow import OFFER, close, step_offer
from safeconduct.status.core.rules import ALWAYS, protections
from safeconduct.status.core.terms import (
    Authority,
    Closing,
    OfferEvent,
    OfferState,
    Reading,
    ReadingKind,
    WhyNot,
)

DAY = date(2026, 11, 22)
ROWS = readings()
kinds = st.sampled_from(list(ReadingKind))
closings = st.builds(
    Closing,
    authority=st.sampled_from(list(Authority)),
    name=st.sampled_from(["", "Court of Example Town"]),
    paper_hash=st.sampled_from(["", "ab" * 32]),
    decided_on=st.just(DAY),
    to=kinds,
)


@given(st.lists(st.one_of(kinds, st.tuples(kinds, closings)), max_size=25))
@settings(max_examples=100)
def test_the_union_never_shrinks_except_by_an_authoritys_decision(
    events: list[ReadingKind | tuple[ReadingKind, Closing]],
) -> None:
    held: dict[ReadingKind, Reading] = {}
    for event in events:
        before, decided = protections(held.values()), False
        if isinstance(event, ReadingKind):
            held[event] = Reading(ROWS[event], DAY)
        elif event[0] in held:
            kind, closing = event
            try:
                held[kind], opens = close(held[kind], closing)
            except Refused:
                pass
            else:
                decided = True
                assert closing.name
                assert closing.paper_hash
                assert closing.authority in ROWS[kind].closers
                held[opens] = Reading(ROWS[opens], DAY)
        after = protections(held.values())
        assert after >= ALWAYS
        assert decided or after >= before


def test_a_reading_never_ends_in_nothing() -> None:
    applicant = Reading(ROWS[ReadingKind.ASYLUM_APPLICANT], DAY)
    refusal = Closing(
        Authority.ASYLUM_AUTHORITY, "Asylum office", "cd" * 32, DAY, ReadingKind.REFUSED_APPEAL
    )
    closed, opens = close(applicant, refusal)
    assert closed.closing is refusal
    assert opens is ReadingKind.REFUSED_APPEAL
    assert protections([closed]) == ALWAYS
    assert protections([closed, Reading(ROWS[opens], DAY)]) == ALWAYS | ROWS[opens].adds
    with pytest.raises(Refused) as no:
        close(closed, refusal)
    assert no.value.reasons == (WhyNot.ALREADY_CLOSED,)


@given(st.lists(st.sampled_from(list(OfferEvent)), max_size=10))
@settings(max_examples=100)
def test_a_closed_offer_stays_closed_and_a_paused_one_opens_only_when_confirmed(
    events: list[OfferEvent],
) -> None:
    state = OfferState.OPEN
    for event in events:
        before = state
        try:
            state = step_offer(before, event)
        except Refused as no:
            assert no.reasons == (WhyNot.NOT_POSSIBLE_NOW,)
            assert (before, event) not in OFFER
            continue
        assert before is not OfferState.CLOSED
        assert state is not OfferState.OPEN or event is OfferEvent.CONFIRM
