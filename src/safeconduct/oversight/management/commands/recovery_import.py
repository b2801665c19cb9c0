"""`safeconduct recovery_import`: stores what three custodians answered, for one officer."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from safeconduct.accounts.management.prompt import in_words, text_of, who_runs
from safeconduct.accounts.recovery import finish_recovery


class Command(BaseCommand):
    """Answer file of `recovery_combine`."""

    help = "Store the recovered keys of the cases that were asked for, and nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, by whom."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="ALIAS", help="director who runs it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prove who runs it, check the answer, store it."""
        text = text_of(options["file"])
        me = who_runs(options["by"])
        with in_words():
            done = finish_recovery(me, text)
        self.stdout.write(f"{done.cases} cases recovered. It is on the record.")
