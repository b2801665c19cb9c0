"""The job queue: Procrastinate on the same PostgreSQL. Handlers re-check every rule."""

from dataclasses import dataclass

from procrastinate.contrib.django import app

__all__ = ["WORKER", "Worker", "app"]


@dataclass(frozen=True)
class Worker:
    """Who acts when no officer is present; never more than its keys allow."""

    key_id: str = "worker"


WORKER = Worker()
