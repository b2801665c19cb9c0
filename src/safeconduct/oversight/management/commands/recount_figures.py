"""`safeconduct recount_figures`: what the job does at night, whenever it is asked."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from safeconduct.oversight.services import fold_figures, recount_figures


class Command(BaseCommand):
    """Fold the kept figures, hold them against a recount, and make anew those that differ."""

    help = "Recount the kept figures; what differed is made anew and is on the record."

    def handle(self, *args: object, **options: object) -> None:
        """Print how many differed; it should always be nought."""
        del args, options
        fold_figures()
        wrong = recount_figures(timezone.now())
        self.stdout.write(f"{wrong} kept figures differed" + (", made anew." if wrong else "."))
