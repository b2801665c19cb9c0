"""Compares two versions of a catalogue by entry: what was added, changed, taken out."""

from safeconduct.catalogues.core.entries import entries
from safeconduct.catalogues.core.terms import AnyShape, Change, Document, Entry, Key, Sort

Place = tuple[str, Key]


def changes(shape: AnyShape, old: Document, new: Document) -> list[Change]:
    """Every entry that differs, in the order of the new version, those taken out last."""
    before, after = _by_place(shape, old), _by_place(shape, new)
    found = []
    for place, entry in after.items():
        was = before.get(place)
        fields = _fields(was.values if was else {}, entry.values)
        if was is None or fields:
            sort = Sort.CHANGED if was else Sort.ADDED
            found.append(Change(sort, *place, fields))
    found += [
        Change(Sort.REMOVED, *place, _fields(entry.values, {}))
        for place, entry in before.items()
        if place not in after
    ]
    return [*found, *_reordered(before, after)]


def _by_place(shape: AnyShape, document: Document) -> dict[Place, Entry]:
    return {(one.table, one.key): one for one in entries(shape, document)}


def _fields(old: Document, new: Document) -> tuple[tuple[str, object, object], ...]:
    """Each field that differs; an empty one says the same as one that is not there."""
    names = [*new, *(name for name in old if name not in new)]
    pairs = ((name, _said(old.get(name)), _said(new.get(name))) for name in names)
    return tuple((name, was, now) for name, was, now in pairs if was != now)


def _said(value: object) -> object:
    return None if value == "" or value == [] else value


def _reordered(before: dict[Place, Entry], after: dict[Place, Entry]) -> list[Change]:
    """Tables whose entries, those that stayed, stand in another order."""
    stayed = [place for place in before if place in after]
    now = [place for place in after if place in before]
    tables = dict.fromkeys(table for table, _ in stayed)
    return [
        Change(Sort.REORDERED, table, (), ())
        for table in tables
        if [one for one in stayed if one[0] == table] != [one for one in now if one[0] == table]
    ]
