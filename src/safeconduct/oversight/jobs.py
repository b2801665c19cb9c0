"""Every minute the head of the record is signed; every night the record is audited."""

from django.utils import timezone

from safeconduct.common.refusal import refuse_if
from safeconduct.jobs.queue import WORKER, app
from safeconduct.oversight.services import audit_record, sign_head


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
