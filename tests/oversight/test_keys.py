"""The oversight desk says which cases nobody can open, and when recovery was last rehearsed."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.accounts.models import Officer as Row
from safeconduct.accounts.recovery import begin_drill, finish_drill, finish_recovery
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.queries import alias_of
from safeconduct.oversight.queries import desk, out_of_reach
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.models import Wrap
from tests.accounts.test_recovery import ask, custodians
from tests.cast import Cast
from tests.doors import Door
from tests.making import do, make_case

LAST = re.compile(r"Recovery drill</th>.*?data-th=\"Last\">(.*?)</td>")


@pytest.fixture
def file_id(cast: Cast, at: datetime) -> UUID:
    """A case whose intake officer holds all seven parts."""
    return make_case(cast, at).file_id


def test_a_part_without_an_active_officer_is_counted(cast: Cast, file_id: UUID) -> None:
    assert out_of_reach() == 0
    part = Wrap.objects.filter(file_id=file_id, compartment=Compartment.PAYMENT)
    part.filter(holder=Holder.OFFICER).delete()
    assert out_of_reach() == 1


def test_an_officer_who_left_is_no_holder(cast: Cast, file_id: UUID) -> None:
    """Payment is held by the intake and the finance officer."""
    Row.objects.filter(id=cast.iryna.id).update(active=False)
    assert out_of_reach() == 0
    Row.objects.filter(id=cast.fedir.id).update(active=False)
    assert out_of_reach() == 1


def test_access_for_some_hours_counts_until_it_ends(cast: Cast, file_id: UUID) -> None:
    now = timezone.now()
    mine = Wrap.objects.filter(file_id=file_id, holder=Holder.OFFICER)
    mine.update(given_at=now, until=now + timedelta(hours=1))
    assert out_of_reach() == 0
    mine.update(given_at=now - timedelta(hours=9), until=now - timedelta(seconds=1))
    assert out_of_reach() == 1


def test_a_closed_case_needs_nobody(cast: Cast, at: datetime, file_id: UUID) -> None:
    do(cast.olena, file_id, CaseAct.WITHDRAW, at)
    Wrap.objects.filter(file_id=file_id, holder=Holder.OFFICER).delete()
    assert out_of_reach() == 0


def test_the_auditor_sees_counts_and_no_case(
    office_door: Door, cast: Cast, at: datetime, file_id: UUID
) -> None:
    Wrap.objects.filter(file_id=file_id, holder=Holder.OFFICER).delete()
    office_door.sign_in(cast.audra, timezone.now())
    page = office_door.get("/oversight/")
    assert "Open cases with a part nobody can open" in page
    assert "ask for a recovery" in page
    assert alias_of(file_id) not in page
    assert str(file_id) not in page


def test_a_recovery_is_seen_by_the_auditor(
    office_door: Door, cast: Cast, at: datetime, offline: Offline, file_id: UUID
) -> None:
    assert desk(at).recoveries == 0
    finish_recovery(cast.daria.signed(at), custodians(offline, ask(cast, at, file_id)))
    found = desk(at)
    assert (found.recoveries, found.recovered_on) == (1, at.date())
    office_door.sign_in(cast.audra, timezone.now())
    record = office_door.get("/record/")
    assert "vault.recovery.done" in record
    assert "Daria" in record


def test_the_drill_is_due_when_never_or_longer_than_a_year_ago(
    office_door: Door, cast: Cast, offline: Offline
) -> None:
    now = timezone.now()
    office_door.sign_in(cast.audra, now)
    never = LAST.search(office_door.get("/oversight/"))
    assert never is not None
    assert "never rehearsed" in never[1]
    assert "due: once a year" in never[1]
    before = now - timedelta(days=366)
    daria = cast.daria.signed(before)
    finish_drill(daria, custodians(offline, begin_drill(daria)))
    assert (desk(now).drill, desk(now).drill_due) == (before.date(), True)
    daria = cast.daria.signed(now)
    finish_drill(daria, custodians(offline, begin_drill(daria)))
    fresh = LAST.search(office_door.get("/oversight/"))
    assert fresh is not None
    assert "due" not in fresh[1]
    assert desk(now).recoveries == 0  # a drill is no recovery
