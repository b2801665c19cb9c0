"""Reads payments for the treasury and for the case page; no content of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

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
from safeconduct.web.together import Reads, read, rows_of


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
    return read(ask_payments(file_id))


def ask_payments(file_id: UUID) -> Reads[list[PaymentView]]:
    """As `payments_of`, together with other reads."""
    rows = Payment.objects.select_related("case").filter(case_id=file_id)
    rows = rows.order_by("stream", "changed_at")
    yield [rows]
    return [_view(row) for row in rows]


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
    spent = others.aggregate(spent=Sum("amount_minor"))["spent"] or 0
    return spent + amount.minor <= ceiling.minor


def handover_of(claim_id: UUID) -> Handover | None:
    """A handover before two people."""
    return Handover.objects.filter(claim_id=claim_id, second_by__isnull=False).first()


def ask_handed_over(claim_ids: Iterable[UUID]) -> Reads[set[UUID]]:
    """Those of these claims that were handed over before two people."""
    rows = Handover.objects.filter(claim_id__in=list(claim_ids), second_by__isnull=False)
    found = yield from rows_of(rows.values_list("claim_id", flat=True))
    return set(found)


def paid_totals() -> list[Money]:
    """What the bank has paid, per currency (aggregate only)."""
    rows = Payment.objects.filter(state=PayState.PAID.value).order_by("currency")
    sums = rows.values_list("currency").annotate(minor=Sum("amount_minor"))
    return [Money(int(minor), currency) for currency, minor in sums]


def balances() -> list[tuple[str, Money]]:
    """(account, balance) of the whole ledger; their sum is zero per currency."""
    rows = Posting.objects.order_by("account", "currency").values_list("account", "currency")
    sums = rows.annotate(minor=Sum("amount_minor"))
    return [(account, Money(int(minor), currency)) for account, currency, minor in sums]


def facts_for_page(payment_id: UUID, actor: Actor) -> PayFacts:
    """Facts for showing what may be done (locks nothing for long)."""
    with transaction.atomic():
        row = Payment.objects.select_related("case").filter(id=payment_id).first()
        if row is None:
            raise Unknown
        return facts_of(row, actor)
