"""`safeconduct work`: runs the queue until it is told to stop."""

import asyncio
import logging
import signal
from contextlib import suppress
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from procrastinate.exceptions import ConnectorException
from psycopg_pool import PoolTimeout

from safeconduct.jobs.queue import app
from safeconduct.web.memory import keep_clean

AGAIN_SECONDS = 1.0
STOPPED = (signal.SIGINT, signal.SIGTERM)

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """The worker."""

    help = "Run background work. Finished jobs are deleted."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Two jobs at a time: most of them wait for the database."""
        keep_clean()
        asyncio.run(work())


async def work() -> None:
    """One worker after another until a signal: a worker ends when its database goes away."""
    told = asyncio.Event()
    for number in STOPPED:
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    stop = asyncio.create_task(told.wait())
    while not told.is_set():
        run = asyncio.create_task(run_worker())
        await asyncio.wait({run, stop}, return_when=asyncio.FIRST_COMPLETED)
        run.cancel()  # finishes the jobs at hand; nothing where it ended by itself
        try:
            with suppress(asyncio.CancelledError):
                await run
        except (ConnectorException, PoolTimeout) as error:
            log.error("The database does not answer: %s. Trying again.", error)
        await asyncio.wait({stop}, timeout=AGAIN_SECONDS)


async def run_worker() -> None:
    """Until it is cancelled, or until its database goes away."""
    # What comes at set times is put into the queue through Django's own connection.
    await sync_to_async(close_old_connections)()
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=2,
            delete_jobs="successful",
            name="worker",
            install_signal_handlers=False,
        )
