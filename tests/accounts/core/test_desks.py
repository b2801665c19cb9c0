"""A desk's key is due after a month or when a holder left; only its holders renew it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.desks import (
    ROLE_AT,
    DeskKeyFacts,
    Due,
    desk_of,
    due,
    reasons_not_to_renew,
)
from safeconduct.accounts.core.rules import reasons_not_to_hold
from safeconduct.accounts.core.terms import Actor, Role, WhyNot
from safeconduct.common.ids import new_id
from safeconduct.vault.core.terms import Desk


def actor(*roles: Role) -> Actor:
    return Actor(new_id(), "Iryna", frozenset(roles), "0" * 16)


@given(st.integers(-3, 400), st.booleans())
def test_a_key_is_due_after_31_days_or_when_a_holder_left(days: int, left: bool) -> None:
    found = due(days, left=left)
    assert (Due.AGE in found) == (days >= 32)
    assert (Due.LEFT in found) == left


def test_the_worst_reason_comes_first() -> None:
    assert due(40, left=True) == [Due.LEFT, Due.AGE]


@given(st.frozensets(st.sampled_from(Role)), st.sampled_from(Desk), st.booleans())
def test_only_who_holds_the_desks_key_in_its_role_renews_it(
    roles: frozenset[Role], desk: Desk, holds: bool
) -> None:
    reasons = reasons_not_to_renew(DeskKeyFacts(actor(*roles), desk, holds))
    assert (not reasons) == (holds and ROLE_AT[desk] in roles)
    assert (WhyNot.NOT_AT_DESK in reasons) == (not holds)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_sits_at_a_desk_but_in_its_role(role: Role) -> None:
    expected = {Role.INTAKE_OFFICER: Desk.INTAKE, Role.OMBUDSMAN: Desk.OMBUDSMAN}
    assert desk_of(actor(role)) == expected.get(role)


def test_no_account_sits_at_both_desks() -> None:
    assert reasons_not_to_hold(frozenset(ROLE_AT.values()))
