"""Counts over all cases: no content, no alias."""

from datetime import datetime

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Least

from safeconduct.casework.models import Arrival, Tally, Task, Unreached
from safeconduct.web.keyset import capped


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
        cursor.execute("SELECT casework_lists_wrong()")
        return int(cursor.fetchone()[0])


def arrivals_count() -> int:
    """How many people arrived: the smaller head count of each attested pair, summed."""
    heads = Least("first__head_count", "second__head_count")
    return Arrival.objects.aggregate(people=Sum(heads))["people"] or 0


def late_tasks_count(at: datetime) -> int:
    """How many open tasks of all cases are past their date; capped (web/keyset.py MANY)."""
    return capped(Task.objects.filter(done_at__isnull=True, due_at__lt=at), "due_at")
