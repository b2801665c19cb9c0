"""Two versions are compared entry by entry, field by field."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.catalogues.core.compare import changes
from safeconduct.catalogues.core.entries import entries, replace
from safeconduct.catalogues.core.terms import AnyShape, Entry, Sort
from tests.catalogues.core.shapes import ALL, shipped

PLACES = [(shape, one) for shape in ALL for one in entries(shape, shipped(shape))]


@pytest.mark.parametrize("shape", ALL, ids=lambda one: one.name)
def test_a_version_differs_in_nothing_from_itself(shape: AnyShape) -> None:
    assert changes(shape, shipped(shape), shipped(shape)) == []


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLACES), st.text(min_size=1, max_size=20))
def test_one_changed_field_is_one_change_there_and_back(
    place: tuple[AnyShape, Entry], text: str
) -> None:
    shape, entry = place
    table = shape.table(entry.table)
    name = [one for one in entry.values if table is None or one not in table.key][-1]
    old = shipped(shape)
    new = replace(shape, old, entry.table, entry.key, {**entry.values, name: f"x{text}"})
    assert old == shipped(shape)  # nothing is changed in place
    [change] = changes(shape, old, new)
    assert (change.sort, change.table, change.key) == (Sort.CHANGED, entry.table, entry.key)
    was = entry.values[name] if entry.values[name] != "" else None  # empty is not there
    assert change.fields == ((name, was, f"x{text}"),)
    [back] = changes(shape, new, old)
    assert back.fields == ((name, f"x{text}", was),)
