"""`safeconduct sign_officer`: on the offline machine, vouches for officers' keys."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from safeconduct.vault.certificate import certify
from safeconduct.vault.core.officer_key import Signed, read_request, write_answer
from safeconduct.vault.management.offline import confirmed, request_in, signing_seed
from safeconduct.vault.sealing import PublicKey


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
        seed = signing_seed(options["key"])
        asked = request_in(options["request"], read_request)
        day = datetime.now(UTC).date()
        signed = []
        for one in asked:
            key = PublicKey(one.public_key)
            if confirmed(one.alias, key.key_id):
                signature = certify(seed, one.officer_id, key, day)
                signed.append(Signed(one.officer_id, key.key_id, day, signature))
        options["answer"].write_text(write_answer(signed))
        self.stdout.write(f"{len(signed)} of {len(asked)} keys signed.")
