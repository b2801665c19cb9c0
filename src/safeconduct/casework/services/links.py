"""Links between two cases, made and ended by two officers who work on both.

Their lines on the record name no file, so that no case tells of a link to whoever does not work
on the other one.
"""

from uuid import UUID

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.queries import is_member, standing_roles
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.links import (
    CHOSEN,
    LINK_LIFE,
    LinkFacts,
    LinkKind,
    reasons_not_to_confirm_link,
)
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import Case, Link
from safeconduct.casework.services.state import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.record.services import Act, act


def propose_link(me: Signed, file_id: UUID, other: UUID | None, kind: LinkKind) -> UUID:
    """Propose that two cases belong together; the same link proposed anew is the first.

    A case the officer is not on is answered like one that is not there. Unknown without the
    first case.
    """
    if not is_member(me.actor, file_id, me.at):
        raise Unknown
    if other is None or other == file_id or not is_member(me.actor, other, me.at):
        raise Refused([WhyNot.NO_OTHER_CASE])
    there = Case.objects.filter(file_id=other).exists()
    refuse_if([] if there and kind in CHOSEN else [WhyNot.NO_OTHER_CASE])
    low, high = sorted((file_id, other))
    with act(me.actor, me.at) as a:
        for one in (low, high):
            lock_case(one)
        row = Link.objects.filter(low_id=low, high_id=high, kind=kind, ended_at=None).first()
        if row and (row.confirmed_by or row.proposed_at > me.at - LINK_LIFE):
            return row.id
        if row:
            Link.objects.filter(id=row.id).update(ended_at=me.at)
        return make_link(a, me.actor.officer_id, low, high, kind)


def make_link(
    a: Act, by: UUID, low: UUID, high: UUID, kind: LinkKind, confirmed_by: UUID | None = None
) -> UUID:
    """Write a link down, proposed or made by two; call with both cases locked, inside `act`."""
    low, high = sorted((low, high))
    row = Link.objects.create(
        id=new_id(),
        low_id=low,
        high_id=high,
        kind=kind.value,
        proposed_by=by,
        proposed_at=a.at,
        confirmed_by=confirmed_by,
    )
    told = Kind.LINK_AGREED if confirmed_by else Kind.LINK_PROPOSED
    a.note(told, about=row.id, link=kind.name)
    return row.id


def propose_end(me: Signed, link_id: UUID) -> None:
    """Propose that a link ends; nothing changes until somebody else confirms."""
    with act(me.actor, me.at) as a:
        row = _lock(me, link_id)
        refuse_if([] if row.confirmed_by and row.ended_at is None else [WhyNot.PROPOSAL_ENDED])
        row.end_proposed_by, row.end_proposed_at = me.actor.officer_id, me.at
        row.save(update_fields=["end_proposed_by", "end_proposed_at"])
        a.note(Kind.LINK_PROPOSED, about=row.id, link=LinkKind(row.kind).name, ends=1)


def confirm_link(me: Signed, link_id: UUID) -> None:
    """The second person confirms a link, or its end: another officer who works on both."""
    with act(me.actor, me.at) as a:
        row = _lock(me, link_id)
        refuse_in_conflict(me.actor, [row.low_id, row.high_id])
        ending = row.confirmed_by is not None
        by, since = (
            (row.end_proposed_by, row.end_proposed_at)
            if ending
            else (row.proposed_by, row.proposed_at)
        )
        if by is None or since is None:  # made already, and nobody wants it to end
            raise Refused([WhyNot.PROPOSAL_ENDED])
        waits = row.ended_at is None and since > me.at - LINK_LIFE
        on_both = all(standing_roles(by, one) for one in (row.low_id, row.high_id))
        facts = LinkFacts(waits, by, me.actor.officer_id, on_both)
        refuse_if(reasons_not_to_confirm_link(facts))
        if ending:
            row.ended_by, row.ended_at = me.actor.officer_id, me.at
        else:
            row.confirmed_by = me.actor.officer_id
        row.save(update_fields=["confirmed_by", "ended_by", "ended_at"])
        a.note(
            Kind.LINK_ENDED if ending else Kind.LINK_AGREED,
            about=row.id,
            link=LinkKind(row.kind).name,
        )


def drop_link(me: Signed, link_id: UUID) -> None:
    """Take back or turn down what waits: a link that is not made, or an end that is not."""
    with act(me.actor, me.at) as a:
        row = _lock(me, link_id)
        waits = row.confirmed_by is None or row.end_proposed_by is not None
        refuse_if([] if row.ended_at is None and waits else [WhyNot.PROPOSAL_ENDED])
        if row.confirmed_by is None:
            row.ended_at = me.at
        row.end_proposed_by = row.end_proposed_at = None
        row.save(update_fields=["ended_at", "end_proposed_by", "end_proposed_at"])
        a.note(Kind.LINK_DROPPED, about=row.id, link=LinkKind(row.kind).name)


def _lock(me: Signed, link_id: UUID) -> Link:
    """The link's row, locked; Unknown unless the officer works on both cases."""
    row = Link.objects.select_for_update(no_key=True).filter(id=link_id).first()
    if row is None or not all(
        is_member(me.actor, one, me.at) for one in (row.low_id, row.high_id)
    ):
        raise Unknown
    return row
