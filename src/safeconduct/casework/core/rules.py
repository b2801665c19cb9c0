"""Decisions about a case: what may be done next, who may attest, what may be asked."""

from dataclasses import dataclass
from uuid import UUID

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.flow import MOVES, Move, reasons_not_to
from safeconduct.casework.core.terms import (
    CLOSED,
    IN_SAFETY,
    CaseFacts,
    CaseState,
    Stage,
    WhyNot,
)
from safeconduct.common.refusal import Reason


@dataclass(frozen=True)
class Offered:
    """One act on the page: allowed now, or refused with every reason and who could do it."""

    move: Move
    reasons: tuple[Reason, ...]
    who: tuple[Role, ...]

    @property
    def allowed(self) -> bool:
        """Whether the actor may do it now (ticks are asked on its own page)."""
        return not self.reasons


def explain(facts: CaseFacts, roles: frozenset[Role]) -> tuple[Offered, ...]:
    """Every move of the table for this case and these roles, allowed and refused alike."""
    found = []
    for move in MOVES:
        case_reasons = reasons_not_to(move.act, facts)
        role_reasons = [] if roles & move.who else [WhyNot.ROLE]
        reasons: tuple[Reason, ...] = (*role_reasons, *case_reasons)
        found.append(Offered(move, reasons, tuple(sorted(move.who))))
    return tuple(found)


@dataclass(frozen=True)
class AttestFacts:
    """What an attestation of arrival may look at."""

    state: CaseState
    attester: UUID
    attester_on_team: bool
    attester_coordinates: bool
    seen_in_person: bool
    first: UUID | None = None
    first_on_team: bool = False


def reasons_not_to_attest(facts: AttestFacts) -> list[WhyNot]:
    """Why this officer may not attest that the person arrived; empty when they may."""
    found = []
    if facts.state.stage not in (Stage.PASSAGE, *IN_SAFETY):
        found.append(WhyNot.NOT_THIS_STAGE)
    if facts.state.arrivals >= 2:
        found.append(WhyNot.ATTESTED_TWICE)
    if not facts.seen_in_person:
        found.append(WhyNot.NOT_SEEN)
    if facts.attester_coordinates:
        found.append(WhyNot.COORDINATOR)
    if facts.first == facts.attester:
        found.append(WhyNot.ATTESTED_BY_YOU)
    if facts.first is not None and facts.first_on_team and facts.attester_on_team:
        found.append(WhyNot.BOTH_ON_TEAM)
    return found


# Every mark that Unicode calls a question mark; Spanish begins with one.
QUESTION_MARKS = frozenset("?¿؟⁇⁈⁉﹖？")


def asks(text: str) -> bool:
    """Whether a text asks; a plain, explainable test: it holds a question mark."""
    return bool(QUESTION_MARKS & set(text))


def reasons_not_to_ask(state: CaseState, from_closed_list: bool) -> list[WhyNot]:
    """No tasking before safety: until two attestations only listed questions may be asked.

    Nobody is asked anything once the case is closed.
    """
    closed = [WhyNot.CLOSED] if state.stage in CLOSED else []
    free = state.arrivals < 2 and not from_closed_list
    return closed + ([WhyNot.OUTSIDE_LIST] if free else [])
