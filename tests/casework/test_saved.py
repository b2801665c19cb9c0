"""Kept filters: sealed to the officer, deleted and taken back, on the list of cases."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from safeconduct.casework.core.saved import UNDO, WhyNot
from safeconduct.casework.models import SavedFilter
from safeconduct.casework.services.saved import drop, keep, shelf, take_back
from safeconduct.common.refusal import Refused, Unknown
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case

FRONT = {"danger": "at the front now"}


def names(cast: Cast, at: datetime, who: str = "olena") -> list[str]:
    return [one.name for one in shelf(getattr(cast, who).signed(at)).kept]


def test_a_filter_is_kept_for_its_officer_alone(cast: Cast, at: datetime) -> None:
    me = cast.olena.signed(at)
    one = keep(me, "Фронт", FRONT)
    assert [(kept.name, kept.address) for kept in shelf(me).kept] == [("Фронт", FRONT)]
    assert names(cast, at, "vasyl") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT casework_savedfilter::text FROM casework_savedfilter")
        told = cursor.fetchone()[0]
    assert "front" not in told
    assert "Фронт".encode().hex() not in told
    for act in (drop, take_back):
        with pytest.raises(Unknown):
            act(cast.vasyl.signed(at), one)


def test_what_was_deleted_can_be_taken_back_for_a_day(cast: Cast, at: datetime) -> None:
    me = cast.olena.signed(at)
    one = keep(me, "Front", FRONT)
    drop(me, one)
    assert names(cast, at) == []
    assert [kept.name for kept in shelf(me).dropped] == ["Front"]
    take_back(me, one)
    assert names(cast, at) == ["Front"]
    drop(me, one)
    keep(me, "front", FRONT)
    with pytest.raises(Refused) as refused:
        take_back(me, one)
    assert refused.value.reasons == (WhyNot.NAMED_SO,)
    late = cast.olena.signed(at + UNDO)
    assert shelf(late).dropped == ()
    keep(late, "Other", FRONT)
    assert SavedFilter.objects.filter(id=one).count() == 0


def test_an_altered_filter_is_counted_and_the_others_stay(cast: Cast, at: datetime) -> None:
    me = cast.olena.signed(at)
    one = keep(me, "A", FRONT)
    keep(me, "B", FRONT)
    SavedFilter.objects.filter(id=one).update(sealed=b"\x01\x01" + bytes(60))
    found = shelf(me)
    assert ([kept.name for kept in found.kept], found.altered) == (["B"], 1)


def test_kept_from_the_list_and_found_on_it(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    make_case(cast, now)
    office_door.sign_in(cast.olena, now + timedelta(seconds=1))
    assert "Keep this filter" not in office_door.get("/cases/")
    office_door.get("/cases/?stage=contact")
    page = office_door.post("/cases/filters/keep/", asked="stage=contact&x=1", name="New ones")
    assert "The filter is kept." in page
    assert "1 case" in page
    assert '<a class="tag" href="/cases/?stage=contact">New ones</a>' in office_door.get(
        "/cases/"
    )
    one = SavedFilter.objects.get()
    office_door.get("/cases/filters/")
    page = office_door.post(f"/cases/filters/{one.id}/drop/")
    assert "No filter kept yet" in page
    assert "New ones" in office_door.post(f"/cases/filters/{one.id}/back/")
    office_door.get("/cases/?stage=contact")
    page = office_door.post("/cases/filters/keep/", asked="stage=contact", name="new ones")
    assert "Another of your filters has this name." in page
