"""Signs the head of the record every minute; audits it and recounts figures every night."""

from django.utils import timezone

from safeconduct.common.refusal import refuse_if
from safeconduct.jobs.queue import WORKER, app
from safeconduct.oversight.services import (
    audit_record,
    fold_figures,
    recount_figures,
    sign_head,
)


@app.periodic(cron="* * * * *")
@app.task(name="oversight.record.checkpoint", pass_context=False)
def sign_checkpoint(timestamp: int) -> None:
    """Sign the head when it grew; fails loudly when the record does not continue."""
    del timestamp
    sign_head(timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="oversight.record.audit", pass_context=False)
def audit(timestamp: int) -> None:
    """Audit the whole record; the job fails, and stays failed, when it does not hold."""
    del timestamp
    refuse_if(audit_record(WORKER, timezone.now()).flaws)


@app.periodic(cron="*/5 * * * *")
@app.task(name="oversight.figures.fold", pass_context=False)
def fold(timestamp: int) -> None:
    """Fold the kept figures together; safe to run twice."""
    del timestamp
    fold_figures()


@app.periodic(cron="53 2 * * *")
@app.task(name="oversight.figures.recount", pass_context=False)
def recount(timestamp: int) -> None:
    """Recount every figure at night; what differs is made anew and is on the record."""
    del timestamp
    recount_figures(timezone.now())
