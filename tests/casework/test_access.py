"""A place on a case ends: taken off, passed on, or over after hours; keys go with it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.models import Membership, Removal
from safeconduct.accounts.queries import public_key_of, standing_team, team_of
from safeconduct.casework.core.terms import Ask, CaseAct, Lend, Need, WhyNot
from safeconduct.casework.models import Proposal
from safeconduct.casework.queries import pending_of
from safeconduct.casework.services import assign, attest_arrival, confirm
from safeconduct.casework.services.access import lend, pass_on, take_off
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import entries_of
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import grant
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import do, make_case, retrain


def whole_case(cast: Cast) -> UUID:
    """A case with the whole team on it."""
    return make_case(cast, timezone.now()).file_id


def second(cast: Cast, file_id: UUID) -> None:
    """Kirill becomes a second case officer."""
    assign(cast.iryna.signed(timezone.now()), file_id, cast.kirill.id, Role.CASE_OFFICER)


def opens(officer: Officer, file_id: UUID) -> set[Compartment]:
    """What the officer's key really unwraps."""
    return set(open_file(officer.keys, file_id).keys)


def why(refused: pytest.ExceptionInfo[Refused]) -> tuple[object, ...]:
    return refused.value.reasons


def test_whoever_is_taken_off_opens_nothing_and_sees_nothing(cast: Cast) -> None:
    file_id = whole_case(cast)
    second(cast, file_id)
    assert opens(cast.kirill, file_id)
    now = timezone.now()
    take_off(cast.vasyl.signed(now), file_id, cast.kirill.id, Leaving.CONFLICT)
    assert opens(cast.kirill, file_id) == set()
    assert "Kirill" not in dict(team_of(file_id))
    row = Removal.objects.get()
    assert (row.officer_id, row.by, row.reason) == (cast.kirill.id, cast.vasyl.id, "CONFLICT")
    line = entries_of(file_id, 1)[0].line
    assert (line.kind, line.facts) == ("vault.access.revoked", {"leaving": "CONFLICT"})
    with pytest.raises(Refused) as refused:
        take_off(cast.vasyl.signed(now), file_id, cast.kirill.id, Leaving.CONFLICT)
    assert why(refused) == (Account.NOT_ON_CASE,)
    with pytest.raises(Unknown):
        take_off(cast.kirill.signed(now), file_id, cast.olena.id, Leaving.DONE)


@pytest.mark.parametrize(
    ("by", "who", "reason"),
    [
        ("vasyl", "olena", Account.CASE_OFFICER_LAST),
        ("vasyl", "pavlo", Account.PROTECTION_LEAD_LAST),
        ("petro", "lina", Account.ROLE),
        ("vasyl", "vasyl", Account.NOT_YOURSELF),
        ("vasyl", "faina", Account.NOT_ON_CASE),
    ],
)
def test_who_may_not_be_taken_off(cast: Cast, by: str, who: str, reason: Account) -> None:
    file_id = whole_case(cast)
    before = team_of(file_id)
    with pytest.raises(Refused) as refused:
        me = getattr(cast, by).signed(timezone.now())
        take_off(me, file_id, getattr(cast, who).id, Leaving.SECURITY)
    assert why(refused) == (reason,)
    assert team_of(file_id) == before


def test_the_last_who_opens_a_part_stays(cast: Cast) -> None:
    file_id = whole_case(cast)
    me = cast.vasyl.signed(timezone.now())
    take_off(me, file_id, cast.fedir.id, Leaving.DONE)  # Iryna opens the payment part, too
    with pytest.raises(Refused) as refused:
        take_off(me, file_id, cast.iryna.id, Leaving.DONE)
    assert why(refused) == (Account.KEY_LAST,)
    assert Compartment.PAYMENT in opens(cast.iryna, file_id)


