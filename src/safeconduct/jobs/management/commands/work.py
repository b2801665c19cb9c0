"""`safeconduct work`: runs the queue until it is told to stop."""

from typing import Any

from django.core.management.base import BaseCommand

from safeconduct.jobs.queue import app
from safeconduct.web.memory import keep_clean


class Command(BaseCommand):
    """The worker."""

    help = "Run background work. Finished jobs are deleted."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Two jobs at a time: most of them wait for the database."""
        keep_clean()
        worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        with worker_app.replace_connector(worker_app.connector):
            worker_app.run_worker(concurrency=2, delete_jobs="successful", name="worker")
