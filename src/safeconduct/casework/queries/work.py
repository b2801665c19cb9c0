"""Reads what waits: tasks, and acts that wait for a second person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import files_of
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.terms import CaseAct, Need
from safeconduct.casework.models import Proposal, Task
from safeconduct.casework.queries.cases import place_of
from safeconduct.common.refusal import Unknown


@dataclass(frozen=True)
class TaskView:
    """One task for a list."""

    id: UUID
    file_id: UUID
    alias: str
    say: str
    role: str
    due_at: datetime
    late: bool


@dataclass(frozen=True)
class ProposalView:
    """An act that waits for a second person."""

    id: UUID
    file_id: UUID
    alias: str
    act: str
    proposed_by: UUID
    until: datetime
    need: str
    hours: int


def pending_of(file_id: UUID, at: datetime) -> ProposalView | None:
    """The act of this case that waits for a second person."""
    rows = _pending(at).filter(case_id=file_id)
    return _proposal(rows[0]) if rows else None


def _pending(at: datetime) -> QuerySet[Proposal]:
    rows = Proposal.objects.select_related("case__arrival")
    return rows.filter(state="pending", until__gt=at)


def _proposal(row: Proposal) -> ProposalView:
    need = Need[row.need].value if row.need else ""
    return ProposalView(
        row.id,
        row.case_id,
        row.case.alias,
        row.act,
        row.proposed_by,
        row.until,
        need,
        row.hours,
    )


def proposals_for(actor: Actor, at: datetime) -> list[ProposalView]:
    """Proposals of others on the officer's cases (to an auditor: erasures), by danger, end."""
    mine = Q(case_id__in=files_of(actor, at, limit=None))
    if Role.AUDITOR in actor.roles:  # the witness of an erasure is on no case
        mine |= Q(act=CaseAct.ERASE.value)
    rows = _pending(at).filter(mine).exclude(proposed_by=actor.officer_id)
    return [_proposal(row) for row in sorted(rows, key=lambda r: (place_of(r.case), r.until))]


def proposal(proposal_id: UUID) -> ProposalView:
    """One pending proposal; Unknown when there is none."""
    row = Proposal.objects.select_related("case").filter(id=proposal_id).first()
    if row is None:
        raise Unknown
    return _proposal(row)


def tasks_for(actor: Actor, at: datetime, file_id: UUID | None = None) -> list[TaskView]:
    """Open tasks of the officer's roles on their cases, or of one: by danger, then date."""
    rows = Task.objects.select_related("case__arrival").filter(done_at__isnull=True)
    if file_id is not None:
        rows = rows.filter(case_id=file_id)
    else:
        roles = [role.value for role in actor.roles]
        rows = rows.filter(case_id__in=files_of(actor, at, limit=None), role__in=roles)
    first = sorted(rows, key=lambda row: (place_of(row.case), row.due_at))
    return [_task(row, at) for row in first[:200]]


def _task(row: Task, at: datetime) -> TaskView:
    say = gettext(task_types()[row.code].say)
    return TaskView(
        row.id, row.case_id, row.case.alias, say, row.role, row.due_at, row.due_at < at
    )
