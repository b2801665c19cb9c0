"""Roles that stay apart, and pending acts whose proposer is gone: by rule and database."""

from datetime import datetime
from itertools import combinations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.accounts.core.rules import APART, reasons_not_to_hold
from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.models import Membership
from safeconduct.accounts.models import Officer as Row
from safeconduct.casework import services
from safeconduct.casework.core.terms import CaseAct, Lend, Stage, WhyNot
from safeconduct.casework.models import Proposal
from safeconduct.casework.queries import find, pending_of
from safeconduct.casework.services.access import lend, pass_on, take_off
from safeconduct.common.refusal import Refused
from tests.cast import Cast
from tests.doors import Door
from tests.making import do, make_case, retrain


@pytest.mark.parametrize("pair", list(combinations([*APART, Role.AUDITOR], 2)))
def test_the_database_refuses_an_account_with_roles_that_stay_apart(
    cast: Cast, pair: tuple[Role, Role]
) -> None:
    assert reasons_not_to_hold(frozenset(pair))
    with pytest.raises(IntegrityError, match="accounts_officer_a"), transaction.atomic():
        Row.objects.filter(id=cast.daria.id).update(roles=list(map(str, pair)))


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("petro", Role.RECEPTION_OFFICER),
        ("ruta", Role.PASSAGE_COORDINATOR),
        ("emil", Role.FINANCE_OFFICER),
        ("fedir", Role.EVIDENCE_CUSTODIAN),
    ],
)
def test_nobody_is_on_one_case_in_roles_that_stay_apart_not_even_later(
    cast: Cast, who: str, role: Role
) -> None:
    now = timezone.now()
    officer = getattr(cast, who)
    file_id = make_case(cast, now).file_id
    retrain(officer, role)
    iryna = cast.iryna.signed(now)
    with pytest.raises(Refused) as refused:
        services.assign(iryna, file_id, officer.id, role)
    assert Account.BARRED_ON_CASE in refused.value.reasons
    mine = Membership.objects.filter(officer_id=officer.id, file_id=file_id)
    with pytest.raises(IntegrityError, match="stay apart"), transaction.atomic():
        mine.update(role=role.value)
    take_off(cast.vasyl.signed(now), file_id, officer.id, Leaving.DONE)
    with pytest.raises(IntegrityError, match="stay apart"), transaction.atomic():
        Membership.objects.create(
            officer_id=officer.id, file_id=file_id, role=role.value, sort_at=now
        )


def test_a_place_is_not_passed_on_or_lent_to_somebody_it_must_stay_apart_from(
    cast: Cast,
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    take_off(cast.vasyl.signed(now), file_id, cast.petro.id, Leaving.DONE)
    retrain(cast.petro, Role.RECEPTION_OFFICER)
    with pytest.raises(Refused) as refused:
        pass_on(cast.ruta.signed(now), file_id, cast.petro.id)
    assert Account.BARRED_ON_CASE in refused.value.reasons
    with pytest.raises(Refused) as refused:
        lend(
            cast.iryna.signed(now), file_id, cast.petro.id, Role.RECEPTION_OFFICER, 2,
            Lend.NIGHT,
        )  # fmt: skip
    assert Account.BARRED_ON_CASE in refused.value.reasons


@pytest.mark.parametrize("gone", ["role", "account", "place"])
def test_what_somebody_gone_proposed_is_confirmed_by_nobody(
    cast: Cast, at: datetime, gone: str
) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, at)
    pending = pending_of(file_id, at)
    assert pending is not None
    petro = Row.objects.filter(id=cast.petro.id)
    if gone == "role":
        petro.update(roles=[Role.SUPPORT_WORKER.value])
    elif gone == "account":
        petro.update(active=False)
    else:
        Membership.objects.filter(officer_id=cast.petro.id, file_id=file_id).delete()
    with pytest.raises(Refused) as refused:
        services.confirm(cast.vasyl.signed(at), pending.id)
    assert refused.value.reasons == (WhyNot.PROPOSER_GONE,)
    services.drop_proposal(cast.vasyl.signed(at), pending.id)
    assert find(file_id).state.stage is Stage.TRIAGE


def test_the_case_page_says_what_waits_for_whom(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now, stage="triage").file_id
    do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, now)
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{file_id}/")
    assert "Urgent passage" in page
    assert "proposed by Petro" in page
    assert "must be confirmed by: supervisor" in page
    assert WhyNot.PENDING.value in page
    shown = office_door.get(f"/cases/{file_id}/act/make_offer/")
    assert "Make the offer" in shown
    assert Proposal.objects.get().state == "pending"
