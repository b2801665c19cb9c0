"""`safeconduct rehearse_recovery`: the yearly drill, by the very papers of a recovery."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from safeconduct.accounts.management.prompt import in_words, put, text_of, who_runs
from safeconduct.accounts.recovery import begin_drill, finish_drill


class Command(BaseCommand):
    """A dummy file goes the way of a real one; then it is destroyed."""

    help = "Drill: --begin writes a request for a dummy file, --finish proves the answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of the two halves; between them the custodians run recovery_combine."""
        half = parser.add_mutually_exclusive_group(required=True)
        half.add_argument("--begin", type=Path, metavar="FILE", help="request file to write")
        half.add_argument("--finish", type=Path, metavar="FILE", help="the custodians' answer")
        parser.add_argument(
            "--by", required=True, metavar="ALIAS", help="director of the drill"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Begin, or finish."""
        me = who_runs(options["by"])
        with in_words():
            if options["begin"]:
                put(options["begin"], begin_drill(me))
                said = "A dummy file waits. Have three custodians answer with recovery_combine."
            else:
                finish_drill(me, text_of(options["finish"]))
                said = "The drill worked. The dummy is destroyed; the day is on the record."
        self.stdout.write(said)
