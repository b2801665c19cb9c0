"""A record line is canonical JSON of codes; no sentence, name or float can land in it."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record.core.leaf import commit, is_code, leaf_bytes, parse_leaf, stamp
from safeconduct.record.core.terms import Line, Malformed

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
KIND = "testimony.part.recorded"
FILE = "3b6c1a0e-54f7-4c7e-9b53-0b8f6d1f2a11"

CODES = st.from_regex(r"[A-Za-z0-9_-]{1,20}(:[A-Za-z0-9_-]{1,20})?", fullmatch=True)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True).map(lambda key: f"x_{key}")
FACTS = st.dictionaries(
    KEYS, st.one_of(CODES, st.integers(-(2**31) + 1, 2**31 - 1)), max_size=5
)


def line(**facts: str | int) -> bytes:
    return leaf_bytes(KIND, AT, "k-7f3a", FILE, "ST-1", facts)


def test_bytes_are_sorted_compact_json_with_utc_seconds() -> None:
    assert line(part=1, commitment="ab" * 32) == (
        b'{"actor":"k-7f3a","at":"2026-11-22T10:00:00Z","facts":{"commitment":"'
        + b"ab" * 32
        + b'","part":1},"file":"3b6c1a0e-54f7-4c7e-9b53-0b8f6d1f2a11",'
        b'"kind":"testimony.part.recorded","object":"ST-1","v":1}'
    )


def test_time_is_turned_to_utc_and_cut_to_seconds() -> None:
    kyiv = timezone(timedelta(hours=2))
    assert stamp(datetime(2026, 11, 22, 12, 0, 0, 999, tzinfo=kyiv)) == "2026-11-22T10:00:00Z"
    with pytest.raises(ValueError, match="aware"):
        stamp(datetime(2026, 11, 22, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "two words",
        "tab\tbed",
        "line\nfeed",
        "Соловйов",
        "photo.jpg",
        "/home/olena",
        "10.0.0.1",
        "a@b",
        "+380441234567",
        "x" * 65,
        "",
        "::1",
        "code:",
    ],
)
def test_free_text_cannot_land_on_the_record(text: str) -> None:
    assert not is_code(text)
    with pytest.raises(ValueError, match="code or hex"):
        line(reason=text)
    with pytest.raises(ValueError, match="code or hex"):
        leaf_bytes(KIND, AT, text, FILE, "ST-1", {})


@pytest.mark.parametrize("fact", [1.5, True, None, ["a"], {"a": 1}, b"ab"])
def test_only_integers_and_strings_are_facts(fact: object) -> None:
    with pytest.raises(ValueError, match="code or hex"):
        leaf_bytes(KIND, AT, "k-7f3a", FILE, "ST-1", {"thing": fact})  # type: ignore[dict-item]


@pytest.mark.parametrize("key", ["name", "place", "score", "amount", "phone", "file_name"])
def test_a_fact_in_clear_is_refused_by_its_name(key: str) -> None:
    with pytest.raises(ValueError, match="in clear"):
        leaf_bytes(KIND, AT, "k-7f3a", FILE, "ST-1", {key: 1})


def test_a_telephone_number_is_too_large_for_a_count() -> None:
    with pytest.raises(ValueError, match="too large"):
        line(parts=380441234567)
    assert b"2147483647" in line(parts=2**31 - 1)


@pytest.mark.parametrize("key", ["", "Two", "a b", "a.b", "x" * 65])
def test_a_fact_is_named_by_a_word(key: str) -> None:
    with pytest.raises(ValueError, match="lower-case word"):
        leaf_bytes(KIND, AT, "k-7f3a", FILE, "ST-1", {key: 1})


@pytest.mark.parametrize(
    "kind", ["", "testimony", "a.b", "a.b.c.d", "A.b.c", "a.b.c\n", "a..c"]
)
def test_a_kind_reads_room_thing_action(kind: str) -> None:
    with pytest.raises(ValueError, match="room.thing.action"):
        leaf_bytes(kind, AT, "k-7f3a", FILE, "ST-1", {})


def test_an_act_outside_any_case_has_empty_file_and_object() -> None:
    assert parse_leaf(leaf_bytes("record.checkpoint.signed", AT, "log", "", "", {})).file == ""
    with pytest.raises(ValueError, match="actor"):
        leaf_bytes(KIND, AT, "", FILE, "ST-1", {})


@settings(max_examples=100)
@given(FACTS, st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_is_written_reads_back(facts: dict[str, str | int], at: datetime) -> None:
    data = leaf_bytes(KIND, at, "k-7f3a", FILE, "ST-1", facts)
    again = Line(KIND, at.replace(microsecond=0), "k-7f3a", FILE, "ST-1", facts)
    assert parse_leaf(data) == again


@settings(max_examples=100)
@given(st.text())
def test_whatever_text_is_tried_the_leaf_is_plain_ascii_codes(text: str) -> None:
    try:
        data = line(reason=text)
    except ValueError:
        return
    assert len(text) <= 64
    assert data.isascii()
    assert b" " not in data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 5000,
        line().replace(b'"v":1', b'"v":2'),
        line().replace(b'"v":1', b'"v": 1'),
        line().replace(b'"v":1', b'"v":1.0'),
        line().replace(b'"v":1', b'"v":1,"w":1'),
        line().replace(b"10:00:00Z", b"10:00:00+00:00"),
        line().replace(b'"facts":{}', b'"facts":{"n":1.5}'),
        line().replace(b'"facts":{}', b'"facts":[]'),
        line().replace(b'"ST-1"', b"7"),
        line() + b"\n",
    ],
)
def test_anything_but_canonical_bytes_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_leaf(data)


def test_a_commitment_is_the_hash_of_salt_and_content() -> None:
    salt = bytes(range(16))
    assert commit(salt, b"words") == sha256(salt + b"words").hexdigest()
    assert commit(salt, b"words") != commit(bytes(16), b"words")
    assert json.loads(line(commitment=commit(salt, b"words")))["facts"]["commitment"]


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_salt_of_another_length_is_a_defect(size: int) -> None:
    with pytest.raises(ValueError, match="salt"):
        commit(bytes(size), b"words")
