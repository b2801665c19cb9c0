"""Several tasks at once: looked at one by one first, then each done or refused by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.deadlines import week
from safeconduct.casework.core.tasks import (
    PutOff,
    Together,
    reasons_not_to_end_together,
    reasons_not_to_put_off,
    reasons_not_to_put_off_any_more,
)
from safeconduct.casework.duties import Task
from safeconduct.casework.queries import cases_among
from safeconduct.casework.queries.tasks import quiet_hours, task_facts
from safeconduct.casework.services.tasks import finish_task, put_off
from safeconduct.common.refusal import Conflict, Reason, Refused, Unknown, refuse_if

MOST = 50  # a page of the list: what one person looks through


@dataclass(frozen=True)
class Checked:
    """One of the tasks, and why the act would be refused on it, if it would."""

    id: UUID
    version: int
    file_id: UUID
    alias: str
    say: str
    due_at: datetime
    reasons: tuple[Reason, ...]


def check(
    me: Signed, wanted: Together, ids: Collection[UUID], until: datetime | None = None
) -> list[Checked]:
    """Those of these tasks that are on the officer's cases, the earliest due first.

    Without `until`, why a task could not be put off at all.
    """
    rows = list(Task.objects.filter(id__in=list(ids)[:MOST]).order_by("due_at", "id"))
    mine = cases_among(me.actor, me.at, {row.case_id for row in rows})
    return [
        Checked(
            row.id,
            row.version,
            row.case_id,
            mine[row.case_id],
            task_types()[row.code].say,
            row.due_at,
            tuple(_why_not(me, wanted, row, until)),
        )
        for row in rows
        if row.case_id in mine
    ]


def _why_not(me: Signed, wanted: Together, row: Task, until: datetime | None) -> list[Reason]:
    facts = task_facts(me.actor, row)
    if wanted is Together.END:
        return [*reasons_not_to_end_together(facts)]
    if until is None:
        return [*reasons_not_to_put_off_any_more(facts)]
    return [*reasons_not_to_put_off(facts, me.at, until, quiet_hours(row.case_id), week())]


def end_together(me: Signed, seen: Mapping[UUID, int]) -> list[UUID]:
    """End tasks that only ask to be read; returns those that were refused.

    `seen`: the version of each that the page showed. One that moved since is refused.
    """
    return [one for one, version in seen.items() if not _ended(me, one, version)]


def put_off_together(
    me: Signed, seen: Mapping[UUID, int], until: datetime, why: PutOff
) -> list[UUID]:
    """Put tasks off, each by the rules of its own kind; returns those that were refused."""
    return [one for one, version in seen.items() if not _waits(me, one, version, until, why)]


def _ended(me: Signed, task_id: UUID, version: int) -> bool:
    try:
        _look(me, task_id, version)
        finish_task(me, task_id)
    except (Refused, Conflict, Unknown):
        return False
    return True


def _look(me: Signed, task_id: UUID, version: int) -> None:
    """Whether the task is what the page showed, and of a kind that is only read."""
    row = Task.objects.filter(id=task_id).first()
    if row is None:
        raise Unknown
    if row.version != version:
        raise Conflict
    refuse_if(reasons_not_to_end_together(task_facts(me.actor, row)))


def _waits(me: Signed, task_id: UUID, version: int, until: datetime, why: PutOff) -> bool:
    try:
        put_off(me, task_id, until, why, version)
    except (Refused, Conflict, Unknown):
        return False
    return True
