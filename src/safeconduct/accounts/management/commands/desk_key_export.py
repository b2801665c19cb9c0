"""`safeconduct desk_key_export`: writes down desk keys that wait for their signature."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from safeconduct.accounts.desks import asked_desk_keys
from safeconduct.accounts.management.prompt import put
from safeconduct.vault.core.desk_key import write_request


class Command(BaseCommand):
    """Request file for `sign_desk`."""

    help = "Write the public halves of new desk keys that are not signed yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file, say how many."""
        keys = asked_desk_keys()
        put(options["file"], write_request(keys))
        self.stdout.write(f"{len(keys)} desk keys wait for the programme's signature.")
