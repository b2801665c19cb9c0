"""Work in threads that really commit, and the broom that sweeps it away afterwards.

The tables refuse TRUNCATE, so the usual flush after a committing test cannot work here.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection, connections, transaction

from safeconduct.common.refusal import Conflict, Reason, Refused, Unknown

T = TypeVar("T")
Answer = tuple[Reason, ...] | str
DONE, CONFLICT, UNKNOWN = "done", "conflict", "unknown"


def elsewhere(deed: Callable[[], T]) -> T:
    """Run in a thread whose connections commit for real and are closed at the end."""

    def run() -> T:
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(60)


def race(*deeds: Callable[[], object]) -> list[Answer]:
    """Do all of them at one moment, each with connections of its own; what each came to.

    An error that is no refusal of ours is raised.
    """
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> Answer:
        start.wait(30)
        try:
            deed()
        except Refused as no:
            return no.reasons
        except Conflict:
            return CONFLICT
        except Unknown:
            return UNKNOWN
        return DONE

    with ThreadPoolExecutor(len(deeds)) as pool:
        done = [pool.submit(elsewhere, lambda deed=deed: run(deed)) for deed in deeds]
        return [one.result(60) for one in done]


def sweep_everything() -> None:
    """Empty every table of the office database, as its owner, with triggers off; then shred
    keys, for a later test may count those that belong to nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'record_head')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  names from the catalogue
        cursor.execute("UPDATE record_head SET size = 0")
    with connections["keystore"].cursor() as cursor:
        cursor.execute("DELETE FROM shred_key")
