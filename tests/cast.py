"""The fixed cast: Alexei writes; the staff below answer; Kirill has another case."""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import public_key_of
from safeconduct.accounts.signed import Signed
from safeconduct.accounts.signin import actor_of, enrol
from safeconduct.demo.staff import STAFF, sign_key
from safeconduct.vault.ceremony import Offline
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


def make_cast(offline: Offline) -> Cast:
    """Enrol everybody with signed keys; intake officers and the ombudsman their desks' keys."""
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
