"""Links between two cases: which there are, and who may make or end one."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from safeconduct.casework.core.terms import WhyNot

LINK_LIFE = timedelta(hours=24)  # as long as any act waits for its second person


class LinkKind(StrEnum):
    """Why two cases belong together; none of them moves, opens or shuts anything."""

    FAMILY = "family"
    GROUP = "same group"
    EVENT = "same event"
    COMPANION = "companion"
    PARTED = "parted from one file"  # made by a split alone


CHOSEN = tuple(kind for kind in LinkKind if kind is not LinkKind.PARTED)


@dataclass(frozen=True)
class LinkFacts:
    """What confirming a link, or the end of one, may look at."""

    waits: bool
    proposed_by: UUID
    confirmer: UUID
    proposer_on_both: bool


def reasons_not_to_confirm_link(facts: LinkFacts) -> list[WhyNot]:
    """Why this officer may not be the second person; empty when they may."""
    found = [] if facts.waits else [WhyNot.PROPOSAL_ENDED]
    if facts.confirmer == facts.proposed_by:
        found.append(WhyNot.PROPOSED_BY_YOU)
    if not facts.proposer_on_both:
        found.append(WhyNot.PROPOSER_GONE)
    return found
