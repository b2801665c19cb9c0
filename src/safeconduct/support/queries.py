"""Reads payments for the treasury and for the case page; no content of a case."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import files_of_officer
from safeconduct.casework.core.terms import IN_SAFETY, CaseState, Stage
from safeconduct.casework.queries import ask_views, find
from safeconduct.common.keyset import Position, Slice
from safeconduct.common.money import Money
from safeconduct.common.refusal import Unknown
from safeconduct.support.award import ask_award_sides, award_side
from safeconduct.support.core.catalogue import ceilings
from safeconduct.support.core.terms import (
    AwardSide,
    PayeeClass,
    PayFacts,
    PayState,
    Stream,
)
from safeconduct.support.core.terms import Payment as Terms
from safeconduct.support.models import Handover, Payment, Posting, Refusal
from safeconduct.web.among import among
from safeconduct.web.keyset import PAGE, Order, turn
from safeconduct.web.together import Reads, both, each, prepared, read, rows_of

WAITING = 50  # payments of one queue on My work; the treasury lists all
BY_CHANGE = Order(("changed_at", "id"), (datetime, UUID), descending=True)
LIVE = ("drafted", "approved", "released", "paid")
TO_DRAFT = ("none",)  # only there the budget is asked for


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


def _view(row: Payment, alias: str | None = None) -> PaymentView:
    return PaymentView(
        row.id, row.case_id, alias or row.case.alias, Stream(row.stream), PayState(row.state),
        Money(row.amount_minor, row.currency), PayeeClass(row.payee), row.claim_id,
        row.tariff_version, row.changed_at, row.drafted_by, row.approved_by,
        row.bank_reference, row.deviation,
    )  # fmt: skip


def payments(position: Position | None = None, limit: int = PAGE) -> Slice[PaymentView]:
    """A page of the treasury's list, latest change first."""
    page = turn(BY_CHANGE, position, Payment.objects.all(), limit=limit)
    ids = [one for *_, one in page.rows if isinstance(one, UUID)]
    found = {row.id: row for row in Payment.objects.select_related("case").filter(id__in=ids)}
    rows = tuple(_view(found[one]) for one in ids if one in found)
    return Slice(rows, page.start, page.newer, page.older)


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
    """Everything the rules may look at; the award side, locked, only for the award stream."""
    state, sides = find(row.case_id).state, {}
    if row.stream == Stream.AWARD.value and row.claim_id is not None:
        sides[row.claim_id] = award_side(row.case_id, row.claim_id)
    return _facts(row, state, actor, read(_ask_known([row], sides)))


@dataclass(frozen=True)
class Known:
    """What was read of several payments: by payment, by claim, by stream."""

    refusals: dict[UUID, list[Refusal]]
    handed_over: set[UUID]
    counting: set[tuple[UUID | None, UUID]]  # (claim, payment) of awards that count
    spent: dict[str, int]
    sides: dict[UUID, AwardSide]


def _ask_known(
    rows: Sequence[Payment], locked: dict[UUID, AwardSide] | None = None
) -> Reads[Known]:
    """`locked`: the award sides, where they are locked; read for showing only without them."""
    awards = {row.claim_id: row.case_id for row in rows if row.claim_id is not None}
    asked = {row.stream for row in rows if locked is not None or row.state in TO_DRAFT}
    refusals, handed, counting, spent, sides = yield from each(
        [
            rows_of(_refusals([row.id for row in rows])),
            ask_handed_over(awards),
            rows_of(_counting(list(awards))) if awards else [],
            rows_of(_spent(tuple(sorted(asked)))) if asked else [],
            ask_award_sides(awards) if awards and locked is None else locked or {},
        ]
    )
    by_payment: dict[UUID, list[Refusal]] = defaultdict(list)
    for one in refusals:
        by_payment[one.payment_id].append(one)
    return Known(by_payment, handed, set(counting), dict(spent), sides)


def _facts(row: Payment, case: CaseState, actor: Actor, known: Known) -> PayFacts:
    amount = Money(row.amount_minor, row.currency)
    refusals = known.refusals.get(row.id, [])
    decided = [one for one in refusals if one.state == "decided"]
    people = {person for one in decided for person in (one.proposed_by, one.decided_by)}
    others = {payment for claim, payment in known.counting if claim == row.claim_id}
    return PayFacts(
        payment=Terms(
            stream=Stream(row.stream),
            state=PayState(row.state),
            amount=amount,
            payee=PayeeClass(row.payee),
            drafter=row.drafted_by,
            approver=row.approved_by,
            refusal_by=next((x.proposed_by for x in refusals if x.state == "pending"), None),
            refusers=frozenset(person for person in people if person is not None),
        ),
        actor=actor.officer_id,
        in_safety=case.stage in IN_SAFETY or case.stage is Stage.SETTLED,
        arrivals=case.arrivals,
        lost=case.lost,
        handed_over=row.claim_id in known.handed_over,
        payee_checked=row.payee_checked,
        budget_room=_room(row, amount, known.spent.get(row.stream, 0)),
        deviation_written=row.deviation,
        item_awarded=bool(others - {row.id}),
        award=known.sides.get(row.claim_id) if row.claim_id else None,
    )


