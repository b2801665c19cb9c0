"""Puts awards that the database took back on the record."""

from django.utils import timezone

from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import act
from safeconduct.support.services import note_taken_back


@app.periodic(cron="* * * * * */20")
@app.task(name="support.awards.note_taken_back")
def note_taken_back_job(timestamp: int) -> None:
    """Run every twenty seconds; safe to run twice."""
    del timestamp
    with act(WORKER, timezone.now()) as a:
        note_taken_back(a)
