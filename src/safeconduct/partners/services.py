"""What officers do about partners: propose, confirm as another, end, look at answers."""

import base64
import hashlib
import os
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import find
from safeconduct.casework.services import finish
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.partners.core import rules
from safeconduct.partners.core.terms import (
    SEE_ANSWER,
    TOKEN_BYTES,
    TOKEN_MARK,
    Basis,
    Kind,
    Matter,
    PartnerClass,
    Scope,
    WhyNot,
)
from safeconduct.partners.models import (
    Ack,
    ByTwo,
    Delivery,
    Endpoint,
    Partner,
    Share,
    Token,
)
from safeconduct.record.services import Act, act

TABLES: dict[Matter, type[ByTwo]] = {
    Matter.PARTNER: Partner,
    Matter.TOKEN: Token,
    Matter.ENDPOINT: Endpoint,
    Matter.SHARE: Share,
}


def propose_partner(me: Signed, name: str, category: PartnerClass) -> UUID:
    """Name an organisation; it counts when a second person has confirmed it."""
    with act(me.actor, me.at) as a:
        refuse_if(_role(me, Matter.PARTNER))
        taken = Partner.objects.filter(name=name.strip()).exists()
        refuse_if(rules.reasons_not_to_name(name, taken))
        return _propose(a, me, Partner(name=name.strip(), category=category.value))


def issue_token(
    me: Signed, partner_id: UUID, scopes: Collection[Scope], days: int
) -> tuple[UUID, str]:
    """(id, the token in words to be shown once); it works once a second person confirmed it."""
    secret = os.urandom(TOKEN_BYTES)
    with act(me.actor, me.at) as a:
        refuse_if(_role(me, Matter.TOKEN) + _not_ready(_partner(partner_id)))
        refuse_if(rules.reasons_not_to_issue(scopes, days))
        row = Token(
            partner_id=partner_id,
            digest=hashlib.sha256(secret).digest(),
            scopes=sorted(scopes),
            expires_at=me.at + timedelta(days=days),
        )
        made = _propose(a, me, row)
    return made, TOKEN_MARK + base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def propose_endpoint(me: Signed, partner_id: UUID, url: str) -> UUID:
    """Name an address of the partner that is told of events."""
    with act(me.actor, me.at) as a:
        refuse_if(_role(me, Matter.ENDPOINT) + _not_ready(_partner(partner_id)))
        refuse_if(rules.reasons_not_to_call(url, plain=settings.HOOKS_TO_LOOPBACK))
        return _propose(a, me, Endpoint(partner_id=partner_id, url=url))


def propose_share(me: Signed, file_id: UUID, partner_id: UUID, basis: Basis) -> UUID:
    """Propose that a partner may see where this case stands: clear columns, no content."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        partner = _partner(partner_id)
        refuse_if(_role(me, Matter.SHARE) + _not_ready(partner))
        shared = Share.objects.filter(
            partner=partner, file_id=file_id, ended_at__isnull=True
        ).exists()
        is_open = find(file_id).is_open
        refuse_if(rules.reasons_not_to_share(is_open=is_open, shared=shared))
        return _propose(a, me, Share(partner=partner, file_id=file_id, basis=basis.name))


def confirm(me: Signed, sort: Matter, row_id: UUID) -> None:
    """Agree, as a second person, to what another proposed; it counts from now on."""
    with act(me.actor, me.at) as a:
        row = _locked(me, sort, row_id)
        refuse_if(rules.reasons_not_to_confirm(_standing(me, sort, row), me.at))
        _write(sort, row, confirmed_by=me.actor.officer_id, confirmed_at=me.at)
        _note(a, sort, "confirmed", row)


def end(me: Signed, sort: Matter, row_id: UUID) -> None:
    """End it, or turn a proposal down: one person is enough, for less is told then."""
    with act(me.actor, me.at) as a:
        row = _locked(me, sort, row_id)
        refuse_if(rules.reasons_not_to_end(_standing(me, sort, row)))
        _write(sort, row, ended_by=me.actor.officer_id, ended_at=me.at)
        _note(a, sort, "ended", row)


def see(me: Signed, ack_id: UUID) -> UUID:
    """Mark a partner's answer as seen; returns the case. Twice does no harm."""
    with act(me.actor, me.at) as a:
        row = (
            Ack.objects.select_for_update(no_key=True, of=("self",))
            .select_related("share")
            .filter(id=ack_id)
            .first()
        )
        if row is None:
            raise Unknown
        require_member(me.actor, row.share.file_id, me.at)
        refuse_if(_role(me, Matter.SHARE))
        if row.seen_at is None:
            Ack.objects.filter(id=ack_id).update(seen_by=me.actor.officer_id, seen_at=me.at)
            a.note(Kind.ANSWER_SEEN, file=row.share.file_id, about=row.id, answer=row.answer)
            others = Ack.objects.filter(share__file_id=row.share.file_id, seen_at=None)
            if not others.exists():
                finish(a, me.actor, row.share.file_id, SEE_ANSWER)
    return row.share.file_id


