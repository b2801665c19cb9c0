"""Reads what waits: tasks, and acts that wait for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.lists import NEVER
from safeconduct.casework.core.terms import CaseAct, Need
from safeconduct.casework.models import CaseLine, Proposal, Task, TaskLine
from safeconduct.casework.queries.cases import CaseView
from safeconduct.casework.queries.lists import ask_views, lines_of_officer
from safeconduct.common.keyset import Position, read
from safeconduct.common.refusal import Unknown
from safeconduct.contact.queries import LetterRow, ask_waiting_in
from safeconduct.web import together
from safeconduct.web.among import among
from safeconduct.web.keyset import PAGE, Order, capped, turn
from safeconduct.web.say import MANY
from safeconduct.web.together import Reads, Rows, both, prepared, rows_of

MOST_ASKED = 500  # acts that wait on one officer's cases; a proposal ends by itself in a day
FIRST = 12  # tasks or cases of a list on My work; the full list is one link away
EVER = datetime(1, 1, 2, tzinfo=UTC)


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


def proposals_for(actor: Actor, at: datetime) -> list[ProposalView]:
    """Proposals of others that the officer's role may decide, on the officer's cases (to an
    auditor: erasures), by danger, then end.
    """
    return together.read(ask_proposals(actor, at))


def ask_proposals(actor: Actor, at: datetime) -> Reads[list[ProposalView]]:
    """As `proposals_for`, together with other reads."""
    acts = tuple(act.value for act, row in TABLE.items() if row.confirmers & actor.roles)
    if not acts:
        return []
    files = yield from rows_of(_first_files(actor.officer_id, at))
    places = {file_id: number for number, file_id in enumerate(files)}
    mine = _of_others(actor.officer_id, at, acts, files) if files else []
    # The witness of an erasure is on no case.
    witness = Role.AUDITOR in actor.roles
    erasures = _erasures(actor.officer_id, at) if witness else []
    yield [rows for rows in (mine, erasures) if isinstance(rows, Rows)]
    found = sorted(mine, key=lambda row: places[row.case_id])
    found += [row for row in erasures if row.case_id not in places]
    return [_proposal(row) for row in found[:PAGE]]


@prepared
def _first_files(officer_id: UUID, at: datetime) -> QuerySet[CaseLine, UUID]:
    asked = lines_of_officer(officer_id, at).filter(asked_until__gt=at)
    rows = asked.order_by("place", "asked_until", "file_id")
    return rows.values_list("file_id", flat=True)[:MOST_ASKED]


@prepared
def _of_others(
    officer_id: UUID, at: datetime, acts: tuple[str, ...], file_ids: list[UUID]
) -> QuerySet[Proposal]:
    rows = _pending(at).filter(among("case_id", file_ids), act__in=acts)
    return rows.exclude(proposed_by=officer_id)


@prepared
def _erasures(officer_id: UUID, at: datetime) -> QuerySet[Proposal]:
    rows = _pending(at).filter(act=CaseAct.ERASE.value).exclude(proposed_by=officer_id)
    return rows.order_by("until")[:MOST_ASKED]


def ask_came_back(actor: Actor, at: datetime) -> Reads[list[ProposalView]]:
    """The officer's own proposals of these hours that were turned down, or taken back."""
    rows = yield from rows_of(_dropped(actor.officer_id, at))
    return [_proposal(row) for row in rows]


@prepared
def _dropped(officer_id: UUID, at: datetime) -> QuerySet[Proposal]:
    rows = Proposal.objects.select_related("case").filter(
        state="dropped", proposed_by=officer_id, until__gt=at
    )
    mine = rows.filter(case_id__in=lines_of_officer(officer_id, at).values("file_id"))
    return mine.order_by("-until", "id")[:PAGE]


def ask_letters(
    actor: Actor, at: datetime, most: int = PAGE
) -> Reads[list[tuple[LetterRow, CaseView]]]:
    """New letters of the officer's cases by danger, then day; a closed case may write again."""
    places = dict((yield from rows_of(_with_letters(actor.officer_id, at, most))))
    if not places:
        return []
    known, new = yield from both(ask_views(list(places)), ask_waiting_in(list(places)))
    rows = sorted(new, key=lambda row: (places[row.file_id], row.day))
    return [(row, known[row.file_id]) for row in rows[:most]]


