"""What the pages of catalogues show, as plain values."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from safeconduct.catalogues.core.check import CODE
from safeconduct.catalogues.core.entries import entries
from safeconduct.catalogues.core.shelf import shape_of
from safeconduct.catalogues.core.terms import (
    HEAD,
    AnyShape,
    Change,
    Document,
    Entry,
    Fault,
    Key,
    Table,
)
from safeconduct.catalogues.office.words import (
    REVIEW,
    SORTS,
    TONES,
    entry_name,
    field_name,
    table_name,
    unreviewed,
    value_name,
)
from safeconduct.catalogues.queries import VersionView, open_version
from safeconduct.common.refusal import Unknown
from safeconduct.web.say import say


def shape_or_404(name: str) -> AnyShape:
    """The catalogue of a name; Unknown for none."""
    found = shape_of(name)
    if found is None:
        raise Unknown
    return found


def open_or_404(shape: AnyShape) -> VersionView:
    """What is open of a catalogue; Unknown when nothing is."""
    found = open_version(shape.name)
    if found is None:
        raise Unknown
    return found


def tag(version: VersionView) -> dict[str, str]:
    """Where a version stands, for parts/tag.html."""
    return {"text": say(version.state), "kind": TONES[version.state]}


def one_language(shape: AnyShape) -> bool:
    """Whether the texts of a catalogue are English alone, translated with the programme."""
    return not any(field.name == "ru" for table in shape.tables for field in table.fields)


def path_of(key: Key) -> str:
    """A key as it stands in an address."""
    return "/".join(key)


def _nameable(key: Key) -> bool:
    """Whether an address can name it: a file that was read in may hold any text as a code."""
    return all(CODE.fullmatch(part) for part in key)


def _url(name: str, table: str, key: Key) -> str:
    if table == HEAD:
        return reverse("catalogues:head", args=[name])
    if not _nameable(key):
        return ""
    return reverse("catalogues:entry", args=[name, table, path_of(key)])


def sections(shape: AnyShape, document: Document) -> list[dict[str, Any]]:
    """Tables with their entries, each with its fields in words and its address in a draft.

    A list below a parent comes once for each parent.
    """
    found = entries(shape, document)
    whole = str(document.get(REVIEW, ""))
    heads = [one for one in found if one.table == HEAD]
    made = [_section(shape, HEAD, (), heads, whole)] if heads else []
    for table in shape.tables:
        for before in _parents(table, found):
            here = [
                one
                for one in found
                if one.table == table.name and one.key[: len(before)] == before
            ]
            made.append(_section(shape, table.name, before, here, whole))
    return made


def _parents(table: Table, found: Sequence[Entry]) -> list[Key]:
    return [one.key for one in found if one.table == table.parent] if table.parent else [()]


def _section(
    shape: AnyShape, table: str, before: Key, here: Sequence[Entry], whole: str
) -> dict[str, Any]:
    add = "catalogues:add-below" if before else "catalogues:add"
    adds = table != HEAD and _nameable(before)
    sort = shape.table(table)
    keys = sort.key if sort else ()  # they are the title
    return {
        "title": entry_name(table, before),
        "add": reverse(add, args=[shape.name, table, *before]) if adds else "",
        "adds": table_name(table),
        "entries": [
            {
                "title": entry_name(table, one.key) if one.key else table_name(table),
                "url": _url(shape.name, table, one.key),
                "unreviewed": unreviewed(shape, table, one.values, whole),
                "fields": [
                    (field_name(field), value_name(value, field))
                    for field, value in one.values.items()
                    if field not in keys and value not in ("", None, [])
                ],
            }
            for one in here
        ],
    }


def change_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Each change with its fields before and after, in words."""
    return [
        {
            "title": entry_name(one.table, one.key),
            "sort": say(one.sort),
            "kind": SORTS[one.sort],
            "fields": [
                (field_name(name), value_name(was, name), value_name(now, name))
                for name, was, now in one.fields
            ],
        }
        for one in changes
    ]


def fault_rows(shape: AnyShape, faults: Sequence[Fault]) -> list[dict[str, str]]:
    """Each fault in one sentence, with its entry, its field, and the way there."""
    return [
        {
            "entry": entry_name(one.table, one.key),
            "field": field_name(one.field) if one.field else "",
            "why": say(one.why),
            "url": _url(shape.name, one.table, one.key) if one.key or one.table == HEAD else "",
        }
        for one in faults
    ]
