"""Around the comparison: what is asked of a card, how a hit reads, what a look may say.

The outcome of a look is a note for the vetting room. It blocks nothing and refuses nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.screening.core.names import Role
from safeconduct.screening.core.rules import fits_by_name
from safeconduct.screening.core.terms import (
    Evidence,
    EvidenceKind,
    PartialDate,
    Query,
    WhyNot,
)


class Kind(StrEnum):
    """What screening writes on the record."""

    HIT_READ = "screening.hit.read"
    HIT_REVIEWED = "screening.hit.reviewed"
    LIST_IMPORTED = "screening.list.imported"
    QUERY_ANSWERED = "screening.query.answered"
    QUERY_ASKED = "screening.query.asked"


class QueryState(StrEnum):
    """Where one question to the matcher stands."""

    WAITING = "waiting"
    DONE = "done"


class Outcome(StrEnum):
    """What an officer saw on comparing a hit with the person."""

    SAME = "same"
    NOT_SAME = "not_same"
    CANNOT_TELL = "cannot_tell"


# English message ids of the outcomes.
OUTCOME_SAYS: Mapping[Outcome, str] = {
    Outcome.SAME: "The same person",
    Outcome.NOT_SAME: "Not the same person",
    Outcome.CANNOT_TELL: "Cannot be told yet",
}


class Strength(StrEnum):
    """How much of a hit agrees, in one word, strongest first; never a number."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


@dataclass(frozen=True)
class AskFacts:
    """What a question to the matcher may look at: nothing of it depends on vetting."""

    lists: int
    names: tuple[str, ...]


def query_of(card: Mapping[str, str]) -> Query:
    """What is compared of a person's card: names, date of birth, service number.

    A date that cannot be read is left out rather than guessed.
    """
    words = (card.get("surname", "").strip(), card.get("first_names", "").strip())
    name = " ".join(word for word in words if word)
    number = card.get("service_number", "").strip()
    return Query(
        names=(name,) if name else (),
        birth_date=_date(card.get("birth_date", "")),
        numbers=(number,) if number else (),
    )


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def strength(evidence: Iterable[Evidence]) -> Strength:
    """One word for the evidence, by what kind of thing agrees and not by its weights.

    Strong: a shared number, or a namesake born on the same day. Fair: a namesake without a
    contradicting date, or the same date beside another spelling. Weak: everything else.
    """
    pieces = tuple(evidence)
    kinds = {piece.kind for piece in pieces}
    namesake = fits_by_name(p for p in pieces if p.kind.partition("_")[0] in list(Role))
    same_date = EvidenceKind.DATE_EXACT in kinds
    if EvidenceKind.NUMBER_SAME in kinds or (namesake and same_date):
        return Strength.STRONG
    if same_date or (namesake and EvidenceKind.DATE_DIFFERS not in kinds):
        return Strength.FAIR
    return Strength.WEAK


def reasons_not_to_ask(facts: AskFacts) -> list[WhyNot]:
    """Why the matcher cannot be asked for a person; empty when it can."""
    checks = {WhyNot.NO_LIST: facts.lists == 0, WhyNot.NO_NAME_GIVEN: not facts.names}
    return [reason for reason, unmet in checks.items() if unmet]


def reasons_not_to_review(reason: str) -> list[WhyNot]:
    """Why an outcome cannot be written down; every outcome needs its reason in words."""
    return [] if reason.strip() else [WhyNot.NO_REASON]
