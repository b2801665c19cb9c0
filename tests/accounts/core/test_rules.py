"""Separation of duties: which role may do what, and what one account never holds together."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.rules import (
    ALONE,
    APART,
    WHO,
    may,
    reasons_not_to_hold,
    reasons_not_to_recover,
    reasons_not_to_work_as,
)
from safeconduct.accounts.core.terms import Actor, Permission, RecoveryFacts, Role, WhyNot

ROLES = st.frozensets(st.sampled_from(Role))
R, P = Role, Permission


def actor(*roles: Role) -> Actor:
    return Actor(UUID(int=1), "Olena", frozenset(roles), "00ff")


def forbidden(roles: frozenset[Role]) -> bool:
    """The rule once more, in words of sets: two of three, or a lonely role in company."""
    three = {R.VETTING_LEAD, R.FINANCE_APPROVER, R.TREASURER}
    lonely = {R.PLATFORM_ADMIN, R.AUDITOR, R.OMBUDSMAN}
    return len(roles & three) > 1 or (bool(roles & lonely) and len(roles) > 1)


@given(ROLES)
def test_an_account_never_holds_what_must_be_apart(roles: frozenset[Role]) -> None:
    assert reasons_not_to_hold(roles) == ([WhyNot.BARRED_ROLES] if forbidden(roles) else [])


@given(ROLES, ROLES)
def test_adding_a_role_never_heals_a_barred_account(
    roles: frozenset[Role], more: frozenset[Role]
) -> None:
    if reasons_not_to_hold(roles):
        assert reasons_not_to_hold(roles | more)


@pytest.mark.parametrize("role", Role)
def test_every_role_may_be_held_by_itself(role: Role) -> None:
    assert reasons_not_to_hold(frozenset({role})) == []


def test_the_three_who_decide_about_money_are_three() -> None:
    assert set(APART) == {R.VETTING_LEAD, R.FINANCE_APPROVER, R.TREASURER}
    assert set(ALONE) == {R.PLATFORM_ADMIN, R.AUDITOR, R.OMBUDSMAN}


@given(ROLES, st.sampled_from(Permission))
def test_roles_add_up_and_no_role_takes_a_permission_away(
    roles: frozenset[Role], permission: Permission
) -> None:
    single = any(may(actor(role), permission) for role in roles)
    assert may(actor(*roles), permission) is single


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_belongs_to_somebody_and_to_nobody_outside_the_office(
    permission: Permission,
) -> None:
    assert WHO[permission]
    assert not WHO[permission] & {R.PERSON, R.SYSTEM, R.PLATFORM_ADMIN}


def test_nobody_without_a_role_may_do_anything() -> None:
    assert not any(may(actor(), permission) for permission in Permission)


@pytest.mark.parametrize(
    ("permission", "others"),
    [
        (P.PAYMENT_DRAFT, (P.PAYMENT_APPROVE, P.PAYMENT_RELEASE)),
        (P.PAYMENT_APPROVE, (P.PAYMENT_DRAFT, P.PAYMENT_RELEASE)),
        (P.VETTING_DECIDE, (P.PAYMENT_APPROVE, P.PAYMENT_RELEASE, P.VETTING_WRITE)),
        (P.VETTING_WRITE, (P.PROTECTION_WRITE, P.PAYMENT_DRAFT)),
    ],
)
def test_no_single_role_joins_powers_that_must_be_apart(
    permission: Permission, others: tuple[Permission, ...]
) -> None:
    for role in WHO[permission]:
        assert not any(may(actor(role), other) for other in others)


def test_oversight_reads_and_never_acts() -> None:
    reads = {P.CATALOGUE_READ, P.IMPACT_READ, P.OVERSIGHT_READ, P.RECORD_READ, P.WORK_READ}
    for role, more in (
        (R.AUDITOR, {P.GUIDANCE_READ}),
        (R.OMBUDSMAN, {P.COMPLAINT_READ, P.DESK_KEY_RENEW}),
    ):
        found = {permission for permission in Permission if may(actor(role), permission)}
        assert found == reads | more


def test_vetting_cannot_reach_the_protection_plan() -> None:
    for role in (R.VETTING_ANALYST, R.VETTING_LEAD):
        assert not may(actor(role), P.PROTECTION_READ)


def test_a_permission_names_room_thing_and_action() -> None:
    assert all(permission.value.count(":") == 2 for permission in Permission)


@given(ROLES, st.sampled_from([1, 2]), ROLES, st.booleans())
def test_a_recovery_is_run_by_a_director_for_somebody_else(
    runner: frozenset[Role], receiver: int, held: frozenset[Role], drill: bool
) -> None:
    case_roles = frozenset({R.INTAKE_OFFICER, R.CASE_OFFICER})
    facts = RecoveryFacts(actor(*runner), UUID(int=receiver), held, case_roles, drill)
    found = reasons_not_to_recover(facts)
    assert (WhyNot.ROLE in found) == (R.DIRECTOR not in runner)
    assert (WhyNot.NOT_FOR_ONESELF in found) == ((receiver == 1) != drill)
    assert (WhyNot.NO_CASE_ROLE in found) == (not drill and not held & case_roles)
    assert set(found) <= {WhyNot.ROLE, WhyNot.NOT_FOR_ONESELF, WhyNot.NO_CASE_ROLE}


@given(st.sampled_from(Role), ROLES)
def test_a_case_never_sees_both_roles_of_a_pair_in_one_officer(
    role: Role, earlier: frozenset[Role]
) -> None:
    way, equipment = {R.PASSAGE_COORDINATOR, R.RECEPTION_OFFICER}, {
        R.EVIDENCE_CUSTODIAN, R.FINANCE_OFFICER,
    }  # fmt: skip
    barred = any(role in pair and earlier & (pair - {role}) for pair in (way, equipment))
    found = reasons_not_to_work_as(role, earlier)
    assert found == ([WhyNot.BARRED_ON_CASE] if barred else [])
