"""Places that receive people: which are open at an hour, and how many they take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from safeconduct.common.refusal import Reason


class PlaceKind(StrEnum):
    """What a place is for. With its number it is the only name a place has here."""

    RECEPTION = "reception point"
    SHELTER = "shelter"
    MEDICAL = "medical point"
    CHILDREN = "house for families and children"


class Room(StrEnum):
    """How many people a place takes for a night: a class, no count."""

    FEW = "up to 5 people"
    SOME = "up to 20 people"
    MANY = "more than 20 people"


class Tonight(StrEnum):
    """What a place said last: it takes people, is full, or is shut."""

    TAKES = "takes people"
    FULL = "full"
    SHUT = "shut"


class WhyNoPlace(Reason):
    """Why a place is not written down."""

    EXTENSION = "Give two to five digits: the extension at the programme's own desk."
    NO_DAYS = "Choose at least one day of the week."


@dataclass(frozen=True)
class Place:
    """A place as the rules see it; `opens` and `closes` are UTC.

    Closing at or before the hour of opening is the next day's; equal hours are all day. `days`
    are those on which it opens, 0 is Monday.
    """

    id: UUID
    kind: PlaceKind
    number: int
    room: Room
    opens: time
    closes: time
    days: frozenset[int]
    tonight: Tonight
    extension: str
    said_at: datetime


def is_open(place: Place, at: datetime) -> bool:
    """Whether its hours run at this moment; a night belongs to the day it began on."""
    now, day = at.time().replace(tzinfo=None), at.weekday()
    if place.opens < place.closes:
        return day in place.days and place.opens <= now < place.closes
    began_today = day in place.days and now >= place.opens
    return began_today or ((day - 1) % 7 in place.days and now < place.closes)


def takes_at(places: Iterable[Place], at: datetime) -> list[Place]:
    """Places that take people at this moment, those with the most room first."""
    order = [Room.MANY, Room.SOME, Room.FEW]
    fits = [one for one in places if one.tonight is Tonight.TAKES and is_open(one, at)]
    return sorted(fits, key=lambda one: (order.index(one.room), one.kind, one.number))


def reasons_not_to_write(days: Iterable[int], extension: str) -> list[WhyNoPlace]:
    """Why a place may not be written down so; empty when it may."""
    digits = extension.isascii() and extension.isdigit() and 2 <= len(extension) <= 5
    found = {WhyNoPlace.NO_DAYS: not list(days), WhyNoPlace.EXTENSION: not digits}
    return [why for why, holds in found.items() if holds]
