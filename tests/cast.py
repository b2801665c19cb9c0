"""The fixed cast: Alexei writes; the staff below answer; Kirill has another case."""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.models import Officer as Row
from safeconduct.accounts.queries import public_key_of
from safeconduct.accounts.signed import Signed
from safeconduct.accounts.signin import actor_of, enrol
from safeconduct.demo.staff import STAFF, sign_key
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.models import DeskWrap
from safeconduct.vault.opening import OfficerKeys, PrivateKey
from safeconduct.vault.services import put_on_desk


@dataclass(frozen=True)
class Officer:
    """One member of staff with password, code secret and opened key."""

    alias: str
    password: str
    totp: bytes
    actor: Actor
    keys: OfficerKeys

    @property
    def id(self) -> UUID:
        """The officer's id."""
        return self.actor.officer_id

    def signed(self, at: datetime) -> Signed:
        """Signed in at a moment, for calling services directly."""
        return Signed(self.actor, self.keys, at)


@dataclass(frozen=True)
class Cast:
    """Everybody by first name."""

    staff: dict[str, Officer]

    def __getattr__(self, name: str) -> Officer:
        try:
            return self.staff[name.capitalize()]
        except KeyError as error:
            raise AttributeError(name) from error


@dataclass(frozen=True)
class Roster:
    """The cast, and its rows as they were enrolled."""

    cast: Cast
    officers: list[Row]
    desks: list[DeskWrap]


_rosters: dict[str, Roster] = {}


def make_cast(offline: Offline) -> Cast:
    """Everybody enrolled in this test's database: really once, then by the same rows."""
    known = _rosters.get(offline.signing)
    if known is None:
        cast = _enrol(offline)
        officers = list(Row.objects.filter(alias__in=cast.staff))
        held = DeskWrap.objects.filter(key_id__in=[row.key_id for row in officers])
        _rosters[offline.signing] = Roster(cast, officers, list(held))
        return cast
    Row.objects.bulk_create(known.officers)
    DeskWrap.objects.bulk_create(known.desks)
    return known.cast


def _enrol(offline: Offline) -> Cast:
    """Enrol with signed keys; intake officers and the ombudsman get their desks' keys."""
    desks = {
        Role.INTAKE_OFFICER: PrivateKey(base64.b64decode(offline.desk)),
        Role.OMBUDSMAN: PrivateKey(base64.b64decode(offline.ombudsman)),
    }
    staff = {}
    for number, (alias, roles) in enumerate(STAFF.items()):
        password, totp = f"correct horse {alias}", bytes([number]) * 20
        row, keys = enrol(alias, roles, password, totp)
        sign_key(offline.signing, row.id, keys)
        for role in roles & set(desks):
            put_on_desk(desks[role], public_key_of(row.id))
        staff[alias] = Officer(alias, password, totp, actor_of(row), keys)
    return Cast(staff)
