"""Places that receive people: written down by a supervisor, read by everybody on duty."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.common.refusal import Conflict, Refused
from safeconduct.contact.core.places import PlaceKind, Room, Tonight
from safeconduct.contact.models import ReceptionPlace
from safeconduct.contact.queries.places import all_places
from safeconduct.contact.services.places import Said, add_place, change_place
from tests.cast import Cast
from tests.doors import Door

ALL_DAY = {"opens": "00:00", "closes": "00:00", "days": [str(n) for n in range(7)]}


def test_a_supervisor_writes_places_down_and_says_which_is_full(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    office_door.sign_in(cast.vasyl, now)
    assert "No place takes people then" in office_door.get("/places/")
    office_door.fill(
        "/places/add/", kind="SHELTER", room="SOME", tonight="TAKES", extension="204", **ALL_DAY
    )
    page = office_door.page.content.decode()
    assert office_door.path == "/places/"
    assert "shelter 1" in page
    assert "up to 20 people" in page
    place = ReceptionPlace.objects.get()
    url = f"/places/{place.id}/"
    office_door.fill(
        url, room="SOME", tonight="FULL", extension="204", seen=str(place.said_at),
        **ALL_DAY,
    )  # fmt: skip
    page = office_door.get("/places/?at=2026-11-22 18:00")
    assert "No place takes people then" in page
    assert '<span class="tag wait">full</span>' in page
    office_door.sign_in(cast.iryna, now)
    assert "shelter 1" in office_door.get("/places/")
    office_door.get(url)
    assert office_door.page.status_code == 404


def test_who_changes_what_another_changed_first_is_told(cast: Cast) -> None:
    now = timezone.now()
    me, [day] = cast.vasyl.signed(now), [frozenset({1})]
    clock = now.time().replace(tzinfo=None)
    said = Said(Room.FEW, clock, clock, day, Tonight.TAKES, "20")
    made = add_place(me, PlaceKind.MEDICAL, said)
    assert add_place(me, PlaceKind.MEDICAL, said) != made
    assert [one.number for one in all_places()] == [1, 2]
    with pytest.raises(Conflict):
        change_place(me, made, said, "2026-01-01 00:00:00+00:00")
    with pytest.raises(Refused):
        add_place(cast.iryna.signed(now), PlaceKind.MEDICAL, said)
    row = ReceptionPlace.objects.filter(id=made)
    wrongs: list[dict[str, object]] = [
        {"extension": "Lviv"}, {"days": []}, {"days": [7]}, {"tonight": "x"}, {"number": 2},
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)
