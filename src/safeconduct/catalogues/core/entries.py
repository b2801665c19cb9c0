"""A document as entries: every one by its table and key; put, taken out, told apart."""

from collections.abc import Iterator
from copy import deepcopy

from safeconduct.catalogues.core.terms import HEAD, AnyShape, Document, Entry, Key, Table


def entries(shape: AnyShape, document: Document) -> list[Entry]:
    """Every entry in the order of the document, the head first; of a `sound` document."""
    lists = {table.name for table in shape.tables}
    head = {name: value for name, value in document.items() if name not in lists}
    found = [Entry(HEAD, (), head)] if shape.head else []
    for table in shape.tables:
        for before, rows in _lists(shape, document, table):
            found += [_entry(table, before, row, lists) for row in rows]
    return found


def _entry(table: Table, before: Key, row: Document, lists: set[str]) -> Entry:
    values = {name: value for name, value in row.items() if name not in lists}
    return Entry(table.name, key_of(table, before, row), values)


def key_of(table: Table, before: Key, row: Document) -> Key:
    """The key of a row below the entry `before`."""
    return (*before, *(str(row.get(name, "")) for name in table.key))


def _lists(
    shape: AnyShape, document: Document, table: Table
) -> Iterator[tuple[Key, list[Document]]]:
    """(key of the parent, the rows there) of each list of a table, the very lists."""
    if not table.parent:
        yield (), document.get(table.name, [])
        return
    parent = shape.table(table.parent)
    if parent is not None:
        for row in document.get(parent.name, []):
            yield key_of(parent, (), row), row.get(table.name, [])


def sound(shape: AnyShape, document: Document) -> bool:
    """Whether a document is built of this catalogue's lists, so that entries can be named."""
    for table in shape.tables:
        holders = [document]
        if table.parent:
            if not _are_rows(document.get(table.parent, [])):
                return False
            holders = document.get(table.parent, [])
        if not all(_are_rows(one.get(table.name, [])) for one in holders):
            return False
    return True


def _are_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def find(shape: AnyShape, document: Document, table: str, key: Key) -> Entry | None:
    """The entry of a table and key, or None."""
    found = (one for one in entries(shape, document) if (one.table, one.key) == (table, key))
    return next(found, None)


def replace(
    shape: AnyShape, document: Document, table: str, key: Key, values: Document
) -> Document:
    """The document with an entry's values in its place; KeyError where there is none."""
    new = deepcopy(document)
    lists = {one.name for one in shape.tables}
    if table == HEAD:
        return values | {name: value for name, value in new.items() if name in lists}
    sort = _known(shape, table)
    for before, rows in _lists(shape, new, sort):
        for place, row in enumerate(rows):
            if key_of(sort, before, row) == key:
                rows[place] = values | {name: row[name] for name in row if name in lists}
                return new
    raise KeyError(key)


def add(
    shape: AnyShape, document: Document, table: str, before: Key, values: Document
) -> Document:
    """The document with one more entry at the end of its list, below the parent `before`.

    KeyError where there is no such parent; without parents `before` is empty.
    """
    new = deepcopy(document)
    sort = _known(shape, table)
    holder: Document = new
    if sort.parent:
        parent = _known(shape, sort.parent)
        rows = (row for row in new.get(parent.name, []) if key_of(parent, (), row) == before)
        found = next(rows, None)
        if found is None:
            raise KeyError(before)
        holder = found
    holder.setdefault(sort.name, []).append(values)
    return new


def take_out(shape: AnyShape, document: Document, table: str, key: Key) -> Document:
    """The document without an entry; KeyError where there is none."""
    new = deepcopy(document)
    sort = _known(shape, table)
    for before, rows in _lists(shape, new, sort):
        for place, row in enumerate(rows):
            if key_of(sort, before, row) == key:
                del rows[place]
                return new
    raise KeyError(key)


def _known(shape: AnyShape, table: str) -> Table:
    found = shape.table(table)
    if found is None:
        raise KeyError(table)
    return found
