"""Erases what two people agreed to erase, once the waiting time is over."""

from django.utils import timezone

from safeconduct.casework.services.erasure import due, erase
from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import act


@app.periodic(cron="*/10 * * * *")
@app.task(name="casework.erasure.run")
def run_erasures(timestamp: int) -> None:
    """Run every ten minutes, one transaction a case; safe to run twice."""
    del timestamp
    at = timezone.now()
    for erasure_id in due(at):
        with act(WORKER, at) as a:
            erase(a, erasure_id)
