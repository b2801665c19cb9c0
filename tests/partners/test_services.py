"""Two people for each thing about a partner: the service asks, and the database too."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.services.own_data import note_request
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.partners import queries, services
from safeconduct.partners.core.terms import (
    TOLD_TASKS,
    Basis,
    Matter,
    PartnerClass,
    Scope,
    WhyNot,
)
from safeconduct.partners.models import Endpoint, Event, Partner, Share, Token
from safeconduct.record.queries import ask_page
from safeconduct.web.together import read
from tests.cast import Cast
from tests.making import do, make_case
from tests.partners.making import make_partner, make_share, number_events

CLASS = PartnerClass.MEDICAL


def test_whoever_proposed_does_not_confirm(cast: Cast, at: datetime) -> None:
    vasyl, daria = cast.vasyl.signed(at), cast.daria.signed(at)
    made = services.propose_partner(vasyl, "Harbour Aid", CLASS)
    with pytest.raises(Refused) as no:
        services.confirm(vasyl, Matter.PARTNER, made)
    assert no.value.reasons == (WhyNot.PROPOSED_BY_YOU,)
    with pytest.raises(Refused) as waits:
        services.issue_token(daria, made, [Scope.CASES_READ], 9)
    assert waits.value.reasons == (WhyNot.PARTNER_WAITS,)
    services.confirm(daria, Matter.PARTNER, made)
    with pytest.raises(Refused):
        services.confirm(daria, Matter.PARTNER, made)
    with pytest.raises(Refused) as taken:
        services.propose_partner(vasyl, " Harbour Aid", CLASS)
    assert taken.value.reasons == (WhyNot.NAME_TAKEN,)


@pytest.mark.parametrize("sort", [Matter.PARTNER, Matter.TOKEN, Matter.ENDPOINT])
def test_other_roles_decide_nothing(cast: Cast, at: datetime, sort: Matter) -> None:
    partner = make_partner(cast, at)
    vasyl = cast.vasyl.signed(at)
    row = {
        Matter.PARTNER: lambda: services.propose_partner(vasyl, "Quay Clinic", CLASS),
        Matter.TOKEN: lambda: services.issue_token(vasyl, partner, [Scope.CASES_READ], 9)[0],
        Matter.ENDPOINT: lambda: services.propose_endpoint(
            vasyl, partner, "https://a.example/"
        ),
    }[sort]()
    for deed in (services.confirm, services.end):
        with pytest.raises(Refused) as no:
            deed(cast.olena.signed(at), sort, row)
        assert no.value.reasons == (WhyNot.ROLE,)
        with pytest.raises(Unknown):
            deed(vasyl, sort, uuid4())
    with pytest.raises(Refused):
        services.confirm(cast.daria.signed(at + timedelta(days=3)), sort, row)


def test_a_token_is_kept_as_a_hash_only(cast: Cast, at: datetime) -> None:
    partner = make_partner(cast, at)
    made, text = services.issue_token(cast.vasyl.signed(at), partner, [Scope.CASES_READ], 9)
    row = Token.objects.get(id=made)
    assert len(bytes(row.digest)) == 32
    assert text.startswith("scp_") and len(text) == 4 + 43
    assert text[4:] not in str(vars(row))
    with pytest.raises(Refused) as no:
        services.issue_token(cast.vasyl.signed(at), partner, [], 366)
    assert no.value.reasons == (WhyNot.NO_SCOPE, WhyNot.DAYS)


def test_a_case_is_shared_by_two_of_its_team_and_is_on_its_record(
    cast: Cast, at: datetime
) -> None:
    partner, case = make_partner(cast, at), make_case(cast, at)
    olena, kirill = cast.olena.signed(at), cast.kirill.signed(at)
    with pytest.raises(Unknown):
        services.propose_share(kirill, case.file_id, partner, Basis.CONSENT)
    made = services.propose_share(olena, case.file_id, partner, Basis.VITAL_INTEREST)
    for deed in (services.confirm, services.end):
        with pytest.raises(Unknown):
            deed(kirill, Matter.SHARE, made)
    with pytest.raises(Refused) as twice:
        services.propose_share(olena, case.file_id, partner, Basis.CONSENT)
    assert twice.value.reasons == (WhyNot.SHARED,)
    with pytest.raises(Refused):
        services.confirm(cast.lina.signed(at), Matter.SHARE, made)
    services.confirm(cast.vasyl.signed(at), Matter.SHARE, made)
    services.end(olena, Matter.SHARE, made)
    kinds = ["partners.share.proposed", "partners.share.confirmed", "partners.share.ended"]
    lines = read(ask_page(case.file_id, kinds, 9)).entries
    assert sorted(one.line.kind for one in lines) == sorted(kinds)
    assert queries.shares_of(case.file_id, at)[0].stand.state == "ended"


def test_a_closed_case_is_not_shared(cast: Cast, at: datetime) -> None:
    partner, case = make_partner(cast, at), make_case(cast, at)
    do(cast.olena, case.file_id, CaseAct.WITHDRAW, at)
    with pytest.raises(Refused) as no:
        services.propose_share(cast.olena.signed(at), case.file_id, partner, Basis.CONSENT)
    assert no.value.reasons == (WhyNot.CASE_CLOSED,)


def test_an_inward_or_plain_address_is_refused_where_it_is_named(
    cast: Cast, at: datetime, settings: object
) -> None:
    setattr(settings, "HOOKS_TO_LOOPBACK", False)
    partner = make_partner(cast, at)
    with pytest.raises(Refused) as no:
        services.propose_endpoint(cast.vasyl.signed(at), partner, "http://a.example/")
    assert no.value.reasons == (WhyNot.ADDRESS,)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE partners_partner SET confirmed_by = made_by, confirmed_at = made_at",
        "UPDATE partners_partner SET confirmed_by = gen_random_uuid()",
        "UPDATE partners_partner SET confirmed_by = NULL, confirmed_at = NULL",
        "UPDATE partners_token SET confirmed_by = made_by, confirmed_at = made_at",
        "UPDATE partners_token SET expires_at = made_at + interval '366 days'",
        "UPDATE partners_token SET scopes = '{everything}'",
        "UPDATE partners_token SET scopes = '{}'",
        "UPDATE partners_token SET digest = 'x'",
        "UPDATE partners_share SET confirmed_by = made_by, confirmed_at = made_at",
        "UPDATE partners_share SET basis = 'whim'",
        "UPDATE partners_share SET ended_at = now()",
        "UPDATE partners_partner SET category = 'intelligence service'",
        "UPDATE partners_event SET kind = 'case.read'",
        "INSERT INTO partners_share SELECT gen_random_uuid(), made_by, made_at, confirmed_by,"
        " confirmed_at, ended_by, ended_at, file_id, basis, partner_id FROM partners_share",
    ],
)
def test_the_database_refuses_what_the_rules_refuse(
    cast: Cast, at: datetime, change: str
) -> None:
    partner = make_partner(cast, at)
    services.issue_token(cast.vasyl.signed(at), partner, [Scope.CASES_READ], 9)
    make_share(cast, at, partner, make_case(cast, at).file_id)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_nothing_of_an_unconfirmed_partner_is_confirmed(cast: Cast, at: datetime) -> None:
    made = services.propose_partner(cast.vasyl.signed(at), "Harbour Aid", CLASS)
    row = Endpoint.objects.create(
        id=uuid4(), partner_id=made, url="https://a.example/", made_by=uuid4(), made_at=at
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Endpoint.objects.filter(id=row.id).update(confirmed_by=uuid4(), confirmed_at=at)


def test_events_of_a_partner_are_numbered_without_gaps(cast: Cast, at: datetime) -> None:
    partner = make_partner(cast, at)
    shares = [make_share(cast, at, partner, make_case(cast, at).file_id) for _ in "ab"]
    assert set(Event.objects.values_list("number", flat=True)) == {None}
    number_events()
    for share in shares:
        services.end(cast.olena.signed(at), Matter.SHARE, share)
    number_events()
    numbers = Event.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]
    assert Partner.objects.get().events == 4
    assert Share.objects.filter(ended_at__isnull=True).count() == 0


def test_partners_are_told_of_tasks_of_the_persons_way_alone(cast: Cast, at: datetime) -> None:
    assert set(task_types()) >= TOLD_TASKS
    with connection.cursor() as cursor:
        told = set()
        for code in task_types():
            cursor.execute("SELECT partners_task_told(%s)", [code])
            told |= {code} if cursor.fetchone()[0] else set()
    assert told == TOLD_TASKS
    case = make_case(cast, at)
    make_share(cast, at, make_partner(cast, at), case.file_id)
    before = Event.objects.count()
    note_request(cast.olena.signed(at), case.file_id, at.date())
    assert Event.objects.count() == before
