"""Help in kind before arrival: one person asks, another agrees, a vendor is paid."""

from uuid import UUID

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.money import Money
from safeconduct.common.refusal import Conflict, Unknown, refuse_if
from safeconduct.passage.core.catalogue import ceiling_of
from safeconduct.passage.core.rules import reasons_not_to_spend
from safeconduct.passage.core.terms import CostKind, DeskRole, Kind, SpendFacts, WhyNot
from safeconduct.passage.models import CostRow, CrossingRow
from safeconduct.passage.services.go import desk_role, desk_role_of, enter, lock_crossing
from safeconduct.record.services import act

# Asking is the first person's half: what only the second person can bring is not asked yet.
SECOND_HALF = frozenset({WhyNot.SECOND_PERSON_MISSING, WhyNot.APPROVER_ROLE})


def _spent(crossing: CrossingRow, kind: CostKind) -> Money:
    """What was agreed for this kind so far."""
    rows = CostRow.objects.filter(crossing=crossing, kind=kind.value, agreed_by__isnull=False)
    total = sum(rows.values_list("amount_minor", flat=True))
    return Money(total, ceiling_of(kind).currency)


def ask_in_kind(
    me: Signed,
    file_id: UUID,
    kind: CostKind,
    amount: Money,
    vendor: str,
    *,
    cash_to_person: bool = False,
) -> UUID:
    """Ask for help in kind from a vendor; returns its id. Cash to the person is refused."""
    enter(me, file_id, Permission.NOTICE_PROPOSE)
    with act(me.actor, me.at) as a:
        crossing = lock_crossing(file_id)
        facts = SpendFacts(
            kind=kind,
            amount=amount,
            spent=_spent(crossing, kind),
            ceiling=ceiling_of(kind),
            cash_to_person=cash_to_person,
            asked_by=me.actor.officer_id.hex,
            asker_role=desk_role(me.actor.roles),
            agreed_by="",
            agreer_role=DeskRole.OTHER,
        )
        refuse_if([why for why in reasons_not_to_spend(facts) if why not in SECOND_HALF])
        row = CostRow.objects.create(
            id=new_id(),
            crossing=crossing,
            kind=kind.value,
            amount_minor=amount.minor,
            currency=amount.currency,
            ceiling_minor=ceiling_of(kind).minor,
            vendor=vendor,
            asked_by=me.actor.officer_id,
            asked_at=me.at,
        )
        a.note(Kind.COST_ASKED, file=file_id, about=row.id, help=kind.value)
    return row.id


def agree_in_kind(me: Signed, file_id: UUID, cost_id: UUID) -> None:
    """A second person agrees to help in kind, while it still fits under the ceiling."""
    enter(me, file_id, Permission.NOTICE_APPROVE)
    with act(me.actor, me.at) as a:
        crossing = lock_crossing(file_id)
        refuse_in_conflict(me.actor, [file_id])
        row = CostRow.objects.filter(id=cost_id, crossing=crossing).first()
        if row is None:
            raise Unknown
        kind = CostKind(row.kind)
        facts = SpendFacts(
            kind=kind,
            amount=Money(row.amount_minor, row.currency),
            spent=_spent(crossing, kind),
            ceiling=ceiling_of(kind),
            cash_to_person=False,
            asked_by=row.asked_by.hex,
            asker_role=desk_role_of(row.asked_by),
            agreed_by=me.actor.officer_id.hex,
            agreer_role=desk_role(me.actor.roles),
        )
        refuse_if(reasons_not_to_spend(facts))
        waiting = CostRow.objects.filter(id=row.id, agreed_by__isnull=True)
        if waiting.update(agreed_by=me.actor.officer_id, agreed_at=me.at) != 1:
            raise Conflict
        a.note(Kind.COST_APPROVED, file=file_id, about=row.id, help=kind.value)
