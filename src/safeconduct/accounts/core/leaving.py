"""Decisions about leaving a case or the programme: no key goes along, nor the last one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Actor, Permission, Role, WhyNot
from safeconduct.vault.core.terms import Compartment

DEPARTURE_LIFE = timedelta(days=3)  # programme rule: over a weekend; then it is proposed anew
# Roles that a case is never left without: who leads it, and who protects the person.
KEPT = {
    Role.CASE_OFFICER: WhyNot.CASE_OFFICER_LAST,
    Role.PROTECTION_LEAD: WhyNot.PROTECTION_LEAD_LAST,
}


@dataclass(frozen=True)
class Standing:
    """An officer on a case: in which role, for good or for hours, what they open for good."""

    role: Role
    lasting: bool = True
    opens: frozenset[Compartment] = frozenset()


@dataclass(frozen=True)
class Team:
    """A case's team as the rules see it, and who acts."""

    actor: Actor
    standings: Mapping[UUID, Standing]

    def without(self, officer_id: UUID) -> list[Standing]:
        """Those who stay for good when one leaves."""
        others = (one for who, one in self.standings.items() if who != officer_id)
        return [one for one in others if one.lasting]


def reasons_not_to_take_off(team: Team, officer_id: UUID) -> list[WhyNot]:
    """Why the actor may not take this officer off the case; empty when they may."""
    found = [] if may(team.actor, Permission.MEMBER_TAKE_OFF) else [WhyNot.ROLE]
    if officer_id == team.actor.officer_id:
        found.append(WhyNot.NOT_YOURSELF)
    return found + _for_hours(team) + _left_behind(team, officer_id, team.without(officer_id))


def reasons_not_to_pass_on(team: Team, to: UUID, gets: frozenset[Compartment]) -> list[WhyNot]:
    """Why the actor may not pass the own place on to `to`, who gets the keys named."""
    me = team.actor.officer_id
    if me not in team.standings:
        return [WhyNot.NOT_ON_CASE]
    found = [WhyNot.ON_CASE] if to in team.standings else []
    stay = [*team.without(me), Standing(team.standings[me].role, opens=gets)]
    return found + _for_hours(team) + _left_behind(team, me, stay)


def reasons_not_to_put_on(team: Team) -> list[WhyNot]:
    """Why the actor may put nobody on the case: whoever is there for hours prolongs nothing."""
    return _for_hours(team)


def reasons_not_to_change_role(
    team: Team, officer_id: UUID, role: Role, gets: frozenset[Compartment]
) -> list[WhyNot]:
    """Why this officer may not take another role, with the keys named, in place of their own.

    Empty for whoever is not on the case, or is there in this role: nothing is given up then.
    """
    one = team.standings.get(officer_id)
    if one is None or one.role is role:
        return []
    return _left_behind(
        team, officer_id, [*team.without(officer_id), Standing(role, opens=gets)]
    )


def reasons_not_to_lend(team: Team, to: UUID) -> list[WhyNot]:
    """Why the actor may not put this officer on the case for some hours."""
    return _for_hours(team) + ([WhyNot.ON_CASE] if to in team.standings else [])


def _for_hours(team: Team) -> list[WhyNot]:
    mine = team.standings.get(team.actor.officer_id)
    return [] if mine is None or mine.lasting else [WhyNot.HERE_FOR_HOURS]


def _left_behind(team: Team, officer_id: UUID, stay: list[Standing]) -> list[WhyNot]:
    """What the case would lose: its last of a kept role, its last key to a part."""
    one = team.standings.get(officer_id)
    if one is None:
        return [WhyNot.NOT_ON_CASE]
    if not one.lasting:
        return []
    missing = one.role in KEPT and one.role not in {other.role for other in stay}
    opened = frozenset[Compartment]().union(*(other.opens for other in stay))
    return [
        *([KEPT[one.role]] if missing else []),
        *([WhyNot.KEY_LAST] if one.opens - opened else []),
    ]


@dataclass(frozen=True)
class DepartureFacts:
    """Everything that decides whether an officer may leave the programme now.

    `waits`: a proposal that still counts; `proposed_by` is who made it.
    """

    actor: Actor
    leaving: UUID
    active: bool
    desk_held: bool
    waits: bool = False
    proposed_by: UUID | None = None


def reasons_not_to_propose(facts: DepartureFacts) -> list[WhyNot]:
    """Why the actor may not propose that this officer leaves; empty when they may."""
    return _why_not_now(facts) + ([WhyNot.DEPARTURE_WAITS] if facts.waits else [])


def reasons_not_to_let_go(facts: DepartureFacts) -> list[WhyNot]:
    """Why the actor may not confirm that this officer leaves; empty when they may."""
    found = _why_not_now(facts)
    if not facts.waits:
        found.append(WhyNot.DEPARTURE_ENDED)
    if facts.actor.officer_id == facts.proposed_by:
        found.append(WhyNot.PROPOSED_BY_YOU)
    if facts.actor.officer_id == facts.leaving:
        found.append(WhyNot.YOU_LEAVE)
    return found


def _why_not_now(facts: DepartureFacts) -> list[WhyNot]:
    return [
        *([] if may(facts.actor, Permission.OFFICER_DEPART) else [WhyNot.ROLE]),
        *([] if facts.active else [WhyNot.DEPARTED]),
        *([] if facts.desk_held else [WhyNot.DESK_LAST]),
    ]
