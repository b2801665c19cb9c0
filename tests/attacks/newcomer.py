"""Enrols one more intake officer in a running instance, as its seed does; speaks JSON."""

import base64
import json
import os
import sys
from pathlib import Path

import django


def main() -> None:
    """Reads {"alias", "password"}; writes {"totp", "seed"} in hex."""
    django.setup()
    from django.conf import settings

    from safeconduct.accounts.core.terms import Role
    from safeconduct.accounts.queries import public_key_of
    from safeconduct.accounts.signin import enrol
    from safeconduct.demo.staff import sign_key
    from safeconduct.vault.opening import PrivateKey
    from safeconduct.vault.services import put_on_desk
    from safeconduct.vault.stretch import TOTP_SECRET_BYTES

    asked, keys = json.loads(sys.stdin.read()), Path(settings.KEY_FOLDER)
    totp = os.urandom(TOTP_SECRET_BYTES)
    roles = frozenset({Role.INTAKE_OFFICER})
    row, opened = enrol(asked["alias"], roles, asked["password"], totp)
    sign_key((keys / "programme-signing.demo").read_text(), row.id, opened)
    desk = PrivateKey(base64.b64decode((keys / "desk.demo").read_text()))
    put_on_desk(desk, public_key_of(row.id))
    sys.stdout.write(json.dumps({"totp": totp.hex(), "seed": opened.private.seed.hex()}))


if __name__ == "__main__":
    main()
