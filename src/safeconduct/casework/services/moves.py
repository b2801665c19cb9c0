"""One function applies every act of the table; views cannot go around it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import is_member, require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.flow import (
    TABLE,
    reasons_not_to,
    reasons_not_to_apply,
    step,
)
from safeconduct.casework.core.terms import (
    CaseAct,
    Confirm,
    Kind,
    WhyNot,
)
from safeconduct.casework.models import (
    Case,
    Proposal,
)
from safeconduct.casework.queries import facts_of, state_of
from safeconduct.casework.services.state import lock_case, save_state
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.record.services import Act, act

PROPOSAL_LIFE = timedelta(hours=24)


def apply(
    me: Signed,
    file_id: UUID,
    wanted: CaseAct,
    confirmed: frozenset[Confirm],
    version: int,
    merged_into: UUID | None = None,
) -> bool:
    """Do an act of the table, or propose it when it needs a second person.

    Returns whether it was done (False: it waits). Refused with every reason; Conflict when the
    case moved since the page was made.
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        if case.version != version:
            raise Conflict
        facts = facts_of(case, me.at, confirmed)
        refuse_if(
            [
                *reasons_not_to_apply(wanted, facts, me.actor.roles),
                *_reasons_about_other(wanted, file_id, merged_into),
            ]
        )
        if TABLE[wanted].confirmers:
            _propose(a, me.actor, case, wanted, merged_into)
            return False
        _drop_pending(a, case)
        _move(a, case, wanted, merged_into)
    return True


def _reasons_about_other(wanted: CaseAct, file_id: UUID, other: UUID | None) -> list[WhyNot]:
    """A merge names another case, which exists."""
    if wanted is not CaseAct.MERGE:
        return []
    if other is None or other == file_id or not Case.objects.filter(file_id=other).exists():
        return [WhyNot.NO_OTHER_CASE]
    return []


def _propose(
    a: Act, actor: Actor, case: Case, wanted: CaseAct, merged_into: UUID | None
) -> None:
    Proposal.objects.filter(case=case, state="pending", until__lte=a.at).update(state="dropped")
    made = Proposal.objects.create(
        id=new_id(),
        case=case,
        act=wanted.value,
        case_version=case.version,
        proposed_by=actor.officer_id,
        proposed_at=a.at,
        until=a.at + PROPOSAL_LIFE,
        merged_into=merged_into,
    )
    a.note(Kind.PROPOSAL_MADE, file=case.file_id, about=made.id, act=wanted.value)


def confirm(me: Signed, proposal_id: UUID) -> None:
    """The second person confirms: another officer, in a confirming role, before it expires."""
    with act(me.actor, me.at) as a:
        row = Proposal.objects.select_for_update().filter(id=proposal_id).first()
        if row is None or not is_member(me.actor, row.case_id, me.at):
            raise Unknown
        wanted = CaseAct(row.act)
        refuse_if(_reasons_not_to_confirm(me.actor, row, me.at))
        case = lock_case(row.case_id)
        if case.version != row.case_version:
            raise Conflict
        # A task or a condition may have come up meanwhile: the case itself is asked again.
        refuse_if(reasons_not_to(wanted, replace(facts_of(case, me.at), pending=False)))
        row.state, row.confirmed_by = "confirmed", me.actor.officer_id
        row.save(update_fields=["state", "confirmed_by"])
        _move(a, case, wanted, row.merged_into)


def _reasons_not_to_confirm(actor: Actor, row: Proposal, at: datetime) -> list[WhyNot]:
    found = []
    if row.state != "pending" or row.until <= at:
        found.append(WhyNot.PROPOSAL_ENDED)
    if row.proposed_by == actor.officer_id:
        found.append(WhyNot.PROPOSED_BY_YOU)
    if not actor.roles & TABLE[CaseAct(row.act)].confirmers:
        found.append(WhyNot.ROLE)
    return found


def drop_proposal(me: Signed, proposal_id: UUID) -> None:
    """Take back or turn down a pending act; any member of the case may."""
    with act(me.actor, me.at) as a:
        row = Proposal.objects.select_for_update().filter(id=proposal_id).first()
        if row is None or not is_member(me.actor, row.case_id, me.at):
            raise Unknown
        if row.state != "pending":
            raise Refused([WhyNot.PROPOSAL_ENDED])
        row.state = "dropped"
        row.save(update_fields=["state"])
        a.note(Kind.PROPOSAL_DROPPED, file=row.case_id, about=row.id, act=row.act)


def _drop_pending(a: Act, case: Case) -> None:
    """A person's withdrawal ends whatever was waiting."""
    for row in Proposal.objects.filter(case=case, state="pending"):
        Proposal.objects.filter(id=row.id).update(state="dropped")
        a.note(Kind.PROPOSAL_DROPPED, file=case.file_id, about=row.id, act=row.act)


def _move(a: Act, case: Case, wanted: CaseAct, merged_into: UUID | None) -> None:
    fresh = step(state_of(case), wanted)
    case.merged_into = merged_into if wanted is CaseAct.MERGE else case.merged_into
    save_state(a, case, fresh)
    a.note(
        Kind.CASE_MOVED,
        file=case.file_id,
        about=case.file_id,
        act=wanted.value,
        stage=fresh.stage.value,
    )
