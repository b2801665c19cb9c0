"""`safeconduct desk_key_import`: puts a desk key into use that the offline machine signed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from safeconduct.accounts.desks import take_desk_key
from safeconduct.accounts.management.prompt import Operator, in_words, text_of
from safeconduct.record.services import act
from safeconduct.vault.core.desk_key import read_answer


class Command(BaseCommand):
    """Answer file of `sign_desk`."""

    help = "Check desk keys of a file of sign_desk and write them into programme.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check everything first; letters are sealed to the new key from then on."""
        with in_words():
            signed = read_answer(text_of(options["file"]))
            try:
                # One act per key: what was written into the file stands in the rows, too.
                for key in signed:
                    with act(Operator(), timezone.now()) as a:
                        take_desk_key(a, key)
            except OSError as error:
                msg = f"{settings.KEY_FOLDER} cannot be written: {error.strerror}."
                raise CommandError(msg) from error
        self.stdout.write(f"{len(signed)} desk keys are in use now.")
