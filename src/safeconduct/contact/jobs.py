"""The sweep: new letters come onto the record, by day, in shuffled batches."""

from django.utils import timezone

from safeconduct.contact.services import sweep
from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import act


@app.periodic(cron="* * * * * */10")
@app.task(name="contact.letters.sweep", pass_context=False)
def sweep_letters(timestamp: int) -> None:
    """Run every ten seconds; safe to run twice."""
    del timestamp
    with act(WORKER, timezone.now()) as a:
        sweep(a)