def test_a_key_for_hours_does_not_count_as_somebody_who_opens(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    take_off(cast.vasyl.signed(now), file_id, cast.fedir.id, Leaving.DONE)
    lend(cast.iryna.signed(now), file_id, cast.fedir.id, Role.FINANCE_OFFICER, 3, Lend.ILL)
    with pytest.raises(Refused) as refused:
        take_off(cast.vasyl.signed(now), file_id, cast.iryna.id, Leaving.DONE)
    assert why(refused) == (Account.KEY_LAST,)


def test_a_place_passed_on_goes_whole(cast: Cast) -> None:
    file_id = whole_case(cast)
    before = opens(cast.olena, file_id)
    pass_on(cast.olena.signed(timezone.now()), file_id, cast.kirill.id)
    assert opens(cast.kirill, file_id) == before
    assert opens(cast.olena, file_id) == set()
    assert dict(team_of(file_id))["Kirill"] == "case officer"
    assert "Olena" not in dict(team_of(file_id))
    row = Removal.objects.get()
    assert (row.by, row.successor, row.reason) == (cast.olena.id, cast.kirill.id, "PASSED_ON")


def test_a_place_goes_to_nobody_without_the_role_nor_to_somebody_there(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    with pytest.raises(Refused) as refused:
        pass_on(cast.olena.signed(now), file_id, cast.edita.id)
    assert why(refused) == (WhyNot.NOT_THEIR_ROLE,)
    second(cast, file_id)
    with pytest.raises(Refused) as refused:
        pass_on(cast.olena.signed(now), file_id, cast.kirill.id)
    assert why(refused) == (Account.ON_CASE,)
    assert opens(cast.olena, file_id)


def test_a_place_for_hours_ends_by_itself_with_its_keys(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    lend(cast.iryna.signed(now), file_id, cast.kirill.id, Role.CASE_OFFICER, 2, Lend.NIGHT)
    assert opens(cast.kirill, file_id) == opens(cast.olena, file_id)
    earlier = F("until") - timedelta(hours=3)
    Membership.objects.filter(until__isnull=False).update(until=earlier)
    Wrap.objects.filter(until__isnull=False).update(
        until=earlier, given_at=F("given_at") - timedelta(hours=3)
    )
    assert opens(cast.kirill, file_id) == set()
    assert "Kirill" not in dict(team_of(file_id))
    with pytest.raises(Unknown):
        assign(cast.kirill.signed(now), file_id, cast.kirill.id, Role.CASE_OFFICER)
    second(cast, file_id)  # for good now
    assert Membership.objects.get(file_id=file_id, officer_id=cast.kirill.id).until is None
    assert opens(cast.kirill, file_id)


@pytest.mark.parametrize("hours", [0, 11, -1])
def test_ten_hours_at_most(cast: Cast, hours: int) -> None:
    file_id, now = whole_case(cast), timezone.now()
    with pytest.raises(Refused) as refused:
        lend(
            cast.iryna.signed(now), file_id, cast.kirill.id, Role.CASE_OFFICER, hours, Lend.ILL
        )
    assert why(refused) == (WhyNot.LEND_HOURS,)


def test_whoever_is_there_for_hours_prolongs_nothing(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    lend(cast.iryna.signed(now), file_id, cast.kirill.id, Role.CASE_OFFICER, 2, Lend.NIGHT)
    me = cast.kirill.signed(now)
    deeds: list[Callable[[], None]] = [
        lambda: assign(me, file_id, me.actor.officer_id, Role.CASE_OFFICER),
        lambda: take_off(me, file_id, cast.ruta.id, Leaving.DONE),
        lambda: lend(me, file_id, cast.edita.id, Role.EVIDENCE_CUSTODIAN, 1, Lend.ILL),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert why(refused)[0] == Account.HERE_FOR_HOURS


def test_a_part_opened_for_hours_is_not_given_to_others_for_good(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    given = open_file(cast.iryna.keys, file_id)
    parts, until = [Compartment.IDENTITY, Compartment.CONTACT], now + timedelta(hours=1)
    to = public_key_of(cast.vasyl.id)
    grant(given, to, parts, Holder.OFFICER, at=now, until=until)
    assert set(parts) <= opens(cast.vasyl, file_id)
    retrain(cast.edita, Role.LEGAL_ADVISER)
    with pytest.raises(Refused):
        assign(cast.vasyl.signed(now), file_id, cast.edita.id, Role.LEGAL_ADVISER)
    assert opens(cast.edita, file_id) == set()


def test_whoever_left_gets_no_identity_that_they_asked_for_before(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    do(cast.fedir, file_id, CaseAct.UNSEAL_IDENTITY, now, Ask(None, Need.PAYEE, 2))
    pending = pending_of(file_id, now)
    assert pending is not None
    take_off(cast.vasyl.signed(now), file_id, cast.fedir.id, Leaving.DONE)
    assert Proposal.objects.get(id=pending.id).state == "dropped"
    Proposal.objects.filter(id=pending.id).update(state="pending")
    with pytest.raises(Refused):
        confirm(cast.pavlo.signed(now), pending.id)
    assert opens(cast.fedir, file_id) == set()


def test_leaving_a_case_makes_nobody_an_outsider_for_its_arrival(cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now, stage="passage").file_id
    retrain(cast.petro, Role.RECEPTION_OFFICER)
    take_off(cast.vasyl.signed(now), file_id, cast.ruta.id, Leaving.DONE)
    take_off(cast.vasyl.signed(now), file_id, cast.petro.id, Leaving.DONE)
    attest_arrival(cast.pavlo.signed(now), file_id, True, 1)
    with pytest.raises(Refused) as refused:
        attest_arrival(cast.ruta.signed(now), file_id, True, 1)
    assert why(refused) == (WhyNot.BOTH_ON_TEAM,)
    attest_arrival(cast.rasa.signed(now), file_id, True, 1)


@pytest.mark.parametrize("left", ["a membership", "a wrap", "no case officer", "no key"])
def test_the_database_refuses_a_leaving_that_is_not_whole(cast: Cast, left: str) -> None:
    file_id, olena = whole_case(cast), cast.olena
    one = standing_team(olena.actor, file_id).standings[olena.id]
    if left != "a membership":
        Membership.objects.filter(officer_id=olena.id, file_id=file_id).delete()
    if left != "a wrap":
        Wrap.objects.filter(file_id=file_id, key_id=olena.keys.key_id).delete()
    if left == "no key":
        Wrap.objects.filter(file_id=file_id, compartment="contact", holder="officer").delete()
    role = Role.LEGAL_ADVISER if left == "no key" else one.role
    with pytest.raises(IntegrityError, match="keep"), transaction.atomic():
        Removal.objects.create(
            id=UUID(int=1), file_id=file_id, officer_id=olena.id, role=role, lasting=True,
            parts=sorted(one.opens), reason="DONE", by=cast.vasyl.id, at=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "role", "reason"),
    [
        ("olena", Role.SUPERVISOR, Account.CASE_OFFICER_LAST),
        ("pavlo", Role.SUPERVISOR, Account.PROTECTION_LEAD_LAST),
        ("iryna", Role.RECEPTION_OFFICER, Account.KEY_LAST),
    ],
)
def test_another_role_is_refused_while_the_case_would_lose_by_it(
    cast: Cast, who: str, role: Role, reason: Account
) -> None:
    file_id, now = whole_case(cast), timezone.now()
    officer: Officer = getattr(cast, who)
    retrain(officer, role)
    take_off(cast.vasyl.signed(now), file_id, cast.fedir.id, Leaving.DONE)  # Iryna can pay, too
    before, opened = team_of(file_id), opens(officer, file_id)
    with pytest.raises(Refused) as refused:
        assign(cast.iryna.signed(now), file_id, officer.id, role)
    assert why(refused) == (reason,)
    assert (team_of(file_id), opens(officer, file_id)) == (before, opened)


def test_another_role_gives_the_first_one_up_and_what_it_opened(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    second(cast, file_id)
    retrain(cast.olena, Role.SUPPORT_WORKER)
    before = opens(cast.olena, file_id)
    assign(cast.iryna.signed(now), file_id, cast.olena.id, Role.SUPPORT_WORKER)
    assert opens(cast.olena, file_id) == {Compartment.CONTACT} < before
    row = Removal.objects.get()
    assert (row.role, row.reason, row.by) == ("case officer", "ROLE_CHANGED", cast.iryna.id)
    assert set(row.parts) == before
    assign(cast.iryna.signed(now), file_id, cast.olena.id, Role.SUPPORT_WORKER)
    assert Removal.objects.count() == 1  # the same role again gives nothing up


@pytest.mark.parametrize("left", ["no row of it", "no case officer", "no key"])
def test_the_database_refuses_another_role_that_costs_the_case_something(
    cast: Cast, left: str
) -> None:
    file_id, now = whole_case(cast), timezone.now()
    one = standing_team(cast.olena.actor, file_id).standings[cast.olena.id]
    with pytest.raises(IntegrityError, match="given up|keep"), transaction.atomic():
        if left != "no case officer":
            second(cast, file_id)
        if left == "no key":
            Wrap.objects.filter(file_id=file_id, holder="officer").delete()
        rows = Membership.objects.filter(file_id=file_id, officer_id=cast.olena.id)
        rows.update(role="supervisor", sort_at=now)
        if left != "no row of it":
            Removal.objects.create(
                id=UUID(int=1), file_id=file_id, officer_id=cast.olena.id, role=one.role,
                lasting=True, parts=sorted(one.opens), reason="ROLE_CHANGED",
                by=cast.iryna.id, at=now,
            )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_pages(office_door: Door, cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    office_door.sign_in(cast.iryna, now)
    text = office_door.get(f"/cases/{file_id}/team/")
    assert f"/cases/{file_id}/team/lend/" in text
    assert f"/cases/{file_id}/team/take-off/" not in text
    place = f"{cast.kirill.id} case officer"
    office_door.fill(f"/cases/{file_id}/team/lend/", place=place, hours="3", reason="NIGHT")
    assert "Kirill" in dict(team_of(file_id))
    office_door.sign_in(cast.vasyl, now)
    away = f"/cases/{file_id}/team/take-off/"
    text = office_door.fill(away, officer=str(cast.olena.id), reason="DONE")
    assert "no other case officer" in text
    office_door.fill(away, officer=str(cast.kirill.id), reason="PERSON_ASKED")
    assert "Kirill" not in dict(team_of(file_id))
    assert "took keys back: the person asked for another officer" in office_door.get(
        f"/cases/{file_id}/history/"
    )
    office_door.sign_in(cast.olena, now)
    mine = f"/cases/{file_id}/team/pass-on/"
    assert mine in office_door.get(f"/cases/{file_id}/")
    office_door.fill(mine, officer=str(cast.kirill.id))
    assert "My work" in office_door.page.content.decode()
    office_door.get(f"/cases/{file_id}/")
    assert office_door.page.status_code == 404