@prepared
def _with_letters(
    officer_id: UUID, at: datetime, most: int
) -> QuerySet[CaseLine, tuple[UUID, int]]:
    lines = lines_of_officer(officer_id, at).filter(letter_day__isnull=False)
    first = lines.order_by("danger_place", "letter_day", "file_id")
    return first.values_list("file_id", "danger_place")[:most]


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


@dataclass(frozen=True)
class FirstTasks:
    """The first tasks of a list; `older`: whether there are more of them."""

    rows: tuple[TaskView, ...]
    older: bool


def ask_first_tasks(actor: Actor, at: datetime) -> Reads[tuple[FirstTasks, ...]]:
    """The beginnings of the pages LATE, TODAY and LATER."""
    evening = _evening(at)
    spans = ((EVER, at), (at, evening), (evening, NEVER))
    me, roles = actor.officer_id, sorted(actor.roles)
    lines = [[_lines_due(me, role.value, at, *span, FIRST) for role in roles] for span in spans]
    yield [rows for several in lines for rows in several]
    keys = [sorted(key for rows in several for key in rows)[: FIRST + 1] for several in lines]
    ids = [[key[-1] for key in several[:FIRST]] for several in keys]
    rows = yield from rows_of(_tasks_among([one for several in ids for one in several]))
    known = {row[0]: _view(row, at) for row in rows}
    return tuple(
        FirstTasks(tuple(known[one] for one in several if one in known), len(found) > FIRST)
        for several, found in zip(ids, keys, strict=True)
    )


def ask_tasks_until(actor: Actor, at: datetime, until: datetime) -> Reads[FirstTasks]:
    """The first tasks that are due before then, or are late: by danger, then date."""
    roles = sorted(actor.roles)
    lines = [_lines_due(actor.officer_id, role.value, at, EVER, until, PAGE) for role in roles]
    yield lines
    keys = sorted(key for rows in lines for key in rows)
    ids = [key[-1] for key in keys[:PAGE]]
    rows = yield from rows_of(_tasks_among(ids))
    known = {row[0]: _view(row, at) for row in rows}
    return FirstTasks(tuple(known[one] for one in ids if one in known), len(keys) > PAGE)


@prepared
def _lines_due(
    officer_id: UUID, role: str, at: datetime, since: datetime, before: datetime, limit: int
) -> QuerySet[TaskLine, tuple[Any, ...]]:
    rows = TaskLine.objects.filter(
        Q(until=None) | Q(until__gt=at), officer_id=officer_id, role=role
    )
    rows = rows.filter(due_at__gte=since, due_at__lt=before).order_by(*TASK_KEY.columns)
    return rows.values_list(*TASK_KEY.columns)[: limit + 1]


@prepared
def _tasks_among(task_ids: list[UUID]) -> QuerySet[Task, tuple[Any, ...]]:
    return Task.objects.filter(among("id", task_ids)).values_list(*TASK_COLUMNS)


def _evening(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _task_lines(actor: Actor, at: datetime, due: Due) -> list[QuerySet[TaskLine]]:
    """One walk along an index for each role."""
    evening = _evening(at)
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
    return _view(
        (row.id, row.case_id, row.case.alias, row.code, row.role, row.due_at, row.up_to,
         row.owner_id),
        at,
    )  # fmt: skip


# Columns of a task's view, read without making a row object of each.
TASK_COLUMNS = ("id", "case_id", "case__alias", "code", "role", "due_at", "up_to", "owner_id")


def _view(columns: tuple[Any, ...], at: datetime) -> TaskView:
    task_id, file_id, alias, code, role, due_at, up_to, owner_id = columns
    say = gettext(task_types()[code].say)
    return TaskView(
        task_id, file_id, alias, say, role, due_at, due_at < at, up_to != "", owner_id
    )
