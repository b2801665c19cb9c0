"""Runs queued jobs inside a test's transaction, with the arguments as the queue stored them."""

import json

from django.db import connection

from safeconduct.jobs.queue import app


def run_jobs() -> int:
    """Run every waiting job once, in order; returns how many ran."""
    ran = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE id = (SELECT min(id) FROM"
                " procrastinate_jobs WHERE status = 'todo') RETURNING task_name, args"
            )
            row = cursor.fetchone()
        if row is None:
            return ran

        args = row[1] if isinstance(row[1], dict) else json.loads(row[1])
        app.tasks[row[0]].func(**args)
        ran += 1
