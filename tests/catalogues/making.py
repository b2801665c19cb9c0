"""Drafts of catalogues for tests: begun, changed in one entry, sent, approved."""

from datetime import datetime
from uuid import UUID

from safeconduct.catalogues import services
from safeconduct.catalogues.core.terms import AnyShape, Document, Key
from safeconduct.catalogues.queries import open_version
from tests.cast import Cast, Officer

READ: Key = ("read",)
NEW_WORDS = "We have read your letter. Only those who answer you can read it."


def draft(me: Officer, at: datetime, shape: AnyShape) -> UUID:
    """A draft that says what is in force."""
    return services.begin(me.signed(at), shape)


def edits(shape: AnyShape) -> int:
    """How often what is open was written."""
    found = open_version(shape.name)
    assert found is not None
    return found.edits


def row_of(shape: AnyShape, table: str, place: int = 0) -> Document:
    """The fields of a row of what is open, without the lists below it."""
    found = open_version(shape.name)
    assert found is not None
    row = found.document[table][place]
    return {name: value for name, value in row.items() if not shape.table(name)}


def change(
    me: Officer,
    at: datetime,
    shape: AnyShape,
    version_id: UUID,
    place: tuple[str, Key],
    **fields: object,
) -> None:
    """Write fields of one entry of a top table."""
    table, key = place
    rows = len(open_version(shape.name).document[table])  # type: ignore[union-attr]
    sort = shape.table(table)
    assert sort is not None
    named = (row_of(shape, table, n) for n in range(rows))
    old = next(one for one in named if tuple(one[name] for name in sort.key) == key)
    services.write_entry(me.signed(at), version_id, edits(shape), table, key, old | fields)


def sent(cast: Cast, at: datetime, shape: AnyShape) -> UUID:
    """Olena changed the words of a phrase and sent them."""
    made = draft(cast.olena, at, shape)
    change(cast.olena, at, shape, made, ("phrase", READ), en=NEW_WORDS)
    services.send(cast.olena.signed(at), made, edits(shape), None)
    return made
