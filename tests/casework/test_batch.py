"""One act for several cases: looked at first, then done case by case, and once."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.models import Officer
from safeconduct.accounts.queries import team_of
from safeconduct.casework.core.batch import BatchAct, RowState, WhyNot
from safeconduct.casework.core.terms import CaseAct, Kind
from safeconduct.casework.models import Batch, BatchRow
from safeconduct.casework.services import assign
from safeconduct.casework.services.batch import begin, check, gather, name_colleague, own_batch
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import newest_of
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case


def two_cases(cast: Cast, at: datetime) -> list[UUID]:
    """Two cases of Olena; on the second her colleague works already."""
    files = [make_case(cast, at).file_id for _ in range(2)]
    assign(cast.iryna.signed(at), files[1], cast.kirill.id, Role.CASE_OFFICER)
    return files


def outcomes(cast: Cast, at: datetime, batch_id: UUID, who: str = "olena") -> list[Any]:
    me = getattr(cast, who).signed(at)
    return [(row.state, row.reasons) for row in check(me, own_batch(me, batch_id))]


def test_what_was_shown_is_what_comes(cast: Cast, at: datetime) -> None:
    files, me = two_cases(cast, at), cast.olena.signed(at)
    one = gather(me, "PASS_ON", [*files, files[0], new_id()])
    assert len(outcomes(cast, at, one)) == 2
    name_colleague(me, one, cast.kirill.id, None, None)
    shown = outcomes(cast, at, one)
    assert shown == [(RowState.WAITING, ()), (RowState.REFUSED, (Account.ON_CASE,))]
    assert "Olena" in dict(team_of(files[0]))
    begin(me, one)
    assert outcomes(cast, at, one) == [(RowState.DONE, ()), shown[1]]
    assert dict(team_of(files[0]))["Kirill"] == "case officer"
    assert "Olena" not in dict(team_of(files[0]))
    assert "Olena" in dict(team_of(files[1]))
    line = newest_of(Kind.BATCH_BEGUN)
    assert line is not None
    assert line.line.facts == {"act": "PASS_ON", "count": 2}


def test_put_on_and_taken_off_together(cast: Cast, at: datetime) -> None:
    files, me = two_cases(cast, at), cast.olena.signed(at)
    on = gather(me, "PUT_ON", files)
    name_colleague(me, on, cast.kirill.id, Role.CASE_OFFICER, None)
    begin(me, on)
    assert all("Kirill" in dict(team_of(one)) for one in files)
    boss = cast.vasyl.signed(at)
    off = gather(boss, "TAKE_OFF", files)
    name_colleague(boss, off, cast.kirill.id, None, Leaving.DONE)
    begin(boss, off)
    assert [state for state, _ in outcomes(cast, at, off, "vasyl")] == [RowState.DONE] * 2
    assert not any("Kirill" in dict(team_of(one)) for one in files)


def test_begun_once_by_its_officer_and_with_a_name(cast: Cast, at: datetime) -> None:
    files, me = two_cases(cast, at), cast.olena.signed(at)
    one = gather(me, "PASS_ON", files[:1])
    with pytest.raises(Refused) as refused:
        begin(me, one)
    assert refused.value.reasons == (WhyNot.NOBODY_NAMED,)
    with pytest.raises(Unknown):
        begin(cast.vasyl.signed(at), one)
    name_colleague(me, one, cast.kirill.id, None, None)
    begin(me, one)
    with pytest.raises(Refused) as refused:
        begin(me, one)
    assert refused.value.reasons == (WhyNot.BEGUN,)
    with pytest.raises(Refused):
        name_colleague(me, one, cast.vasyl.id, None, None)


def test_nothing_of_a_case_that_is_not_yours(cast: Cast, at: datetime) -> None:
    files = two_cases(cast, at)
    with pytest.raises(Refused) as refused:
        gather(cast.kirill.signed(at), "PASS_ON", [files[0], new_id()])
    assert refused.value.reasons == (WhyNot.NONE_CHOSEN,)
    one = gather(cast.kirill.signed(at), "PASS_ON", files)
    assert [row.file_id for row in BatchRow.objects.filter(batch_id=one)] == [files[1]]
    with pytest.raises(Unknown):
        own_batch(cast.olena.signed(at), one)


def test_a_colleague_who_left_meanwhile_is_refused_row_by_row(cast: Cast, at: datetime) -> None:
    files, me = two_cases(cast, at), cast.olena.signed(at)
    one = gather(me, "PUT_ON", files[:1])
    name_colleague(me, one, cast.kirill.id, Role.CASE_OFFICER, None)
    Officer.objects.filter(id=cast.kirill.id).update(active=False)
    assert outcomes(cast, at, one) == [(RowState.REFUSED, (Account.DEPARTED,))]
    begin(me, one)
    assert outcomes(cast, at, one)[0][0] is RowState.REFUSED


@pytest.mark.parametrize("name", [*CaseAct, "release", "decide", "ERASE"])
def test_the_database_takes_no_other_act(cast: Cast, at: datetime, name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(id=new_id(), officer_id=cast.olena.id, act=name[:12], made_at=at)


def test_the_database_begins_nothing_without_a_name(cast: Cast, at: datetime) -> None:
    for one in BatchAct:
        with pytest.raises(IntegrityError), transaction.atomic():
            Batch.objects.create(
                id=new_id(), officer_id=cast.olena.id, act=one.name, made_at=at, begun_at=at
            )


def test_by_ticks_on_the_list(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    files = two_cases(cast, now)
    office_door.sign_in(cast.olena, now)
    assert "With the ticked cases" in office_door.get("/cases/?stage=contact")
    gathering = "/cases/together/?stage=contact"
    page = office_door.post(gathering, act="PASS_ON")
    assert "Tick at least one case." in page
    page = office_door.post(gathering, act="PASS_ON", case=[str(one) for one in files])
    assert "Nothing is done yet." in page
    one = Batch.objects.get()
    page = office_door.post(f"/cases/together/{one.id}/", officer=str(cast.kirill.id))
    assert "What would come of it" in page
    assert "This officer works on the case already." in page
    page = office_door.post(f"/cases/together/{one.id}/begin/")
    assert "Done for 1 case." in page
    assert "Refused for 1 case; there nothing changed." in page
    assert dict(team_of(files[0]))["Kirill"] == "case officer"
