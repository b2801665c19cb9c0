"""Money after arrival, by three people; every theft refused by rule, lock and database."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from safeconduct.common.ids import new_id
from safeconduct.common.money import major
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.queries import conversation, read_items
from safeconduct.materiel.core.terms import Marks
from safeconduct.materiel.services import register_claim
from safeconduct.support import services
from safeconduct.support.core.terms import APPEAL, Because, PayState, Stream, WhyNot
from safeconduct.support.models import Entry, Payment, Posting, Refusal, Release
from safeconduct.support.queries import (
    ask_at_step,
    balances,
    facts_for_page,
    payment,
    payments,
)
from safeconduct.vault.queries import open_file
from safeconduct.web.together import read
from tests.cast import Cast
from tests.making import make_case


def hardship(cast: Cast, at: datetime, file_id: UUID) -> UUID:
    """A hardship grant of 900 USD, written down by Fedir."""
    return services.plan_payment(
        cast.fedir.signed(at), file_id=file_id, stream=Stream.HARDSHIP, amount=major(900)
    )


def through(cast: Cast, at: datetime, payment_id: UUID) -> None:
    """Draft, check the payee, approve, release: Fedir, Faina, Marta."""
    services.draft(cast.fedir.signed(at), payment_id)
    services.check_payee(cast.fedir.signed(at), payment_id, "UA00 0000 0000")
    services.approve(cast.faina.signed(at), payment_id)
    services.release(cast.marta.signed(at), payment_id)


def test_hardship_flows_after_arrival_without_any_equipment(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = hardship(cast, at, made.file_id)
    through(cast, at, grant)
    assert payment(grant).state is PayState.RELEASED
    services.note_bank_answer(cast.fedir.signed(at), grant, True, "B-77")
    assert payment(grant).state is PayState.PAID
    assert sum(amount.minor for _, amount in balances()) == 0
    assert dict(balances())["bank"] == major(-900)


def test_early_release_is_refused_with_every_unmet_reason_at_once(
    cast: Cast, at: datetime
) -> None:
    made = make_case(cast, at, stage="passage")
    grant = hardship(cast, at, made.file_id)
    with pytest.raises(Refused) as refused:
        services.release(cast.marta.signed(at), grant)
    assert refused.value.reasons == (
        WhyNot.NOT_APPROVED,
        WhyNot.ARRIVAL,
        WhyNot.NOT_IN_SAFETY,
        WhyNot.PAYEE,
    )
    assert payment(grant).state is PayState.NONE


def test_before_arrival_help_is_in_kind(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at, stage="passage")
    with pytest.raises(Refused) as refused:
        services.draft(cast.fedir.signed(at), hardship(cast, at, made.file_id))
    assert WhyNot.TOO_EARLY in refused.value.reasons


def test_nobody_approves_or_releases_their_own(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = hardship(cast, at, made.file_id)
    services.draft(cast.fedir.signed(at), grant)
    with pytest.raises(Refused) as refused:
        services.approve(cast.fedir.signed(at), grant)
    assert set(refused.value.reasons) == {WhyNot.ROLE, WhyNot.DRAFTED_BY_YOU}
    services.approve(cast.faina.signed(at), grant)
    with pytest.raises(Refused) as refused:
        services.release(cast.faina.signed(at), grant)
    assert WhyNot.APPROVED_BY_YOU in refused.value.reasons


def test_a_returned_payment_starts_from_nothing(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = hardship(cast, at, made.file_id)
    through(cast, at, grant)
    services.note_bank_answer(cast.fedir.signed(at), grant, False, "R-1")
    row = payment(grant)
    assert (row.state, row.drafted_by, row.approved_by) == (PayState.NONE, None, None)
    assert all(amount.minor == 0 for _, amount in balances())


def refused(cast: Cast, at: datetime, file_id: UUID) -> UUID:
    """A hardship grant that Faina proposed to refuse and Vasyl refused."""
    grant = hardship(cast, at, file_id)
    services.draft(cast.fedir.signed(at), grant)
    services.propose_refusal(cast.faina.signed(at), grant, Because.NEED)
    services.refuse(cast.vasyl.signed(at), grant)
    return grant


def test_an_appeal_is_read_by_somebody_new(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = refused(cast, at, made.file_id)
    services.appeal(cast.fedir.signed(at), grant)
    services.draft(cast.fedir.signed(at), grant)
    with pytest.raises(Refused) as no:
        services.approve(cast.faina.signed(at), grant)
    assert no.value.reasons == (WhyNot.REFUSED_BY_YOU,)


def test_who_is_refused_is_told_why_and_how_to_appeal_and_nobody_else_reads_it(
    cast: Cast, at: datetime
) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    refused(cast, at, made.file_id)
    visit = visitor(made.cookie, at)
    assert visit is not None
    told = read_items(visit, at)[0][0].text
    with translation.override("ru"):
        assert gettext(Because.NEED.value) in told
        assert gettext(APPEAL) in told
    team = [one.text for one in conversation(open_file(cast.olena.keys, made.file_id))]
    assert "Only the person can read this message." in team
    assert told not in team


def test_while_a_refusal_waits_no_money_moves_and_it_can_be_turned_down(
    cast: Cast, at: datetime
) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = hardship(cast, at, made.file_id)
    services.draft(cast.fedir.signed(at), grant)
    services.propose_refusal(cast.faina.signed(at), grant, Because.TWICE)
    with pytest.raises(Refused) as no:
        services.approve(cast.faina.signed(at), grant)
    assert no.value.reasons == (WhyNot.REFUSAL_WAITS,)
    with pytest.raises(Refused) as no:
        services.refuse(cast.faina.signed(at), grant)
    assert set(no.value.reasons) == {WhyNot.ROLE, WhyNot.REFUSAL_BY_YOU}
    with pytest.raises(Refused) as no:  # hardship never meets vetting
        services.refuse(cast.viktor.signed(at), grant)
    assert no.value.reasons == (WhyNot.ROLE,)
    services.turn_down(cast.vasyl.signed(at), grant)
    services.approve(cast.faina.signed(at), grant)
    assert payment(grant).state is PayState.APPROVED


def test_the_database_refuses_a_refusal_by_one(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = hardship(cast, at, made.file_id)
    services.draft(cast.fedir.signed(at), grant)
    services.propose_refusal(cast.faina.signed(at), grant, Because.TWICE)
    with pytest.raises(IntegrityError, match="refusal_two_people"), transaction.atomic():
        Refusal.objects.update(state="decided", decided_by=F("proposed_by"), decided_at=at)
    with pytest.raises(IntegrityError, match="refused by two"), transaction.atomic():
        Payment.objects.filter(id=grant).update(state="refused")
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_postings_that_do_not_sum_to_zero(
    cast: Cast, at: datetime
) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = hardship(cast, at, made.file_id)
    row = Payment.objects.get(id=grant)
    with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
        entry = Entry.objects.create(id=new_id(), payment=row, act="release", at=at)
        Posting.objects.create(
            id=new_id(), entry=entry, account="bank", amount_minor=5, currency="USD"
        )
        connection.check_constraints()


def _force(sql: str, *values: UUID) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_release_without_basis_or_three_people(
    cast: Cast, at: datetime
) -> None:
    made = make_case(cast, at, stage="passage")
    grant = hardship(cast, at, made.file_id)
    with pytest.raises(DatabaseError, match="one step"):
        _force("UPDATE support_payment SET state = 'released' WHERE id = %s", grant)
    with pytest.raises(DatabaseError, match="support_release_safety_basis"):
        Release.objects.create(
            id=new_id(), payment_id=grant, payee="person", drafted_by=new_id(),
            approved_by=new_id(), released_by=new_id(), at=at,
        )  # fmt: skip


def test_the_database_refuses_a_state_without_its_release(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = hardship(cast, at, made.file_id)
    services.draft(cast.fedir.signed(at), grant)
    services.approve(cast.faina.signed(at), grant)
    with pytest.raises(DatabaseError, match="no release without"):
        _force("UPDATE support_payment SET state = 'released' WHERE id = %s", grant)


def test_the_database_refuses_self_approval(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at, arrived=True, stage="passage")
    grant = hardship(cast, at, made.file_id)
    services.draft(cast.fedir.signed(at), grant)
    with pytest.raises(DatabaseError, match="support_approver_differs"):
        _force("UPDATE support_payment SET approved_by = drafted_by WHERE id = %s", grant)


def claimed(cast: Cast, at: datetime) -> tuple[UUID, UUID]:
    """A case and its claim for one vehicle."""
    made = make_case(cast, at, arrived=True, stage="passage")
    marks = Marks("bmp2", serial="02KT0001")
    return made.file_id, register_claim(cast.olena.signed(at), made.file_id, "bmp2", marks)


def test_a_handover_is_attested_by_two_who_are_on_the_case(cast: Cast, at: datetime) -> None:
    file_id, claim_id = claimed(cast, at)
    assert services.attest_handover(cast.emil.signed(at), file_id, claim_id) is False
    with pytest.raises(Refused) as refused:
        services.attest_handover(cast.emil.signed(at), file_id, claim_id)
    assert refused.value.reasons == (WhyNot.HANDOVER_TWICE,)
    assert services.attest_handover(cast.ruta.signed(at), file_id, claim_id) is True


def test_my_work_goes_by_the_facts_that_the_payment_itself_goes_by(
    cast: Cast, at: datetime
) -> None:
    file_id, claim_id = claimed(cast, at)
    award = services.plan_payment(
        cast.fedir.signed(at), file_id=file_id, stream=Stream.AWARD, amount=major(20_000),
        claim_id=claim_id,
    )  # fmt: skip
    services.attest_handover(cast.emil.signed(at), file_id, claim_id)
    services.attest_handover(cast.ruta.signed(at), file_id, claim_id)
    refused(cast, at, file_id)
    waiting = hardship(cast, at, file_id)
    services.draft(cast.fedir.signed(at), waiting)
    services.propose_refusal(cast.faina.signed(at), waiting, Because.NEED)
    actor = cast.fedir.actor
    every = tuple((str(stream), str(state)) for stream in Stream for state in PayState)
    found = read(ask_at_step(actor, at, every, (), ()))
    assert {row.id: facts for row, facts, _ in found} == {
        row.id: facts_for_page(row.id, actor) for row in payments().rows
    }
    assert {facts.handed_over for _, facts, _ in found} == {True, False}
    assert award in {row.id for row, _, _ in found}
    assert [row.id for row, _, _ in read(ask_at_step(actor, at, (), every, ()))] == [waiting]


def test_the_treasury_is_walked_forth_and_back(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    made = {hardship(cast, at, file_id) for _ in range(5)}
    first = payments(limit=2)
    second = payments(first.older, limit=2)
    third = payments(second.older, limit=2)
    seen = [row.id for page in (first, second, third) for row in page.rows]
    assert len(seen) == len(set(seen)) and made <= {row.id for row in payments().rows}
    assert payments(second.newer, limit=2).rows == first.rows


def test_who_is_not_on_the_case_writes_no_payment_down(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    with pytest.raises(Unknown):
        services.plan_payment(
            cast.rasa.signed(at), file_id=file_id, stream=Stream.HARDSHIP, amount=major(900)
        )
    assert not Payment.objects.filter(case_id=file_id).exists()


def test_strangers_and_other_roles_attest_no_handover(cast: Cast, at: datetime) -> None:
    file_id, claim_id = claimed(cast, at)
    other = make_case(cast, at).file_id
    with pytest.raises(Unknown):
        services.attest_handover(cast.rasa.signed(at), file_id, claim_id)
    with pytest.raises(Unknown):
        services.attest_handover(cast.emil.signed(at), other, claim_id)
    with pytest.raises(Refused) as refused:
        services.attest_handover(cast.olena.signed(at), file_id, claim_id)
    assert refused.value.reasons == (WhyNot.ROLE,)
