"""Decisions about a case: what may be done next, who may attest, what may be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.flow import MOVES, Move, reasons_not_to
from safeconduct.casework.core.terms import (
    CLOSED,
    IN_SAFETY,
    CaseFacts,
    CaseKind,
    CaseState,
    Stage,
    WhyNot,
)
from safeconduct.common.refusal import Reason
from safeconduct.contact.core.terms import DANGER_ORDER, WRITER, Danger, Writer

KIND_SAID = {
    Writer.ONESELF: CaseKind.PERSON,
    Writer.RELATIVE: CaseKind.RELATIVE,
    Writer.GROUP: CaseKind.GROUP,
    Writer.ABROAD: CaseKind.THIRD_COUNTRY,
}


def kind_said(fields: Mapping[str, str]) -> CaseKind:
    """What kind of case a letter is by what its writer said; the officer may see it otherwise.

    `fields` are those of the opened letter. Most who say nothing write for themselves.
    """
    said = fields.get(WRITER)
    return KIND_SAID[Writer(said)] if said in list(Writer) else CaseKind.PERSON


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


def reasons_not_to_assign(
    officer: UUID, holds_role: bool, arrivals: int, attesters: frozenset[UUID], team: set[UUID]
) -> list[WhyNot]:
    """Why this officer may not be put on the case; empty when they may.

    `attesters` may attest arrivals. One of the two who do must not be on the case, so the last
    who is not on it stays off it until the arrival is attested.
    """
    found = [] if holds_role else [WhyNot.NOT_THEIR_ROLE]
    if arrivals < 2 and attesters - team == {officer}:
        found.append(WhyNot.LAST_ATTESTER)
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


def reasons_not_to_merge_into(stage: Stage) -> list[WhyNot]:
    """Why work may not go on in a case at this stage; empty when it may."""
    return [WhyNot.OTHER_CLOSED] if stage in CLOSED else []


def danger_shown(told: Danger, told_at: datetime, arrived_at: datetime | None) -> Danger:
    """The danger now: whoever two people saw arrive no longer stands at the front.

    Nobody has said yet what the danger is after arrival, which is not the same as none; being
    looked for goes on in safety. What is told after the arrival counts again.
    """
    over = told is Danger.FRONT and arrived_at is not None and told_at <= arrived_at
    return Danger.UNSAID if over else told


def place_on_desk(stage: Stage, shown: Danger) -> int:
    """Where a case stands in every list, 0 first: by danger alone; closed cases come last."""
    return len(DANGER_ORDER) if stage in CLOSED else DANGER_ORDER.index(shown)


def reasons_not_to_reassess(stage: Stage) -> list[WhyNot]:
    """Why the danger may not be written down now; empty when it may."""
    return [WhyNot.CLOSED] if stage in CLOSED else []
