"""The matcher at work: answers questions as they come, and once more those that had to wait."""

from uuid import UUID

from django.utils import timezone

from safeconduct.accounts.servicekeys import service_keys
from safeconduct.jobs.queue import app
from safeconduct.screening.queries import waiting_ids
from safeconduct.screening.services import RUN, answer

MATCHER = "matcher"


@app.task(name=RUN)
def run_query(query_id: str) -> None:
    """Answer one question; safe to run twice, waits while the matcher's key is locked."""
    answer(service_keys(MATCHER), UUID(query_id), timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="screening.query.retry", pass_context=False)
def retry_queries(timestamp: int) -> None:
    """Every minute: questions asked while the key was locked or no list was there."""
    del timestamp
    for query_id in waiting_ids():
        answer(service_keys(MATCHER), query_id, timezone.now())
