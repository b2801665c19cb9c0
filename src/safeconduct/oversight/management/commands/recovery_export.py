"""`safeconduct recovery_export`: asks the custodians for the keys of named cases."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from safeconduct.accounts.management.prompt import in_words, put, who_runs
from safeconduct.accounts.queries import officer_by_alias
from safeconduct.accounts.recovery import ask_recovery
from safeconduct.casework.queries import find_by_alias
from safeconduct.vault.core.terms import Compartment


class Command(BaseCommand):
    """Request file for `recovery_combine`."""

    help = "Write what three custodians need to give the keys of named cases to one officer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which cases, which parts, to whom, by whom."""
        parts = [part.value for part in Compartment]
        parser.add_argument("file", type=Path, help="file to write")
        parser.add_argument("--cases", nargs="+", required=True, metavar="ALIAS")
        parser.add_argument("--officer", required=True, metavar="ALIAS")
        parser.add_argument("--parts", nargs="+", choices=parts, default=parts)
        parser.add_argument("--by", required=True, metavar="ALIAS", help="director who asks")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prove who asks, then write the file."""
        cases = _files(options["cases"])
        me = who_runs(options["by"])
        with in_words():
            officer = officer_by_alias(options["officer"])
            parts = {Compartment(part) for part in options["parts"]}
            text = ask_recovery(me, officer, cases, parts)
        put(options["file"], text)
        self.stdout.write(f"{len(cases)} cases asked for. Carry the file to the custodians.")


def _files(aliases: list[str]) -> dict[UUID, str]:
    """File ids with the aliases asked for; CommandError names the one that is not there."""
    found = {}
    for alias in aliases:
        file_id = find_by_alias(alias)
        if file_id is None:
            msg = f"There is no case {alias}. Nothing was asked for."
            raise CommandError(msg)
        found[file_id] = alias
    return found
