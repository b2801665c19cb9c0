"""Work in threads that really commit, and the broom that sweeps it away afterwards.

The tables refuse TRUNCATE, so the usual flush after a committing test cannot work here.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections, transaction

T = TypeVar("T")


def elsewhere(deed: Callable[[], T]) -> T:
    """Run in a thread whose connections commit for real and are closed at the end."""

    def run() -> T:
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(60)


def sweep_everything() -> None:
    """Empty every table of the office database, as its owner, with triggers off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'record_head')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  names from the catalogue
        cursor.execute("UPDATE record_head SET size = 0")
