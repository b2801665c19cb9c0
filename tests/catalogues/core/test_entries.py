"""Entries are put, added and taken out by their key."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.catalogues.core.compare import changes
from safeconduct.catalogues.core.entries import add, entries, find, replace, sound, take_out
from safeconduct.catalogues.core.terms import AnyShape, Document, Entry, Sort
from safeconduct.materiel.core.tariff import TARIFF
from tests.catalogues.core.shapes import ALL, shipped

PLACES = [(shape, one) for shape in ALL for one in entries(shape, shipped(shape))]
VERSION = "ua-7229-2022-04-01"


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([(s, e) for s, e in PLACES if e.key]))
def test_what_is_taken_out_and_put_back_stands_at_the_end(
    place: tuple[AnyShape, Entry],
) -> None:
    shape, entry = place
    table = shape.table(entry.table)
    assert table is not None
    if any(one.parent == table.name for one in shape.tables):
        return  # its lists go with it
    old = shipped(shape)
    without = take_out(shape, old, entry.table, entry.key)
    [gone] = changes(shape, old, without)
    assert (gone.sort, gone.key) == (Sort.REMOVED, entry.key)
    assert find(shape, without, entry.table, entry.key) is None
    before = entry.key[: len(entry.key) - len(table.key)]
    again = add(shape, without, entry.table, before, entry.values)
    assert find(shape, again, entry.table, entry.key) == entry
    assert {one.sort for one in changes(shape, old, again)} <= {Sort.REORDERED}


def test_the_entry_of_a_parent_keeps_the_lists_below_it() -> None:
    old = shipped(TARIFF)
    tariff = find(TARIFF, old, "tariff", (VERSION,))
    assert tariff is not None
    assert "rows" not in tariff.values
    new = replace(TARIFF, old, "tariff", (VERSION,), tariff.values | {"title": "Another"})
    assert new["tariff"][0]["rows"] == old["tariff"][0]["rows"]


def test_an_entry_that_is_not_there_is_a_key_error() -> None:
    deeds: tuple[Callable[[Document], object], ...] = (
        lambda doc: take_out(TARIFF, doc, "rows", (VERSION, "NONE")),
        lambda doc: replace(TARIFF, doc, "rows", (VERSION, "NONE"), {}),
        lambda doc: add(TARIFF, doc, "rows", ("none",), {}),
        lambda doc: add(TARIFF, doc, "nothing", (), {}),
    )
    for deed in deeds:
        with pytest.raises(KeyError):
            deed(shipped(TARIFF))


@pytest.mark.parametrize(
    "wrong", [{"tariff": 3}, {"tariff": [1]}, {"tariff": [{"rows": "x"}]}, {"tariff": {}}]
)
def test_a_document_built_otherwise_is_not_sound(wrong: dict[str, Any]) -> None:
    assert sound(TARIFF, shipped(TARIFF))
    assert not sound(TARIFF, wrong)
