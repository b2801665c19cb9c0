"""Writes recipients and referrals: two people, a closed list, an answer before a move."""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.accounts.queries import is_member, require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.referral import (
    CONSENT,
    GOES_ON,
    Class,
    Event,
    Ground,
    ReferralFacts,
    State,
    WhyNot,
    reasons_not_to_name,
    reasons_not_to_propose,
    step,
)
from safeconduct.casework.core.terms import OPEN, Kind, Stage
from safeconduct.casework.queries.content import consents
from safeconduct.casework.queries.referrals import PLACE
from safeconduct.casework.referring import Recipient, Referral
from safeconduct.casework.services.state import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import open_file


def write_recipient(me: Signed, recipient_class: Class, name: str) -> UUID:
    """Put an organisation on the list; it receives nobody until another officer confirms."""
    _may_list(me)
    refuse_if(reasons_not_to_name(name))
    try:
        with act(me.actor, me.at) as a, transaction.atomic():
            row = Recipient.objects.create(
                id=new_id(),
                recipient_class=recipient_class.name,
                name=name,
                made_by=me.actor.officer_id,
                made_at=me.at,
            )
            a.note(Kind.RECIPIENT_PROPOSED, about=row.id, recipient=recipient_class.name)
    except IntegrityError as error:  # the same name stands there
        raise Refused([WhyNot.NOT_NAMED]) from error
    return row.id


def decide_recipient(me: Signed, recipient_id: UUID, keep: bool) -> None:
    """Confirm a recipient that somebody else wrote down, or take one off the list."""
    _may_list(me)
    with act(me.actor, me.at) as a:
        rows = Recipient.objects.select_for_update(no_key=True).filter(ended_by=None)
        row = rows.filter(id=recipient_id).first()
        if row is None:
            raise Unknown
        if not keep:
            Recipient.objects.filter(id=row.id).update(ended_by=me.actor.officer_id)
            a.note(Kind.RECIPIENT_ENDED, about=row.id, recipient=row.recipient_class)
        elif row.agreed_by is None:
            own = row.made_by == me.actor.officer_id
            refuse_if([WhyNot.MADE_BY_YOU] if own else [])
            Recipient.objects.filter(id=row.id).update(agreed_by=me.actor.officer_id)
            a.note(Kind.RECIPIENT_AGREED, about=row.id, recipient=row.recipient_class)


def _may_list(me: Signed) -> None:
    refuse_if([] if may(me.actor, Permission.RECIPIENT_WRITE) else [WhyNot.ROLE])


def propose_referral(
    me: Signed,
    file_id: UUID,
    recipient_id: UUID,
    ground: Ground,
    parts: Iterable[Compartment],
    note: str,
) -> UUID:
    """Propose a referral: what is passed on, to whom and why. Nothing leaves by it."""
    require_member(me.actor, file_id, me.at)
    keys = open_file(me.keys, file_id)
    refuse_if([] if Role.CASE_OFFICER in me.actor.roles else [WhyNot.ROLE])
    if not keys.may_open(Compartment.CONTACT):
        raise Refused([Vault.NO_KEY])
    wanted = frozenset(parts)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        going = Referral.objects.filter(case=case, state__in=[one.value for one in GOES_ON])
        known = Recipient.objects.filter(
            id=recipient_id, agreed_by__isnull=False, ended_by=None
        )
        facts = ReferralFacts(
            case_open=Stage(case.stage) in OPEN,
            goes_on=going.exists(),
            recipient_agreed=known.exists(),
            ground=ground,
            consented=consents(file_id).get(CONSENT, False),
            words=bool(note.strip()),
            parts=wanted,
        )
        refuse_if(reasons_not_to_propose(facts))
        row_id = new_id()
        Referral.objects.create(
            id=row_id,
            case=case,
            recipient_id=recipient_id,
            ground=ground.name,
            parts=sorted(one.value for one in wanted),
            sealed=keys.seal(Compartment.CONTACT, PLACE, row_id, note.strip()),
            proposed_by=me.actor.officer_id,
            proposed_at=me.at,
        )
        a.note(Kind.REFERRAL_PROPOSED, file=file_id, about=row_id, ground=ground.name)
    return row_id


def answer_referral(me: Signed, referral_id: UUID, event: Event) -> UUID:
    """Write down the receiver's answer, or take the referral back; returns the file id."""
    with act(me.actor, me.at) as a:
        row = Referral.objects.select_for_update(no_key=True).filter(id=referral_id).first()
        if row is None or not is_member(me.actor, row.case_id, me.at):
            raise Unknown
        refuse_if([] if Role.CASE_OFFICER in me.actor.roles else [WhyNot.ROLE])
        if event is Event.HAND_OVER:  # only the act of the case does that
            raise Refused([WhyNot.OTHER_STEP])
        _step(a, row, event, me.actor.officer_id)
    return row.case_id


def hand_over(a: Act, file_id: UUID) -> None:
    """The case was referred: its accepted referral is done (inside the act of the case)."""
    row = Referral.objects.select_for_update(no_key=True).get(
        case_id=file_id, state=State.ACCEPTED.value
    )
    _step(a, row, Event.HAND_OVER, None)


def _step(a: Act, row: Referral, event: Event, by: UUID | None) -> None:
    fresh = step(State(row.state), event)
    if fresh is None:
        raise Refused([WhyNot.OTHER_STEP])
    answered = {"answered_by": by, "answered_at": a.at} if by else {}
    Referral.objects.filter(id=row.id).update(state=fresh.value, **answered)
    a.note(Kind.REFERRAL_MOVED, file=row.case_id, about=row.id, referral=fresh.name)
