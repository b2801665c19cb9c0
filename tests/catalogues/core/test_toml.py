"""What is written as TOML reads back equal, whatever the words."""

import tomllib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.catalogues.core.terms import AnyShape
from safeconduct.catalogues.core.toml import write
from tests.catalogues.core.shapes import ALL, shipped

NAMES = st.text(min_size=1, max_size=12)
SIMPLE = st.one_of(
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.text(max_size=40),
)
VALUES = st.one_of(
    SIMPLE,
    st.lists(SIMPLE, max_size=3),
    st.dictionaries(NAMES, SIMPLE, max_size=3),
    st.lists(st.dictionaries(NAMES, SIMPLE, max_size=3), max_size=3),
)
ENTRY = st.dictionaries(NAMES, VALUES, max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, st.one_of(VALUES, st.lists(ENTRY, max_size=3)), max_size=4))
def test_what_is_written_reads_back_equal(document: dict[str, object]) -> None:
    text = write(document)
    assert tomllib.loads(text) == document
    assert write(tomllib.loads(text)) == text


@pytest.mark.parametrize("shape", ALL, ids=lambda one: one.name)
def test_every_catalogue_goes_out_and_in(shape: AnyShape) -> None:
    assert tomllib.loads(write(shipped(shape))) == shipped(shape)


def test_what_no_catalogue_holds_is_not_written() -> None:
    with pytest.raises(TypeError):
        write({"at": tomllib.loads("at = 18:30:00")["at"]})
    assert write({"day": date(2026, 11, 23)}) == "day = 2026-11-23\n"
