"""Runs of exercises, as the record tells them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.common.refusal import Unknown
from safeconduct.record.queries import lines_since
from safeconduct.training.core.exercise import Exercise, Review, Seen, exercises, review
from safeconduct.training.models import Copy, CopyFile

LATEST = 20  # runs on the list: an evening's exercises of a whole office


@dataclass(frozen=True)
class Run:
    """One run: which exercise, since when, over or not, its files in order, how it goes."""

    id: UUID
    exercise: Exercise
    started_by: UUID
    started_at: datetime
    ended_at: datetime | None
    files: tuple[UUID, ...]
    review: Review


def fresh_copies() -> Counter[str]:
    """How many copies of each exercise nobody has started."""
    return Counter(Copy.objects.filter(started_at=None).values_list("exercise", flat=True))


def latest_runs() -> list[Run]:
    """The newest runs of everybody, newest first."""
    rows = Copy.objects.filter(started_at__isnull=False).order_by("-started_at")[:LATEST]
    return [_run(row) for row in rows if row.exercise in exercises()]


def run_of(copy_id: UUID) -> Run:
    """One run; Unknown when there is none of this id."""
    row = Copy.objects.filter(id=copy_id, started_at__isnull=False).first()
    if row is None or row.exercise not in exercises():
        raise Unknown
    return _run(row)


def _run(row: Copy) -> Run:
    if row.started_by is None or row.started_at is None:
        raise Unknown
    began = row.started_at.replace(microsecond=0)  # the record keeps whole seconds
    files = dict(
        CopyFile.objects.filter(copy=row).order_by("place").values_list("file_id", "place")
    )
    seen = [
        Seen(files[UUID(line.file)], line.kind, line.at, line.actor, line.facts)
        for line in lines_since(files, began)
        if row.ended_at is None or line.at <= row.ended_at
    ]
    exercise = exercises()[row.exercise]
    return Run(
        row.id,
        exercise,
        row.started_by,
        row.started_at,
        row.ended_at,
        tuple(files),
        review(exercise, began, seen),
    )
