"""One function applies every act of the table; views cannot go around it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import is_member, require_member, standing_roles
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.flow import (
    TABLE,
    reasons_not_to,
    reasons_not_to_apply,
    step,
)
from safeconduct.casework.core.kinds import reasons_not_to_become
from safeconduct.casework.core.terms import (
    NOTHING_MORE,
    UNSEAL_HOURS,
    Ask,
    CaseAct,
    CaseKind,
    Confirm,
    Erasing,
    Kind,
    Need,
    Stage,
    WhyNot,
)
from safeconduct.casework.models import (
    Case,
    Proposal,
)
from safeconduct.casework.queries import facts_of, state_of
from safeconduct.casework.services.erasure import agree_erasure, stop_erasure
from safeconduct.casework.services.merging import (
    give_to_team,
    lock_both,
    reasons_about_other,
)
from safeconduct.casework.services.referring import hand_over
from safeconduct.casework.services.retention import lift_hold, place_hold
from safeconduct.casework.services.splitting import (
    Parted,
    fresh_box,
    reasons_not_to_split,
    split,
)
from safeconduct.casework.services.state import fulfil, make_tasks, save_state
from safeconduct.casework.services.unsealing import unseal_identity
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.contact.services import NewBox
from safeconduct.record.services import Act, act

PROPOSAL_LIFE = timedelta(hours=24)


def apply(
    me: Signed,
    file_id: UUID,
    wanted: CaseAct,
    confirmed: frozenset[Confirm],
    version: int,
    ask: Ask = NOTHING_MORE,
) -> bool:
    """Do an act of the table, or propose it when it needs a second person.

    Returns whether it was done (False: it waits). Refused with every reason; Conflict when the
    case moved since the page was made.
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        case = lock_both(file_id, ask.merged_into)
        if case.version != version:
            raise Conflict
        facts = facts_of(case, me.at, confirmed)
        refuse_if(
            [
                *reasons_not_to_apply(wanted, facts, me.actor.roles),
                *_reasons_about(a, me.actor, wanted, case, ask),
            ]
        )
        if TABLE[wanted].confirmers:
            _propose(a, me.actor, case, wanted, ask)
            return False
        _drop_pending(a, case)
        _move(a, case, wanted, ask)
        if wanted is CaseAct.PLACE_HOLD:
            place_hold(a, case, me.actor.officer_id)
        fulfil(a, me.actor, file_id, wanted)
    return True


def _reasons_about(a: Act, actor: Actor, wanted: CaseAct, case: Case, ask: Ask) -> list[WhyNot]:
    """A merge names another open case, an unsealing need and hours, a split who goes."""
    if wanted is CaseAct.MERGE:
        return reasons_about_other(a, actor, case.file_id, ask.merged_into)
    if wanted is CaseAct.SPLIT:
        return reasons_not_to_split(case, ask)
    if wanted is CaseAct.CHANGE_KIND:
        return reasons_not_to_become(CaseKind(case.kind), ask.kind, Stage(case.stage))
    named = ask.need is not None and 1 <= ask.hours <= UNSEAL_HOURS
    return [] if named or wanted is not CaseAct.UNSEAL_IDENTITY else [WhyNot.NEED_UNNAMED]


def _propose(a: Act, actor: Actor, case: Case, wanted: CaseAct, ask: Ask) -> None:
    Proposal.objects.filter(case=case, state="pending", until__lte=a.at).update(state="dropped")
    made = Proposal.objects.create(
        id=new_id(),
        case=case,
        act=wanted.value,
        case_version=case.version,
        proposed_by=actor.officer_id,
        proposed_at=a.at,
        until=a.at + PROPOSAL_LIFE,
        merged_into=ask.merged_into,
        need=ask.need.name if ask.need else "",
        hours=ask.hours,
        kind=ask.kind.value if ask.kind else "",
        people=list(ask.people),
    )
    a.note(Kind.PROPOSAL_MADE, file=case.file_id, about=made.id, act=wanted.value)


