"""Reads officers and memberships."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from safeconduct.accounts.core.leaving import Standing, Team
from safeconduct.accounts.core.security_keys import HeldKey
from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.models import Membership, Officer, Recovery, Removal, SecurityKey
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.vault.certificate import genuine
from safeconduct.vault.core.officer_key import Asked
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import lasting_holders
from safeconduct.vault.sealing import OfficerKey
from safeconduct.web.among import among
from safeconduct.web.together import Reads, both, prepared, read, rows_of


def is_member(actor: Actor, file_id: UUID, at: datetime) -> bool:
    """Whether the officer is on the case now (time-boxed access ends by itself)."""
    return read(ask_member(actor, file_id, at))


def ask_member(actor: Actor, file_id: UUID, at: datetime) -> Reads[bool]:
    """As `is_member`, together with other reads."""
    rows = _place(actor.officer_id, file_id, at)
    yield [rows]
    return bool(rows)


@prepared
def _place(officer_id: UUID, file_id: UUID, at: datetime) -> QuerySet[Membership, Any]:
    rows = _lasting(Membership.objects.filter(officer_id=officer_id, file_id=file_id), at)
    return rows.values_list("officer_id")[:1]


def ask_roles_among(
    actor: Actor, file_ids: list[UUID], at: datetime
) -> Reads[tuple[dict[UUID, Role], set[tuple[UUID, Role]]]]:
    """The officer's role on each of these cases they are on, and (case, role) they left."""
    args = actor.officer_id, file_ids
    now, left = yield from both(rows_of(_places_among(*args, at)), rows_of(_left_among(*args)))
    return {one: Role(role) for one, role in now}, {(one, Role(role)) for one, role in left}


@prepared
def _places_among(
    officer_id: UUID, file_ids: list[UUID], at: datetime
) -> QuerySet[Membership, tuple[UUID, str]]:
    rows = Membership.objects.filter(among("file_id", file_ids), officer_id=officer_id)
    return _lasting(rows, at).values_list("file_id", "role")


@prepared
def _left_among(officer_id: UUID, file_ids: list[UUID]) -> QuerySet[Removal, tuple[UUID, str]]:
    rows = Removal.objects.filter(among("file_id", file_ids), officer_id=officer_id)
    return rows.values_list("file_id", "role")


def require_member(actor: Actor, file_id: UUID, at: datetime) -> None:
    """Unknown (a 404 at the door) unless the officer is on the case."""
    if not is_member(actor, file_id, at):
        raise Unknown


def _lasting(rows: QuerySet[Membership], at: datetime) -> QuerySet[Membership]:
    """Memberships for good, or for hours that run still."""
    return rows.filter(Q(until=None) | Q(until__gt=at))


def _on_case(file_id: UUID) -> QuerySet[Membership]:
    """Memberships for good, or for hours that run still (by the database's own clock)."""
    rows = Membership.objects.filter(file_id=file_id)
    return rows.filter(Q(until=None) | Q(until__gt=Now()))


def standing_team(actor: Actor, file_id: UUID) -> Team:
    """The case's team with what each opens for good; what the rules about leaving look at."""
    opens = lasting_holders(file_id)
    rows = _on_case(file_id).select_related("officer").filter(officer__active=True)
    return Team(
        actor,
        {
            row.officer_id: Standing(
                Role(row.role),
                row.until is None,
                frozenset(opens.get(row.officer.key_id, ())),
            )
            for row in rows
        },
    )


def roles_left(officer_id: UUID, file_id: UUID) -> set[Role]:
    """The roles in which an officer worked on the case before leaving it."""
    rows = Removal.objects.filter(officer_id=officer_id, file_id=file_id)
    return {Role(role) for role in rows.values_list("role", flat=True)}


def roles_on(officer_id: UUID, file_id: UUID) -> frozenset[Role]:
    """Every role in which an officer is on the case or was before."""
    now = Membership.objects.filter(officer_id=officer_id, file_id=file_id)
    held = {Role(role) for role in now.values_list("role", flat=True)}
    return frozenset(held | roles_left(officer_id, file_id))


