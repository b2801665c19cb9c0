"""`safeconduct officer_keys_export`: writes down the keys that wait for their signature."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from safeconduct.accounts.management.prompt import put
from safeconduct.accounts.queries import unsigned_keys
from safeconduct.vault.core.officer_key import write_request


class Command(BaseCommand):
    """Request file for `sign_officer`."""

    help = "Write the public keys of active officers that are not signed yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file, say how many."""
        keys = unsigned_keys()
        put(options["file"], write_request(keys))
        self.stdout.write(f"{len(keys)} keys wait for the programme's signature.")