def confirm(me: Signed, proposal_id: UUID) -> Parted | None:
    """The second person confirms: another officer, in a confirming role, before it expires.

    Returns the new file of a split, with words that are shown once.
    """
    box = _box_of(me, proposal_id)
    parted = None
    with act(me.actor, me.at) as a:
        row = Proposal.objects.filter(id=proposal_id).first()
        if row is None or not may_decide(me, row.case_id, CaseAct(row.act)):
            raise Unknown
        # The case before its proposal, as every act does: a withdrawal drops what waits.
        case = lock_both(row.case_id, row.merged_into)
        row = Proposal.objects.select_for_update().get(id=proposal_id)
        wanted = CaseAct(row.act)
        refuse_if(_reasons_not_to_confirm(me.actor, row, me.at))
        refuse_in_conflict(me.actor, _judged(row))
        if case.version != row.case_version:
            raise Conflict
        # A task or a condition may have come up meanwhile: the case itself is asked again.
        refuse_if(reasons_not_to(wanted, replace(facts_of(case, me.at), pending=False)))
        ask = _asked(row)
        refuse_if(_reasons_about(a, me.actor, wanted, case, ask))
        row.state, row.confirmed_by = "confirmed", me.actor.officer_id
        row.save(update_fields=["state", "confirmed_by"])
        _move(a, case, wanted, ask)
        if wanted is CaseAct.MERGE and give_to_team(a, me, case):
            make_tasks(a, case, "merged")
        if wanted is CaseAct.SPLIT:
            parted = split(a, me, case, row, box)
        if wanted is CaseAct.UNSEAL_IDENTITY:
            unseal_identity(a, me, row)
            make_tasks(a, case, "identity unsealed", again=True)
        if wanted is CaseAct.ERASE:
            agree_erasure(a, row.case_id, row.proposed_by, me.actor.officer_id)
        if wanted is CaseAct.LIFT_HOLD:
            lift_hold(a, row, me.actor.officer_id)
        fulfil(a, me.actor, row.case_id, wanted)
    return parted


def _judged(row: Proposal) -> list[UUID]:
    """The cases that the act judges; a rescue judges nothing and waits for nobody."""
    if row.act == CaseAct.URGENT_PASSAGE.value:
        return []
    return [one for one in (row.case_id, row.merged_into) if one]


def _asked(row: Proposal) -> Ask:
    need = Need[row.need] if row.need else None
    kind = CaseKind(row.kind) if row.kind else None
    return Ask(row.merged_into, need, row.hours, kind, tuple(row.people))


def _box_of(me: Signed, proposal_id: UUID) -> NewBox | None:
    """Words and keys for the new file of a split, made before the case is locked."""
    row = Proposal.objects.filter(id=proposal_id, act=CaseAct.SPLIT.value).first()
    if row is None or not may_decide(me, row.case_id, CaseAct.SPLIT):
        return None
    if _reasons_not_to_confirm(me.actor, row, me.at):
        return None
    return fresh_box(row.case)


def may_decide(me: Signed, file_id: UUID, wanted: CaseAct) -> bool:
    """Whether this officer may see the proposal: the team, or the witness of an erasure.

    An auditor is on no case and sees no content; that is why one is the witness.
    """
    witness = wanted is CaseAct.ERASE and Role.AUDITOR in me.actor.roles
    return witness or is_member(me.actor, file_id, me.at)


def _reasons_not_to_confirm(actor: Actor, row: Proposal, at: datetime) -> list[WhyNot]:
    found = []
    if row.state != "pending" or row.until <= at:
        found.append(WhyNot.PROPOSAL_ENDED)
    if row.proposed_by == actor.officer_id:
        found.append(WhyNot.PROPOSED_BY_YOU)
    move = TABLE[CaseAct(row.act)]
    if not actor.roles & move.confirmers:
        found.append(WhyNot.ROLE)
    if not standing_roles(row.proposed_by, row.case_id) & move.who:
        found.append(WhyNot.PROPOSER_GONE)
    return found


def drop_proposal(me: Signed, proposal_id: UUID) -> None:
    """Take back or turn down a pending act; whoever may see it may."""
    with act(me.actor, me.at) as a:
        row = Proposal.objects.select_for_update().filter(id=proposal_id).first()
        if row is None or not may_decide(me, row.case_id, CaseAct(row.act)):
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


def _move(a: Act, case: Case, wanted: CaseAct, ask: Ask) -> None:
    fresh = step(state_of(case), wanted)
    case.merged_into = ask.merged_into if wanted is CaseAct.MERGE else case.merged_into
    if wanted is CaseAct.CHANGE_KIND and ask.kind is not None:
        case.kind = ask.kind.value
    save_state(a, case, fresh)
    a.note(
        Kind.CASE_MOVED,
        file=case.file_id,
        about=case.file_id,
        act=wanted.value,
        stage=fresh.stage.value,
    )
    if wanted is CaseAct.REFER:
        hand_over(a, case.file_id)
    if case.erasing == Erasing.WAITING.value and fresh.erasing is Erasing.NONE:
        stop_erasure(a, case.file_id)
