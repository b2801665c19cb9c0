"""Reads payments for the treasury and for the case page; no content of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from safeconduct.accounts.core.terms import Actor
from safeconduct.casework.core.terms import IN_SAFETY, Stage
from safeconduct.casework.queries import find
from safeconduct.common.money import Money
from safeconduct.common.refusal import Unknown
from safeconduct.support.award import award_side
from safeconduct.support.core.catalogue import ceilings
from safeconduct.support.core.terms import PayeeClass, PayFacts, PayState, Stream
from safeconduct.support.core.terms import Payment as Terms
from safeconduct.support.models import Handover, Payment, Posting, Refusal


@dataclass(frozen=True)
class PaymentView:
    """One payment for lists and its own page."""

    id: UUID
    file_id: UUID
    alias: str
    stream: Stream
    state: PayState
    amount: Money
    payee: PayeeClass
    claim_id: UUID | None
    tariff_version: str
    changed_at: datetime
    drafted_by: UUID | None
    approved_by: UUID | None
    bank_reference: str
    deviation: bool


def _view(row: Payment) -> PaymentView:
    return PaymentView(
        row.id, row.case_id, row.case.alias, Stream(row.stream), PayState(row.state),
        Money(row.amount_minor, row.currency), PayeeClass(row.payee), row.claim_id,
        row.tariff_version, row.changed_at, row.drafted_by, row.approved_by,
        row.bank_reference, row.deviation,
    )  # fmt: skip


def payments(limit: int = 200) -> list[PaymentView]:
    """The treasury's list, latest change first."""
    rows = Payment.objects.select_related("case").order_by("-changed_at", "id")[:limit]
    return [_view(row) for row in rows]


def payments_of(file_id: UUID) -> list[PaymentView]:
    """Payments of one case."""
    rows = Payment.objects.select_related("case").filter(case_id=file_id)
    return [_view(row) for row in rows.order_by("stream", "changed_at")]


def payment(payment_id: UUID) -> PaymentView:
    """One payment; Unknown when there is none."""
    row = Payment.objects.select_related("case").filter(id=payment_id).first()
    if row is None:
        raise Unknown
    return _view(row)


def facts_of(row: Payment, actor: Actor) -> PayFacts:
    """Everything the rules may look at; the award side only for the award stream."""
    state = find(row.case_id).state
    side = None
    if row.stream == Stream.AWARD.value and row.claim_id is not None:
        side = award_side(row.case_id, row.claim_id)
    amount = Money(row.amount_minor, row.currency)
    handed = row.claim_id is not None and handover_of(row.claim_id) is not None
    waiting = pending_refusal(row.id)
    return PayFacts(
        payment=Terms(
            stream=Stream(row.stream),
            state=PayState(row.state),
            amount=amount,
            payee=PayeeClass(row.payee),
            drafter=row.drafted_by,
            approver=row.approved_by,
            refusal_by=waiting.proposed_by if waiting else None,
            refusers=refusers_of(row.id),
        ),
        actor=actor.officer_id,
        in_safety=state.stage in IN_SAFETY or state.stage is Stage.SETTLED,
        arrivals=state.arrivals,
        lost=state.lost,
        handed_over=handed,
        payee_checked=row.payee_checked,
        budget_room=_room(row, amount),
        deviation_written=row.deviation,
        item_awarded=_awarded(row),
        award=side,
    )


def _awarded(row: Payment) -> bool:
    """Whether another award for the item counts already, as the database's own rule asks."""
    if row.claim_id is None:
        return False
    rest = [PayState.NONE.value, PayState.REFUSED.value]
    others = Payment.objects.filter(claim_id=row.claim_id).exclude(id=row.id)
    return others.exclude(state__in=rest).exists()


def pending_refusal(payment_id: UUID) -> Refusal | None:
    """The refusal of this payment that waits for a second person."""
    return Refusal.objects.filter(payment_id=payment_id, state="pending").first()


def refusers_of(payment_id: UUID) -> frozenset[UUID]:
    """Everybody who stood behind a refusal of this payment."""
    rows = Refusal.objects.filter(payment_id=payment_id, state="decided")
    pairs = rows.values_list("proposed_by", "decided_by")
    return frozenset(one for pair in pairs for one in pair if one is not None)


def _room(row: Payment, amount: Money) -> bool:
    """Whether the budget line still holds this amount."""
    ceiling = ceilings()[Stream(row.stream)]
    if ceiling.currency != amount.currency:
        return False
    live = ["drafted", "approved", "released", "paid"]
    others = Payment.objects.filter(stream=row.stream, state__in=live).exclude(id=row.id)
    spent = sum(others.values_list("amount_minor", flat=True))
    return spent + amount.minor <= ceiling.minor


def handover_of(claim_id: UUID) -> Handover | None:
    """A handover before two people."""
    return Handover.objects.filter(claim_id=claim_id, second_by__isnull=False).first()


def paid_totals() -> list[Money]:
    """What the bank has paid, per currency (aggregate only)."""
    sums: dict[str, int] = {}
    rows = Payment.objects.filter(state=PayState.PAID.value)
    for minor, currency in rows.values_list("amount_minor", "currency"):
        sums[currency] = sums.get(currency, 0) + minor
    return [Money(minor, currency) for currency, minor in sorted(sums.items())]


def balances() -> list[tuple[str, Money]]:
    """(account, balance) of the whole ledger; their sum is zero per currency."""
    sums: dict[tuple[str, str], int] = {}
    for account, minor, currency in Posting.objects.values_list(
        "account", "amount_minor", "currency"
    ):
        sums[account, currency] = sums.get((account, currency), 0) + minor
    return [(account, Money(minor, cur)) for (account, cur), minor in sorted(sums.items())]


def facts_for_page(payment_id: UUID, actor: Actor) -> PayFacts:
    """Facts for showing what may be done (locks nothing for long)."""
    with transaction.atomic():
        row = Payment.objects.select_related("case").filter(id=payment_id).first()
        if row is None:
            raise Unknown
        return facts_of(row, actor)
