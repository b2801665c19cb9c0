"""Reads officers and memberships."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.models import Membership, Officer
from safeconduct.common.refusal import Unknown
from safeconduct.vault.sealing import PublicKey


def is_member(actor: Actor, file_id: UUID, at: datetime) -> bool:
    """Whether the officer is on the case now (time-boxed access ends by itself)."""
    rows = Membership.objects.filter(officer_id=actor.officer_id, file_id=file_id)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=at)).exists()


def require_member(actor: Actor, file_id: UUID, at: datetime) -> None:
    """Unknown (a 404 at the door) unless the officer is on the case."""
    if not is_member(actor, file_id, at):
        raise Unknown


def files_of(actor: Actor, at: datetime, limit: int = 200) -> list[UUID]:
    """The officer's cases, latest first."""
    rows = Membership.objects.filter(officer_id=actor.officer_id)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=at)).order_by("-sort_at")
    return list(rows.values_list("file_id", flat=True)[:limit])


def team_of(file_id: UUID) -> list[tuple[str, str]]:
    """(alias, role on the case) of everybody on the case."""
    rows = Membership.objects.filter(file_id=file_id).order_by("officer__alias")
    return list(rows.values_list("officer__alias", "role"))


def team_ids(file_id: UUID) -> set[UUID]:
    """Officer ids of everybody on the case."""
    rows = Membership.objects.filter(file_id=file_id)
    return set(rows.values_list("officer_id", flat=True))


def aliases(key_ids: Iterable[str]) -> dict[str, str]:
    """Staff alias per key id, for pages that show who acted."""
    rows = Officer.objects.filter(key_id__in=set(key_ids))
    return dict(rows.values_list("key_id", "alias"))


def with_role(role: Role) -> list[tuple[UUID, str]]:
    """(id, alias) of active officers holding a role."""
    rows = Officer.objects.filter(roles__contains=[role.value], active=True).order_by("alias")
    return list(rows.values_list("id", "alias"))


def public_key_of(officer_id: UUID) -> PublicKey:
    """An officer's public key; Unknown when there is no such active officer."""
    officer = Officer.objects.filter(id=officer_id, active=True).first()
    if officer is None:
        raise Unknown
    return PublicKey(bytes(officer.public_key))


def roles_of(officer_id: UUID) -> frozenset[Role]:
    """Roles of an officer; Unknown when there is none."""
    officer = Officer.objects.filter(id=officer_id, active=True).first()
    if officer is None:
        raise Unknown
    return frozenset(Role(role) for role in officer.roles)


def everybody() -> list[tuple[UUID, str]]:
    """(id, alias) of all active officers."""
    rows = Officer.objects.filter(active=True).order_by("alias")
    return list(rows.values_list("id", "alias"))


def names_of(officer_ids: Iterable[UUID]) -> dict[UUID | None, str]:
    """Staff alias per officer id."""
    rows = Officer.objects.filter(id__in=list(officer_ids))
    return dict(rows.values_list("id", "alias"))


def files_with_a_team() -> QuerySet[Membership, Any]:
    """Files that became cases (each has at least the officer who opened it), as a subquery."""
    return Membership.objects.values("file_id")
