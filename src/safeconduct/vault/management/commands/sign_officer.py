"""`safeconduct sign_officer`: on the offline machine, vouches for officers' keys."""

import base64
import binascii
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from safeconduct.vault.certificate import certify
from safeconduct.vault.core.officer_key import Asked, Signed, read_request, write_answer
from safeconduct.vault.core.paper import Malformed
from safeconduct.vault.core.terms import KEY_BYTES
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import PublicKey
from safeconduct.vault.signer import public_of


class Command(BaseCommand):
    """Signs what a person confirms, key by key."""

    help = "Offline: sign officers' keys of a request file, each confirmed by its key id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two papers and the signing key."""
        parser.add_argument("request", type=Path, help="file of officer_keys_export")
        parser.add_argument("answer", type=Path, help="file to write, for officer_keys_import")
        parser.add_argument(
            "--key", type=Path, required=True, help="programme-signing.key on the medium"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask for every key id; sign those that agree."""
        seed = _signing_seed(options["key"])
        try:
            asked = read_request(options["request"].read_text())
        except (Malformed, OSError, UnicodeDecodeError) as error:
            msg = f"The request file cannot be used: {error}."
            raise CommandError(msg) from error
        day = datetime.now(UTC).date()
        signed = []
        for one in asked:
            key = PublicKey(one.public_key)
            if self._confirmed(one, key.key_id):
                signature = certify(seed, one.officer_id, key, day)
                signed.append(Signed(one.officer_id, key.key_id, day, signature))
        options["answer"].write_text(write_answer(signed))
        self.stdout.write(f"{len(signed)} of {len(asked)} keys signed.")

    def _confirmed(self, one: Asked, key_id: str) -> bool:
        """Whether the officer's own words name this key: typed, so that it is compared."""
        typed = input(
            f"{one.alias}: key id that the officer read to you (16 digits, empty to skip): "
        )
        if not typed.strip():
            return False
        if "".join(typed.lower().split()) != key_id:
            msg = (
                f"{one.alias}: the file holds another key ({key_id}). Nothing was signed. "
                "Somebody may have put a key of their own into the database."
            )
            raise CommandError(msg)
        return True


def _signing_seed(path: Path) -> bytes:
    """The offline key's seed, when its public half is the one of programme.json."""
    try:
        seed = base64.b64decode(path.read_text(), validate=True)
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        msg = f"The signing key cannot be read: {error}."
        raise CommandError(msg) from error
    if len(seed) != KEY_BYTES or public_of(seed) != ring().signing:
        msg = "This is not the signing key of this programme's ceremony."
        raise CommandError(msg)
    return seed
