"""Moves money: draft, approve, release by three people, after arrival in safety only."""

from uuid import UUID

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import arrival_of
from safeconduct.casework.services import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.money import Money
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.contact.core.terms import ItemBody, ItemKind
from safeconduct.contact.queries import language_of
from safeconduct.contact.services import post_to_person
from safeconduct.materiel.queries import claim
from safeconduct.record.services import Act, act
from safeconduct.support.core.flow import FORGETS_PEOPLE, step
from safeconduct.support.core.ledger import lines_for
from safeconduct.support.core.rules import reasons_not_to_apply
from safeconduct.support.core.terms import (
    APPEAL,
    Because,
    Kind,
    PayAct,
    PayeeClass,
    PayState,
    Stream,
    WhyNot,
)
from safeconduct.support.models import (
    Entry,
    Handover,
    Payment,
    Posting,
    Refusal,
    Release,
    TakenBack,
)
from safeconduct.support.queries import facts_of, handover_of, pending_refusal
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import open_file

# What a conflict of interest shuts: what the bank did and what the person says are facts.
JUDGES = (PayAct.DRAFT, PayAct.APPROVE, PayAct.RELEASE, PayAct.PROPOSE_REFUSAL, PayAct.REFUSE)
NOTES = {
    PayAct.DRAFT: Kind.PAYMENT_DRAFTED,
    PayAct.APPROVE: Kind.PAYMENT_APPROVED,
    PayAct.RELEASE: Kind.PAYMENT_RELEASED,
    PayAct.CONFIRM_PAID: Kind.PAYMENT_PAID,
    PayAct.PAYMENT_FAILED: Kind.PAYMENT_FAILED,
    PayAct.PROPOSE_REFUSAL: Kind.REFUSAL_PROPOSED,
    PayAct.REFUSE: Kind.PAYMENT_REFUSED,
    PayAct.TURN_DOWN: Kind.REFUSAL_TURNED_DOWN,
    PayAct.APPEAL: Kind.PAYMENT_APPEALED,
}


def plan_payment(
    me: Signed,
    *,
    file_id: UUID,
    stream: Stream,
    amount: Money,
    payee: PayeeClass = PayeeClass.PERSON,
    claim_id: UUID | None = None,
    tariff_version: str = "",
    deviation: str = "",
) -> UUID:
    """Write a payment down (state none): nothing is drafted, promised or moved by it.

    Unknown off the case. `deviation`: the written reason for an amount that no rule gives;
    it is sealed.
    """
    require_member(me.actor, file_id, me.at)
    payment_id = new_id()
    sealed = None
    if deviation.strip():
        keys = open_file(me.keys, file_id)
        sealed = keys.seal(
            Compartment.PAYMENT, "support.payment.reason", payment_id, deviation.strip()
        )
    with act(me.actor, me.at):
        Payment.objects.create(
            id=payment_id,
            case=lock_case(file_id),
            stream=stream.value,
            state=PayState.NONE.value,
            payee=payee.value,
            amount_minor=amount.minor,
            currency=amount.currency,
            claim_id=claim_id,
            tariff_version=tariff_version,
            deviation=sealed is not None,
            sealed_reason=sealed,
            changed_at=me.at,
        )
    return payment_id


def _locked(payment_id: UUID) -> Payment:
    row = Payment.objects.select_for_update(no_key=True).filter(id=payment_id).first()
    if row is None:
        raise Unknown
    return row


def _apply(a: Act, me: Signed, row: Payment, wanted: PayAct) -> None:
    """Lock the case too (arrival, lost contact), ask every rule, move by compare-and-set."""
    lock_case(row.case_id)
    facts = facts_of(row, me.actor)
    if wanted in JUDGES:
        refuse_in_conflict(me.actor, [row.case_id])
    refuse_if(reasons_not_to_apply(wanted, facts, me.actor.roles))
    fresh = step(PayState(row.state), wanted)
    moved = Payment.objects.filter(id=row.id, state=row.state).update(
        state=fresh.value, changed_at=a.at, **_people_after(me, wanted)
    )
    if moved != 1:
        raise Conflict
    _post(a, row, wanted)
    a.note(NOTES[wanted], file=row.case_id, about=row.id, stream=row.stream)


def _people_after(me: Signed, wanted: PayAct) -> dict[str, UUID | None]:
    if wanted in FORGETS_PEOPLE:
        return {"drafted_by": None, "approved_by": None}
    column = {PayAct.DRAFT: "drafted_by", PayAct.APPROVE: "approved_by"}.get(wanted)
    return {column: me.actor.officer_id} if column else {}


def _post(a: Act, row: Payment, wanted: PayAct) -> None:
    lines = lines_for(wanted, Stream(row.stream), Money(row.amount_minor, row.currency))
    if not lines:
        return
    entry = Entry.objects.create(id=new_id(), payment=row, act=wanted.value, at=a.at)
    Posting.objects.bulk_create(
        Posting(
            id=new_id(),
            entry=entry,
            account=line.account,
            amount_minor=line.amount.minor,
            currency=line.amount.currency,
        )
        for line in lines
    )


def draft(me: Signed, payment_id: UUID) -> None:
    """Draft; Refused with every reason."""
    _plain(me, payment_id, PayAct.DRAFT)


def approve(me: Signed, payment_id: UUID) -> None:
    """Approve what somebody else drafted."""
    _plain(me, payment_id, PayAct.APPROVE)


