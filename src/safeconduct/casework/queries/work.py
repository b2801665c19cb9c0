"""Reads what waits: tasks, and acts that wait for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.terms import CaseAct, Need
from safeconduct.casework.models import CaseLine, Proposal, Task, TaskLine
from safeconduct.casework.queries.cases import CaseView
from safeconduct.casework.queries.lists import lines_of, views_of
from safeconduct.common.keyset import Position, read
from safeconduct.common.refusal import Unknown
from safeconduct.contact.queries import LetterRow, waiting_in
from safeconduct.web import together
from safeconduct.web.keyset import PAGE, Order, capped, turn
from safeconduct.web.say import MANY
from safeconduct.web.together import Reads, prepared

MOST_ASKED = 500  # acts that wait on one officer's cases; a proposal ends by itself in a day


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
    up: bool = False
    owner_id: UUID | None = None


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
    merged_into: UUID | None = None
    kind: str = ""
    people: tuple[UUID, ...] = ()


def pending_of(file_id: UUID, at: datetime) -> ProposalView | None:
    """The act of this case that waits for a second person."""
    return together.read(ask_pending(file_id, at))


def ask_pending(file_id: UUID, at: datetime) -> Reads[ProposalView | None]:
    """As `pending_of`, together with other reads."""
    rows = _waiting(file_id, at)
    yield [rows]
    return _proposal(rows[0]) if rows else None


@prepared
def _waiting(file_id: UUID, at: datetime) -> QuerySet[Proposal]:
    return _pending(at).filter(case_id=file_id)


def _pending(at: datetime) -> QuerySet[Proposal]:
    rows = Proposal.objects.select_related("case")
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
        row.merged_into,
        row.kind,
        tuple(row.people),
    )


def proposals_for(actor: Actor, at: datetime, limit: int = PAGE) -> list[ProposalView]:
    """Proposals of others that the officer's role may decide, on the officer's cases (to an
    auditor: erasures), by danger, then end.
    """
    asked = lines_of(actor, at).filter(asked_until__gt=at)
    places = {file_id: number for number, file_id in enumerate(_first_files(asked))}
    rows = _others(actor, at).filter(case_id__in=places)
    found = sorted(rows, key=lambda row: places[row.case_id])
    if Role.AUDITOR in actor.roles:  # the witness of an erasure is on no case
        erasures = (
            _others(actor, at).filter(act=CaseAct.ERASE.value).exclude(case_id__in=places)
        )
        found += erasures.order_by("until")[:limit]
    return [_proposal(row) for row in found[:limit]]


def _first_files(asked: QuerySet[CaseLine]) -> QuerySet[CaseLine, UUID]:
    rows = asked.order_by("place", "asked_until", "file_id")
    return rows.values_list("file_id", flat=True)[:MOST_ASKED]


def _others(actor: Actor, at: datetime) -> QuerySet[Proposal]:
    mine = [act.value for act, row in TABLE.items() if row.confirmers & actor.roles]
    return _pending(at).filter(act__in=mine).exclude(proposed_by=actor.officer_id)


def came_back_to(actor: Actor, at: datetime, limit: int = PAGE) -> list[ProposalView]:
    """The officer's own proposals of these hours that were turned down, or taken back."""
    rows = Proposal.objects.select_related("case").filter(
        state="dropped", proposed_by=actor.officer_id, until__gt=at
    )
    mine = rows.filter(case_id__in=lines_of(actor, at).values("file_id"))
    return [_proposal(row) for row in mine.order_by("-until", "id")[:limit]]


def letters_for(
    actor: Actor, at: datetime, limit: int = PAGE
) -> list[tuple[LetterRow, CaseView]]:
    """New letters of the officer's cases by danger, then day; a closed case may write again."""
    lines = lines_of(actor, at).filter(letter_day__isnull=False)
    first = lines.order_by("danger_place", "letter_day", "file_id")[:limit]
    places = {line.file_id: line.danger_place for line in first}
    known = views_of(set(places))
    rows = sorted(waiting_in(known), key=lambda row: (places[row.file_id], row.day))
    return [(row, known[row.file_id]) for row in rows[:limit]]


def proposal(proposal_id: UUID) -> ProposalView:
    """One pending proposal; Unknown when there is none."""
    row = Proposal.objects.select_related("case").filter(id=proposal_id).first()
    if row is None:
        raise Unknown
    return _proposal(row)


class Due(StrEnum):
    """Which tasks a list shows; values stand in addresses."""

    LATE = "late"
    TODAY = "today"
    LATER = "later"
    ALL = "all"


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks; `count` is capped (web/keyset.py MANY)."""

    rows: tuple[TaskView, ...]
    count: int
    start: int
    newer: Position | None
    older: Position | None


TASK_KEY = Order(("place", "due_at", "task_id"), (int, datetime, UUID))


def task_position(text: str) -> Position | None:
    """The position an address asks for; None when it is none of a list of tasks."""
    return read(text, TASK_KEY.shape)


def task_page(
    actor: Actor, at: datetime, due: Due, position: Position | None = None, limit: int = PAGE
) -> TaskPage:
    """Open tasks of the officer's roles on their cases: by danger, then date."""
    lines = _task_lines(actor, at, due)
    page = turn(TASK_KEY, position, *lines, limit=limit)
    count = min(sum(capped(rows, "officer_id") for rows in lines), MANY + 1)
    rows = _tasks([key[-1] for key in page.rows], at)
    return TaskPage(rows, count, page.start, page.newer, page.older)


def _task_lines(actor: Actor, at: datetime, due: Due) -> list[QuerySet[TaskLine]]:
    """One walk along an index for each role."""
    evening = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    when = {
        Due.LATE: Q(due_at__lt=at),
        Due.TODAY: Q(due_at__gte=at, due_at__lt=evening),
        Due.LATER: Q(due_at__gte=evening),
        Due.ALL: Q(),
    }[due]
    rows = TaskLine.objects.filter(when, officer_id=actor.officer_id)
    rows = rows.filter(Q(until=None) | Q(until__gt=at))
    return [rows.filter(role=role.value) for role in sorted(actor.roles)]


def _tasks(task_ids: Sequence[Any], at: datetime) -> tuple[TaskView, ...]:
    found = Task.objects.select_related("case").in_bulk(task_ids)
    return tuple(_task(found[one], at) for one in task_ids if one in found)


def tasks_for(actor: Actor, at: datetime, file_id: UUID | None = None) -> list[TaskView]:
    """The first open tasks of the officer's roles on their cases, or all of one case."""
    if file_id is None:
        return list(task_page(actor, at, Due.ALL).rows)
    return together.read(ask_tasks(file_id, at))


def ask_tasks(file_id: UUID, at: datetime) -> Reads[list[TaskView]]:
    """The open tasks of one case, the first due first."""
    rows = _open_tasks(file_id)
    yield [rows]
    return [_task(row, at) for row in rows]


@prepared
def _open_tasks(file_id: UUID) -> QuerySet[Task]:
    rows = Task.objects.select_related("case").filter(done_at__isnull=True, case_id=file_id)
    return rows.order_by("due_at", "id")


def _task(row: Task, at: datetime) -> TaskView:
    say = gettext(task_types()[row.code].say)
    return TaskView(
        row.id,
        row.case_id,
        row.case.alias,
        say,
        row.role,
        row.due_at,
        row.due_at < at,
        row.up_to != "",
        row.owner_id,
    )
