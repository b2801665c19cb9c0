"""Undoing a list that was taken in by mistake: which of its cases go, and which two people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.casework.core.terms import Kind
from safeconduct.common.refusal import Reason

LIFE = timedelta(hours=24)  # as any act that waits for a second person
LOOKS = frozenset({Kind.CASE_READ.value})  # looking is no work
MACHINE = "worker"  # what the record calls whoever acts when no officer is present


class WhyNotUndo(Reason):
    """Why a list is not undone."""

    NOTHING_LEFT = "No case of this list is left that nobody has worked on."
    NOT_OVER = "Rows of this list wait still. Drop it first."
    NOT_PROPOSED = "Nobody proposes to undo this list, or it was proposed more than a day ago."
    NOT_WITNESS = "An auditor must agree to this."
    SAME_PERSON = "You proposed this; somebody else must agree."
    WAITS = "This waits for an auditor already."


@dataclass(frozen=True)
class Deed:
    """One line of the record about a case: who, what, when."""

    actor: str
    kind: str
    at: datetime


def is_untouched(taken_in: datetime, deeds: Iterable[Deed]) -> bool:
    """Whether nobody has done anything with a case since it was taken in, but look at it."""
    return not any(
        one.at > taken_in and one.actor != MACHINE and one.kind not in LOOKS for one in deeds
    )


@dataclass(frozen=True)
class UndoFacts:
    """Everything that decides whether a list is undone."""

    over: bool  # no row of it waits
    untouched: int  # cases that would go
    at: datetime
    actor: UUID
    is_witness: bool = False
    proposed_by: UUID | None = None
    proposed_at: datetime | None = None
    agreed: bool = False

    @property
    def waits(self) -> bool:
        """Whether a proposal stands."""
        return self.agreed or (
            self.proposed_at is not None and self.at < self.proposed_at + LIFE
        )


def reasons_not_to_propose(facts: UndoFacts) -> list[Reason]:
    """Why nobody can propose to undo it now."""
    found: dict[Reason, bool] = {
        WhyNotUndo.NOT_OVER: not facts.over,
        WhyNotUndo.NOTHING_LEFT: facts.untouched == 0,
        WhyNotUndo.WAITS: facts.waits,
    }
    return [why for why, holds in found.items() if holds]


def reasons_not_to_undo(facts: UndoFacts) -> list[Reason]:
    """Why this officer cannot agree to it, or go on with it."""
    found: dict[Reason, bool] = {
        WhyNotUndo.NOT_OVER: not facts.over,
        WhyNotUndo.NOTHING_LEFT: facts.untouched == 0,
        WhyNotUndo.NOT_PROPOSED: not facts.waits,
        WhyNotUndo.SAME_PERSON: facts.actor == facts.proposed_by,
        WhyNotUndo.NOT_WITNESS: not facts.is_witness,
    }
    return [why for why, holds in found.items() if holds]
