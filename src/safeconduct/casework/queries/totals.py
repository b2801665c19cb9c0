"""Counts over all cases: no content, no alias."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min, Sum

from safeconduct.casework.core.terms import OPEN
from safeconduct.casework.models import Tally, Task, Unreached
from safeconduct.web.keyset import capped
from safeconduct.web.say import MANY


def stage_counts() -> dict[str, int]:
    """How many cases stand at each stage (no content, no alias)."""
    rows = Tally.objects.values_list("stage").annotate(cases=Sum("change"))
    return {stage: count for stage, count in rows if count}


def unreached_count() -> int:
    """How many open cases have a part that no active officer holds a key to."""
    return Unreached.objects.count()


def lists_wrong() -> int:
    """How many lines and kept counts differ from what they should be; reads every case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT casework_lists_wrong() + casework_rooms_wrong()")
        return int(cursor.fetchone()[0])


def late_tasks_count(at: datetime) -> int:
    """How many open tasks of all cases are past their date; capped (web/keyset.py MANY)."""
    return capped(Task.objects.filter(done_at__isnull=True, due_at__lt=at), "due_at")


def late_of(code: str, among: Sequence[str], at: datetime) -> tuple[int, date | None]:
    """How many open tasks of this code are past their date (capped), and the oldest date.

    `among`: the codes of an index that holds few kinds of tasks; it is found by them.
    """
    rows = Task.objects.filter(done_at=None, code__in=among, due_at__lt=at, code=code)
    oldest = rows.aggregate(day=Min("due_at"))["day"]
    return capped(rows, "due_at"), oldest.date() if oldest else None


# By place, closed cases come last: none of them is read while there are open ones to count.
LOADS = """
SELECT officer,
    (SELECT count(*) FROM (SELECT FROM casework_caseline
        WHERE officer_id = officer AND stage = ANY (%s) ORDER BY place LIMIT %s) cases),
    (SELECT count(*) FROM (SELECT FROM casework_taskline
        WHERE officer_id = officer LIMIT %s) tasks),
    (SELECT count(*) FROM (SELECT FROM casework_taskline
        WHERE officer_id = officer AND due_at < %s LIMIT %s) late)
FROM unnest(%s::uuid[]) officer
"""


def loads_of(officer_ids: Sequence[UUID], at: datetime) -> dict[UUID, tuple[int, int, int]]:
    """Open cases, open tasks and those past their date on each officer's lists; each capped."""
    officers, stages, most = list(officer_ids), list(map(str, OPEN)), MANY + 1
    with connection.cursor() as cursor:
        cursor.execute(LOADS, (stages, most, most, at, most, officers))
        return {officer: (cases, tasks, late) for officer, cases, tasks, late in cursor}
