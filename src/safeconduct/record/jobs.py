"""Every night the tokens of used forms are forgotten."""

from datetime import timedelta

from django.utils import timezone

from safeconduct.jobs.queue import app
from safeconduct.record.services import forget_forms

# Longer than any session lives (ten hours): an older form is refused with its session.
KEPT = timedelta(days=2)


@app.periodic(cron="41 3 * * *")
@app.task(name="record.forms.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Run every night; safe to run twice."""
    del timestamp
    forget_forms(timezone.now() - KEPT)
