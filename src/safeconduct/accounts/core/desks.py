"""Which desk an officer sits at, when its key is due for a new one, who may make it."""

from dataclasses import dataclass
from enum import StrEnum

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Actor, Permission, Role, WhyNot
from safeconduct.vault.core.terms import Desk

DAYS_OF_A_KEY = 31  # renewed monthly: the longest month
ROLE_AT: dict[Desk, Role] = {
    Desk.INTAKE: Role.INTAKE_OFFICER,
    Desk.OMBUDSMAN: Role.OMBUDSMAN,
}


class Due(StrEnum):
    """Why a desk's key is due for a new one; the value is a sentence for the page."""

    AGE = "The key is more than a month old."
    LEFT = "An officer who held it left, and may have kept a copy."


@dataclass(frozen=True)
class DeskKeyFacts:
    """Everything that decides whether this officer may make a new key for the desk."""

    actor: Actor
    desk: Desk
    holds: bool


def desk_of(actor: Actor) -> Desk | None:
    """The desk of an officer's role; no account may hold the roles of two (`ALONE`)."""
    found = [desk for desk, role in ROLE_AT.items() if role in actor.roles]
    return found[0] if found else None


def due(age_days: int, *, left: bool) -> list[Due]:
    """Why a key of this age is due for a new one; empty when it is not."""
    found = {Due.LEFT: left, Due.AGE: age_days > DAYS_OF_A_KEY}
    return [why for why, holds in found.items() if holds]


def reasons_not_to_renew(facts: DeskKeyFacts) -> list[WhyNot]:
    """Why this officer may not make, drop or move to a key of this desk; empty when they may.

    Whoever makes a key knows it: only those who know the one in use may.
    """
    fits = may(facts.actor, Permission.DESK_KEY_RENEW)
    found = {
        WhyNot.ROLE: not fits or ROLE_AT[facts.desk] not in facts.actor.roles,
        WhyNot.NOT_AT_DESK: not facts.holds,
    }
    return [why for why, holds in found.items() if holds]
