"""Reads people, conditions and choices of a file, as far as the keys open them."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.casework.models import Condition, Consent, Person
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.web.among import among
from safeconduct.web.together import Reads, prepared, read, rows_of

APPLICANT = "applicant"
CARD = "casework.person.card"
# Geneva Convention III, Art. 17; the fields of casework/office/forms.py.
FACTS = ("surname", "first_names", "rank", "birth_date", "service_number")


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
    return read(ask_people(keys))


def ask_people(keys: FileKeys) -> Reads[list[PersonView]]:
    """As `people`, together with other reads."""
    may = keys.may_open(Compartment.IDENTITY)
    rows = _people(keys.file_id)
    yield [rows]
    return [
        PersonView(row.id, row.relation, card_of(keys, row) if may else None, row.moved_to)
        for row in rows
    ]


@prepared
def _people(file_id: UUID) -> QuerySet[Person]:
    return Person.objects.filter(case_id=file_id).order_by("relation", "id")


def card_of(keys: FileKeys, row: Person) -> str:
    """The opened card of a person; Refused (NO_KEY) without the identity key."""
    return keys.open(Compartment.IDENTITY, CARD, row.id, bytes(row.sealed))


def card_text(view: PersonView) -> str:
    """What is written down of a person, every fact by name: what forms compare."""
    card = json.loads(view.card or "{}")
    return json.dumps({name: card.get(name, "") for name in FACTS}, ensure_ascii=False)


def unmet_conditions(file_id: UUID) -> list[str]:
    """Codes of the person's conditions that are not fulfilled."""
    return [one.code for one in conditions(file_id) if one.fulfilled_at is None]


def ask_unmet(file_ids: list[UUID]) -> Reads[set[UUID]]:
    """Which of these cases have a condition unfulfilled, together with other reads."""
    return set((yield from rows_of(_unmet(file_ids))))


@prepared
def _unmet(file_ids: list[UUID]) -> QuerySet[Condition, UUID]:
    rows = Condition.objects.filter(among("case_id", file_ids), fulfilled_at=None)
    return rows.values_list("case_id", flat=True)


@dataclass(frozen=True)
class ConditionView:
    """A condition of the person, and who fulfilled it on which day."""

    code: str
    fulfilled_at: datetime | None
    fulfilled_by: UUID | None


def conditions(file_id: UUID) -> list[ConditionView]:
    """Every condition the person ever set, those not fulfilled first."""
    return read(ask_conditions(file_id))


def ask_conditions(file_id: UUID) -> Reads[list[ConditionView]]:
    """As `conditions`, together with other reads."""
    rows = _conditions(file_id)
    yield [rows]
    found = [ConditionView(row.code, row.fulfilled_at, row.fulfilled_by) for row in rows]
    return sorted(found, key=lambda one: (one.fulfilled_at is not None, one.code))


def consents(file_id: UUID) -> dict[str, bool]:
    """The newest choice per purpose; a purpose never asked is not in it and counts as no."""
    return read(ask_consents(file_id))


def ask_consents(file_id: UUID) -> Reads[dict[str, bool]]:
    """As `consents`, together with other reads."""
    return dict((yield from rows_of(_consents(file_id))))


@prepared
def _consents(file_id: UUID) -> QuerySet[Consent, tuple[str, bool]]:
    rows = Consent.objects.filter(case_id=file_id).order_by("at")
    return rows.values_list("purpose", "given")


@prepared
def _conditions(file_id: UUID) -> QuerySet[Condition]:
    return Condition.objects.filter(case_id=file_id)


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
