"""The statement over an officer's key says one thing; both papers read back."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.core.officer_key import (
    Asked,
    Signed,
    read_answer,
    read_request,
    statement,
    write_answer,
    write_request,
)
from safeconduct.vault.core.paper import Malformed
from safeconduct.vault.core.terms import PUBLIC_BYTES, SIGNATURE_BYTES

KEYS = st.binary(min_size=PUBLIC_BYTES, max_size=PUBLIC_BYTES)
KEY_IDS = st.text("0123456789abcdef", min_size=16, max_size=16)
STATED = st.tuples(st.uuids(), KEY_IDS, KEYS, st.dates(date(2026, 1, 1)))
Stated = tuple[UUID, str, bytes, date]


@given(STATED, STATED)
def test_other_facts_are_another_statement(one: Stated, other: Stated) -> None:
    assert (statement(*one) == statement(*other)) == (one == other)


@given(st.lists(st.builds(Asked, st.uuids(), st.text(max_size=40), KEYS), max_size=3))
def test_a_request_reads_back(keys: list[Asked]) -> None:
    assert read_request(write_request(keys)) == tuple(keys)


@given(
    st.lists(
        st.builds(
            Signed,
            st.uuids(),
            KEY_IDS,
            st.dates(),
            st.binary(min_size=SIGNATURE_BYTES, max_size=SIGNATURE_BYTES),
        ),
        max_size=3,
    )
)
def test_an_answer_reads_back(keys: list[Signed]) -> None:
    assert read_answer(write_answer(keys)) == tuple(keys)


def test_one_paper_is_not_taken_for_the_other() -> None:
    with pytest.raises(Malformed):
        read_answer(write_request([]))
    with pytest.raises(Malformed):
        read_request(write_answer([]))


def test_a_key_of_another_length_is_no_key() -> None:
    short = write_request([Asked(UUID(int=1), "Olena", bytes(PUBLIC_BYTES - 1))])
    with pytest.raises(Malformed):
        read_request(short)
