"""An answer is stored when it is exactly what was asked for, once; both papers read back."""

import json
from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.core.paper import Malformed
from safeconduct.vault.core.recovery import (
    Answer,
    Officer,
    Request,
    Sealed,
    StoreFacts,
    answer_body,
    answer_from,
    reasons_not_to_store,
    request_body,
    request_from,
)
from safeconduct.vault.core.terms import (
    PUBLIC_BYTES,
    SIGNATURE_BYTES,
    Compartment,
    WhyNot,
)

FILES = frozenset(UUID(int=number) for number in (1, 2))
PARTS = frozenset({Compartment.CONTACT, Compartment.IDENTITY})
KEY = "d99e4496af749b54"
RIGHT = Answer(
    UUID(int=9), KEY, tuple(Sealed(file, part, 1, b"x") for file, part in product(FILES, PARTS))
)
WRAPS = st.builds(
    Sealed,
    st.uuids(),
    st.sampled_from([*Compartment, "bundle"]),
    st.integers(1, 9),
    st.binary(),
)


def facts(
    answer: Answer,
    *,
    done: bool = False,
    newest: dict[UUID, dict[Compartment, int]] | None = None,
) -> StoreFacts:
    return StoreFacts(KEY, FILES, PARTS, done, newest or {}, answer)


def test_exactly_what_was_asked_for_is_stored() -> None:
    assert reasons_not_to_store(facts(RIGHT)) == []


@given(st.integers(1, 5), st.integers(1, 5))
def test_only_the_newest_key_is_stored(given_epoch: int, newest: int) -> None:
    """A renewal while the custodians met: what they give opens nothing new any more."""
    first, *rest = RIGHT.wraps
    answer = replace(RIGHT, wraps=(replace(first, epoch=given_epoch), *rest))
    now = {first.file_id: {Compartment(first.compartment): newest}}
    why = [] if given_epoch == newest else [WhyNot.RENEWED_SINCE]
    assert reasons_not_to_store(facts(answer, newest=now)) == why


def test_a_second_time_nothing_is_stored() -> None:
    assert reasons_not_to_store(facts(RIGHT, done=True)) == [WhyNot.RECOVERED_BEFORE]


@given(st.lists(WRAPS, max_size=5), st.sampled_from([KEY, "0" * 16]))
def test_anything_else_is_refused(wraps: list[Sealed], key: str) -> None:
    """More files, fewer, other parts, a bundle, one twice, another officer's key."""
    for given_wraps in (tuple(wraps), (*RIGHT.wraps, *wraps)):
        answer = Answer(RIGHT.request, key, given_wraps)
        places = [(w.file_id, w.compartment) for w in given_wraps]
        exact = set(places) == set(product(FILES, map(str, PARTS))) and key == KEY
        once = len(set(places)) == len(places)
        found = reasons_not_to_store(facts(answer))
        if not (exact and once):
            assert found == [WhyNot.NOT_ASKED]
        elif any(w.epoch != 1 for w in given_wraps):
            assert found == [WhyNot.RENEWED_SINCE]
        else:
            assert found == []


@pytest.mark.parametrize("gone", range(len(RIGHT.wraps)))
def test_a_part_left_out_is_refused(gone: int) -> None:
    wraps = RIGHT.wraps[:gone] + RIGHT.wraps[gone + 1 :]
    assert reasons_not_to_store(facts(replace(RIGHT, wraps=wraps))) == [WhyNot.NOT_ASKED]


REQUEST = Request(
    id=UUID(int=9),
    on=date(2026, 11, 22),
    drill=False,
    officer=Officer(
        UUID(int=5), "Iryna", bytes(PUBLIC_BYTES), date(2026, 11, 1), bytes(SIGNATURE_BYTES)
    ),
    cases={file: f"Heron {number}" for number, file in enumerate(sorted(FILES))},
    compartments=PARTS,
    wraps=(Sealed(UUID(int=1), "bundle", 1, b"wrap"),),
)


@given(st.lists(WRAPS, max_size=3), st.booleans(), st.sets(st.sampled_from(Compartment)))
def test_both_papers_read_back(
    wraps: list[Sealed], drill: bool, parts: set[Compartment]
) -> None:
    request = replace(
        REQUEST, wraps=tuple(wraps), drill=drill, compartments=frozenset(parts or PARTS)
    )
    assert request_from(json.loads(json.dumps(request_body(request)))) == request
    answer = replace(RIGHT, wraps=tuple(wraps))
    assert answer_from(json.loads(json.dumps(answer_body(answer)))) == answer


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("compartments", []),
        ("compartments", ["everything"]),
        ("compartments", "contact"),
        ("drill", 0),
        ("cases", {"a": "b"}),
        ("wraps", [{"file": "0" * 32, "compartment": "contact", "epoch": 0, "sealed": ""}]),
        ("officer", None),
        ("more", 1),
    ],
)
def test_a_request_of_another_form_is_malformed(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        request_from({**request_body(REQUEST), field: value})
