"""A payment walks known rows only; whatever sends it back starts it from nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.rules import APART, reasons_not_to_hold
from safeconduct.accounts.core.terms import Role
from safeconduct.support.core.flow import FORGETS_PEOPLE, MOVES, TABLE, step
from safeconduct.support.core.terms import PayAct, PayState, Stream

A, S = PayAct, PayState


@given(st.sampled_from(PayState), st.sampled_from(PayAct))
def test_a_step_outside_the_table_is_refused(state: PayState, act: PayAct) -> None:
    if state in TABLE[act].sources:
        assert step(state, act) is (TABLE[act].target or state)
    else:
        with pytest.raises(ValueError, match="no .* from"):
            step(state, act)


@given(st.lists(st.sampled_from(PayAct), max_size=30))
def test_money_is_released_after_draft_and_approval_only(acts: list[PayAct]) -> None:
    state, since = S.NONE, list[PayAct]()
    for act in acts:
        if state in TABLE[act].sources:
            state = step(state, act)
            if TABLE[act].target is not None:  # talk of a refusal moves nothing
                since = [] if state is S.NONE else [*since, act]
        if state is S.RELEASED:
            assert since == [A.DRAFT, A.APPROVE, A.RELEASE]
        if state is S.PAID:
            assert since == [A.DRAFT, A.APPROVE, A.RELEASE, A.CONFIRM_PAID]


def test_what_was_paid_stays_paid() -> None:
    assert not any(S.PAID in move.sources for move in MOVES)


def test_a_refusal_is_never_the_end() -> None:
    assert step(S.REFUSED, A.APPEAL) is S.NONE


def test_whatever_leads_back_to_nothing_forgets_its_people() -> None:
    back = {move.act for move in MOVES if move.target is S.NONE}
    assert back | {A.REFUSE} == FORGETS_PEOPLE


def test_every_act_stands_once_and_one_role_does_what_moves_money() -> None:
    assert set(TABLE) == set(PayAct)
    assert len(MOVES) == len(TABLE)
    assert all(len(move.who) == 1 for move in MOVES if move.act is not A.TURN_DOWN)


@pytest.mark.parametrize("stream", [Stream.HARDSHIP, Stream.RELOCATION])
def test_no_vetting_role_decides_anything_about_hardship(stream: Stream) -> None:
    vetting = {Role.VETTING_ANALYST, Role.VETTING_LEAD}
    assert not any(move.roles(stream) & vetting for move in MOVES)


def test_no_account_may_hold_two_of_the_three_signatures() -> None:
    signing = [next(iter(TABLE[act].who)) for act in (A.APPROVE, A.RELEASE)]
    assert set(signing) <= set(APART)
    assert reasons_not_to_hold(frozenset(signing))
    assert TABLE[A.DRAFT].who == {Role.FINANCE_OFFICER}
