"""Marks deadlines whose legal day is over, so that nobody has to notice it."""

from django.utils import timezone

from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import act
from safeconduct.status.services import mark_missed


@app.periodic(cron="7 * * * *")
@app.task(name="status.deadlines.mark", pass_context=False)
def mark_deadlines(timestamp: int) -> None:
    """Run every hour; safe to run twice."""
    del timestamp
    with act(WORKER, timezone.now()) as a:
        mark_missed(a)
