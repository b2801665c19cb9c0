"""Decisions about conflicts of interest: who says so, who withdraws it, what it shuts."""

from dataclasses import dataclass
from uuid import UUID

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Actor, Permission, WhyNot


@dataclass(frozen=True)
class ConflictFacts:
    """Who acts, whom it is about, and whether a conflict of theirs with the case stands."""

    actor: Actor
    about: UUID
    stands: bool

    @property
    def own(self) -> bool:
        """Whether the officer acts about themselves."""
        return self.actor.officer_id == self.about


def reasons_not_to_judge(stands: bool) -> list[WhyNot]:
    """Why an officer may not be put on a case, or confirm, attest or decide on it."""
    return [WhyNot.CONFLICT] if stands else []


def reasons_not_to_declare(facts: ConflictFacts) -> list[WhyNot]:
    """Everybody declares their own, at any time; a supervisor records that of another."""
    records = facts.own or may(facts.actor, Permission.CONFLICT_RECORD)
    found = {WhyNot.ROLE: not records, WhyNot.CONFLICT_KNOWN: facts.stands}
    return [why for why, holds in found.items() if holds]


def reasons_not_to_withdraw(facts: ConflictFacts) -> list[WhyNot]:
    """A supervisor withdraws it; never the one it is about."""
    found = {
        WhyNot.ROLE: not may(facts.actor, Permission.CONFLICT_RECORD),
        WhyNot.CONFLICT_OWN: facts.own,
        WhyNot.CONFLICT_ENDED: not facts.stands,
    }
    return [why for why, holds in found.items() if holds]
