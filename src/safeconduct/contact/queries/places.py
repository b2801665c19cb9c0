"""Reads the places that receive people."""

from uuid import UUID

from safeconduct.common.refusal import Unknown
from safeconduct.contact.core.places import Place, PlaceKind, Room, Tonight
from safeconduct.contact.models import ReceptionPlace


def place_of(row: ReceptionPlace) -> Place:
    """A row as the rules see it."""
    return Place(
        row.id,
        PlaceKind[row.kind],
        row.number,
        Room[row.room],
        row.opens,
        row.closes,
        frozenset(row.days),
        Tonight[row.tonight],
        row.extension,
        row.said_at,
    )


def all_places() -> list[Place]:
    """Every place, by kind and number."""
    return [place_of(row) for row in ReceptionPlace.objects.order_by("kind", "number")]


def one_place(place_id: UUID) -> Place:
    """One place; Unknown when there is none."""
    row = ReceptionPlace.objects.filter(id=place_id).first()
    if row is None:
        raise Unknown
    return place_of(row)
