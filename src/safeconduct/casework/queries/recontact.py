"""Reads the question agreed for a return, and whether a return is in doubt."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, QuerySet, Subquery

from safeconduct.casework.core.recontact import Heard
from safeconduct.casework.models import Challenge, Return, Task
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys

PLACE = "casework.challenge.words"
LOOK = "coercion_check"


@dataclass(frozen=True)
class Agreed:
    """The question in use and its answer, which no page shows; what came to it last.

    `doubt`: protection still has to look whether somebody makes the person write.
    """

    id: UUID
    question: str
    answer: str = field(repr=False)
    last: tuple[Heard, datetime] | None = None
    doubt: bool = False


def challenge_of(keys: FileKeys) -> Agreed | None:
    """What is agreed for the return, in one query; Refused (NO_KEY) without the contact key."""
    asked = Return.objects.filter(challenge__case_id=keys.file_id).order_by("-at")
    rows = Challenge.objects.filter(case_id=keys.file_id, replaced_at=None)
    row = rows.annotate(
        came=Subquery(asked.values("came")[:1]),
        came_at=Subquery(asked.values("at")[:1]),
        doubt=Exists(_looks(keys.file_id)),
    ).first()
    if row is None:
        return None
    words = json.loads(keys.open(Compartment.CONTACT, PLACE, row.id, bytes(row.sealed)))
    last = (Heard(row.came), row.came_at) if row.came else None
    return Agreed(row.id, words["question"], words["answer"], last, row.doubt)


def _looks(file_id: UUID) -> QuerySet[Task]:
    return Task.objects.filter(case_id=file_id, code=LOOK, done_at__isnull=True)


def in_doubt(file_id: UUID) -> bool:
    """Whether protection still has to look whether somebody makes the person write."""
    return _looks(file_id).exists()