def standing_roles(officer_id: UUID, file_id: UUID) -> frozenset[Role]:
    """The roles of an officer who is on the case now; none for whoever left it, or left."""
    on_case = Q(id__in=_on_case(file_id).values("officer_id"))
    row = Officer.objects.filter(on_case, id=officer_id, active=True).first()
    return frozenset(map(Role, row.roles)) if row else frozenset()


def worked_on(file_id: UUID) -> set[UUID]:
    """Officer ids of everybody who is on the case, or was before leaving it."""
    left = Removal.objects.filter(file_id=file_id)
    return team_ids(file_id) | set(left.values_list("officer_id", flat=True))


def places_left() -> list[tuple[UUID, Role]]:
    """(file, role) that an officer left with the programme and nobody fills for good since."""
    return read(ask_places_left())


def ask_places_left() -> Reads[list[tuple[UUID, Role]]]:
    """As `places_left`, together with other reads."""
    pairs = yield from rows_of(_places_left())
    return [(file_id, Role(role)) for file_id, role in pairs]


@prepared
def _places_left() -> QuerySet[Removal, tuple[UUID, str]]:
    filled = Membership.objects.filter(
        file_id=OuterRef("file_id"), role=OuterRef("role"), until=None, officer__active=True
    )
    rows = Removal.objects.filter(~Exists(filled), departure__isnull=False)
    return rows.order_by("role", "file_id").values_list("file_id", "role").distinct()


def own_files(actor: Actor, at: datetime) -> QuerySet[Membership, Any]:
    """The officer's cases, as a subquery: thousands of ids need not travel to and fro."""
    return files_of_officer(actor.officer_id, at)


def files_of_officer(officer_id: UUID, at: datetime) -> QuerySet[Membership, Any]:
    """As `own_files`, by the officer's id."""
    return _lasting(Membership.objects.filter(officer_id=officer_id), at).values("file_id")


def team_of(file_id: UUID) -> list[tuple[str, str]]:
    """(alias, role on the case) of everybody on the case."""
    return read(ask_team(file_id))


def ask_team(file_id: UUID) -> Reads[list[tuple[str, str]]]:
    """As `team_of`, together with other reads."""
    return rows_of(_team(file_id))


@prepared
def _team(file_id: UUID) -> QuerySet[Membership, tuple[str, str]]:
    rows = _on_case(file_id).order_by("officer__alias")
    return rows.values_list("officer__alias", "role")


def team_ids(file_id: UUID) -> set[UUID]:
    """Officer ids of everybody on the case."""
    rows = _on_case(file_id)
    return set(rows.values_list("officer_id", flat=True))


def aliases(key_ids: Iterable[str]) -> dict[str, str]:
    """Staff alias per key id, for pages that show who acted."""
    return read(ask_aliases(key_ids))


def ask_aliases(key_ids: Iterable[str]) -> Reads[dict[str, str]]:
    """As `aliases`, together with other reads."""
    rows = Officer.objects.filter(key_id__in=set(key_ids)).values_list("key_id", "alias")
    yield [rows]
    return dict(rows)


def with_role(role: Role) -> list[tuple[UUID, str]]:
    """(id, alias) of active officers holding a role."""
    rows = Officer.objects.filter(roles__contains=[role.value], active=True).order_by("alias")
    return list(rows.values_list("id", "alias"))


def public_key_of(officer_id: UUID) -> OfficerKey:
    """An officer's public key, which the programme signed for this officer.

    Unknown when there is no such active officer; Refused when the key is not signed, or is
    not the one that was: nothing may be sealed to it.
    """
    officer = Officer.objects.filter(id=officer_id, active=True).first()
    if officer is None:
        raise Unknown
    return key_of_row(officer)


