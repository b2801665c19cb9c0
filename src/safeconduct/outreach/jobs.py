"""Forgets how much was read two years ago."""

from django.utils import timezone

from safeconduct.jobs.queue import app
from safeconduct.outreach.reach import forget_old


@app.periodic(cron="41 4 * * 1")
@app.task(name="outreach.views.forget", pass_context=False)
def forget_old_views(timestamp: int) -> None:
    """Run every Monday; safe to run twice."""
    del timestamp
    forget_old(timezone.now().date())
