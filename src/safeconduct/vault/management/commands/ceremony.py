"""`safeconduct ceremony`: makes the programme's keys, once."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from safeconduct.vault.ceremony import Offline, hold


class Command(BaseCommand):
    """Key ceremony."""

    help = (
        "Make the programme's keys. Private halves are written to --offline, then taken away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the offline halves go, and the record's name."""
        parser.add_argument(
            "--offline", type=Path, help="folder on a medium that leaves the room"
        )
        parser.add_argument("--name", default="safeconduct.example/record")
        parser.add_argument("--demo", action="store_true", help="keep all halves for a demo")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Hold the ceremony."""
        if options["demo"] and not settings.DEMO:
            msg = "--demo keeps private keys on this disk: only a demonstration may."
            raise CommandError(msg)
        folder = settings.KEY_FOLDER if options["demo"] else options["offline"]
        if folder is None:
            msg = "Name a folder on a medium that leaves the room: --offline /path."
            raise CommandError(msg)
        try:
            halves = hold(settings.KEY_FOLDER, options["name"], datetime.now(UTC).date())
        except FileExistsError as error:
            msg = "The ceremony was held already; keys are never replaced in place."
            raise CommandError(msg) from error
        _write(folder, halves)
        sys.stdout.write("The ceremony is done. Take the offline halves away now.\n")


def _write(folder: Path, halves: Offline) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    parts = {"recovery": halves.recovery, "desk": halves.desk}
    parts |= {f"service-{name}": text for name, text in halves.services.items()}
    for name, text in parts.items():
        path = folder / f"{name}.demo" if settings.DEMO else folder / f"{name}.key"
        path.touch(mode=0o600)
        path.write_text(text)
