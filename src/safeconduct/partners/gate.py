"""All that the partner door may ask of the database: five functions, each shown the token.

No model is loaded here: the door's role selects from no table.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from safeconduct.partners.core.terms import Answer, Scope

Row = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A token that is good now: its scopes, and the seconds until it may ask again."""

    scopes: frozenset[Scope]
    wait: int


@dataclass(frozen=True)
class Noted:
    """What became of an answer: made, same, other or unknown (migrations/0001_partners.py)."""

    outcome: str
    row: Row


def _rows(function: str, *arguments: bytes | UUID | int | str | None) -> list[Row]:
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        # The name is one of the five below, never anything that came from outside.
        cursor.execute(f"SELECT * FROM {function}({marks})", arguments)  # noqa: S608
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def enter(secret: bytes) -> Entry | None:
    """Count this call and say what the token may; None when it is not good."""
    found = _rows("partner_enter", secret)
    if not found:
        return None
    return Entry(frozenset(map(Scope, found[0]["may"])), found[0]["wait"])


def cases(secret: bytes, wanted: UUID | None, after: UUID | None, most: int) -> list[Row]:
    """Cases shared with the partner, by their id here; or the one wanted."""
    return _rows("partner_cases", secret, wanted, after, most)


def tasks(secret: bytes, wanted: UUID | None, after: UUID | None, most: int) -> list[Row]:
    """Tasks of those cases; or the one wanted."""
    return _rows("partner_tasks", secret, wanted, after, most)


def events(secret: bytes, after: int, most: int) -> list[Row]:
    """What happened after this number, in order."""
    return _rows("partner_events", secret, after, most)


def answer(secret: bytes, key: UUID, case: UUID, task: UUID | None, said: Answer) -> Noted:
    """Write an answer down, once per key."""
    (row,) = _rows("partner_answer", secret, key, case, task, said.value)
    return Noted(row.pop("outcome"), row)
