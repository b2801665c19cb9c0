"""Reads the intake desk: mailboxes without a case, who reads them, how long people wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from safeconduct.contact.core.desk import (
    FIGURE_DAYS,
    QUEUES,
    Claim,
    FirstAnswer,
    Queue,
    Wait,
    first_answer,
    live,
)
from safeconduct.contact.core.terms import DANGER_ORDER, Danger, LetterState
from safeconduct.contact.models import DeskClaim, FirstWait, Letter
from safeconduct.contact.queries.letters import LetterRow, letter_rows_of, place_of
from safeconduct.vault.queries import files_at_desk

LISTED = 200  # of one queue: what a desk could read in days; the count says how many there are


@dataclass(frozen=True)
class Waiting:
    """All letters of one mailbox that is no case yet, as the desk sees them unopened.

    `since` is the office's clock: when the worker found the first letter, None for one it has
    not found yet. `open_next` is the first unopened letter, or the first.
    """

    file_id: UUID
    danger: Danger
    language: str
    day: date
    since: datetime | None
    letters: int
    unopened: int
    open_next: UUID
    claim: Claim | None


@dataclass(frozen=True)
class Desk:
    """One queue: the most urgent, and how many there are in all."""

    queue: Queue
    rows: list[Waiting]
    total: int


def desk(at: datetime, limit: int = LISTED) -> list[Desk]:
    """Every queue; the greatest danger first, then who waits longest. Nothing else orders."""
    return [_desk(queue, at, limit) for queue in QUEUES]


def desk_count() -> int:
    """How many mailboxes without a case wait at the desk."""
    return _at_desk().values("file_id").distinct().count()


def came_since(since: datetime) -> bool:
    """Whether a letter without a case came to the desk since then."""
    return _at_desk().filter(swept_at__gt=since, state=LetterState.NEW.value).exists()


def _at_desk() -> QuerySet[Letter]:
    """Letters of files that only the desk opens: a file with a team is the team's."""
    return Letter.objects.filter(file_id__in=files_at_desk())


def _desk(queue: Queue, at: datetime, limit: int) -> Desk:
    said = ~Q(danger=Danger.UNSAID.value)
    # A further letter says nothing of the danger, which does not make the first one untrue.
    groups = _at_desk().values("file_id").annotate(
        told=Min(place_of("danger"), filter=said),
        first=Min("day"),
        since=Min("swept_at"),
        letters=Count("id"),
        unopened=Count("id", filter=Q(state=LetterState.NEW.value)),
    )  # fmt: skip
    places = [DANGER_ORDER.index(one) for one in queue.dangers]
    unsaid_place = DANGER_ORDER.index(Danger.UNSAID)
    mine = groups.annotate(place=Coalesce("told", unsaid_place)).filter(place__in=places)
    rows = list(mine.order_by("place", "first", "since", "file_id")[:limit])
    files = [row["file_id"] for row in rows]
    letters, claims = letter_rows_of(files), claims_of(files, at)
    return Desk(
        queue,
        [
            Waiting(
                file_id=row["file_id"],
                danger=DANGER_ORDER[row["place"]],
                language=letters[row["file_id"]][0].language,
                day=row["first"],
                since=row["since"],
                letters=row["letters"],
                unopened=row["unopened"],
                open_next=_next(letters[row["file_id"]]),
                claim=claims.get(row["file_id"]),
            )
            for row in rows
        ],
        total=len(rows) if len(rows) < limit else mine.count(),
    )


def _next(rows: list[LetterRow]) -> UUID:
    new = [row for row in rows if row.state == LetterState.NEW.value]
    return (new or rows)[0].id


def claims_of(file_ids: Iterable[UUID], at: datetime) -> dict[UUID, Claim]:
    """Who reads which of these mailboxes now."""
    rows = DeskClaim.objects.filter(file_id__in=list(file_ids))
    found = {row.file_id: Claim(row.officer_id, row.since, row.until) for row in rows}
    return {file_id: claim for file_id, claim in found.items() if live(claim, at)}


def claims_by(officer_id: UUID, at: datetime) -> list[UUID]:
    """Files whose letters this officer reads now."""
    rows = DeskClaim.objects.filter(officer_id=officer_id, until__gt=at).order_by("since")
    return list(rows.values_list("file_id", flat=True))


def first_answers(at: datetime) -> FirstAnswer:
    """From when the office first saw a mailbox until something of ours lay in it; 7 days.

    The person's own clock is kept by day only, so this one begins when the worker finds the
    letter, seconds after it came. Whatever an officer put into the mailbox counts as an answer.
    """
    found = FirstWait.objects.filter(since__gte=at - timedelta(days=FIGURE_DAYS), since__lte=at)
    rows = found.values_list("since", "answered_at")
    return first_answer([_wait(since, answer, at) for since, answer in rows])


def waits_wrong() -> int:
    """How many kept clocks of mailboxes differ from letters and answers; reads all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_waits_wrong()")
        return int(cursor.fetchone()[0])


def _wait(since: datetime, answer: datetime | None, at: datetime) -> Wait:
    return Wait(max((answer or at) - since, timedelta(0)), answer is not None)
