"""A paper reads back as it was written; anything else is refused, never half read."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.core import paper
from safeconduct.vault.core.paper import Malformed

FORM = b"safeconduct/vault/test-paper/v1"
BODIES = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=4)


@given(BODIES, st.binary(min_size=1, max_size=64))
def test_a_paper_reads_back_as_it_was_written(body: dict[str, Any], signature: bytes) -> None:
    text = paper.write(FORM, body, signature)
    assert text.isascii()
    assert paper.read(FORM, text, signed=True) == (body, signature)
    assert paper.signed_bytes(FORM, body).startswith(FORM + b"\n{")


@given(BODIES, BODIES)
def test_other_bodies_are_other_bytes(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = paper.signed_bytes(FORM, one) == paper.signed_bytes(FORM, other)
    assert same == (one == other)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_rubbish_is_malformed_and_nothing_worse(text: str) -> None:
    with pytest.raises(Malformed):
        paper.read(FORM, text, signed=False)


@pytest.mark.parametrize(
    "text",
    [
        paper.write(b"safeconduct/vault/other/v1", {}),
        paper.write(FORM, {}, b"signed"),
        json.dumps({"format": FORM.decode(), "body": []}),
        '{"format": "' + FORM.decode() + '", "body": {"a": 1, "a": 2}}',
        "[" * 100_000,
        "{}" + " " * paper.LONGEST,
    ],
    ids=["other format", "one field more", "no object", "twice", "deep", "long"],
)
def test_what_is_not_this_paper_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        paper.read(FORM, text, signed=False)


def test_an_unsigned_paper_is_no_signed_one() -> None:
    with pytest.raises(Malformed):
        paper.read(FORM, paper.write(FORM, {}), signed=True)


@given(st.binary(max_size=40))
def test_bytes_come_back_in_one_spelling_only(raw: bytes) -> None:
    text = base64.b64encode(raw).decode()
    assert paper.bytes_of(text) == raw
    assert paper.bytes_of(text, len(raw)) == raw
    for other in (text + "\n", text + "=", 7, None):
        with pytest.raises(Malformed):
            paper.bytes_of(other)
    with pytest.raises(Malformed):
        paper.bytes_of(text, len(raw) + 1)


@pytest.mark.parametrize("text", ["", "A" * 32, "0" * 31, "{" + "0" * 32 + "}", 5, "0" * 33])
def test_an_id_has_32_lower_case_digits(text: object) -> None:
    assert paper.id_of("0" * 31 + "a").int == 10
    with pytest.raises(Malformed):
        paper.id_of(text)


@pytest.mark.parametrize("text", ["20261122", "2026-13-01", "2026-11-22T00:00", "", 20261122])
def test_a_day_has_one_form(text: object) -> None:
    assert paper.day_of("2026-11-22").day == 22
    with pytest.raises(Malformed):
        paper.day_of(text)


@pytest.mark.parametrize("found", [0, -1, True, 1.0, "1", None])
def test_a_number_is_whole_and_above_zero(found: object) -> None:
    assert paper.number(3) == 3
    with pytest.raises(Malformed):
        paper.number(found)


def test_rows_are_lists_of_equal_objects() -> None:
    assert paper.rows([{"a": 1}], ("a",)) == [{"a": 1}]
    wrong: list[Any] = [{"a": 1}, [{"a": 1, "b": 2}], [[]], "a"]
    for found in wrong:
        with pytest.raises(Malformed):
            paper.rows(found, ("a",))
