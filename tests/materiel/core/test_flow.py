"""The life of an item: two people behind each move, and a certificate always within reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.refusal import Refused
from safeconduct.materiel.core import flow
from safeconduct.materiel.core.terms import EquipmentTrack, ItemEvent, ItemState, WhyNot

STATES = st.sampled_from(ItemState)
EVENTS = st.sampled_from(ItemEvent)
OFFICERS = st.lists(st.sampled_from(["marta", "olena", "kirill", " marta ", "", "  "]))
WHOLE_LIFE = (
    ItemEvent.RECEIVE,
    ItemEvent.MAKE_SAFE,
    ItemEvent.IDENTIFY,
    ItemEvent.VERIFY,
    ItemEvent.DECIDE_DISPOSITION,
)


def reachable(start: ItemState, *, without: ItemState | None = None) -> set[ItemState]:
    """States reachable from `start`, itself included, never passing `without`."""
    found, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        for event in flow.events_from(here):
            there = flow.step(here, event)
            if there not in found and there is not without:
                found.add(there)
                ahead.append(there)
    return found


@pytest.mark.parametrize(
    ("last", "end"),
    [
        (ItemEvent.DESTROY, ItemState.DESTROYED),
        (ItemEvent.DEACTIVATE, ItemState.DEACTIVATED),
        (ItemEvent.HOLD_AS_EVIDENCE, ItemState.HELD_AS_EVIDENCE),
    ],
)
def test_an_item_goes_from_claim_to_certificate(last: ItemEvent, end: ItemState) -> None:
    state = flow.START
    for event in WHOLE_LIFE:
        state = flow.step(state, event)
    state = flow.step(state, last)
    assert state is end
    assert flow.step(state, ItemEvent.CERTIFY) is ItemState.CERTIFIED


def test_every_state_can_be_reached() -> None:
    assert reachable(flow.START) == set(ItemState)


def test_only_declared_ends_have_no_way_on() -> None:
    assert {state for state in ItemState if not flow.events_from(state)} == flow.ENDS


@pytest.mark.parametrize("state", sorted(set(ItemState) - flow.ENDS))
def test_a_certificate_stays_within_reach(state: ItemState) -> None:
    assert ItemState.CERTIFIED in reachable(state)


@pytest.mark.parametrize(
    "gate",
    [
        ItemState.RECEIVED,
        ItemState.MADE_SAFE,
        ItemState.IDENTIFIED,
        ItemState.VERIFIED,
        ItemState.DISPOSITION_DECIDED,
    ],
)
def test_no_certificate_round_a_gate(gate: ItemState) -> None:
    assert ItemState.CERTIFIED not in reachable(flow.START, without=gate)


def test_what_is_with_us_cannot_be_withdrawn_and_what_is_verified_cannot_be_rejected() -> None:
    origins = {e: {s for s, event in flow.TABLE if event is e} for e in ItemEvent}
    assert origins[ItemEvent.WITHDRAW] == {ItemState.CLAIMED}
    assert not any(flow.is_verified(state) for state in origins[ItemEvent.REJECT])


def test_a_wrong_verification_can_be_taken_back_only_before_the_item_is_gone() -> None:
    for state in (ItemState.VERIFIED, ItemState.DISPOSITION_DECIDED):
        assert not flow.is_verified(flow.step(state, ItemEvent.REOPEN))
    with pytest.raises(Refused):
        flow.step(ItemState.DESTROYED, ItemEvent.REOPEN)


def test_every_move_but_the_persons_own_withdrawal_needs_two_people() -> None:
    alone = {key for key, move in flow.TABLE.items() if move.people != 2}
    assert alone == {(ItemState.CLAIMED, ItemEvent.WITHDRAW)}
    assert flow.move_for(ItemState.CLAIMED, ItemEvent.WITHDRAW).people == 1


@given(STATES, EVENTS, OFFICERS)
def test_a_move_is_open_exactly_when_the_table_and_the_people_allow(
    state: ItemState, event: ItemEvent, people: list[str]
) -> None:
    named = len({name.strip() for name in people if name.strip()})
    allowed = (state, event) in flow.TABLE and named >= flow.TABLE[state, event].people
    assert (flow.reasons_not_to_move(state, event, people) == []) is allowed


def test_one_person_twice_is_still_one_person() -> None:
    verify = (ItemState.IDENTIFIED, ItemEvent.VERIFY)
    assert flow.reasons_not_to_move(*verify, ["olena", "olena"]) == [WhyNot.NEEDS_TWO_PEOPLE]
    assert flow.reasons_not_to_move(*verify, ["olena", " "]) == [WhyNot.NEEDS_TWO_PEOPLE]
    assert flow.reasons_not_to_move(*verify, ["olena", "marta"]) == []
    withdraw = (ItemState.CLAIMED, ItemEvent.WITHDRAW)
    assert flow.reasons_not_to_move(*withdraw, []) == [WhyNot.NEEDS_A_NAME]
    assert flow.reasons_not_to_move(*withdraw, ["artyom"]) == []


@given(STATES, EVENTS)
def test_step_follows_the_table_and_refuses_all_else(
    state: ItemState, event: ItemEvent
) -> None:
    if (state, event) in flow.TABLE:
        assert flow.step(state, event) is flow.TABLE[state, event].to
        return
    with pytest.raises(Refused) as no:
        flow.step(state, event)
    assert no.value.reasons == (WhyNot.CANNOT_MOVE_SO,)
    assert flow.reasons_not_to_move(state, event, ["a", "b"]) == [WhyNot.CANNOT_MOVE_SO]


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (ItemState.CLAIMED, EquipmentTrack.PROMISED),
        (ItemState.IDENTIFIED, EquipmentTrack.RECEIVED),
        (ItemState.VERIFIED, EquipmentTrack.VERIFIED),
        (ItemState.DISPOSITION_DECIDED, EquipmentTrack.VERIFIED),
        (ItemState.DEACTIVATED, EquipmentTrack.DISPOSED),
        (ItemState.CERTIFIED, EquipmentTrack.DISPOSED),
        (ItemState.REJECTED, EquipmentTrack.NONE),
    ],
)
def test_the_case_shows_a_coarse_track(state: ItemState, shown: EquipmentTrack) -> None:
    assert flow.track(state) is shown


def test_every_state_has_a_track_and_only_a_known_few_count_as_verified() -> None:
    assert {flow.track(state) for state in ItemState} == set(EquipmentTrack)
    before = {state for state in ItemState if not flow.is_verified(state)}
    assert before == {
        ItemState.CLAIMED,
        ItemState.RECEIVED,
        ItemState.MADE_SAFE,
        ItemState.IDENTIFIED,
        ItemState.WITHDRAWN,
        ItemState.REJECTED,
    }
