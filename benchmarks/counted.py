"""The office door that says in a header how many statements each answer took.

Counted are all of both databases, the session's and the record's too; left out is only what
opens and ends a transaction.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from django.db import connections

from safeconduct.doors.office.wsgi import application as door

HEADER = "X-Statements"
TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """One request, counted in its own thread."""
    asked: list[str] = []

    def count(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        if not str(sql).startswith(TRANSACTION):
            asked.append(str(sql))
        return execute(sql, *rest)

    def counted(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start(status, [*headers, (HEADER, str(len(asked)))], *rest)

    with ExitStack() as watched:
        for one in connections.all():
            watched.enter_context(one.execute_wrapper(count))
        return door(environ, counted)
