"""Two files of one person: looked at side by side and merged by two who work on both."""

from html import unescape
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.accounts.models import Membership
from safeconduct.casework import services
from safeconduct.casework.core.rules import reasons_not_to_merge_into
from safeconduct.casework.core.terms import CLOSED, Ask, CaseAct, Stage, WhyNot
from safeconduct.casework.models import Case, Task
from safeconduct.casework.queries import alias_of, find, pending_of
from safeconduct.common.refusal import Refused
from safeconduct.record.queries import entries_of
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import open_file
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import do, make_case

MERGE = CaseAct.MERGE


def leave(officer: Officer, file_id: UUID) -> None:
    Membership.objects.filter(officer_id=officer.id, file_id=file_id).delete()


def test_a_case_one_is_not_on_is_answered_like_none(cast: Cast) -> None:
    now = timezone.now()
    file_id, other = (make_case(cast, now).file_id for _ in range(2))
    leave(cast.olena, other)
    with pytest.raises(Refused) as refused:
        do(cast.olena, file_id, MERGE, now, Ask(other))
    assert refused.value.reasons == (WhyNot.NO_OTHER_CASE,)


def test_the_second_person_works_on_both_too_and_the_other_is_open_still(cast: Cast) -> None:
    now = timezone.now()
    file_id, other = (make_case(cast, now).file_id for _ in range(2))
    do(cast.olena, file_id, MERGE, now, Ask(other))
    pending = pending_of(file_id, now)
    assert pending is not None
    do(cast.olena, other, CaseAct.WITHDRAW, now)
    with pytest.raises(Refused) as refused:
        services.confirm(cast.vasyl.signed(now), pending.id)
    assert refused.value.reasons == (WhyNot.OTHER_CLOSED,)
    do(cast.vasyl, other, CaseAct.REOPEN, now)
    leave(cast.vasyl, other)
    with pytest.raises(Refused) as refused:
        services.confirm(cast.vasyl.signed(now), pending.id)
    assert refused.value.reasons == (WhyNot.NO_OTHER_CASE,)
    assert find(file_id).state.stage is Stage.CONTACT


def test_the_database_refuses_a_merge_into_a_closed_case(cast: Cast) -> None:
    now = timezone.now()
    file_id, other = (make_case(cast, now).file_id for _ in range(2))
    do(cast.olena, other, CaseAct.WITHDRAW, now)
    with pytest.raises(IntegrityError, match="into an open case"), transaction.atomic():
        Case.objects.filter(file_id=file_id).update(
            stage="merged", previous="contact", merged_into=other
        )


@pytest.mark.parametrize("stage", Stage)
def test_work_goes_on_only_where_it_can(stage: Stage) -> None:
    assert bool(reasons_not_to_merge_into(stage)) == (stage in CLOSED)


def test_both_files_side_by_side_and_both_histories_kept(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id, other = (make_case(cast, now).file_id for _ in range(2))
    services.add_person(cast.olena.signed(now), file_id, "applicant", {"surname": "Гончар"})
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{file_id}/beside/{other}/")
    assert alias_of(other) in page
    assert "Гончар" in page
    assert page.count("differs") == 1  # the people; nothing else
    version = str(find(file_id).version)
    sent = {"version": version, "other_alias": alias_of(other)}
    page = office_door.fill(f"/cases/{file_id}/act/merge/", **sent)
    assert f"/cases/{file_id}/beside/{other}/" in page  # nothing was ticked: look first
    assert pending_of(file_id, now) is None
    office_door.post(f"/cases/{file_id}/act/merge/", SIDE_BY_SIDE="on", **sent)
    pending = pending_of(file_id, now)
    assert pending is not None
    lines = len(entries_of(file_id))
    office_door.post("/sign-out/")
    office_door.sign_in(cast.vasyl, now)
    page = office_door.get(f"/proposals/{pending.id}/")
    assert f"/cases/{file_id}/beside/{other}/" in page
    page = unescape(office_door.get(f"/cases/{file_id}/beside/{other}/"))
    assert "(sealed)" in page  # a supervisor holds no identity key
    assert "Гончар" not in page
    office_door.post(f"/proposals/{pending.id}/")
    assert find(file_id).state.stage is Stage.MERGED
    assert len(entries_of(file_id)) >= lines
    assert find(other).state.stage is Stage.CONTACT


def test_who_is_on_one_of_the_two_sees_no_comparison(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id, other = (make_case(cast, now).file_id for _ in range(2))
    leave(cast.olena, other)
    office_door.sign_in(cast.olena, now)
    for pair in (f"{file_id}/beside/{other}", f"{other}/beside/{file_id}"):
        page = office_door.get(f"/cases/{pair}/")
        assert office_door.page.status_code == 404
        assert alias_of(other) not in page
    office_door.get(f"/cases/{file_id}/beside/{file_id}/")
    assert office_door.page.status_code == 404


def test_the_team_that_goes_on_gets_the_keys_of_the_merged_file(cast: Cast) -> None:
    now = timezone.now()
    file_id, other = (make_case(cast, now).file_id for _ in range(2))
    for officer in (cast.petro, cast.lina, cast.anna):
        leave(officer, file_id)
    Wrap.objects.filter(file_id=file_id, key_id=cast.lina.actor.key_id).delete()
    do(cast.olena, file_id, MERGE, now, Ask(other))
    pending = pending_of(file_id, now)
    assert pending is not None
    services.confirm(cast.vasyl.signed(now), pending.id)  # his key gives the place alone
    on_it = Membership.objects.filter(file_id=file_id)
    assert on_it.filter(officer_id=cast.petro.id).exists()
    assert not on_it.filter(officer_id=cast.lina.id).exists()
    assert Task.objects.filter(case_id=file_id, code="bring_team", done_at=None).exists()
    assert (
        services.bring_team(cast.olena.signed(now), file_id) == 1
    )  # vetting: not hers to give
    assert open_file(cast.lina.keys, file_id).may_open(Compartment.IDENTITY)
    assert services.bring_team(cast.iryna.signed(now), file_id) == 0
    assert open_file(cast.anna.keys, file_id).may_open(Compartment.VETTING)
    assert not Task.objects.filter(code="bring_team", done_at=None).exists()
    with pytest.raises(Refused) as refused:
        services.bring_team(cast.olena.signed(now), other)
    assert refused.value.reasons == (WhyNot.NOT_MERGED,)
