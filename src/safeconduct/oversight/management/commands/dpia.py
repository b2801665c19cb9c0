"""`safeconduct dpia`: the impact assessment, filled from the data catalogue."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from safeconduct.oversight.core.dpia import to_markdown
from safeconduct.oversight.queries import assessment


class Command(BaseCommand):
    """Print the assessment as Markdown; nothing about any person is read for it."""

    help = "Print the data protection impact assessment, filled from the data catalogue."

    def handle(self, *args: object, **options: object) -> None:
        """Print it."""
        del args, options
        self.stdout.write(to_markdown(assessment(timezone.now().date())))
