"""Two people, a first day that never goes back, and roles of each catalogue's own."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.accounts.core.rules import APPROVERS, DRAFTERS
from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.casework.core.phrases import PHRASES
from safeconduct.catalogues.core import rules
from safeconduct.catalogues.core.terms import AnyShape, Standing, State, WhyNot
from tests.catalogues.core.shapes import ALL

DAY = date(2026, 11, 23)
ROLES = st.frozensets(st.sampled_from(Role), min_size=1, max_size=4)
STATES = st.sampled_from(State)


def actor(roles: frozenset[Role], officer_id: UUID) -> Actor:
    return Actor(officer_id, "Somebody", roles, "key")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ALL), ROLES, STATES, st.booleans(), st.booleans(), st.booleans())
def test_nobody_approves_what_they_wrote_in(
    shape: AnyShape,
    roles: frozenset[Role],
    state: State,
    wrote: bool,
    faults: bool,
    same: bool,
) -> None:
    me, other = uuid4(), uuid4()
    standing = Standing(state, frozenset({other, me} if wrote else {other}), 3)
    found = rules.reasons_not_to_approve(
        shape, actor(roles, me), standing, faults=faults, same=same
    )
    assert (WhyNot.WROTE_IT in found) is wrote
    allowed = state is State.SENT and roles & shape.approvers and not (wrote or faults or same)
    assert (not found) is bool(allowed)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ALL), ROLES, STATES)
def test_only_a_draft_is_written_in_and_what_is_decided_stays(
    shape: AnyShape, roles: frozenset[Role], state: State
) -> None:
    me = actor(roles, uuid4())
    standing = Standing(state, frozenset(), 0)
    write = rules.reasons_not_to_write(shape, me, standing)
    assert (not write) is bool(state is State.DRAFT and roles & shape.drafters)
    if state in (State.APPROVED, State.WITHDRAWN):
        for why in (
            write,
            rules.reasons_not_to_withdraw(shape, me, standing),
            rules.reasons_not_to_answer(shape, me, standing),
        ):
            assert WhyNot.ENDED in why


@given(
    st.none() | st.integers(-3, 30),
    st.none() | st.integers(-30, 30),
)
def test_a_version_counts_from_no_day_before_today_or_before_another(
    wanted: int | None, latest: int | None
) -> None:
    want, newest = (None if n is None else DAY + timedelta(n) for n in (wanted, latest))
    why = rules.reasons_not_from(want, DAY, newest)
    first = rules.counts_from(want, DAY, newest)
    assert first >= DAY
    assert newest is None or first >= newest
    assert why or want is None or first == want


@pytest.mark.parametrize("shape", ALL, ids=lambda one: one.name)
def test_the_roles_of_a_catalogue_hold_the_permissions_of_its_pages(shape: AnyShape) -> None:
    assert shape.drafters <= DRAFTERS
    assert shape.approvers <= APPROVERS


def test_no_permission_is_given_to_a_role_that_no_catalogue_names() -> None:
    assert frozenset().union(*(shape.drafters for shape in ALL)) == DRAFTERS
    assert frozenset().union(*(shape.approvers for shape in ALL)) == APPROVERS


def test_one_draft_at_a_time() -> None:
    me = actor(frozenset({Role.SUPERVISOR}), uuid4())
    assert rules.reasons_not_to_begin(PHRASES, me, open_one=True) == [WhyNot.DRAFT_WAITS]
    assert rules.reasons_not_to_begin(PHRASES, me, open_one=False) == []
