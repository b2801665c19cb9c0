"""Inserts rows and reads nothing back, which is all that the public door may do."""

from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert(*rows: Model) -> None:
    """Insert rows of one or several tables, with their ids, in one statement.

    IntegrityError when a row is there already. `save` asks for values back (RETURNING), which
    needs the right to read; `bulk_create` makes the statement anew each time, and letters come
    in floods.
    """
    *others, last = [list(group) for _, group in groupby(rows, key=type)]
    parts = [f"t{number} AS ({_statement(group)})" for number, group in enumerate(others)]
    text = (f"WITH {', '.join(parts)} " if parts else "") + _statement(last)
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in _fields(type(row))
    ]
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def _statement(rows: list[Model]) -> str:
    head, marks = _head(type(rows[0]))
    return head + ", ".join([marks] * len(rows))


@lru_cache
def _head(model: type[Model]) -> tuple[str, str]:
    names = ", ".join(f'"{field.column}"' for field in _fields(model))
    text = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES '  # noqa: S608  our own tables
    return text, f"({', '.join(['%s'] * len(_fields(model)))})"


@lru_cache
def _fields(model: type[Model]) -> tuple["Field[Any, Any]", ...]:
    return tuple(model._meta.local_concrete_fields)
