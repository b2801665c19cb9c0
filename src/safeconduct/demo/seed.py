"""`safeconduct seed`: staff with keys and eight invented stories, by the real services."""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from safeconduct.demo.telling import Teller


def main(arguments: Sequence[str]) -> int:
    """Fill an empty demonstration; exit code 0."""
    del arguments
    django.setup()
    from django.conf import settings

    from safeconduct.demo.sharing import share_with_partner
    from safeconduct.demo.stories import tell
    from safeconduct.demo.telling import Teller

    if not settings.DEMO:
        return 1
    teller = Teller(enrol_staff(Path(settings.KEY_FOLDER)), datetime.now(UTC))
    tell(teller)
    share_with_partner(teller, Path(settings.KEY_FOLDER))
    put_on_duty(teller)
    return 0


def put_on_duty(teller: "Teller") -> None:
    """Tonight's roster: everything is covered but interpreting, and nobody comes tomorrow."""
    from safeconduct.contact.core.duty import LONGEST_SHIFT, Duty
    from safeconduct.contact.services.duty import add_shift

    supervisor, end = teller.sign("Vasyl", teller.now), teller.now + LONGEST_SHIFT
    for alias, duty, languages in (
        ("Iryna", Duty.INTAKE, ("ru", "uk")),
        ("Pavlo", Duty.PROTECTION, ("uk",)),
        ("Petro", Duty.PASSAGE, ("uk",)),
        ("Ruta", Duty.RECEPTION, ()),
    ):
        officer = teller.officer(alias)
        add_shift(supervisor, officer, duty, teller.now, end, languages)


def enrol_staff(folder: Path) -> dict[str, Any]:
    """Enrol everybody with signed keys, put officers on their desks, keep the sheet.

    Returns (actor, keys) by first name in lower case.
    """
    from safeconduct.accounts.core.terms import Role
    from safeconduct.accounts.queries import public_key_of
    from safeconduct.accounts.signin import actor_of, enrol
    from safeconduct.demo.staff import STAFF, sign_key
    from safeconduct.vault.opening import PrivateKey
    from safeconduct.vault.services import put_on_desk
    from safeconduct.vault.stretch import TOTP_SECRET_BYTES

    desks = {
        role: PrivateKey(base64.b64decode((folder / f"{name}.demo").read_text()))
        for role, name in ((Role.INTAKE_OFFICER, "desk"), (Role.OMBUDSMAN, "ombudsman"))
    }
    signing = (folder / "programme-signing.demo").read_text()
    people, sheet = {}, []
    for alias, roles in STAFF.items():
        password, totp = f"{alias.lower()}-safe-passage", secrets.token_bytes(TOTP_SECRET_BYTES)
        row, keys = enrol(alias, roles, password, totp)
        sign_key(signing, row.id, keys)
        for role in roles & set(desks):
            put_on_desk(desks[role], public_key_of(row.id))
        people[alias.lower()] = (actor_of(row), keys)
        words = ", ".join(sorted(roles))
        sheet.append({"alias": alias, "password": password, "roles": words, "totp": totp.hex()})
    (folder / "demo-accounts.json").write_text(json.dumps(sheet, indent=1))
    return people
