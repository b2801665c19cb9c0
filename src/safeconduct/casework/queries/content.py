"""Reads people, conditions and choices of a file, as far as the keys open them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.casework.models import Condition, Consent, Person
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys

APPLICANT = "applicant"
CARD = "casework.person.card"


@dataclass(frozen=True)
class PersonView:
    """A person of the file; `card` is opened text, or None without the identity key.

    `moved_to`: the file of their own that a split gave them.
    """

    id: UUID
    relation: str
    card: str | None
    moved_to: UUID | None = None


def people(keys: FileKeys) -> list[PersonView]:
    """Everybody of the file; cards only for holders of the identity key."""
    may = keys.may_open(Compartment.IDENTITY)
    found = []
    for row in Person.objects.filter(case_id=keys.file_id).order_by("relation", "id"):
        card = card_of(keys, row) if may else None
        found.append(PersonView(row.id, row.relation, card, row.moved_to))
    return found


def card_of(keys: FileKeys, row: Person) -> str:
    """The opened card of a person; Refused (NO_KEY) without the identity key."""
    return keys.open(Compartment.IDENTITY, CARD, row.id, bytes(row.sealed))


def unmet_conditions(file_id: UUID) -> list[str]:
    """Codes of the person's conditions that are not fulfilled."""
    rows = Condition.objects.filter(case_id=file_id, fulfilled_at__isnull=True)
    return list(rows.values_list("code", flat=True))


@dataclass(frozen=True)
class ConditionView:
    """A condition of the person, and who fulfilled it on which day."""

    code: str
    fulfilled_at: datetime | None
    fulfilled_by: UUID | None


def conditions(file_id: UUID) -> list[ConditionView]:
    """Every condition the person ever set, those not fulfilled first."""
    rows = Condition.objects.filter(case_id=file_id)
    found = [ConditionView(row.code, row.fulfilled_at, row.fulfilled_by) for row in rows]
    return sorted(found, key=lambda one: (one.fulfilled_at is not None, one.code))


def consents(file_id: UUID) -> dict[str, bool]:
    """The newest choice per purpose; a purpose never asked is not in it and counts as no."""
    rows = Consent.objects.filter(case_id=file_id).order_by("at")
    return dict(rows.values_list("purpose", "given"))


@dataclass(frozen=True)
class Choice:
    """One choice of the person as it was written down, and who heard it."""

    purpose: str
    given: bool
    at: datetime
    heard_by: UUID


def choices_made(file_id: UUID) -> list[Choice]:
    """Every choice the person ever made, newest first."""
    rows = Consent.objects.filter(case_id=file_id).order_by("-at", "id")
    return [Choice(row.purpose, row.given, row.at, row.interviewer_id) for row in rows]
