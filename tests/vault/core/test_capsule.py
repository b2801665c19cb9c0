"""A capsule opens under its own label only; a worker's key has its time; counts add up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.core.capsule import (
    CLOCKS_APART,
    Label,
    Progress,
    is_fresh,
    named,
    pack,
    parts_of,
    statement,
    unpack,
)
from safeconduct.vault.core.terms import KEY_BYTES, LONGEST_GRANT, Compartment

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
C = Compartment
LABEL = Label(UUID(int=1), UUID(int=2), UUID(int=3), AT, (C.CONTACT, C.IDENTITY))
PARTS = st.sets(st.sampled_from(Compartment), min_size=1).map(lambda s: tuple(sorted(s)))


@given(PARTS)
def test_keys_come_out_as_they_went_in(parts: tuple[Compartment, ...]) -> None:
    keys = {part: bytes([number]) * KEY_BYTES for number, part in enumerate(parts)}
    assert unpack(pack(keys, parts), parts) == keys
    assert parts_of(named(parts)) == parts
    with pytest.raises(ValueError, match="zip"):
        unpack(pack(keys, parts)[KEY_BYTES:], parts)


def test_no_two_labels_have_one_purpose() -> None:
    others = [
        replace(LABEL, capsule_id=UUID(int=9)),
        replace(LABEL, file_id=UUID(int=9)),
        replace(LABEL, made_by=UUID(int=9)),
        replace(LABEL, until=AT + timedelta(seconds=1)),
        replace(LABEL, parts=(C.CONTACT,)),
        replace(LABEL, parts=(C.CONTACT, C.VETTING)),
    ]
    assert len({one.purpose() for one in [LABEL, *others]}) == len(others) + 1


def test_a_statement_names_key_and_moment() -> None:
    said = {
        statement(key_id, key, at)
        for key_id in ("00", "01")
        for key in (b"k", b"l")
        for at in (AT, AT + timedelta(seconds=1))
    }
    assert len(said) == 8


@given(st.integers(-50_000, 50_000))
def test_a_worker_key_lasts_ten_hours(seconds: int) -> None:
    age = timedelta(seconds=seconds)
    in_time = -CLOCKS_APART <= age <= LONGEST_GRANT + CLOCKS_APART
    assert is_fresh(AT, AT + age) == in_time


@given(*(st.integers(0, 500) for _ in range(4)))
def test_what_is_neither_done_nor_failed_nor_waiting_stopped(
    done: int, failed: int, waiting: int, stopped: int
) -> None:
    shown = Progress(done + failed + waiting + stopped, done, failed, waiting)
    assert shown.stopped == stopped
    assert shown.runs == (waiting > 0)
