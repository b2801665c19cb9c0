"""The vetting track: no result without opening, every result can be reopened."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.casework.core.terms import Vetting
from safeconduct.common.refusal import Refused
from safeconduct.vetting.core.flow import CONCLUDES, TABLE, step
from safeconduct.vetting.core.terms import Event, Result, WhyNot

RESULTS = {Vetting.CLEAR, Vetting.LIMITED, Vetting.ADVERSE}


@pytest.mark.parametrize("result", Result)
def test_each_result_is_reached_and_reopened(result: Result) -> None:
    concluded = step(step(Vetting.NONE, Event.START), CONCLUDES[result])
    assert concluded.value == result.value
    assert step(concluded, Event.REOPEN) is Vetting.OPEN


@given(st.lists(st.sampled_from(list(Event)), max_size=12))
@settings(max_examples=100)
def test_a_result_only_ever_follows_an_open_vetting(events: list[Event]) -> None:
    state = Vetting.NONE
    for event in events:
        before = state
        try:
            state = step(before, event)
        except Refused as no:
            assert no.reasons == (WhyNot.NOT_POSSIBLE_NOW,)
            assert (before, event) not in TABLE
            continue
        assert state not in RESULTS or before is Vetting.OPEN
        assert state is not Vetting.NONE