def public_key_named(key_id: str) -> OfficerKey:
    """The signed public key of this key id, as `public_key_of`; a row renamed is KEY_FORGED."""
    officer = Officer.objects.filter(key_id=key_id, active=True).first()
    if officer is None:
        raise Unknown
    key = key_of_row(officer)
    refuse_if([] if key.key_id == key_id else [Vault.KEY_FORGED])
    return key


def key_of_row(officer: Officer) -> OfficerKey:
    """The public key of a row just read; Refused as `public_key_of`."""
    signature = None if officer.key_signature is None else bytes(officer.key_signature)
    return genuine(officer.id, bytes(officer.public_key), officer.key_day, signature)


def key_ids(officer_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Key id per active officer, for looking up who holds what; never to seal to."""
    rows = Officer.objects.filter(id__in=list(officer_ids), active=True)
    return dict(rows.values_list("id", "key_id"))


def live_key_ids() -> set[str]:
    """Key ids of all active officers."""
    return set(Officer.objects.filter(active=True).values_list("key_id", flat=True))


def security_keys_of(actor: Actor) -> list[HeldKey]:
    """The officer's own security keys, oldest first."""
    rows = SecurityKey.objects.filter(officer_id=actor.officer_id).order_by("added_on", "id")
    return [HeldKey(row.id, row.added_on) for row in rows]


def unsigned_keys() -> list[Asked]:
    """Keys of active officers that wait for the programme's signature."""
    rows = Officer.objects.filter(active=True, key_signature=None).order_by("alias")
    return [Asked(row.id, row.alias, bytes(row.public_key)) for row in rows]


def officer_by_alias(alias: str) -> UUID:
    """The active officer of this alias; Unknown when there is none."""
    found = Officer.objects.filter(alias=alias, active=True).values_list("id", flat=True)
    if not found:
        raise Unknown
    return found[0]


def roles_of(officer_id: UUID) -> frozenset[Role]:
    """Roles of an officer; Unknown when there is none."""
    officer = Officer.objects.filter(id=officer_id, active=True).first()
    if officer is None:
        raise Unknown
    return frozenset(Role(role) for role in officer.roles)


def everybody() -> list[tuple[UUID, str]]:
    """(id, alias) of all active officers."""
    return read(ask_everybody())


def ask_everybody() -> Reads[list[tuple[UUID, str]]]:
    """As `everybody`, together with other reads."""
    return rows_of(_everybody())


@prepared
def _everybody() -> QuerySet[Officer, tuple[UUID, str]]:
    return Officer.objects.filter(active=True).order_by("alias").values_list("id", "alias")


def roles_by_officer() -> list[tuple[UUID, str, frozenset[Role]]]:
    """(id, alias, roles) of all active officers."""
    rows = Officer.objects.filter(active=True).order_by("alias")
    return [(row.id, row.alias, frozenset(map(Role, row.roles))) for row in rows]


def names_of(officer_ids: Iterable[UUID]) -> dict[UUID | None, str]:
    """Staff alias per officer id."""
    return read(ask_names(officer_ids))


def ask_names(officer_ids: Iterable[UUID]) -> Reads[dict[UUID | None, str]]:
    """As `names_of`, together with other reads."""
    return dict((yield from rows_of(_aliases(list(officer_ids)))))


@prepared
def _aliases(officer_ids: list[UUID]) -> QuerySet[Officer, tuple[UUID, str]]:
    return Officer.objects.filter(among("id", officer_ids)).values_list("id", "alias")


def files_with_a_team() -> QuerySet[Membership, Any]:
    """Files that became cases (each has at least the officer who opened it), as a subquery."""
    return Membership.objects.values("file_id")


def recoveries_done() -> tuple[int, datetime | None]:
    """How many recoveries were done, drills left out, and when the last."""
    rows = Recovery.objects.filter(drill=False, done_at__isnull=False)
    return rows.count(), rows.aggregate(last=Max("done_at"))["last"]
