"""Locking a case, saving its state by compare-and-set, and the tasks a move makes."""

from itertools import count
from uuid import UUID

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.services import touch
from safeconduct.casework.core.catalogue import TaskType, repeating, task_types
from safeconduct.casework.core.deadlines import due, due_again, week
from safeconduct.casework.core.tasks import Outcome
from safeconduct.casework.core.terms import (
    OPEN,
    CaseAct,
    CaseState,
    Kind,
    Stage,
)
from safeconduct.casework.models import (
    Case,
    Task,
)
from safeconduct.casework.queries.tasks import quiet_hours
from safeconduct.common.ids import new_alias, new_id
from safeconduct.common.refusal import Conflict, Unknown
from safeconduct.record.services import Act

TRIES = 4  # with numbers of one length, before longer ones


def lock_case(file_id: UUID) -> Case:
    """The case's row, locked until the transaction ends; Unknown when there is none.

    Everybody who changes anything of a case locks it first, then its tasks, letters and
    proposals; the lines of the lists come last, by triggers. Another order can lock two acts
    against each other.
    """
    case = Case.objects.select_for_update(no_key=True).filter(file_id=file_id).first()
    if case is None:
        raise Unknown
    return case


def free_alias() -> str:
    """An alias that no case has. Where many are taken, its number gets longer."""
    for attempt in count():
        alias = new_alias(3 + attempt // TRIES)
        if not Case.objects.filter(alias=alias).exists():
            break
    return alias


def save_state(a: Act, case: Case, fresh: CaseState) -> None:
    """Compare-and-set on the version; a new arrival makes its tasks."""
    newly_arrived = fresh.stage is Stage.ARRIVED and case.stage != Stage.ARRIVED.value
    moved = Case.objects.filter(file_id=case.file_id, version=case.version).update(
        stage=fresh.stage.value,
        previous=fresh.previous.value if fresh.previous else None,
        kind=case.kind,
        lost=fresh.lost,
        lost_at=(case.lost_at or a.at) if fresh.lost else None,
        dormant=fresh.dormant,
        moved_at=a.at,
        version=case.version + 1,
        merged_into=case.merged_into,
        held=fresh.held,
        erasing=fresh.erasing.value,
    )
    if moved != 1:
        raise Conflict
    touch(case.file_id, a.at)
    if newly_arrived:
        make_tasks(a, case, "arrived")
    if fresh.stage is Stage.SETTLED:
        _end_repeating(a, case)


def make_tasks(a: Act, case: Case, event: str, again: bool = False) -> None:
    """Make the tasks that an event asks for and the case does not have yet.

    `again`: the event may come twice, so that only a task still open stands in the way.
    """
    for kind in task_types().values():
        if kind.on != event:
            continue
        known = Task.objects.filter(case=case, code=kind.code)
        known = known.filter(done_at__isnull=True) if again else known
        if known.exists():
            continue
        _make(a, case.file_id, kind)


def tell_of(a: Act, file_id: UUID, event: str) -> None:
    """Something happened on a case that may ask for tasks: for the rooms above.

    It may happen again: only a task still open stands in the way of another.
    """
    make_tasks(a, lock_case(file_id), event, again=True)


def _make(a: Act, file_id: UUID, kind: TaskType, again: bool = False) -> None:
    moments = (due_again if again else due)(kind, a.at, quiet_hours(file_id), week())
    task = Task.objects.create(
        id=new_id(),
        case_id=file_id,
        code=kind.code,
        role=kind.role.value,
        due_at=moments.at,
        legal_at=moments.legal,
        up_at=moments.up,
        given_at=a.at,
    )
    a.note(Kind.TASK_ADDED, file=file_id, about=task.id, task=kind.code)


def _end_repeating(a: Act, case: Case) -> None:
    """What comes again by itself ends with the case: the after-care plan goes on from there."""
    rows = Task.objects.select_for_update(no_key=True).filter(done_at__isnull=True)
    for row in rows.filter(case=case, code__in=repeating()):
        Task.objects.filter(id=row.id).update(done_at=a.at, outcome=Outcome.OVERTAKEN.name)
        a.note(Kind.TASK_DONE, file=case.file_id, about=row.id, task=row.code)


def fulfil(a: Act, actor: Actor, file_id: UUID, wanted: CaseAct) -> None:
    """Close the open tasks that the act confirms as done."""
    for kind in task_types().values():
        if kind.fulfilled_by is wanted:
            finish(a, actor, file_id, kind.code)


def finish(
    a: Act, actor: Actor, file_id: UUID, code: str, outcome: Outcome = Outcome.DONE
) -> None:
    """End the open task of this code, if there is one; what comes again is made anew."""
    lock_case(file_id)
    for row in Task.objects.select_for_update().filter(
        case_id=file_id, code=code, done_at__isnull=True
    ):
        Task.objects.filter(id=row.id).update(
            done_at=a.at, done_by=actor.officer_id, outcome=outcome.name
        )
        told = {} if outcome is Outcome.DONE else {"outcome": outcome.name}
        a.note(Kind.TASK_DONE, file=file_id, about=row.id, task=code, **told)
        kind = task_types()[code]
        if kind.repeat_days and _is_open(file_id):
            _make(a, file_id, kind, again=True)


def _is_open(file_id: UUID) -> bool:
    return Case.objects.filter(file_id=file_id, stage__in=[one.value for one in OPEN]).exists()
