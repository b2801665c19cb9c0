"""Addresses of a list: what is asked of it, the place in it, the pages beside it."""

from typing import Protocol
from urllib.parse import urlencode

from django.http import HttpRequest

from safeconduct.common.keyset import Position, read, write
from safeconduct.web.keyset import Order

PLACE = "at"  # what an address calls the position in a list


class Paged(Protocol):
    """One page of a list that goes by key."""

    @property
    def newer(self) -> Position | None:
        """Where the page before begins."""

    @property
    def older(self) -> Position | None:
        """Where the next page begins."""


def place_in(request: HttpRequest, order: Order) -> Position | None:
    """The place in the list that the address names; None for its beginning, or for none."""
    return read(request.GET.get(PLACE, ""), order.shape)


def ways(here: str, said: dict[str, str], page: Paged) -> dict[str, str | None]:
    """Addresses of the neighbouring pages, as parts/pages.html takes them."""

    def to(position: Position | None) -> str | None:
        return address(here, {**said, PLACE: write(position)}) if position else None

    return {
        "first_url": address(here, said) if page.newer else None,
        "previous_url": to(page.newer),
        "next_url": to(page.older),
    }


def address(here: str, said: dict[str, str]) -> str:
    """A page with what is asked of it."""
    return f"{here}?{urlencode(said)}" if said else here
