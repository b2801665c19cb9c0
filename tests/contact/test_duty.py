"""The roster through its page: supervisors fill it, everybody sees gaps and who is there."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.duty import Duty
from safeconduct.contact.core.terms import WhyNot
from safeconduct.contact.models import Shift
from safeconduct.contact.queries.duty import gaps_ahead, on_duty_now, roster
from safeconduct.contact.services.duty import add_shift, remove_shift
from tests.cast import Cast
from tests.contact.boxes import Box
from tests.doors import Door

HOUR = timedelta(hours=1)
STAMP = "%Y-%m-%d %H:%M"


def test_a_supervisor_fills_the_roster_and_everybody_sees_it(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    office_door.sign_in(cast.vasyl, now)
    page = office_door.get("/duty/")
    assert page.count('<span class="tag stop">') == 2 * len(
        Duty
    )  # nobody now, and for 72 hours
    start, end = now - HOUR, now + 7 * HOUR
    office_door.fill(
        "/duty/add/", place=f"{cast.iryna.id} intake", languages=["ru", "uk"],
        start=f"{start:{STAMP}}", end=f"{end:{STAMP}}", days="3",
    )  # fmt: skip
    assert office_door.path == "/duty/"
    page = office_door.page.content.decode()
    assert "Iryna (Ukrainian, Russian)" in page or "Iryna (Russian, Ukrainian)" in page
    assert Shift.objects.count() == 3
    assert page.count("Take off the roster") == 3
    page = office_door.get("/triage/")
    assert "Iryna (" in page
    assert "nobody on duty speaks it" not in page


def test_triage_marks_a_language_that_nobody_on_duty_speaks(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    Box(now)
    office_door.sign_in(cast.vasyl, now)
    assert "nobody on duty speaks it" in office_door.get("/triage/")
    add_shift(
        cast.vasyl.signed(now), cast.lina.id, Duty.INTERPRETER, now - HOUR, now + HOUR, ["ru"]
    )
    assert "nobody on duty speaks it" not in office_door.get("/triage/")


def test_who_is_no_supervisor_sees_and_writes_nothing(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    [made] = add_shift(
        cast.vasyl.signed(now), cast.iryna.id, Duty.INTAKE, now - HOUR, now + HOUR
    )
    office_door.sign_in(cast.iryna, now)
    page = office_door.get("/duty/")
    assert "Iryna" in page
    assert "Put an officer on duty" not in page
    office_door.post(f"/duty/{made}/remove/")
    assert office_door.page.status_code == 404
    office_door.get("/duty/add/")
    assert office_door.page.status_code == 404
    assert Shift.objects.count() == 1


def test_of_several_days_all_or_none_are_taken(cast: Cast, at: datetime) -> None:
    me = cast.vasyl.signed(at)
    add_shift(me, cast.iryna.id, Duty.INTAKE, at + 48 * HOUR, at + 56 * HOUR)
    with pytest.raises(Refused) as refused:
        add_shift(me, cast.iryna.id, Duty.INTAKE, at, at + 8 * HOUR, days=3)
    assert refused.value.reasons == (WhyNot.SHIFT_TWICE,)
    assert Shift.objects.count() == 1


def test_gaps_shrink_as_shifts_come_and_go(cast: Cast, at: datetime) -> None:
    me = cast.vasyl.signed(at)
    made = [
        add_shift(me, officer.id, Duty.RECEPTION, at + n * 12 * HOUR, at + (n + 1) * 12 * HOUR)
        for n, officer in enumerate([cast.ruta, cast.rasa] * 3)
    ]
    shifts = roster(at, at + 72 * HOUR)
    assert set(gaps_ahead(shifts, at)) == set(Duty) - {Duty.RECEPTION}
    assert [one.officer_id for one in on_duty_now(at)] == [cast.ruta.id]
    remove_shift(me, made[1][0])
    [gap] = gaps_ahead(roster(at, at + 72 * HOUR), at)[Duty.RECEPTION]
    assert (gap.start, gap.end) == (at + 12 * HOUR, at + 24 * HOUR)


def test_what_is_over_stays_as_it_was(cast: Cast, at: datetime) -> None:
    [made] = add_shift(cast.vasyl.signed(at), cast.iryna.id, Duty.INTAKE, at, at + HOUR)
    with pytest.raises(Unknown):
        remove_shift(cast.vasyl.signed(at + 2 * HOUR), made)
    assert Shift.objects.filter(id=made).exists()


@pytest.mark.parametrize(("duty", "hours"), [("intake", 13), ("intake", 0), ("sleeping", 8)])
def test_the_database_takes_no_shift_that_cannot_be(
    cast: Cast, at: datetime, duty: str, hours: int
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.create(
            id=new_id(), officer_id=cast.iryna.id, duty=duty, starts_at=at,
            ends_at=at + hours * HOUR, made_by=cast.vasyl.id,
        )  # fmt: skip
