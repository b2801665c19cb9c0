"""Reads people, conditions and choices of a file, as far as the keys open them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.casework.models import Condition, Consent, Person
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys


@dataclass(frozen=True)
class PersonView:
    """A person of the file; `card` is opened text, or None without the identity key."""

    id: UUID
    relation: str
    card: str | None


def people(keys: FileKeys) -> list[PersonView]:
    """Everybody of the file; cards only for holders of the identity key."""
    may = keys.may_open(Compartment.IDENTITY)
    found = []
    for row in Person.objects.filter(case_id=keys.file_id).order_by("relation", "id"):
        card = None
        if may:
            card = keys.open(
                Compartment.IDENTITY, "casework.person.card", row.id, bytes(row.sealed)
            )
        found.append(PersonView(row.id, row.relation, card))
    return found


def unmet_conditions(file_id: UUID) -> list[str]:
    """Codes of the person's conditions that are not fulfilled."""
    rows = Condition.objects.filter(case_id=file_id, fulfilled_at__isnull=True)
    return list(rows.values_list("code", flat=True))


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
