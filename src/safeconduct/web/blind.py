"""Inserts rows and reads nothing back, which is all that the public door may do."""

from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert(*rows: Model) -> None:
    """Insert rows of one table, with their ids, in one statement; inside a transaction.

    IntegrityError when a row is there already. `save` asks for values back (RETURNING), which
    needs the right to read; `bulk_create` makes the statement anew each time, and letters come
    in floods.
    """
    text, marks, fields = _statement(type(rows[0]))
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(text + ", ".join([marks] * len(rows)), values)


@lru_cache
def _statement(model: type[Model]) -> tuple[str, str, tuple["Field[Any, Any]", ...]]:
    fields = tuple(model._meta.local_concrete_fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    text = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES '  # noqa: S608  our own tables
    return text, f"({', '.join(['%s'] * len(fields))})", fields
