"""Reads the question agreed for a return, and whether a return is in doubt."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, QuerySet, Subquery

from safeconduct.casework.core.recontact import Heard
from safeconduct.casework.models import Challenge, Return, Task
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.together import Reads, prepared, read

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
    return read(ask_challenge(keys))


def ask_challenge(keys: FileKeys) -> Reads[Agreed | None]:
    """As `challenge_of`, together with other reads."""
    rows = _challenges(keys.file_id)
    yield [rows]
    if not rows:
        return None
    row = rows[0]
    words = json.loads(keys.open(Compartment.CONTACT, PLACE, row.id, bytes(row.sealed)))
    last = (Heard(row.came), row.came_at) if row.came else None
    return Agreed(row.id, words["question"], words["answer"], last, row.doubt)


@prepared
def _challenges(file_id: UUID) -> QuerySet[Challenge, Any]:
    asked = Return.objects.filter(challenge__case_id=file_id).order_by("-at")
    rows = Challenge.objects.filter(case_id=file_id, replaced_at=None)
    return rows.annotate(
        came=Subquery(asked.values("came")[:1]),
        came_at=Subquery(asked.values("at")[:1]),
        doubt=Exists(_looks(file_id)),
    )


def _looks(file_id: UUID) -> QuerySet[Task]:
    return Task.objects.filter(case_id=file_id, code=LOOK, done_at__isnull=True)


def in_doubt(file_id: UUID) -> bool:
    """Whether protection still has to look whether somebody makes the person write."""
    return _looks(file_id).exists()
