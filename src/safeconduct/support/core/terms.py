"""Vocabulary of support: streams, states of a payment, facts, reasons."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from safeconduct.accounts.core.terms import WhyNot as Account
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
    PROPOSE_REFUSAL = "propose_refusal"
    REFUSE = "refuse"
    RELEASE = "release"
    TAKE_BACK = "take_back"
    TURN_DOWN = "turn_down"


class PayeeClass(StrEnum):
    """Who is paid decides the two-person safety basis: an arrival, or a handover."""

    HEIRS = "heirs"
    PERSON = "person"
    UKRAINIAN = "ukrainian"


class Because(StrEnum):
    """Why a payment is refused: a closed list, told to the person in their own language."""

    AMOUNT = "The amount asked for is not the one the rule gives."
    CONDITIONS = "The conditions of this support are not met."
    ITEM = "The equipment could not be verified."
    NEED = "The need was met in another way."
    TWICE = "The same was asked for twice."


APPEAL = (
    "You may appeal, without a form and at any time: write to us here that you do not agree, "
    "and why if you wish. Somebody who had no part in this will read it. Your protection, care "
    "and legal help do not change."
)


class WhyNot(Reason):
    """Why money does not move."""

    AMOUNT = "The amount is not what the rule gives, and no written deviation explains it."
    APPROVED_BY_YOU = "You approved this payment; somebody else must release it."
    ARRIVAL = "Arrival is attested by fewer than two people."
    AWARDED = "Another award for this item is under way, or was paid: an item is paid once."
    BUDGET = "The budget line has no room for this amount."
    CONTACT_LOST = "Contact is lost; no money moves until it is restored."
    DRAFTED_BY_YOU = "You drafted this payment; somebody else must go on with it."
    HANDOVER = "The equipment was not handed over before two people yet."
    HANDOVER_TWICE = "You attested this handover already, or two people have."
    NEEDS_DECISION = "The tariff gives no single amount: decide it and write down why."
    NO_REFUSAL = "No refusal is proposed."
    NOT_APPROVED = "The payment has not been approved."
    NOT_IN_SAFETY = "The person is not in safety yet."
    NOT_THIS_STATE = "The payment is not at this step."
    PAYEE = "The payee was not checked."
    REFUSAL_BY_YOU = "You proposed this refusal; a second person must decide it."
    REFUSAL_WAITS = "A refusal waits for a second person; it must be decided first."
    REFUSED_BY_YOU = "You refused this payment; the appeal is read by somebody new."
    ROLE = Account.ROLE.value
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
    REFUSAL_PROPOSED = "support.refusal.proposed"
    REFUSAL_TURNED_DOWN = "support.refusal.turned_down"
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
    refusal_by: UUID | None = None  # who proposed the refusal that waits
    refusers: frozenset[UUID] = frozenset()  # both people behind every earlier refusal


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
    item_awarded: bool = False
    award: AwardSide | None = None

    def __post_init__(self) -> None:
        if (self.payment.stream is Stream.AWARD) != (self.award is not None):
            msg = "the award side belongs to the award stream, and to it alone"
            raise ValueError(msg)
