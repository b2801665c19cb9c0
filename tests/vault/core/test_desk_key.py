"""A desk key's statement says one thing, its papers read back, an earlier key never counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.core.desk_key import (
    Asked,
    Signed,
    TakeFacts,
    of_line,
    read_answer,
    read_request,
    reasons_not_to_take,
    statement,
    to_line,
    write_answer,
    write_request,
)
from safeconduct.vault.core.paper import Malformed
from safeconduct.vault.core.terms import (
    PUBLIC_BYTES,
    SIGNATURE_BYTES,
    Desk,
    DeskKeyState,
    WhyNot,
)

KEYS = st.binary(min_size=PUBLIC_BYTES, max_size=PUBLIC_BYTES)
SIGNATURES = st.binary(min_size=SIGNATURE_BYTES, max_size=SIGNATURE_BYTES)
NUMBERS = st.integers(1, 100_000)
STATED = st.tuples(st.sampled_from(Desk), NUMBERS, st.dates(date(2026, 1, 1)), KEYS)
SIGNED = st.builds(Signed, st.sampled_from(Desk), NUMBERS, st.dates(), KEYS, SIGNATURES)
Stated = tuple[Desk, int, date, bytes]


@given(STATED, STATED)
def test_other_facts_are_another_statement(one: Stated, other: Stated) -> None:
    assert (statement(*one) == statement(*other)) == (one == other)


ASKED = st.builds(Asked, st.sampled_from(Desk), NUMBERS, st.text(max_size=40), KEYS)


@given(st.lists(ASKED, max_size=2))
def test_a_request_reads_back(keys: list[Asked]) -> None:
    assert read_request(write_request(keys)) == tuple(keys)


@given(st.lists(SIGNED, max_size=2))
def test_an_answer_reads_back(keys: list[Signed]) -> None:
    assert read_answer(write_answer(keys)) == tuple(keys)


def test_one_paper_is_not_taken_for_the_other() -> None:
    with pytest.raises(Malformed):
        read_answer(write_request([]))
    with pytest.raises(Malformed):
        read_request(write_answer([]))


WRONG: dict[str, list[object]] = {
    "desk": ["Intake", "", "reception", 1, None],
    "number": [0, -1, "1", True, 1.5, None],
    "day": ["2026-2-1", "20260201", 20260201, ""],
    "public_key": ["", "AAAA", 1],
    "signature": ["AAAA", None],
    "more": ["x"],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_line_is_read_to_the_letter(name: str) -> None:
    key = Signed(
        Desk.INTAKE, 1, date(2026, 11, 22), bytes(PUBLIC_BYTES), bytes(SIGNATURE_BYTES)
    )
    line = to_line(key)
    assert of_line(line) == key
    for wrong in WRONG[name]:
        with pytest.raises(Malformed):
            of_line({**line, name: wrong})


FACTS = st.builds(
    TakeFacts,
    number=st.integers(1, 5),
    newest=st.integers(0, 5),
    same=st.booleans(),
    genuine=st.booleans(),
    state=st.sampled_from([None, *DeskKeyState]),
    held=st.booleans(),
)


@given(FACTS)
def test_a_key_is_taken_when_all_of_it_holds(facts: TakeFacts) -> None:
    waits = facts.state is DeskKeyState.WAITING
    new = facts.number > facts.newest or facts.same
    taken = not reasons_not_to_take(facts)
    assert taken == (facts.genuine and waits and facts.held and new)


@given(FACTS)
def test_an_earlier_number_is_never_taken_but_to_finish_what_was_begun(
    facts: TakeFacts,
) -> None:
    if facts.number <= facts.newest and not facts.same:
        assert WhyNot.DESK_KEY_EARLIER in reasons_not_to_take(facts)
