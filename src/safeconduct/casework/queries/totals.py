"""Counts over all cases: no content, no alias."""

from datetime import datetime
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Least

from safeconduct.casework.core.terms import OPEN
from safeconduct.casework.models import Arrival, Case, Task


def stage_counts() -> dict[str, int]:
    """How many cases stand at each stage (no content, no alias)."""
    found: dict[str, int] = {}
    for stage in Case.objects.values_list("stage", flat=True):
        found[stage] = found.get(stage, 0) + 1
    return found


def open_files() -> list[UUID]:
    """File ids of all cases that are not closed, for counting who holds their keys."""
    rows = Case.objects.filter(stage__in=list(map(str, OPEN)))
    return list(rows.values_list("file_id", flat=True))


def arrivals_count() -> int:
    """How many people arrived: the smaller head count of each attested pair, summed."""
    heads = Least("first__head_count", "second__head_count")
    return Arrival.objects.aggregate(people=Sum(heads))["people"] or 0


def late_tasks_count(at: datetime) -> int:
    """How many open tasks of all cases are past their date (no content, no alias)."""
    return Task.objects.filter(done_at__isnull=True, due_at__lt=at).count()
