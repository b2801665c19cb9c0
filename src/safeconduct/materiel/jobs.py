"""Compares claims in the matcher's memory; while it is locked, claims wait and pages say so."""

from uuid import UUID

from django.utils import timezone

from safeconduct.accounts.servicekeys import service_keys
from safeconduct.jobs.queue import WORKER, app
from safeconduct.materiel.queries import not_compared
from safeconduct.materiel.services import COMPARE_JOB, MATCHER, compare_claim
from safeconduct.record.services import act


@app.task(name=COMPARE_JOB, pass_context=False)
def compare(claim_id: str) -> None:
    """Compare one claim with all others; safe to run twice, does nothing while locked."""
    matcher = service_keys(MATCHER)
    if matcher is None:
        return
    with act(WORKER, timezone.now()) as a:
        compare_claim(a, matcher, UUID(claim_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="materiel.claim.catch_up", pass_context=False)
def catch_up(timestamp: int) -> None:
    """Every five minutes: compare what waited for the matcher, each claim for itself."""
    del timestamp
    for claim_id in not_compared():
        compare(str(claim_id))
