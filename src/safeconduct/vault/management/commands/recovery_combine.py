"""`safeconduct recovery_combine`: on the offline machine, three custodians answer a request."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.paper import Malformed
from safeconduct.vault.core.recovery import Request
from safeconduct.vault.core.terms import CLEAR, SHARES, SHARES_NEEDED
from safeconduct.vault.recovery import combine, read_request
from safeconduct.vault.sealing import OfficerKey
from safeconduct.vault.shares import BadShare, join, read_share


class Command(BaseCommand):
    """Joins the shares in memory, re-wraps the named cases' keys, keeps nothing."""

    help = "Offline: re-wrap the keys of the named cases to the named officer, by three shares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two papers; shares from files only where they lie in files anyway."""
        parser.add_argument("request", type=Path, help="file of recovery_export")
        parser.add_argument("answer", type=Path, help="file to write, for recovery_import")
        parser.add_argument(
            "--share",
            type=Path,
            action="append",
            default=[],
            help="file of one share (a drill, a demonstration); otherwise they are typed",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Say what is asked for, have it agreed to, take the shares, write the answer."""
        try:
            request, to = read_request(options["request"].read_text())
            self.stdout.write(told(request, to))
            texts = _texts(options["share"]) or self._typed()
            options["answer"].write_text(combine(request, to, join(texts)))
        except (Refused, BadShare) as error:
            raise CommandError(str(error)) from error
        except (Malformed, OSError, UnicodeDecodeError) as error:
            msg = f"The file cannot be used: {error}."
            raise CommandError(msg) from error
        self.stdout.write("The answer is written. Switch this machine off before you leave.")

    def _typed(self) -> list[str]:
        """Shares as they are typed, each wiped from the screen; a wrong one is asked again."""
        if input("Agreed by all present, as written order says? Type yes: ").strip() != "yes":
            msg = "Not agreed. Nothing was done."
            raise CommandError(msg)
        texts: list[str] = []
        while len(texts) < SHARES:
            enough = len(texts) >= SHARES_NEEDED
            hint = "; empty when no more" if enough else ""
            text = input(f"Share {len(texts) + 1}{hint}: ")
            if sys.stdin.isatty():
                self.stdout.write(CLEAR)
            if not text.strip():
                break
            try:
                read_share(text, len(texts) + 1)
            except BadShare as error:
                self.stdout.write(str(error))
                continue
            texts.append(text)
        return texts


def _texts(paths: list[Path]) -> list[str]:
    return [path.read_text() for path in paths]


def told(request: Request, to: OfficerKey) -> str:
    """What the custodians agree to, in words."""
    drill = "THIS IS A DRILL: the case is a dummy.\n" if request.drill else ""
    groups = " ".join(to.key_id[at : at + 4] for at in range(0, len(to.key_id), 4))
    return (
        f"{drill}Asked for on {request.on.isoformat()}:\n"
        f"  cases     {', '.join(sorted(request.cases.values()))} ({len(request.cases)})\n"
        f"  parts     {', '.join(sorted(request.compartments))}\n"
        f"  officer   {request.officer.alias}, key id {groups}"
    )
