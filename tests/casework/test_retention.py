"""How long cases are kept: reckoned by the worker, shown to the team, erased by two."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.casework import services
from safeconduct.casework.core.retention import Keeps, Longer, NotLonger
from safeconduct.casework.core.terms import CaseAct, Erasing, WhyNot
from safeconduct.casework.jobs import guard_erasures, reckon_retention
from safeconduct.casework.models import Case, Hold, Person, Retention, Task
from safeconduct.casework.queries import find, pending_of
from safeconduct.casework.queries.retention import due_page, holds_page
from safeconduct.casework.services.retention import keep_hold, keep_longer
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.protection.core.terms import Level
from safeconduct.protection.models import Plan
from tests.cast import Cast
from tests.doors import Door
from tests.making import do, make_case
from tests.materiel.making import as_role

A = CaseAct
TWO_YEARS = timedelta(days=730)


def closed(cast: Cast, at: datetime) -> UUID:
    """A case whose person withdrew."""
    file_id = make_case(cast, at).file_id
    do(cast.olena, file_id, A.WITHDRAW, at)
    return file_id


def protect(cast: Cast, file_id: UUID, level: Level = Level.CRITICAL) -> None:
    """Somebody of the case is protected."""
    Person.objects.create(id=file_id, case_id=file_id, relation="applicant", sealed=b"")
    Plan.objects.create(
        id=file_id, file_id=file_id, person_id=file_id, officer_id=cast.pavlo.id,
        level=level.value, opened_at=timezone.now(), review_by=timezone.now(),
        sealed_facts=b"", sealed_contact=b"", sealed_word=b"", sealed_place=b"",
    )  # fmt: skip


def test_a_closed_case_is_due_after_its_term_with_one_task(cast: Cast) -> None:
    now = timezone.now()
    young, old = closed(cast, now), closed(cast, now - TWO_YEARS)
    still_open = make_case(cast, now - TWO_YEARS).file_id
    for _ in range(2):
        with as_role("sc_worker"):
            reckon_retention(0)
    assert not Retention.objects.filter(case_id=still_open).exists()
    assert Retention.objects.get(case_id=young).due_on == (now + TWO_YEARS).date()
    tasks = Task.objects.filter(code="retention_over").values_list("case_id", flat=True)
    assert list(tasks) == [old]
    [row] = due_page(cast.vasyl.actor, now, None).rows
    assert (row.file_id, row.is_due, row.keeps) == (old, True, ())
    assert due_page(cast.kirill.actor, now, None).rows == ()


def test_what_goes_on_is_not_erased_not_even_by_the_database(cast: Cast, at: datetime) -> None:
    file_id = closed(cast, at)
    protect(cast, file_id)
    with pytest.raises(Refused) as refused:
        do(cast.vasyl, file_id, A.ERASE, at)
    assert refused.value.reasons == (WhyNot.GOES_ON,)
    with pytest.raises(IntegrityError, match="something goes on"), transaction.atomic():
        Case.objects.filter(file_id=file_id).update(erasing="waiting")


def test_what_begins_after_two_agreed_stops_the_erasure(cast: Cast, at: datetime) -> None:
    file_id = closed(cast, at)
    do(cast.vasyl, file_id, A.ERASE, at)
    pending = pending_of(file_id, at)
    assert pending is not None
    services.confirm(cast.audra.signed(at), pending.id)
    protect(cast, file_id, Level.UNASSESSED)  # never means safe
    with as_role("sc_worker"):
        guard_erasures(0)
    assert find(file_id).state.erasing is Erasing.NONE
    assert Retention.objects.get().keeps == [Keeps.PROTECTION.name]


def test_a_settled_protection_keeps_nothing_but_its_own_term(cast: Cast) -> None:
    now = timezone.now()
    file_id = closed(cast, now - TWO_YEARS)
    protect(cast, file_id, Level.STANDARD)
    reckon_retention(0)
    row = Retention.objects.get()
    assert (row.keeps, row.due_on) == ([], (now + timedelta(days=365)).date())


def test_one_person_keeps_a_case_for_a_year_at_most(cast: Cast) -> None:
    now = timezone.now()
    file_id = closed(cast, now - TWO_YEARS)
    reckon_retention(0)
    me, until = cast.vasyl.signed(now), (now + timedelta(days=90)).date()
    with pytest.raises(Refused) as refused:
        keep_longer(me, file_id, Longer.CLAIM, (now + timedelta(days=366)).date())
    assert refused.value.reasons == (NotLonger.TOO_LONG,)
    keep_longer(me, file_id, Longer.CLAIM, until)
    assert not Task.objects.filter(code="retention_over", done_at=None).exists()
    [row] = due_page(cast.vasyl.actor, now, None).rows
    assert (row.is_due, row.keeps) == (False, (Keeps.LONGER,))
    with pytest.raises(Unknown):
        keep_longer(cast.kirill.signed(now), file_id, Longer.CLAIM, until)
    with pytest.raises(Refused):  # an open case has no term
        keep_longer(me, make_case(cast, now).file_id, Longer.CLAIM, until)


def test_a_hold_is_looked_at_again_and_lifted_by_two(cast: Cast) -> None:
    now = timezone.now()
    file_id = closed(cast, now - timedelta(days=200))
    do(cast.lina, file_id, A.PLACE_HOLD, now - timedelta(days=200))
    reckon_retention(0)
    assert Retention.objects.get().keeps == [Keeps.HOLD.name]
    [row] = holds_page(cast.lina.actor, now, None).rows
    assert (row.placed_by, row.is_late) == ("Lina", True)
    assert holds_page(cast.kirill.actor, now, None).rows == ()
    assert Task.objects.filter(code="review_hold", done_at=None).count() == 1
    keep_hold(cast.lina.signed(now), file_id)
    assert not Task.objects.filter(code="review_hold", done_at=None).exists()
    [row] = holds_page(cast.lina.actor, now, None).rows
    assert row.is_late is False
    do(cast.lina, file_id, A.LIFT_HOLD, now)
    pending = pending_of(file_id, now)
    assert pending is not None
    services.confirm(cast.vasyl.signed(now), pending.id)
    lifted = Hold.objects.get()
    assert (lifted.lift_proposed_by, lifted.lifted_by) == (cast.lina.id, cast.vasyl.id)
    with pytest.raises(IntegrityError, match="lifted_by_two"), transaction.atomic():
        Hold.objects.update(lifted_by=cast.lina.id)
    with pytest.raises(Refused) as refused:
        keep_hold(cast.lina.signed(now), file_id)
    assert refused.value.reasons == (NotLonger.NO_HOLD,)


def test_the_pages_lead_to_the_acts(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = closed(cast, now - TWO_YEARS)
    office_door.sign_in(cast.vasyl, now)
    assert "No case is due" in office_door.get("/retention/")
    reckon_retention(0)
    page = office_door.get("/retention/")
    assert find(file_id).alias in page
    assert f"/cases/{file_id}/act/erase/" in page
    day = (now + timedelta(days=30)).date().isoformat()
    page = office_door.fill(f"/cases/{file_id}/keep-longer/", reason="FAMILY", until=day)
    assert "Somebody decided to keep it longer." in page
    do(cast.lina, file_id, A.PLACE_HOLD, now)
    assert find(file_id).alias in office_door.get("/holds/")
    assert "The hold stays" in office_door.fill(f"/cases/{file_id}/keep-hold/")
    assert "decided to keep the case longer" in office_door.get(f"/cases/{file_id}/")
