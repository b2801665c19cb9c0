"""Locking a case, saving its state by compare-and-set, and the tasks a move makes."""

from datetime import timedelta
from uuid import UUID

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.services import touch
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.terms import (
    CaseAct,
    CaseState,
    Kind,
    Stage,
)
from safeconduct.casework.models import (
    Case,
    Task,
)
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Unknown
from safeconduct.record.services import Act


def lock_case(file_id: UUID) -> Case:
    """The case's row, locked until the transaction ends; Unknown when there is none."""
    case = Case.objects.select_for_update(no_key=True).filter(file_id=file_id).first()
    if case is None:
        raise Unknown
    return case


def save_state(a: Act, case: Case, fresh: CaseState) -> None:
    """Compare-and-set on the version; a new arrival makes its tasks."""
    newly_arrived = fresh.stage is Stage.ARRIVED and case.stage != Stage.ARRIVED.value
    moved = Case.objects.filter(file_id=case.file_id, version=case.version).update(
        stage=fresh.stage.value,
        previous=fresh.previous.value if fresh.previous else None,
        lost=fresh.lost,
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


def make_tasks(a: Act, case: Case, event: str, again: bool = False) -> None:
    """Make the tasks that an event asks for and the case does not have yet.

    `again`: the event may come twice, so that only a task still open stands in the way.
    """
    for kind in task_types().values():
        known = Task.objects.filter(case=case, code=kind.code)
        known = known.filter(done_at__isnull=True) if again else known
        if kind.on != event or known.exists():
            continue
        task = Task.objects.create(
            id=new_id(),
            case=case,
            code=kind.code,
            role=kind.role.value,
            due_at=a.at + timedelta(hours=kind.hours),
        )
        a.note(Kind.TASK_ADDED, file=case.file_id, about=task.id, task=kind.code)


def fulfil(a: Act, actor: Actor, file_id: UUID, wanted: CaseAct) -> None:
    """Close the open tasks that the act confirms as done."""
    for kind in task_types().values():
        if kind.fulfilled_by is wanted:
            finish(a, actor, file_id, kind.code)


def finish(a: Act, actor: Actor, file_id: UUID, code: str) -> None:
    """Close the open task of this code, if there is one."""
    for row in Task.objects.filter(case_id=file_id, code=code, done_at__isnull=True):
        Task.objects.filter(id=row.id).update(done_at=a.at, done_by=actor.officer_id)
        a.note(Kind.TASK_DONE, file=file_id, about=row.id, task=code)