def send_again(me: Signed, delivery_id: UUID) -> UUID:
    """Try a delivery that was given up from the beginning; returns the partner's id."""
    with act(me.actor, me.at) as a:
        refuse_if(_role(me, Matter.ENDPOINT))
        row = (
            Delivery.objects.select_for_update(no_key=True, of=("self",))
            .select_related("endpoint")
            .filter(id=delivery_id)
            .first()
        )
        if row is None:
            raise Unknown
        if row.done_at is None and row.due_at is None:
            Delivery.objects.filter(id=delivery_id).update(due_at=me.at, tries=0)
            a.note(Kind.DELIVERY_AGAIN, about=row.id)
    return row.endpoint.partner_id


def _propose(a: Act, me: Signed, row: ByTwo) -> UUID:
    row.id, row.made_by, row.made_at = new_id(), me.actor.officer_id, me.at
    row.save(force_insert=True)
    sort = next(sort for sort, table in TABLES.items() if isinstance(row, table))
    _note(a, sort, "proposed", row)
    return row.id


def _note(a: Act, sort: Matter, what: str, row: ByTwo) -> None:
    file_id = row.file_id if isinstance(row, Share) else None
    a.note(Kind(f"partners.{sort.value}.{what}"), file=file_id, about=row.id)


def _write(sort: Matter, row: ByTwo, **values: object) -> None:
    TABLES[sort]._default_manager.filter(id=row.id).update(**values)


def _locked(me: Signed, sort: Matter, row_id: UUID) -> ByTwo:
    """The row, locked; Unknown when there is none, or it is of a case of others."""
    rows = TABLES[sort]._default_manager.select_for_update(no_key=True)
    row = rows.filter(id=row_id).first()
    if row is None:
        raise Unknown
    if isinstance(row, Share):
        require_member(me.actor, row.file_id, me.at)
    return row


def _partner(partner_id: UUID) -> Partner:
    row = Partner.objects.select_for_update(no_key=True).filter(id=partner_id).first()
    if row is None:
        raise Unknown
    return row


def _standing(me: Signed, sort: Matter, row: ByTwo) -> rules.Standing:
    partner = None if isinstance(row, Partner) else _partner(getattr(row, "partner_id"))  # noqa: B009
    return rules.Standing(
        actor=me.actor.officer_id,
        may=not _role(me, sort),
        made_by=row.made_by,
        made_at=row.made_at,
        confirmed=row.confirmed_at is not None,
        ended=row.ended_at is not None,
        partner_ready=partner is None or not _not_ready(partner),
    )


def _not_ready(partner: Partner) -> list[WhyNot]:
    ready = partner.confirmed_at is not None and partner.ended_at is None
    return [] if ready else [WhyNot.PARTNER_WAITS]


def _role(me: Signed, sort: Matter) -> list[WhyNot]:
    permission = Permission.CASE_SHARE if sort is Matter.SHARE else Permission.PARTNER_MANAGE
    return [] if may(me.actor, permission) else [WhyNot.ROLE]
