"""Asks for many rows by their ids: one parameter of a statement, however many ids."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, UUIDField, Value

IDS: "ArrayField[list[UUID], list[UUID]]" = ArrayField(UUIDField())


def among(column: str, ids: Iterable[UUID]) -> Func:
    """A condition: the column is one of these. `__in` prepares, checks and sends each alone."""
    return Func(
        F(column),
        Value(list(ids), output_field=IDS),
        template="(%(expressions)s))",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )
