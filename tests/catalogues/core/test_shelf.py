"""The shelf holds what the rooms put there, by name."""

from safeconduct.catalogues.core.shelf import put, shape_of, shapes
from tests.catalogues.core.shapes import ALL


def test_every_catalogue_is_found_by_its_name_and_none_by_another() -> None:
    for shape in ALL:
        put(shape)
        assert shape_of(shape.name) is shape
    assert [shape.name for shape in shapes()] == sorted(shape.name for shape in ALL)
    assert shape_of("nothing") is None
