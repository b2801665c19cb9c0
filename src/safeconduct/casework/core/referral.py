"""Referring a person to somebody else: a handshake, to closed classes of civilians."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.common.refusal import Reason
from safeconduct.vault.core.terms import Compartment

CONSENT = "referral"  # the purpose of the person's own choice (casework/office/forms.py)
# What may be passed on at all: what was told as evidence, and what was weighed, never is.
PARTS = (Compartment.CONTACT, Compartment.IDENTITY, Compartment.LOCATION)
NAME_LENGTH = 80


class Class(StrEnum):
    """Who may receive a person: closed; no intelligence service, no armed formation."""

    ASYLUM_AUTHORITY = "asylum authority"
    HOSPITAL = "hospital"
    HUMANITARIAN = "humanitarian organisation"
    LEGAL_AID = "legal aid"
    PARTNER_PROGRAMME = "partner programme"
    SHELTER = "shelter"


class Ground(StrEnum):
    """Why it may be done; names are kept."""

    CONSENT = "the person agrees"
    VITAL = "a vital interest of the person, written down"


class State(StrEnum):
    """Where a referral stands; the case stays open here until the receiver accepts."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class Event(StrEnum):
    """What happens to a referral."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    HAND_OVER = "hand over"  # the case moves to "referred", with its second person


TABLE: Mapping[tuple[State, Event], State] = {
    (State.PROPOSED, Event.ACCEPT): State.ACCEPTED,
    (State.PROPOSED, Event.REFUSE): State.REFUSED,
    (State.PROPOSED, Event.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Event.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Event.HAND_OVER): State.DONE,
}
GOES_ON = (State.PROPOSED, State.ACCEPTED)


class WhyNot(Reason):
    """Why a referral, or a recipient, is refused."""

    CLOSED = "The case is closed."
    GOES_ON = "A referral of this case goes on already."
    MADE_BY_YOU = "You wrote this down; another person must confirm it."
    NO_CONSENT = "The person has not agreed to be referred, or took it back."
    NO_PARTS = "Say which parts of the file are passed on."
    NO_RECIPIENT = "This recipient is not on the list, or nobody has confirmed it yet."
    NO_WORDS = "Write down the vital interest, in words."
    NOT_NAMED = "Write the name of the recipient, in one line."
    NOT_PASSED_ON = "This part of a file is never passed on by a referral."
    OTHER_STEP = "The referral is at another step."
    ROLE = Account.ROLE.value


@dataclass(frozen=True)
class ReferralFacts:
    """Everything a referral may look at: no field for vetting, money, rank or value."""

    case_open: bool
    goes_on: bool
    recipient_agreed: bool
    ground: Ground
    consented: bool
    words: bool
    parts: frozenset[Compartment]


def reasons_not_to_propose(facts: ReferralFacts) -> list[WhyNot]:
    """Why the person may not be referred so; every reason at once."""
    vital = facts.ground is Ground.VITAL
    unmet = {
        WhyNot.CLOSED: not facts.case_open,
        WhyNot.GOES_ON: facts.goes_on,
        WhyNot.NO_RECIPIENT: not facts.recipient_agreed,
        WhyNot.NO_CONSENT: not vital and not facts.consented,
        WhyNot.NO_WORDS: vital and not facts.words,
        WhyNot.NO_PARTS: not facts.parts,
        WhyNot.NOT_PASSED_ON: not facts.parts <= set(PARTS),
    }
    return [why for why, holds in unmet.items() if holds]


def step(state: State, event: Event) -> State | None:
    """The next state, or None when the referral is at another step."""
    return TABLE.get((state, event))


def is_ready(state: State | None, ground: Ground | None, consented: bool) -> bool:
    """Whether the case may be handed over now: accepted, and the ground still holds."""
    return state is State.ACCEPTED and (ground is Ground.VITAL or consented)


def reasons_not_to_name(name: str) -> list[WhyNot]:
    """Why this is no name of a recipient: one line of at most 80 characters."""
    fine = name.strip() == name and 0 < len(name) <= NAME_LENGTH and name.isprintable()
    return [] if fine else [WhyNot.NOT_NAMED]
