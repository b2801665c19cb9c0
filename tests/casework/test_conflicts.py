"""Whoever has a conflict of interest with a case does not judge on it; the database agrees."""

from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.accounts.conflicts import refuse_in_conflict
from safeconduct.accounts.core.terms import Cleared, Interest, Leaving, Role, WhyNot
from safeconduct.accounts.models import Conflict, Membership
from safeconduct.accounts.queries import team_ids
from safeconduct.casework.models import Attestation, Case, Proposal
from safeconduct.casework.services import assign, attest_arrival
from safeconduct.casework.services.access import take_off
from safeconduct.casework.services.conflicts import declare_conflict, withdraw_conflict
from safeconduct.common.ids import new_id
from safeconduct.common.money import Money
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import entries_of
from safeconduct.support.core.terms import Stream
from safeconduct.support.models import Payment, Refusal
from safeconduct.support.services import draft, plan_payment
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case

NOW = timezone.now()


def case_of(cast: Cast) -> UUID:
    return make_case(cast, NOW).file_id


def test_a_conflict_keeps_an_officer_off_the_case_until_it_is_withdrawn(cast: Cast) -> None:
    file_id, vasyl = case_of(cast), cast.vasyl.signed(NOW)
    gone = next(one for one in (cast.ruta, cast.marta) if one.id in team_ids(file_id))
    role = Role(Membership.objects.get(file_id=file_id, officer=gone.id).role)
    row = declare_conflict(gone.signed(NOW), file_id, gone.id, Interest.KNOWN)
    with pytest.raises(Refused) as refused:
        declare_conflict(vasyl, file_id, gone.id, Interest.OTHER)
    assert refused.value.reasons == (WhyNot.CONFLICT_KNOWN,)
    take_off(vasyl, file_id, gone.id, Leaving.CONFLICT)
    with pytest.raises(Refused) as refused:
        assign(vasyl, file_id, gone.id, role)
    assert WhyNot.CONFLICT in refused.value.reasons
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            officer_id=gone.id, file_id=file_id, role=role.value, sort_at=NOW
        )
    withdraw_conflict(vasyl, row, Cleared.MISTAKE)
    Membership.objects.create(officer_id=gone.id, file_id=file_id, role=role.value, sort_at=NOW)
    said = [one.line.kind for one in entries_of(file_id)]
    assert {"accounts.conflict.declared", "accounts.conflict.withdrawn"} <= set(said)


def test_whoever_has_a_conflict_attests_nothing(cast: Cast) -> None:
    file_id = case_of(cast)
    declare_conflict(cast.vasyl.signed(NOW), file_id, cast.ruta.id, Interest.CLOSE)
    with pytest.raises(Refused) as refused:
        attest_arrival(cast.ruta.signed(NOW), file_id, True, 1)
    assert WhyNot.CONFLICT in refused.value.reasons
    with pytest.raises(IntegrityError), transaction.atomic():
        Attestation.objects.create(
            id=new_id(), case=Case.objects.get(file_id=file_id), ordinal=1,
            officer_id=cast.ruta.id, key_id="k", on_team=False, head_count=1, at=NOW,
        )  # fmt: skip
    with pytest.raises(Refused):
        refuse_in_conflict(cast.ruta.signed(NOW).actor, [new_id(), file_id])
    refuse_in_conflict(cast.vasyl.signed(NOW).actor, [file_id])


def test_nobody_withdraws_their_own_and_strangers_find_none(cast: Cast) -> None:
    file_id, vasyl = case_of(cast), cast.vasyl.signed(NOW)
    row = declare_conflict(vasyl, file_id, vasyl.actor.officer_id, Interest.MONEY)
    with pytest.raises(Refused) as refused:
        withdraw_conflict(vasyl, row, Cleared.ENDED)
    assert refused.value.reasons == (WhyNot.CONFLICT_OWN,)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conflict.objects.filter(id=row).update(
            cleared="ENDED", withdrawn_by=vasyl.actor.officer_id, withdrawn_at=NOW
        )
    with pytest.raises(Unknown):
        withdraw_conflict(cast.daria.signed(NOW), row, Cleared.ENDED)


def test_the_page_declares_and_the_supervisor_is_asked_to_replace(
    office_door: Door, cast: Cast
) -> None:
    file_id, now = case_of(cast), timezone.now()
    office_door.sign_in(cast.olena, now)
    address = f"/cases/{file_id}/conflicts/"
    assert "None is on record." in office_door.get(f"/cases/{file_id}/")
    office_door.post(address, officer=str(cast.olena.id), interest="CLOSE")
    assert "a relative or somebody close" in office_door.get(f"/cases/{file_id}/")
    office_door.sign_in(cast.vasyl, now)
    row = Conflict.objects.get(file_id=file_id)
    assert "has a conflict of interest" in office_door.get("/my-work/")
    office_door.post(f"/conflicts/{row.id}/", why="ENDED")
    assert "None is on record." in office_door.get(address)


def test_the_second_person_of_an_act_and_the_hand_that_drafts_are_asked(cast: Cast) -> None:
    """The database refuses each of them too, whoever writes past the rules."""
    file_id, olena = case_of(cast), cast.olena
    declare_conflict(olena.signed(NOW), file_id, olena.id, Interest.TOOK_PART)
    fedir, waits = cast.fedir.signed(NOW), Money(100, "EUR")
    payment = plan_payment(fedir, file_id=file_id, stream=Stream.HARDSHIP, amount=waits)
    proposal = Proposal.objects.create(
        id=new_id(), case_id=file_id, act="close", case_version=1,
        proposed_by=fedir.actor.officer_id, proposed_at=NOW, until=NOW, state="pending",
    )  # fmt: skip
    for column in ("drafted_by", "approved_by"):
        with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
            Payment.objects.filter(id=payment).update(**{column: olena.id})
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        proposal.state, proposal.confirmed_by = "confirmed", olena.id
        proposal.save()
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        Refusal.objects.create(
            id=new_id(), payment_id=payment, proposed_by=olena.id, proposed_at=NOW
        )  # through the payment
    declare_conflict(cast.vasyl.signed(NOW), file_id, cast.fedir.id, Interest.MONEY)
    with pytest.raises(Refused) as refused:
        draft(fedir, payment)
    assert refused.value.reasons == (WhyNot.CONFLICT,)


def test_every_trigger_names_tables_and_columns_that_exist() -> None:
    """A column renamed later would leave a trigger that looks at nothing, and says nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgrelid::regclass::text, t.tgargs, p.proname FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname LIKE 'accounts_no_conflict%'"
        )
        found = [(one, bytes(raw).decode().split("\0")[:-1], by) for one, raw, by in cursor]
    columns = {
        model._meta.db_table: {one.column for one in model._meta.local_fields}
        for model in apps.get_models()
    }
    assert len(found) == 20
    for table, arguments, function in found:
        own = set(arguments)
        if function.endswith("_through"):
            _, parent, file, *_ = arguments
            own -= {parent, file}
            assert file in columns[parent]
        assert own <= columns[table], table
