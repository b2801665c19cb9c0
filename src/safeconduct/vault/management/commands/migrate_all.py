"""`safeconduct migrate_all`: tables of the office database and of the key store."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Migrate both databases."""

    help = "Create or update the tables of both databases."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run both."""
        call_command("migrate", database="default", interactive=False, verbosity=0)
        # The key store holds tables of the vault only; going through all rooms takes seconds.
        call_command("migrate", "vault", database="keystore", interactive=False, verbosity=0)
