"""Which places take people at an hour."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.contact.core.places import (
    Place,
    PlaceKind,
    Room,
    Tonight,
    WhyNoPlace,
    is_open,
    reasons_not_to_write,
    takes_at,
)

FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)
NIGHT = Place(
    UUID(int=1), PlaceKind.SHELTER, 1, Room.FEW, time(20), time(8), frozenset({4}),
    Tonight.TAKES, "204", FRIDAY,
)  # fmt: skip


def test_a_night_belongs_to_the_day_it_began_on() -> None:
    hour = timedelta(hours=1)
    assert not is_open(NIGHT, FRIDAY + 7 * hour)  # Thursday's night is none of its
    assert is_open(NIGHT, FRIDAY + 20 * hour)
    assert is_open(NIGHT, FRIDAY + 31 * hour)
    assert not is_open(NIGHT, FRIDAY + 32 * hour)
    assert not is_open(NIGHT, FRIDAY + 45 * hour)


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 24 * 14))
def test_open_every_day_means_open_for_its_hours(opens: int, closes: int, hour: int) -> None:
    place = replace(NIGHT, opens=time(opens), closes=time(closes), days=frozenset(range(7)))
    at = FRIDAY + timedelta(hours=hour)
    hours = (closes - opens) % 24 or 24
    assert is_open(place, at) == ((at.hour - opens) % 24 < hours)


def test_only_what_takes_people_is_offered_and_the_most_room_first() -> None:
    at = FRIDAY + timedelta(hours=22)
    full, large = replace(NIGHT, tonight=Tonight.FULL), replace(NIGHT, room=Room.MANY)
    assert takes_at([NIGHT, full, large], at) == [large, NIGHT]
    assert takes_at([NIGHT, large], at - timedelta(hours=3)) == []


def test_no_place_without_a_day_or_with_words_for_an_extension() -> None:
    assert reasons_not_to_write({0}, "204") == []
    assert reasons_not_to_write(set(), "204") == [WhyNoPlace.NO_DAYS]
    for wrong in ("", "1", "123456", "Lviv", "12 3", "١٢٣"):
        assert reasons_not_to_write({0}, wrong) == [WhyNoPlace.EXTENSION]
