"""`safeconduct verify-record`: one line, OK or FAIL, and an exit code to match."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from safeconduct.oversight.queries import Finding, examine


class Command(BaseCommand):
    """Recompute the record from its bytes and hold it against its newest checkpoint."""

    help = "Check that no line of the record was altered; prints OK or FAIL, exits 0 or 1."

    def handle(self, *args: object, **options: object) -> None:
        """Print the outcome; SystemExit(1) when the record does not hold."""
        del args, options
        found = examine(timezone.now())
        self.stdout.write(outcome(found))
        if found.flaws:
            raise SystemExit(1)


def outcome(found: Finding) -> str:
    """The outcome in one line of English."""
    signed = (
        "none signed yet" if found.signed_size is None else f"signed at {found.signed_size}"
    )
    if not found.flaws:
        return f"OK: {found.lines} lines, checkpoint {signed}."
    where = "" if found.first_bad is None else f" First altered line: {found.first_bad}."
    return f"FAIL:{where} " + " ".join(flaw.value for flaw in found.flaws)