@prepared
def _refusals(payment_ids: list[UUID]) -> QuerySet[Refusal]:
    return Refusal.objects.filter(among("payment_id", payment_ids))


@prepared
def _counting(claim_ids: list[UUID]) -> QuerySet[Payment, tuple[UUID | None, UUID]]:
    """(claim, payment) of awards that count, as the database's own rule asks."""
    rest = [PayState.NONE.value, PayState.REFUSED.value]
    rows = Payment.objects.filter(among("claim_id", claim_ids)).exclude(state__in=rest)
    return rows.values_list("claim_id", "id")


@prepared
def _spent(streams: tuple[str, ...]) -> QuerySet[Payment, tuple[str, int]]:
    """What these budget lines have given away so far, or hold ready."""
    rows = Payment.objects.filter(stream__in=streams, state__in=LIVE).order_by("stream")
    return rows.values_list("stream").annotate(spent=Sum("amount_minor"))


def pending_refusal(payment_id: UUID) -> Refusal | None:
    """The refusal of this payment that waits for a second person."""
    return Refusal.objects.filter(payment_id=payment_id, state="pending").first()


def _room(row: Payment, amount: Money, spent: int) -> bool:
    """Whether the budget line still holds this amount; `spent` counts the payment, if it is."""
    ceiling = ceilings()[Stream(row.stream)]
    if ceiling.currency != amount.currency:
        return False
    others = spent - amount.minor if row.state in LIVE else spent
    return others + amount.minor <= ceiling.minor


def handover_of(claim_id: UUID) -> Handover | None:
    """A handover before two people."""
    return Handover.objects.filter(claim_id=claim_id, second_by__isnull=False).first()


def ask_handed_over(claim_ids: Iterable[UUID]) -> Reads[set[UUID]]:
    """Those of these claims that were handed over before two people."""
    wanted = list(claim_ids)
    return set((yield from rows_of(_handed(wanted)))) if wanted else set()


@prepared
def _handed(claim_ids: list[UUID]) -> QuerySet[Handover, UUID]:
    rows = Handover.objects.filter(among("claim_id", claim_ids), second_by__isnull=False)
    return rows.values_list("claim_id", flat=True)


def balances() -> list[tuple[str, Money]]:
    """(account, balance) of the whole ledger; their sum is zero per currency."""
    rows = Posting.objects.order_by("account", "currency").values_list("account", "currency")
    sums = rows.annotate(minor=Sum("amount_minor"))
    return [(account, Money(int(minor), currency)) for account, currency, minor in sums]


Steps = tuple[tuple[str, str], ...]  # (stream, state)


def ask_at_step(
    actor: Actor, at: datetime, steps: Steps, refusals: Steps, checks: Steps
) -> Reads[list[tuple[PaymentView, PayFacts, bool]]]:
    """The payments that wait longest at one of these steps, each with the facts about it.

    `refusals`: only those with a refusal that waits; `checks`: only those of the officer's own
    cases of which the payee was not checked; these have True beside them.
    """
    several = yield from each(
        [
            rows_of(_at_step(steps)) if steps else [],
            rows_of(_with_refusal(refusals)) if refusals else [],
            rows_of(_unchecked(checks, actor.officer_id, at)) if checks else [],
        ]
    )
    rows = {row.id: row for found in several for row in found}
    if not rows:
        return []
    waiting = sorted(rows.values(), key=lambda row: (row.changed_at, row.id))[:WAITING]
    files = sorted({row.case_id for row in waiting})
    unchecked = {row.id for row in several[-1]}
    known, cases = yield from both(_ask_known(waiting), ask_views(files))
    found = []
    for row in waiting:
        case = cases[row.case_id]
        facts = _facts(row, case.state, actor, known)
        found.append((_view(row, case.alias), facts, row.id in unchecked))
    return found


@prepared
def _at_step(steps: Steps) -> QuerySet[Payment]:
    return _first(steps)


@prepared
def _with_refusal(steps: Steps) -> QuerySet[Payment]:
    waits = Refusal.objects.filter(payment=OuterRef("pk"), state="pending")
    return _first(steps, Exists(waits))


@prepared
def _unchecked(steps: Steps, officer_id: UUID, at: datetime) -> QuerySet[Payment]:
    mine = files_of_officer(officer_id, at)
    return _first(steps, Q(payee_checked=False), Q(case_id__in=mine))


def _first(steps: Steps, *also: Q | Exists) -> QuerySet[Payment]:
    here = reduce(or_, (Q(stream=stream, state=state) for stream, state in steps))
    rows = Payment.objects.defer("sealed_payee", "sealed_reason")
    return rows.filter(here, *also).order_by("changed_at", "id")[:WAITING]


def facts_for_page(payment_id: UUID, actor: Actor) -> PayFacts:
    """Facts for showing what may be done (locks nothing for long)."""
    with transaction.atomic():
        row = Payment.objects.select_related("case").filter(id=payment_id).first()
        if row is None:
            raise Unknown
        return facts_of(row, actor)
