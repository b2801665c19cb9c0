"""`safeconduct ceremony`: makes the programme's keys, once."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from safeconduct.vault.ceremony import Offline, hold
from safeconduct.vault.core.terms import CLEAR, SHARES, SHARES_NEEDED
from safeconduct.vault.ring import TRAINING, is_training


class Command(BaseCommand):
    """Key ceremony."""

    help = (
        "Make the programme's keys. Private halves are written to --offline, then taken away; "
        "the recovery shares are shown once, one custodian after the other."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the offline halves and the shares go, and the record's name."""
        parser.add_argument(
            "--offline", type=Path, help="folder on a medium that leaves the room"
        )
        parser.add_argument(
            "--shares",
            type=Path,
            help="write each share to its own file in this folder, for printing, and show none",
        )
        parser.add_argument("--name", default=f"{_begins()}safeconduct.example/record")
        parser.add_argument("--demo", action="store_true", help="keep all halves for a demo")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Hold the ceremony."""
        if options["demo"] and not settings.DEMO:
            msg = "--demo keeps private keys on this disk: only a demonstration may."
            raise CommandError(msg)
        if is_training(options["name"]) != settings.TRAINING:
            msg = f"Names of training instances, and only those, begin with {TRAINING!r}."
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
        _write(folder, _halves(halves))
        shares = folder if options["demo"] else options["shares"]
        if shares is not None:
            _write(shares, _shares(halves))
        else:
            self._show(halves.shares)
        self.stdout.write("The ceremony is done. Take the offline halves away now.")

    def _show(self, shares: tuple[str, ...]) -> None:
        """Each share alone on the screen; at a terminal it is wiped before the next."""
        alone = sys.stdin.isatty() and sys.stdout.isatty()
        for number, share in enumerate(shares, 1):
            if alone:
                input(f"Custodian {number} alone at the screen, then Enter. ")
            self.stdout.write(
                f"\nShare {number} of {SHARES}; any {SHARES_NEEDED} recover. "
                f"Write it by hand, read it back.\n\n{lines_of(share)}\n"
            )
            if alone:
                input("Written and read back? Enter wipes the screen. ")
                self.stdout.write(CLEAR)


def _begins() -> str:
    return TRAINING if settings.TRAINING else ""


def lines_of(share: str) -> str:
    """A share as numbered words, three on a line."""
    words = [f"{number:>2} {word:<10}" for number, word in enumerate(share.split(), 1)]
    return "\n".join("".join(words[at : at + 3]).rstrip() for at in range(0, len(words), 3))


def _halves(halves: Offline) -> dict[str, str]:
    services = {f"service-{name}": text for name, text in halves.services.items()}
    desks = {"desk": halves.desk, "ombudsman": halves.ombudsman}
    return {**desks, "programme-signing": halves.signing, **services}


def _shares(halves: Offline) -> dict[str, str]:
    return {
        f"share-{number}-of-{SHARES}": f"{lines_of(share)}\n"
        for number, share in enumerate(halves.shares, 1)
    }


def _write(folder: Path, parts: dict[str, str]) -> None:
    """One file of each, for its owner alone; `.demo` marks what only a demonstration keeps."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in parts.items():
        path = folder / f"{name}.demo" if settings.DEMO else folder / f"{name}.key"
        path.touch(mode=0o600)
        path.write_text(text)
