"""What is wrong in a catalogue, entry by entry and field by field, each in one sentence."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from safeconduct.catalogues.core.entries import entries
from safeconduct.catalogues.core.terms import (
    HEAD,
    AnyShape,
    Document,
    Entry,
    Fault,
    Field,
    FieldKind,
    Flaw,
)

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
LONGEST = 1_000  # characters: a text on a page, not a document
PARTS = ("low", "mode", "high")  # of a range
# What could lead to a person: an address of mail, or nine digits and more in one number.
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PERSON = re.compile(r"\S@\S+\.\S|(?:\+|\b)\d(?:[ ()-]?\d){8,}")


def faults(shape: AnyShape, document: Document, before: Document | None) -> list[Fault]:
    """Every fault of a `sound` document; `before` is the version that it would follow.

    The room's own rules are asked once every field is what it must be: they may lean on that.
    """
    found = [*_twice(shape, document), *_none_left(shape, document)]
    for entry in entries(shape, document):
        found += _of_entry(shape, entry)
    if found:
        return found
    follows = shape.follows(before, document) if before is not None else []
    return [*shape.faults(document), *follows]


def _none_left(shape: AnyShape, document: Document) -> list[Fault]:
    tops = [one for one in shape.tables if not one.parent]
    return [
        Fault(table.name, (), "", Flaw.NONE_LEFT)
        for table in tops
        if not document.get(table.name)
    ]


def _twice(shape: AnyShape, document: Document) -> list[Fault]:
    counts = Counter((one.table, one.key) for one in entries(shape, document))
    return [
        Fault(table, key, "", Flaw.TWICE) for (table, key), count in counts.items() if count > 1
    ]


def _of_entry(shape: AnyShape, entry: Entry) -> list[Fault]:
    fields = shape.fields_of(entry.table)
    known = {field.name for field in fields}
    unknown = [
        Fault(entry.table, entry.key, name, Flaw.UNKNOWN_FIELD)
        for name in entry.values
        if name not in known
    ]
    table = shape.table(entry.table)
    keys = table.key if table else ()
    found = []
    for field in fields:
        why = about(field, entry.values.get(field.name))
        if (
            why is None
            and field.name in keys
            and not CODE.fullmatch(str(entry.values[field.name]))
        ):
            why = Flaw.CODE
        found += [Fault(entry.table, entry.key, field.name, why)] if why else []
    return [*unknown, *found]


def about(field: Field, value: Any) -> Flaw | None:
    """What is wrong with the value of a field, by its kind alone; None for nothing."""
    if value is None or value == "" or value == []:
        return Flaw.EMPTY if field.required else None
    return CHECKS[field.kind](field, value)


def _line(field: Field, value: object) -> Flaw | None:
    del field
    if not isinstance(value, str):
        return Flaw.TEXT
    if not value.strip():
        return Flaw.EMPTY
    if len(value) > LONGEST:
        return Flaw.LONG
    return Flaw.NO_PERSON if PERSON.search(ISO_DAY.sub("", value)) else None


def _code(field: Field, value: object) -> Flaw | None:
    del field
    return None if isinstance(value, str) and CODE.fullmatch(value) else Flaw.CODE


def _choice(field: Field, value: object) -> Flaw | None:
    return None if value in field.choices else Flaw.CHOICE


def _several(field: Field, value: object) -> Flaw | None:
    if not isinstance(value, list):
        return Flaw.CHOICE
    return None if all(one in field.choices for one in value) else Flaw.CHOICE


def _bool(field: Field, value: object) -> Flaw | None:
    del field
    return None if isinstance(value, bool) else Flaw.YES_OR_NO


def _day(field: Field, value: object) -> Flaw | None:
    del field
    plain = isinstance(value, date) and not isinstance(value, datetime)
    return None if plain else Flaw.DAY


def _day_text(field: Field, value: object) -> Flaw | None:
    del field
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return Flaw.DAY
    return None if isinstance(value, str) else Flaw.DAY


def _amount(field: Field, value: object) -> Flaw | None:
    del field
    if not isinstance(value, int) or isinstance(value, bool):
        return Flaw.AMOUNT
    return None if value > 0 else Flaw.AMOUNT


def _ratio(field: Field, value: object) -> Flaw | None:
    del field
    if not isinstance(value, dict) or set(value) != set(PARTS):
        return Flaw.RATIO
    return None if all(type(one) in (int, float) for one in value.values()) else Flaw.RATIO


CHECKS: dict[FieldKind, Callable[[Field, Any], Flaw | None]] = {
    FieldKind.AMOUNT: _amount,
    FieldKind.BOOL: _bool,
    FieldKind.CHOICE: _choice,
    FieldKind.CODE: _code,
    FieldKind.DAY: _day,
    FieldKind.DAY_TEXT: _day_text,
    FieldKind.LINE: _line,
    FieldKind.LONG: _line,
    FieldKind.RATIO: _ratio,
    FieldKind.SEVERAL: _several,
}


def reviews_of_other_words(
    shape: AnyShape,
    old: Document,
    new: Document,
    words: tuple[str, ...],
    review: tuple[str, ...],
) -> list[Fault]:
    """Entries whose words changed under a review that speaks of the earlier ones.

    `words` and `review` are fields; a review with another name or day speaks of the new words.
    """
    before = {(one.table, one.key): one.values for one in entries(shape, old)}
    found = []
    for entry in entries(shape, new):
        was = before.get((entry.table, entry.key))
        if entry.table == HEAD or was is None or not entry.values.get(review[0]):
            continue
        changed = any(was.get(name) != entry.values.get(name) for name in words)
        if changed and all(was.get(name) == entry.values.get(name) for name in review):
            found.append(Fault(entry.table, entry.key, review[0], Flaw.REVIEW_OF_OTHER_WORDS))
    return found
