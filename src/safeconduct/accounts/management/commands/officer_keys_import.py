"""`safeconduct officer_keys_import`: keeps the signatures of the offline machine."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from safeconduct.accounts.management.prompt import Operator, in_words, text_of
from safeconduct.accounts.services import accept_keys
from safeconduct.record.services import act
from safeconduct.vault.core.officer_key import read_answer


class Command(BaseCommand):
    """Answer file of `sign_officer`."""

    help = "Check and keep the signatures of a file of sign_officer; all of them or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check every signature against the key that stands in the database now."""
        with in_words():
            signed = read_answer(text_of(options["file"]))
            with act(Operator(), timezone.now()) as a:
                accept_keys(a, signed)
        self.stdout.write(f"{len(signed)} keys are signed now.")
