"""Vocabulary of support: streams, states of a payment, facts, reasons."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from safeconduct.common.money import Money
from safeconduct.common.refusal import Reason


class Stream(StrEnum):
    """Only the award reads the vetting decision; hardship and relocation cannot."""

    AWARD = "award"
    HARDSHIP = "hardship"
    RELOCATION = "relocation"


class PayState(StrEnum):
    """State of one payment."""

    NONE = "none"
    DRAFTED = "drafted"
    APPROVED = "approved"
    RELEASED = "released"
    PAID = "paid"
    REFUSED = "refused"


class PayAct(StrEnum):
    """Acts on a payment; values go on the record."""

    APPEAL = "appeal"
    APPROVE = "approve"
    CONFIRM_PAID = "confirm_paid"
    DRAFT = "draft"
    PAYMENT_FAILED = "payment_failed"
    REFUSE = "refuse"
    RELEASE = "release"
    TAKE_BACK = "take_back"


class PayeeClass(StrEnum):
    """Who is paid decides the two-person safety basis: an arrival, or a handover."""

    HEIRS = "heirs"
    PERSON = "person"
    UKRAINIAN = "ukrainian"


class WhyNot(Reason):
    """Why money does not move."""

    AMOUNT = "The amount is not what the rule gives, and no written deviation explains it."
    APPROVED_BY_YOU = "You approved this payment; somebody else must release it."
    ARRIVAL = "Arrival is attested by fewer than two people."
    BUDGET = "The budget line has no room for this amount."
    CONTACT_LOST = "Contact is lost; no money moves until it is restored."
    DRAFTED_BY_YOU = "You drafted this payment; somebody else must go on with it."
    HANDOVER = "The equipment was not handed over before two people yet."
    HANDOVER_TWICE = "You attested this handover already, or two people have."
    NEEDS_DECISION = "The tariff gives no single amount: decide it and write down why."
    NO_REASON = "A refusal needs its reason in words, and how to appeal."
    NOT_APPROVED = "The payment has not been approved."
    NOT_IN_SAFETY = "The person is not in safety yet."
    NOT_THIS_STATE = "The payment is not at this step."
    PAYEE = "The payee was not checked."
    REFUSED_BY_YOU = "You refused this payment; the appeal is read by somebody new."
    ROLE = "Your role does not do this."
    TOO_EARLY = "Before arrival help is in kind, never in money."
    VERIFIED_BY_YOU = "You verified the equipment; somebody else must decide about the money."
    VETTING = "The award waits until two officers have concluded."


class Kind(StrEnum):
    """What support writes on the record."""

    HANDOVER_ATTESTED = "support.handover.attested"
    PAYMENT_APPEALED = "support.payment.appealed"
    PAYMENT_APPROVED = "support.payment.approved"
    PAYMENT_DRAFTED = "support.payment.drafted"
    PAYMENT_FAILED = "support.payment.failed"
    PAYMENT_PAID = "support.payment.paid"
    PAYMENT_REFUSED = "support.payment.refused"
    PAYMENT_RELEASED = "support.payment.released"
    PAYMENT_TAKEN_BACK = "support.payment.taken_back"


@dataclass(frozen=True)
class Payment:
    """One instalment as the rules see it; people by officer id."""

    stream: Stream
    state: PayState
    amount: Money
    payee: PayeeClass = PayeeClass.PERSON
    drafter: UUID | None = None
    approver: UUID | None = None
    refuser: UUID | None = None


@dataclass(frozen=True)
class AwardSide:
    """What only the award stream looks at; hardship and relocation never hold one."""

    vetting_allows: bool
    verified_by: frozenset[UUID] = frozenset()
    amount_by_rule: Money | None = None
    item_reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class PayFacts:
    """Everything a decision about money may look at."""

    payment: Payment
    actor: UUID
    in_safety: bool
    arrivals: int
    lost: bool
    opened: bool = True
    handed_over: bool = False
    payee_checked: bool = False
    budget_room: bool = True
    deviation_written: bool = False
    reason_written: bool = False
    award: AwardSide | None = None

    def __post_init__(self) -> None:
        if (self.payment.stream is Stream.AWARD) != (self.award is not None):
            msg = "the award side belongs to the award stream, and to it alone"
            raise ValueError(msg)
