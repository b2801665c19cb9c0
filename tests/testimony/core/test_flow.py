"""A package is proposed, approved, made, and then only read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.testimony.core.flow import TABLE, step
from safeconduct.testimony.core.terms import PackageEvent as E
from safeconduct.testimony.core.terms import PackageState as S


@pytest.mark.parametrize("event", [E.MAKE, E.READ])
def test_nothing_is_made_or_read_before_a_second_person_approved(event: E) -> None:
    assert step(S.PROPOSED, event) is None


@given(st.lists(st.sampled_from(list(E)), max_size=8))
def test_no_order_of_events_makes_a_package_that_was_not_approved(events: list[E]) -> None:
    state, approved = S.PROPOSED, False
    for event in events:
        fresh = step(state, event)
        approved = approved or (fresh is not None and event is E.APPROVE)
        state = fresh or state
    assert approved or state is S.PROPOSED


def test_every_state_has_exactly_one_way_on() -> None:
    assert sorted(state for state, _ in TABLE) == sorted(S)
