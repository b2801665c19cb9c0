"""Acts on tasks: ending, putting off, passing on, bringing up; the quiet hours of a person."""

from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.queries import is_member, require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.deadlines import Quiet, goes_up, out_of_quiet, week
from safeconduct.casework.core.tasks import (
    Outcome,
    PutOff,
    TaskFacts,
    reasons_not_to_bring_up,
    reasons_not_to_end,
    reasons_not_to_pass_on,
    reasons_not_to_put_off,
)
from safeconduct.casework.core.terms import Kind
from safeconduct.casework.duties import QuietHours, Task
from safeconduct.casework.models import Case
from safeconduct.casework.queries.tasks import colleagues, quiet_hours, task_facts
from safeconduct.casework.services.state import finish, lock_case
from safeconduct.common.refusal import Conflict, Unknown, refuse_if
from safeconduct.jobs.queue import WORKER
from safeconduct.record.services import Act, act

MOST_AT_ONCE = 500  # tasks that one run of the worker brings up; the next is minutes away


def finish_task(
    me: Signed, task_id: UUID, outcome: Outcome = Outcome.DONE, version: int | None = None
) -> UUID:
    """End a task of one's own role; returns its file id. Twice changes nothing; Refused when
    it ended otherwise meanwhile.

    Conflict when the task is another by now than the page showed (`version`).
    """
    with act(me.actor, me.at) as a:
        row, facts = _lock(me, task_id, version if outcome is not Outcome.DONE else None)
        if facts.open or not facts.has_role or row.outcome != outcome.name:
            refuse_if(reasons_not_to_end(facts, outcome))
            finish(a, me.actor, row.case_id, row.code, outcome)
    return row.case_id


def put_off(me: Signed, task_id: UUID, until: datetime, why: PutOff, version: int) -> UUID:
    """Let a task wait, for a reason of the closed list; never past its legal end."""
    with act(me.actor, me.at) as a:
        row, facts = _lock(me, task_id, version)
        quiet = quiet_hours(row.case_id)
        refuse_if(reasons_not_to_put_off(facts, me.at, until, quiet, week()))
        up_at = None if row.up_to else goes_up(facts.kind, until)
        times = row.times_put_off + 1
        _save(row, due_at=until, up_at=up_at, put_off=why.name, times_put_off=times)
        a.note(
            Kind.TASK_PUT_OFF, file=row.case_id, about=row.id, task=row.code, put_off=why.name
        )
    return row.case_id


def pass_task_on(me: Signed, task_id: UUID, to: UUID | None, version: int) -> UUID:
    """Give a task to a colleague who works on the case in its role; None: to all of them."""
    with act(me.actor, me.at) as a:
        row, facts = _lock(me, task_id, version)
        known = {one for one, _ in colleagues(me.actor, row.case_id, Role(row.role))}
        refuse_if(reasons_not_to_pass_on(facts, to is None or to in known))
        _save(row, owner_id=to, given_at=a.at)
        a.note(Kind.TASK_PASSED_ON, file=row.case_id, about=row.id, task=row.code)
    return row.case_id


def bring_up(me: Signed, task_id: UUID, version: int) -> UUID:
    """Show a task to whom its kind goes up to; it stays with whoever has it, too."""
    with act(me.actor, me.at) as a:
        row, facts = _lock(me, task_id, version)
        refuse_if(reasons_not_to_bring_up(facts))
        _bring_up(a, row)
    return row.case_id


def bring_up_late(at: datetime) -> int:
    """Bring up what was not done long after its time; returns how many. Safe to run twice."""
    late = Task.objects.filter(done_at__isnull=True, up_to="", up_at__lte=at)
    ids = list(late.order_by("up_at").values_list("id", flat=True)[:MOST_AT_ONCE])
    return sum(_bring_up_alone(one, at) for one in ids)


def _bring_up_alone(task_id: UUID, at: datetime) -> bool:
    """False when it ended or went up meanwhile, or when somebody is at the case just now."""
    with act(WORKER, at) as a:
        late = Task.objects.filter(id=task_id, done_at__isnull=True, up_to="", up_at__lte=at)
        cases = Case.objects.select_for_update(no_key=True, skip_locked=True)
        if cases.filter(file_id__in=late.values("case_id")).first() is None:
            return False
        row = late.select_for_update(no_key=True).first()
        if row is not None:
            _bring_up(a, row)
    return row is not None


def _bring_up(a: Act, row: Task) -> None:
    to = task_types()[row.code].escalate_to
    _save(row, up_to=to.value, given_at=a.at)
    a.note(Kind.TASK_BROUGHT_UP, file=row.case_id, about=row.id, task=row.code)


def agree_quiet_hours(me: Signed, file_id: UUID, hours: Quiet, seen: Quiet | None) -> None:
    """Write down when the person must not be written to; open tasks move out of these hours.

    Conflict when other hours are agreed by now than the page showed (`seen`).
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        if quiet_hours(file_id) != seen:
            raise Conflict
        QuietHours.objects.update_or_create(
            case_id=file_id,
            defaults={
                "begins": hours.begins,
                "ends": hours.ends,
                "agreed_by": me.actor.officer_id,
                "agreed_on": me.at.date(),
            },
        )
        _move_out(a, file_id, hours)
        a.note(Kind.QUIET_HOURS_AGREED, file=file_id, about=file_id)


def _move_out(a: Act, file_id: UUID, hours: Quiet) -> None:
    codes = [kind.code for kind in task_types().values() if kind.contact]
    rows = Task.objects.select_for_update(no_key=True)
    for row in rows.filter(case_id=file_id, code__in=codes, done_at__isnull=True):
        due_at = out_of_quiet(row.due_at, a.at, hours, week())
        due_at = min(due_at, row.legal_at) if row.legal_at else due_at
        if due_at != row.due_at:
            _save(row, due_at=due_at)


def _lock(me: Signed, task_id: UUID, version: int | None) -> tuple[Task, TaskFacts]:
    """The task, locked after its case, and what rules look at; Unknown off the case, Conflict
    when moved.
    """
    found = Task.objects.filter(id=task_id).values_list("case_id", flat=True).first()
    if found is None or not is_member(me.actor, found, me.at):
        raise Unknown
    lock_case(found)
    row = Task.objects.select_for_update(no_key=True).get(id=task_id)
    if version is not None and row.version != version:
        raise Conflict
    return row, task_facts(me.actor, row)


def _save(row: Task, **changed: object) -> None:
    """Compare-and-set on the version."""
    rows = Task.objects.filter(id=row.id, version=row.version, done_at__isnull=True)
    if rows.update(version=row.version + 1, **changed) != 1:
        raise Conflict
