"""Nobody leaves a case with a key to it, and no case loses its last key, lead or protector."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.leaving import (
    KEPT,
    DepartureFacts,
    Standing,
    Team,
    reasons_not_to_change_role,
    reasons_not_to_lend,
    reasons_not_to_let_go,
    reasons_not_to_pass_on,
    reasons_not_to_propose,
    reasons_not_to_put_on,
    reasons_not_to_take_off,
)
from safeconduct.accounts.core.terms import Actor, Role, WhyNot
from safeconduct.vault.core.terms import Compartment

PEOPLE = [UUID(int=number) for number in range(1, 6)]
ids = st.sampled_from(PEOPLE)
parts = st.frozensets(st.sampled_from(Compartment))
roles = st.sampled_from(
    [Role.CASE_OFFICER, Role.PROTECTION_LEAD, Role.SUPERVISOR, Role.LEGAL_ADVISER]
)
standings = st.builds(Standing, roles, st.booleans(), parts)


def actor(who: UUID, *held: Role) -> Actor:
    return Actor(who, "Somebody", frozenset(held), "0" * 16)


teams = st.builds(
    lambda who, held, on: Team(actor(who, held), on),
    ids,
    roles,
    st.dictionaries(ids, standings, max_size=5),
)


@given(teams, ids)
def test_whoever_may_be_taken_off_leaves_a_case_that_can_go_on(team: Team, who: UUID) -> None:
    if reasons_not_to_take_off(team, who):
        return
    one = team.standings[who]
    rest = [other for them, other in team.standings.items() if them != who and other.lasting]
    if one.lasting:
        assert one.opens <= frozenset().union(*(other.opens for other in rest))
        assert one.role not in KEPT or one.role in {other.role for other in rest}
    assert who != team.actor.officer_id
    assert team.actor.roles & {Role.CASE_OFFICER, Role.SUPERVISOR}
    mine = team.standings.get(team.actor.officer_id)
    assert mine is None or mine.lasting


@given(teams, ids)
def test_a_refusal_to_take_off_is_never_without_cause(team: Team, who: UUID) -> None:
    spare = Standing(Role.CASE_OFFICER, True, frozenset(Compartment))
    leads = Standing(Role.PROTECTION_LEAD)
    boss = UUID(int=99)
    full = {**team.standings, UUID(int=77): spare, UUID(int=88): leads, boss: spare}
    whole = Team(actor(boss, Role.SUPERVISOR), full)
    expected = [] if who in team.standings else [WhyNot.NOT_ON_CASE]
    assert reasons_not_to_take_off(whole, who) == expected


@given(teams, ids, parts)
def test_a_place_goes_only_to_somebody_new_and_no_key_is_lost(
    team: Team, to: UUID, gets: frozenset[Compartment]
) -> None:
    if reasons_not_to_pass_on(team, to, gets):
        return
    me = team.actor.officer_id
    assert to not in team.standings
    assert team.standings[me].lasting
    rest = [one.opens for who, one in team.standings.items() if who != me and one.lasting]
    assert team.standings[me].opens <= gets.union(*rest)


@given(teams, ids)
def test_whoever_is_there_for_hours_decides_nothing_about_the_team(
    team: Team, to: UUID
) -> None:
    me = team.actor.officer_id
    hours = Team(team.actor, {**team.standings, me: Standing(Role.CASE_OFFICER, False)})
    for reasons in (
        reasons_not_to_take_off(hours, to),
        reasons_not_to_put_on(hours),
        reasons_not_to_lend(hours, to),
        reasons_not_to_pass_on(hours, to, frozenset()),
    ):
        assert WhyNot.HERE_FOR_HOURS in reasons


@given(teams, ids, roles, parts)
def test_another_role_costs_the_case_nothing(
    team: Team, who: UUID, role: Role, gets: frozenset[Compartment]
) -> None:
    one = team.standings.get(who)
    reasons = reasons_not_to_change_role(team, who, role, gets)
    if one is None or one.role is role or not one.lasting:
        assert reasons == []
        return
    rest = [other for them, other in team.standings.items() if them != who and other.lasting]
    lost = one.opens - gets.union(*(other.opens for other in rest))
    missing = one.role in KEPT and one.role not in {other.role for other in rest}
    assert (WhyNot.KEY_LAST in reasons) == bool(lost)
    assert bool(set(KEPT.values()) & set(reasons)) == missing


FACTS = DepartureFacts(
    actor(PEOPLE[0], Role.SUPERVISOR), PEOPLE[2], True, True, waits=True, proposed_by=PEOPLE[1]
)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (FACTS, []),
        (replace(FACTS, actor=actor(PEOPLE[0], Role.CASE_OFFICER)), [WhyNot.ROLE]),
        (replace(FACTS, active=False), [WhyNot.DEPARTED]),
        (replace(FACTS, desk_held=False), [WhyNot.DESK_LAST]),
        (replace(FACTS, waits=False), [WhyNot.DEPARTURE_ENDED]),
        (replace(FACTS, proposed_by=PEOPLE[0]), [WhyNot.PROPOSED_BY_YOU]),
        (replace(FACTS, leaving=PEOPLE[0]), [WhyNot.YOU_LEAVE]),
    ],
)
def test_a_departure_needs_two_of_whom_neither_leaves(
    facts: DepartureFacts, why: list[WhyNot]
) -> None:
    assert reasons_not_to_let_go(facts) == why


@given(ids, ids, ids, st.sampled_from(Role), st.booleans(), st.booleans(), st.booleans())
def test_nobody_is_let_go_by_one_person(
    me: UUID, by: UUID, leaving: UUID, role: Role, active: bool, desk: bool, waits: bool
) -> None:
    facts = DepartureFacts(actor(me, role), leaving, active, desk, waits, by)
    if not reasons_not_to_let_go(facts):
        assert len({me, by}) == 2
        assert me != leaving
        assert active
        assert desk
    assert (WhyNot.DEPARTURE_WAITS in reasons_not_to_propose(facts)) == waits
