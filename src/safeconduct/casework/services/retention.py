"""Reckons how long closed cases are kept; keeps them longer; legal holds. It erases nothing."""

from datetime import date
from uuid import UUID

from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.retention import (
    Longer,
    NotLonger,
    due_on,
    forbids_erasing,
    is_due,
    kept_by,
    reasons_not_to_keep,
    review_on,
)
from safeconduct.casework.core.terms import CLOSED, Erasing, Kind, Stage, WhyNot
from safeconduct.casework.models import Case, Hold, KeptLonger, Proposal, Retention
from safeconduct.casework.queries.retention import facts_about
from safeconduct.casework.services.erasure import stop_erasure
from safeconduct.casework.services.state import finish, lock_case, make_tasks
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import refuse_if
from safeconduct.record.services import Act, act

RETENTION_TASK = "retention_over"
HOLD_TASK = "review_hold"


def reckon(a: Act, cases: list[Case]) -> None:
    """Write down from when these closed cases are no longer needed, and what keeps them.

    What is due makes a task, once; an erasure of a case in which something goes on is stopped.
    Safe to run twice.
    """
    today, rows = a.at.date(), []
    for case, facts in zip(cases, facts_about(cases).values(), strict=True):
        day = due_on(facts)
        if day is None:
            continue
        keeps = kept_by(facts, today)
        names = [why.name for why in keeps]
        rows.append(Retention(case=case, due_on=day, keeps=names, reckoned_on=today))
        if case.erasing == Erasing.WAITING.value and forbids_erasing(keeps):
            _give_up(a, case.file_id)
        elif case.erasing == Erasing.NONE.value and is_due(facts, today):
            make_tasks(a, case, "retention over", again=True)
    Retention.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["due_on", "keeps", "reckoned_on"],
    )


def _give_up(a: Act, file_id: UUID) -> None:
    """Stop an erasure that must not go on; the two may agree again."""
    case = lock_case(file_id)
    if case.erasing != Erasing.WAITING.value:
        return
    Case.objects.filter(file_id=file_id).update(
        erasing=Erasing.NONE.value, moved_at=a.at, version=case.version + 1
    )
    stop_erasure(a, file_id)


def keep_longer(me: Signed, file_id: UUID, reason: Longer, until: date) -> None:
    """Keep a closed case beyond its term, until a day within a year; ends the task about it.

    Erasing takes two people, keeping one: what is kept can still be erased later.
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        closed = Stage(case.stage) in CLOSED
        refuse_if([] if closed else [WhyNot.NOT_THIS_STAGE])
        refuse_if([] if case.erasing == Erasing.NONE.value else [WhyNot.ERASURE_WAITS])
        refuse_if(reasons_not_to_keep(until, me.at.date()))
        made = KeptLonger.objects.create(
            id=new_id(),
            case=case,
            reason=reason.name,
            until=until,
            decided_by=me.actor.officer_id,
            decided_at=me.at,
        )
        a.note(
            Kind.KEPT_LONGER,
            file=file_id,
            about=made.id,
            reason=reason.name,
            until=until.isoformat(),
        )
        finish(a, me.actor, file_id, RETENTION_TASK)
        reckon(a, [case])


def place_hold(a: Act, case: Case, by: UUID) -> None:
    """Write down who placed a hold, and when it is looked at again. Call after the move."""
    Hold.objects.create(
        id=new_id(),
        case=case,
        placed_by=by,
        placed_at=a.at,
        review_on=review_on(a.at.date()),
    )


def lift_hold(a: Act, row: Proposal, by: UUID) -> None:
    """Write down who lifted it, on whose proposal. Call after the move."""
    Hold.objects.filter(case_id=row.case_id, lifted_at=None).update(
        lift_proposed_by=row.proposed_by, lifted_by=by, lifted_at=a.at
    )


def keep_hold(me: Signed, file_id: UUID) -> None:
    """Somebody looked at a hold: it is still needed, and is looked at again later."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        hold = Hold.objects.filter(case_id=file_id, lifted_at=None).first()
        if hold is None:
            refuse_if([NotLonger.NO_HOLD])
            return
        Hold.objects.filter(id=hold.id).update(
            review_on=review_on(me.at.date()), reviewed_by=me.actor.officer_id
        )
        a.note(Kind.HOLD_REVIEWED, file=file_id, about=hold.id)
        finish(a, me.actor, file_id, HOLD_TASK)


def ask_for_review(a: Act, file_id: UUID) -> None:
    """A hold's day has come: a task, once."""
    make_tasks(a, lock_case(file_id), "hold to review", again=True)
