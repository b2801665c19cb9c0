"""An identity is unsealed for hours, by two, for a named need; then it ends by itself."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from safeconduct.accounts.queries import public_key_of
from safeconduct.casework import services
from safeconduct.casework.core.terms import Ask, CaseAct, Kind, Need, WhyNot
from safeconduct.casework.models import Proposal, Task
from safeconduct.casework.queries import find, pending_of, people
from safeconduct.common.refusal import Refused
from safeconduct.record.queries import entries_of
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import grant, sweep_wraps
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import do, make_case

A = CaseAct
IDENTITY = Compartment.IDENTITY


def case_with_a_name(cast: Cast) -> UUID:
    """A case whose person gave a name."""
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    services.add_person(cast.olena.signed(now), file_id, "applicant", {"name": "Ivan P."})
    return file_id


def ask(
    officer: Officer, file_id: UUID, need: Need | None = Need.PAYEE, hours: int = 2
) -> UUID:
    """Propose an unsealing; returns the proposal."""
    now = timezone.now()
    assert do(officer, file_id, A.UNSEAL_IDENTITY, now, Ask(None, need, hours)) is False
    pending = pending_of(file_id, now)
    assert pending is not None
    return pending.id


def names(officer: Officer, file_id: UUID) -> list[str | None]:
    """What the officer can read of the people of the file."""
    return [one.card for one in people(open_file(officer.keys, file_id))]


def test_the_protection_lead_gives_the_key_and_it_ends(cast: Cast) -> None:
    file_id = case_with_a_name(cast)
    assert names(cast.fedir, file_id) == [None]
    proposal = ask(cast.fedir, file_id)
    assert names(cast.fedir, file_id) == [None]
    services.confirm(cast.pavlo.signed(timezone.now()), proposal)
    [card] = names(cast.fedir, file_id)
    assert card is not None
    assert "Ivan P." in card
    Wrap.objects.filter(until__isnull=False).update(
        until=F("until") - timedelta(hours=3), given_at=F("given_at") - timedelta(hours=3)
    )
    assert names(cast.fedir, file_id) == [None]  # before anybody swept
    assert sweep_wraps() == 1
    assert names(cast.olena, file_id) != [None]  # what is given for good stays


def test_the_owner_of_the_case_is_told_each_time(cast: Cast) -> None:
    file_id = case_with_a_name(cast)
    for _ in range(2):
        services.confirm(cast.pavlo.signed(timezone.now()), ask(cast.fedir, file_id))
        task = Task.objects.get(case_id=file_id, code="unsealing_told", done_at=None)
        assert task.role == "case officer"
        services.finish_task(cast.olena.signed(timezone.now()), task.id)
    lines = [e.line for e in entries_of(file_id, 50) if e.line.kind == Kind.IDENTITY_UNSEALED]
    assert [line.facts for line in lines] == [{"need": "PAYEE", "hours": 2}] * 2
    assert Wrap.objects.filter(file_id=file_id, until__isnull=False).count() == 1


@pytest.mark.parametrize(("need", "hours"), [(None, 2), (Need.PAYEE, 0), (Need.PAYEE, 11)])
def test_it_needs_a_named_need_and_ten_hours_at_most(
    cast: Cast, need: Need | None, hours: int
) -> None:
    file_id = case_with_a_name(cast)
    with pytest.raises(Refused) as refused:
        ask(cast.fedir, file_id, need, hours)
    assert refused.value.reasons == (WhyNot.NEED_UNNAMED,)


def test_nobody_unseals_alone_or_without_the_protection_lead(cast: Cast) -> None:
    file_id = case_with_a_name(cast)
    proposal = ask(cast.vasyl, file_id)
    for name, why in (("vasyl", WhyNot.PROPOSED_BY_YOU), ("olena", WhyNot.ROLE)):
        with pytest.raises(Refused) as refused:
            services.confirm(getattr(cast, name).signed(timezone.now()), proposal)
        assert why in refused.value.reasons
    assert names(cast.vasyl, file_id) == [None]


def test_being_put_on_the_case_for_good_outlasts_the_hours(cast: Cast) -> None:
    file_id = case_with_a_name(cast)
    services.confirm(cast.pavlo.signed(timezone.now()), ask(cast.vasyl, file_id))
    given = open_file(cast.pavlo.keys, file_id)
    assert grant(given, public_key_of(cast.vasyl.id), [IDENTITY], Holder.OFFICER) == (IDENTITY,)
    assert not Wrap.objects.filter(file_id=file_id, until__isnull=False).exists()
    assert names(cast.vasyl, file_id) != [None]


def test_the_database_refuses_longer_hours_and_a_need_left_out(cast: Cast) -> None:
    file_id = case_with_a_name(cast)
    services.confirm(cast.pavlo.signed(timezone.now()), ask(cast.fedir, file_id))
    with pytest.raises(IntegrityError, match="ends_in_time"), transaction.atomic():
        Wrap.objects.filter(until__isnull=False).update(
            until=F("given_at") + timedelta(hours=10, seconds=1)
        )
    for change in ({"need": ""}, {"hours": 11}, {"hours": 0}):
        with pytest.raises(IntegrityError, match="proposal_need"), transaction.atomic():
            Proposal.objects.update(**change)


def test_asking_and_giving_through_the_pages(office_door: Door, cast: Cast) -> None:
    file_id = case_with_a_name(cast)
    now = timezone.now()
    office_door.sign_in(cast.fedir, now)
    address = f"/cases/{file_id}/act/unseal_identity/"
    page = office_door.get(address)
    assert "to check the payee" in page
    office_door.post(address, need="PAYEE", hours="3", version=find(file_id).version)
    pending = pending_of(file_id, timezone.now())
    assert pending is not None
    assert (pending.need, pending.hours) == (Need.PAYEE.value, 3)
    office_door.sign_in(cast.pavlo, now)
    page = office_door.get(f"/proposals/{pending.id}/")
    assert "to check the payee" in page
    office_door.post(f"/proposals/{pending.id}/")
    assert names(cast.fedir, file_id) != [None]
