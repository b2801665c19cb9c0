"""Pages by key: forth and back every row once and in order; addresses hold no word."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.common.keyset import Key, Position, Slice, read, slice_of, write

MOMENTS = st.datetimes(timezones=st.just(UTC))
SHAPE = (int, datetime, date, UUID)
KEYS = st.tuples(st.integers(-(2**63), 2**63 - 1), MOMENTS, st.dates(), st.uuids())
LISTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), unique=True, max_size=25)


def page(rows: list[Key], position: Position | None, limit: int) -> Slice[Key]:
    """What a database does: rows beyond the position in its direction, one more than asked."""
    back = position is not None and position.back
    found = sorted(rows, reverse=back)
    if position is not None:
        found = [row for row in found if (row < position.key if back else row > position.key)]
    return slice_of(found[: limit + 1], found[: limit + 1], position, limit)


def walk(rows: list[Key], limit: int) -> list[Slice[Key]]:
    pages = [page(rows, None, limit)]
    while (there := pages[-1].older) is not None:
        pages.append(page(rows, there, limit))
    return pages


@given(LISTS, st.integers(1, 7))
@settings(max_examples=100, deadline=None)
def test_forth_and_back_every_row_comes_once_and_in_order(rows: list[Key], limit: int) -> None:
    pages = walk(rows, limit)
    assert [row for one in pages for row in one.rows] == sorted(rows)
    assert [one.start for one in pages] == list(range(0, max(1, len(rows)), limit))
    here = pages[-1]
    for earlier in reversed(pages[:-1]):
        assert here.newer is not None
        here = page(rows, here.newer, limit)
        assert (here.rows, here.start) == (earlier.rows, earlier.start)
    assert here.newer is None


@given(LISTS, LISTS, st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_while_others_move_whoever_stays_comes_once(
    rows: list[Key], others: list[Key], limit: int
) -> None:
    """Before each page the moving rows stand somewhere else."""
    moving = [(3, 100 + number) for number in range(len(others))]
    seen: list[Key] = []
    position, turn = None, 0
    while True:
        now = [
            other if (turn + n) % 2 else there
            for n, (other, there) in enumerate(zip(others, moving, strict=True))
        ]
        one = page(sorted({*rows, *now}), position, limit)
        seen += one.rows
        position, turn = one.older, turn + 1
        if position is None:
            break
    stayed = [row for row in seen if row in rows]
    assert stayed == sorted(rows)


@given(KEYS, st.integers(0, 10**9), st.booleans())
def test_a_position_comes_back_from_its_address(key: Key, start: int, back: bool) -> None:
    position = Position(key, start, back)
    assert read(write(position), SHAPE) == position
    assert set(write(position)) <= set("on0123456789abcdef.-")


@given(st.text(max_size=60))
def test_any_other_address_is_no_position(text: str) -> None:
    found = read(text, SHAPE)
    assert found is None or read(write(found), SHAPE) == found


@pytest.mark.parametrize(
    "text",
    ["", "o", "o1", "x1.1.1.1." + "a" * 32, "o1.1.1.1." + "a" * 31, "o1.1.1.1.1." + "a" * 32,
     f"o1.{10**30}.1.1." + "a" * 32, f"o1.1.{10**18}.1." + "a" * 32, "o1.1.1.0." + "a" * 32,
     "o1.١.1.1." + "a" * 32, "o1.1.1.1." + "a" * 32 + "." * 200],
)  # fmt: skip
def test_a_bent_address_is_no_position(text: str) -> None:
    assert read(text, SHAPE) is None


def test_an_empty_list_leads_nowhere() -> None:
    assert page([], Position((1, 2), 50), 5) == Slice((), 0, None, None)
