"""Conflicts of interest between officers and cases: read, written, asked before an act."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from safeconduct.accounts.core.conflicts import (
    ConflictFacts,
    reasons_not_to_declare,
    reasons_not_to_judge,
    reasons_not_to_withdraw,
)
from safeconduct.accounts.core.terms import Actor, Cleared, Interest, Kind, Role, WhyNot
from safeconduct.accounts.models import Conflict, Membership
from safeconduct.accounts.queries import files_of_officer, roles_of
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.record.services import Act
from safeconduct.web.together import Reads, prepared, rows_of

MOST = 50  # rows for one supervisor's page; those replaced make room for the rest
Row = tuple[UUID, UUID, str, str, datetime]


@dataclass(frozen=True)
class ConflictView:
    """One that stands: whose, since when, and what it is about."""

    id: UUID
    officer_id: UUID
    alias: str
    interest: Interest
    declared_at: datetime

    def open_to(self, actor: Actor) -> bool:
        """Whether the officer may know what it is about: their own, or a supervisor."""
        return actor.officer_id == self.officer_id or Role.SUPERVISOR in actor.roles


def why_not_judge(officer_id: UUID, file_id: UUID) -> list[WhyNot]:
    """Why this officer may not be on the case or judge on it. Call with the case locked."""
    return reasons_not_to_judge(_stands(officer_id, file_id))


def refuse_in_conflict(actor: Actor, file_ids: Collection[UUID]) -> None:
    """Refused when the actor has a conflict of interest with one of these cases."""
    rows = Conflict.objects.filter(file_id__in=file_ids, officer_id=actor.officer_id)
    refuse_if(reasons_not_to_judge(rows.filter(withdrawn_by=None).exists()))


def declare(a: Act, me: Signed, file_id: UUID, about: UUID, interest: Interest) -> UUID:
    """Write a conflict down, inside an act that has locked the case."""
    roles_of(about)  # Unknown when there is no such active officer
    facts = ConflictFacts(me.actor, about, _stands(about, file_id))
    refuse_if(reasons_not_to_declare(facts))
    row = Conflict.objects.create(
        id=new_id(),
        file_id=file_id,
        officer_id=about,
        interest=interest.name,
        declared_by=me.actor.officer_id,
        declared_at=a.at,
    )
    a.note(Kind.CONFLICT_DECLARED, file=file_id, about=row.id)
    return row.id


def withdraw(a: Act, me: Signed, file_id: UUID, conflict_id: UUID, why: Cleared) -> None:
    """Withdraw a conflict, inside an act that has locked the case; the row stays."""
    row = Conflict.objects.filter(id=conflict_id, file_id=file_id).first()
    if row is None:
        raise Unknown
    facts = ConflictFacts(me.actor, row.officer_id, row.withdrawn_by is None)
    refuse_if(reasons_not_to_withdraw(facts))
    row.cleared, row.withdrawn_by, row.withdrawn_at = why.name, me.actor.officer_id, a.at
    row.save(update_fields=["cleared", "withdrawn_by", "withdrawn_at"])
    a.note(Kind.CONFLICT_WITHDRAWN, file=file_id, about=row.id, cleared=why.name)


def file_of_conflict(conflict_id: UUID) -> UUID:
    """The case a conflict is about; Unknown when there is none."""
    row = Conflict.objects.filter(id=conflict_id).first()
    if row is None:
        raise Unknown
    return row.file_id


def in_conflict(file_id: UUID) -> frozenset[UUID]:
    """Officers who have a conflict of interest with the case now."""
    rows = Conflict.objects.filter(file_id=file_id, withdrawn_by=None)
    return frozenset(rows.values_list("officer_id", flat=True))


def ask_conflicts(file_id: UUID) -> Reads[list[ConflictView]]:
    """Those that stand, the oldest first; together with other reads."""
    rows = yield from rows_of(_of_file(file_id))
    return [ConflictView(*row[:3], Interest[row[3]], row[4]) for row in rows]


@prepared
def _of_file(file_id: UUID) -> QuerySet[Conflict, Row]:
    rows = Conflict.objects.filter(file_id=file_id, withdrawn_by=None).order_by("declared_at")
    return rows.values_list("id", "officer_id", "officer__alias", "interest", "declared_at")


def ask_to_replace(actor: Actor, at: datetime) -> Reads[list[tuple[UUID, str]]]:
    """(case, alias) of officers who stay on one of the actor's cases in spite of a conflict."""
    return rows_of(_to_replace(actor.officer_id, at))


@prepared
def _to_replace(officer_id: UUID, at: datetime) -> QuerySet[Conflict, tuple[UUID, str]]:
    still = Membership.objects.filter(officer=OuterRef("officer"), file_id=OuterRef("file_id"))
    rows = Conflict.objects.filter(Exists(still), withdrawn_by=None)
    rows = rows.filter(file_id__in=files_of_officer(officer_id, at))
    rows = rows.exclude(officer=officer_id).order_by("declared_at")
    return rows.values_list("file_id", "officer__alias")[:MOST]


def _stands(officer_id: UUID, file_id: UUID) -> bool:
    rows = Conflict.objects.filter(file_id=file_id, officer_id=officer_id, withdrawn_by=None)
    return rows.exists()