def _plain(me: Signed, payment_id: UUID, wanted: PayAct) -> None:
    try:
        with act(me.actor, me.at) as a:
            _apply(a, me, _locked(payment_id), wanted)
    except IntegrityError as error:
        raise Conflict from error


def check_payee(me: Signed, payment_id: UUID, account: str) -> None:
    """Write down that the payee was checked; the account is sealed (payment compartment)."""
    with act(me.actor, me.at):
        row = _locked(payment_id)
        keys = open_file(me.keys, row.case_id)
        row.sealed_payee = keys.seal(
            Compartment.PAYMENT, "support.payment.payee", row.id, account.strip()
        )
        row.payee_checked = True
        row.save(update_fields=["sealed_payee", "payee_checked"])


def release(me: Signed, payment_id: UUID) -> None:
    """Let the money go: a third person, after two attestations of arrival (or a handover)."""
    with act(me.actor, me.at) as a:
        row = _locked(payment_id)
        _apply(a, me, row, PayAct.RELEASE)
        ukrainian = row.payee == PayeeClass.UKRAINIAN.value
        if row.drafted_by is None or row.approved_by is None:
            raise Conflict  # the rules named both a moment ago
        Release.objects.create(
            id=new_id(),
            payment=row,
            payee=row.payee,
            arrival=None if ukrainian else arrival_of(row.case_id),
            handover=handover_of(row.claim_id) if ukrainian and row.claim_id else None,
            drafted_by=row.drafted_by,
            approved_by=row.approved_by,
            released_by=me.actor.officer_id,
            at=a.at,
        )


def note_bank_answer(me: Signed, payment_id: UUID, paid: bool, reference: str) -> None:
    """Write down what the bank did; a fact, whatever became of the case."""
    wanted = PayAct.CONFIRM_PAID if paid else PayAct.PAYMENT_FAILED
    with act(me.actor, me.at) as a:
        row = _locked(payment_id)
        _apply(a, me, row, wanted)
        Payment.objects.filter(id=row.id).update(bank_reference=reference.strip()[:40])


def propose_refusal(me: Signed, payment_id: UUID, because: Because) -> None:
    """Propose to refuse, for one of the listed reasons; a second person decides."""
    with act(me.actor, me.at) as a:
        row = _locked(payment_id)
        _apply(a, me, row, PayAct.PROPOSE_REFUSAL)
        Refusal.objects.create(
            id=new_id(),
            payment=row,
            because=because.name,
            proposed_by=me.actor.officer_id,
            proposed_at=a.at,
        )


def refuse(me: Signed, payment_id: UUID) -> None:
    """The second person refuses; the applicant is told why, and how to appeal."""
    with act(me.actor, me.at) as a:
        row = _locked(payment_id)
        waiting = pending_refusal(payment_id)
        _apply(a, me, row, PayAct.REFUSE)
        if waiting is None:
            raise Conflict  # the rules saw it a moment ago
        Refusal.objects.filter(id=waiting.id).update(
            state="decided", decided_by=me.actor.officer_id, decided_at=a.at
        )
        _tell_refused(a, row, Because[waiting.because])


def _tell_refused(a: Act, row: Payment, because: Because) -> None:
    """Into the mailbox, for the person alone: what was refused, why, and how to appeal."""
    with translation.override(language_of(row.case_id)):
        head = gettext("A payment was refused: %(stream)s.") % {"stream": gettext(row.stream)}
        text = "\n\n".join([head, gettext(because.value), gettext(APPEAL)])
    post_to_person(a, row.case_id, ItemBody(ItemKind.ANSWER, text))


def turn_down(me: Signed, payment_id: UUID) -> None:
    """Turn a proposed refusal down, or take the own one back; the payment goes on."""
    with act(me.actor, me.at) as a:
        _apply(a, me, _locked(payment_id), PayAct.TURN_DOWN)
        Refusal.objects.filter(payment_id=payment_id, state="pending").update(state="dropped")


def appeal(me: Signed, payment_id: UUID) -> None:
    """Write down that the person appeals: the payment starts anew, with new people."""
    _plain(me, payment_id, PayAct.APPEAL)


def attest_handover(me: Signed, file_id: UUID, claim_id: UUID) -> bool:
    """Equipment given over before two people; returns whether it is complete.

    Both are on the case and handle equipment; Unknown for a claim of another case.
    """
    require_member(me.actor, file_id, me.at)
    if claim(claim_id).file_id != file_id:
        raise Unknown
    refuse_if([] if may(me.actor, Permission.ITEM_MOVE) else [WhyNot.ROLE])
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        refuse_in_conflict(me.actor, [file_id])
        row = Handover.objects.filter(claim_id=claim_id).first()
        if row is None:
            row = Handover.objects.create(
                id=new_id(), claim_id=claim_id, first_by=me.actor.officer_id, at=me.at
            )
        elif row.second_by is not None or row.first_by == me.actor.officer_id:
            raise Refused([WhyNot.HANDOVER_TWICE])
        else:
            row.second_by = me.actor.officer_id
            row.save(update_fields=["second_by"])
        a.note(Kind.HANDOVER_ATTESTED, file=file_id, about=claim_id)
        return row.second_by is not None


def note_taken_back(a: Act) -> int:
    """Put on the record what the database took back when vetting was re-opened."""
    rows = list(TakenBack.objects.select_related("payment").filter(noted=False))
    for row in rows:
        a.note(Kind.PAYMENT_TAKEN_BACK, file=row.payment.case_id, about=row.payment_id)
    TakenBack.objects.filter(id__in=[row.id for row in rows]).update(noted=True)
    return len(rows)
