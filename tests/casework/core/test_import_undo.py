"""Which cases of a list go when it is undone, and which two people it takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.casework.core.import_undo import (
    LIFE,
    MACHINE,
    Deed,
    UndoFacts,
    WhyNotUndo,
    is_untouched,
    reasons_not_to_propose,
    reasons_not_to_undo,
)
from safeconduct.casework.core.terms import Kind
from safeconduct.common.ids import new_id

TAKEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
READER, AUDITOR = new_id(), new_id()
AGREED = UndoFacts(True, 3, TAKEN, AUDITOR, True, READER, TAKEN - timedelta(hours=1))
deeds = st.builds(
    Deed,
    st.sampled_from(["0123456789abcdef", MACHINE]),
    st.sampled_from(list(map(str, Kind))),
    st.sampled_from([TAKEN, TAKEN + timedelta(seconds=1)]),
)


@settings(max_examples=40)
@given(st.lists(deeds, max_size=6))
def test_an_act_of_an_officer_since_keeps_the_case(found: list[Deed]) -> None:
    """Its making, what the machine did, and a look at it do not."""
    acts = [
        one
        for one in found
        if one.at > TAKEN and one.actor != MACHINE and one.kind != Kind.CASE_READ.value
    ]
    assert is_untouched(TAKEN, found) == (not acts)


def test_each_reason_stands_alone() -> None:
    assert reasons_not_to_undo(AGREED) == []
    alone = {
        WhyNotUndo.NOT_OVER: {"over": False},
        WhyNotUndo.NOTHING_LEFT: {"untouched": 0},
        WhyNotUndo.NOT_PROPOSED: {"proposed_at": TAKEN - LIFE},
        WhyNotUndo.SAME_PERSON: {"proposed_by": AUDITOR},
        WhyNotUndo.NOT_WITNESS: {"is_witness": False},
    }
    for why, changed in alone.items():
        assert reasons_not_to_undo(replace(AGREED, **changed)) == [why]  # type: ignore[arg-type]


def test_it_is_proposed_once_a_day_and_goes_on_when_agreed() -> None:
    assert reasons_not_to_propose(AGREED) == [WhyNotUndo.WAITS]
    old = replace(AGREED, proposed_at=TAKEN - LIFE)
    assert reasons_not_to_propose(old) == []
    assert reasons_not_to_undo(replace(old, agreed=True)) == []
    assert reasons_not_to_propose(replace(old, agreed=True)) == [WhyNotUndo.WAITS]
