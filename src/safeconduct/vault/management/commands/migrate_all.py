"""`safeconduct migrate_all`: tables of the office database and of the key store."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Migrate both databases."""

    help = "Create or update the tables of both databases."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run both."""
        for database in ("default", "keystore"):
            call_command("migrate", database=database, interactive=False, verbosity=0)
