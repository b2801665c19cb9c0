"""Agreed words, sign of life, list of addresses: the same for everybody, and read strictly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.code import Language, lexicon
from safeconduct.outreach.core import genuine
from safeconduct.outreach.core.genuine import Canary, CanaryState, Comment

KEY = bytes(range(32))
ONION = "http://" + "a2" * 28 + ".onion"
DAYS = st.dates(date(2026, 1, 1), date(2099, 12, 31))


def hmac_by_hand(key: bytes, message: bytes) -> bytes:
    """RFC 2104, written out, so that the word does not rest on one library's reading."""
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(one ^ 0x36 for one in block) + message).digest()
    return hashlib.sha256(bytes(one ^ 0x5C for one in block) + inner).digest()


@given(st.binary(min_size=32, max_size=32), DAYS)
def test_the_number_is_the_hmac_that_the_formula_says(key: bytes, day: date) -> None:
    digest = hmac_by_hand(key, b"safeconduct/outreach/word/v1/" + str(day).encode())
    assert genuine.number(key, str(day)) == int.from_bytes(digest[:8], "big") % 2048


def test_site_voice_and_leaflet_say_the_same_place_in_three_languages() -> None:
    place = genuine.number(KEY, "2026-11-23")
    assert genuine.words(KEY, "2026-11-23") == tuple(
        (one.value, lexicon(one).words[place])
        for one in (Language.RU, Language.UK, Language.EN)
    )


def test_a_copy_of_yesterday_shows_another_word_nearly_always() -> None:
    start = date(2026, 1, 1)
    numbers = [genuine.number(KEY, str(start + timedelta(days=n))) for n in range(730)]
    same = sum(one == other for one, other in zip(numbers, numbers[1:], strict=False))
    assert same <= 3  # 730 pairs of 2,048 words: more than three are one chance in 1,800
    assert genuine.number(bytes(32), str(start)) != numbers[0]


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        genuine.number(bytes(size), "2026-11-23")


@pytest.mark.parametrize(
    ("hour", "day", "season"),
    [
        (datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC), "2026-12-31", "2026-Q4"),
        (datetime(2026, 12, 31, 22, 0, tzinfo=UTC), "2027-01-01", "2027-Q1"),
        (datetime(2026, 6, 30, 20, 59, 59, tzinfo=UTC), "2026-06-30", "2026-Q2"),
        (datetime(2026, 6, 30, 21, 0, tzinfo=UTC), "2026-07-01", "2026-Q3"),
    ],
)
def test_day_and_season_turn_at_midnight_in_kyiv(hour: datetime, day: str, season: str) -> None:
    assert (genuine.day_period(hour), genuine.season_period(hour)) == (day, season)


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (-2, CanaryState.RED),
        (-1, CanaryState.FRESH),
        (0, CanaryState.FRESH),
        (14, CanaryState.FRESH),
        (15, CanaryState.RED),
    ],
)
def test_the_sign_of_life_is_red_after_fourteen_days(age: int, state: CanaryState) -> None:
    day = date(2026, 11, 23)
    assert genuine.canary_state(day, day + timedelta(days=age)) is state


@given(
    st.integers(0, 999_999), DAYS, st.sampled_from(["", "safeconduct.example/record 9c8+/="])
)
def test_a_sign_of_life_is_read_as_it_was_written(number: int, day: date, record: str) -> None:
    canary = Canary(number, day, record)
    assert genuine.read_canary(genuine.canary_text(canary)) == canary


def test_a_sign_of_life_with_another_sentence_is_none() -> None:
    text = genuine.canary_text(Canary(1, date(2026, 11, 23)))
    for changed in (
        text.replace("Nobody", "Somebody"),
        text + "Write to us by e-mail.\n",
        text.replace("2026-11-23", "2026-13-23"),
        text.removesuffix("\n"),
    ):
        with pytest.raises(ValueError, match=r"canary\.txt is not"):
            genuine.read_canary(changed)


@pytest.mark.parametrize(
    "address", ["https://example.org", "https://a.example.org:8443", ONION, "https" + ONION[4:]]
)
def test_an_origin_over_https_or_an_onion_is_an_address(address: str) -> None:
    assert genuine.address_flaw(address) == ""
    assert genuine.read_mirrors(genuine.mirrors_text([address])) == (address,)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "http://example.org",
        "https://example.org/",
        "https://example.org/ru",
        "https://example.org?x",
        "https://user@example.org",
        "https://Example.org",
        "https://localhost",
        "https://192.0.2.10",
        "https://[::1]",
        "https://example.org:99999",
        "https://exam ple.org",
        "http://short.onion",
        ONION.replace("a2", "a1"),
        "javascript:alert(1)",
        "https://example.org\n",
    ],
)
def test_anything_else_is_no_address_and_is_named(address: str) -> None:
    flaw = genuine.address_flaw(address)
    assert repr(address) in flaw
    with pytest.raises(ValueError, match="."):
        genuine.mirrors_text(["https://example.org", address])


def test_a_list_of_addresses_is_neither_empty_nor_endless() -> None:
    many = [f"https://m{n}.example.org" for n in range(genuine.MOST_ADDRESSES + 1)]
    assert len(genuine.read_mirrors(genuine.mirrors_text(many[1:]))) == genuine.MOST_ADDRESSES
    for addresses in ([], many):
        with pytest.raises(ValueError, match="names 1 to 50 addresses"):
            genuine.mirrors_text(addresses)


@given(
    st.from_regex(r"[a-z]{2}/[a-z-]{1,20}\.html", fullmatch=True), st.integers(0, 999_999), DAYS
)
def test_what_a_signature_vouches_for_is_read_back(path: str, version: int, day: date) -> None:
    comment = Comment(path, version, day)
    assert genuine.read_comment(genuine.comment_text(comment)) == comment


def test_a_path_that_could_be_read_in_two_ways_is_not_signed() -> None:
    with pytest.raises(ValueError, match="no path of a signed file"):
        genuine.comment_text(Comment("a version=9 day=2026-01-01", 1, date(2026, 11, 23)))


@pytest.mark.parametrize(
    "reader",
    [genuine.read_canary, genuine.read_mirrors, genuine.read_comment],
)
@given(text=st.text(max_size=400))
def test_readers_know_one_error_only(reader: Callable[[str], object], text: str) -> None:
    for one in (
        text,
        f"number: 1\nday: {text}",
        f"path=a version=1 day={text}",
        f"https://{text}",
    ):
        try:
            reader(one)
        except ValueError as error:
            assert str(error)
