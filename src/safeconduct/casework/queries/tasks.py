"""Reads one task, who could do it, and the hours in which its person must not be written to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import names_of, require_member, standing_team
from safeconduct.casework.core.catalogue import TaskType, task_types
from safeconduct.casework.core.deadlines import Quiet
from safeconduct.casework.core.tasks import PutOff, TaskFacts
from safeconduct.casework.duties import QuietHours, Task
from safeconduct.common.refusal import Unknown


@dataclass(frozen=True)
class TaskDetail:
    """One task with all that its page shows."""

    id: UUID
    file_id: UUID
    kind: TaskType
    version: int
    due_at: datetime
    legal_at: datetime | None
    owner_id: UUID | None
    owner: str
    put_off: PutOff | None
    times_put_off: int
    up_to: str
    ended: bool


def quiet_hours(file_id: UUID) -> Quiet | None:
    """The hours agreed with the person; None: the programme's own (data/calendar.toml)."""
    row = QuietHours.objects.filter(case_id=file_id).first()
    return Quiet(row.begins, row.ends) if row else None


def is_open(file_id: UUID, code: str) -> bool:
    """Whether a task of this kind waits on the case."""
    return Task.objects.filter(case_id=file_id, code=code, done_at__isnull=True).exists()


def last_given(file_id: UUID, code: str) -> datetime | None:
    """When a task of this kind was last given on the case, ended or not; None: never."""
    rows = Task.objects.filter(case_id=file_id, code=code).order_by("-given_at")
    return rows.values_list("given_at", flat=True).first()


def task_detail(actor: Actor, at: datetime, task_id: UUID) -> TaskDetail:
    """One task, for officers on its case; Unknown for everybody else."""
    row = Task.objects.filter(id=task_id).first()
    if row is None:
        raise Unknown
    require_member(actor, row.case_id, at)
    return TaskDetail(
        row.id,
        row.case_id,
        task_types()[row.code],
        row.version,
        row.due_at,
        row.legal_at,
        row.owner_id,
        names_of([row.owner_id]).get(row.owner_id, "") if row.owner_id else "",
        PutOff[row.put_off] if row.put_off else None,
        row.times_put_off,
        row.up_to,
        row.done_at is not None,
    )


def task_facts(actor: Actor, row: Task) -> TaskFacts:
    """What the rules about tasks look at, for this officer."""
    kind = task_types()[row.code]
    team = standing_team(actor, row.case_id).standings
    mine = team.get(actor.officer_id)
    return TaskFacts(
        kind=kind,
        open=row.done_at is None,
        has_role=Role(row.role) in actor.roles,
        above=mine is not None and mine.role is kind.escalate_to,
        has_above=any(one.role is kind.escalate_to for one in team.values()),
        times_put_off=row.times_put_off,
        is_up=row.up_to != "",
        legal=row.legal_at,
    )


def facts_now(actor: Actor, task_id: UUID) -> TaskFacts:
    """As `task_facts`, of a task by its id."""
    return task_facts(actor, Task.objects.get(id=task_id))


def colleagues(actor: Actor, file_id: UUID, role: Role) -> list[tuple[UUID, str]]:
    """(id, alias) of officers who work on the case in this role, for good."""
    team = standing_team(actor, file_id).standings
    found = [one for one, place in team.items() if place.lasting and place.role is role]
    names = names_of(found)
    return sorted(((one, names[one]) for one in found), key=lambda pair: pair[1])
