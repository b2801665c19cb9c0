"""An officer leaves the programme: two people say so, then nothing opens any more."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Parting, Role, WhyNot
from safeconduct.accounts.departure import departures, drop_departure, propose_departure
from safeconduct.accounts.models import Departure, Membership, Officer, Removal, Session
from safeconduct.accounts.queries import public_key_of, team_of
from safeconduct.accounts.services import put_on_case
from safeconduct.casework.core.terms import Ask, CaseAct, Need
from safeconduct.casework.models import Proposal
from safeconduct.casework.queries import alias_of, places_without_officer
from safeconduct.casework.services import assign
from safeconduct.casework.services.access import confirm_departure
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import entries_of
from safeconduct.record.services import act
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.models import DeskWrap, Wrap
from safeconduct.vault.queries import desk_keys, open_file
from safeconduct.vault.services import grant, put_on_desk
from tests.cast import Cast
from tests.cast import Officer as Person
from tests.doors import Door
from tests.making import do, make_case, retrain


def leave(cast: Cast, who: Person) -> None:
    """Vasyl proposes, Daria confirms."""
    now = timezone.now()
    row = propose_departure(cast.vasyl.signed(now), who.id, Parting.RESIGNED)
    confirm_departure(cast.daria.signed(now), row, who.id)


def whole_case(cast: Cast) -> UUID:
    """A case with the whole team on it."""
    return make_case(cast, timezone.now()).file_id


def seat(cast: Cast) -> None:
    """Kirill holds the intake desk's key, too."""
    desk = desk_keys(cast.iryna.keys)
    put_on_desk(desk.private, public_key_of(cast.kirill.id))


def refused_by(refused: pytest.ExceptionInfo[Refused]) -> tuple[object, ...]:
    return refused.value.reasons


def test_whoever_left_opens_no_case_and_no_session(office_door: Door, cast: Cast) -> None:
    files, now = [whole_case(cast), whole_case(cast)], timezone.now()
    office_door.sign_in(cast.olena, now)
    assert "My work" in office_door.get("/my-work/")
    leave(cast, cast.olena)
    assert "My work" not in office_door.get("/my-work/")
    assert not Session.objects.filter(officer_id=cast.olena.id).exists()
    for file_id in files:
        assert open_file(cast.olena.keys, file_id).keys == {}
        assert "Olena" not in dict(team_of(file_id))
        assert entries_of(file_id, 1)[0].line.facts == {"leaving": "DEPARTED"}
    assert {row.file_id for row in Removal.objects.all()} == set(files)
    assert not Officer.objects.get(id=cast.olena.id).active
    assert open_file(cast.pavlo.keys, files[0]).may_open(Compartment.CONTACT)


def test_the_desk_goes_too_and_is_never_left_alone(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        leave(cast, cast.iryna)
    assert refused_by(refused) == (WhyNot.DESK_LAST,)
    seat(cast)
    leave(cast, cast.iryna)
    with pytest.raises(Refused):
        desk_keys(cast.iryna.keys)


def test_two_people_of_whom_neither_leaves(cast: Cast) -> None:
    now = timezone.now()
    row = propose_departure(cast.vasyl.signed(now), cast.daria.id, Parting.AWAY)
    for me, why in ((cast.vasyl, WhyNot.PROPOSED_BY_YOU), (cast.daria, WhyNot.YOU_LEAVE)):
        with pytest.raises(Refused) as refused:
            confirm_departure(me.signed(now), row, cast.daria.id)
        assert refused_by(refused) == (why,)
    with pytest.raises(Refused) as refused:
        confirm_departure(cast.olena.signed(now), row, cast.daria.id)
    assert refused_by(refused) == (WhyNot.ROLE,)
    with pytest.raises(Refused) as refused:
        propose_departure(cast.vasyl.signed(now), cast.daria.id, Parting.AWAY)
    assert refused_by(refused) == (WhyNot.DEPARTURE_WAITS,)
    assert Officer.objects.get(id=cast.daria.id).active


def test_a_departure_is_decided_once_and_ends_after_three_days(cast: Cast) -> None:
    now, olena = timezone.now(), cast.olena.id
    first = propose_departure(cast.vasyl.signed(now), olena, Parting.AWAY)
    late = now + timedelta(days=3)
    assert departures(late) == []
    with pytest.raises(Refused) as refused:
        confirm_departure(cast.daria.signed(late), first, olena)
    assert refused_by(refused) == (WhyNot.DEPARTURE_ENDED,)
    again = propose_departure(cast.vasyl.signed(late), olena, Parting.AWAY)
    drop_departure(cast.daria.signed(late), again)
    deeds: list[Callable[[], None]] = [
        lambda: drop_departure(cast.daria.signed(late), again),
        lambda: confirm_departure(cast.daria.signed(late), again, olena),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused_by(refused) == (WhyNot.DEPARTURE_ENDED,)
    with pytest.raises(Unknown):
        confirm_departure(cast.daria.signed(late), new_id(), olena)


def test_what_they_proposed_is_dropped(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    do(cast.fedir, file_id, CaseAct.UNSEAL_IDENTITY, now, Ask(None, Need.PAYEE, 2))
    leave(cast, cast.fedir)
    assert [row.state for row in Proposal.objects.all()] == ["dropped"]


def test_supervisors_see_the_places_left_until_they_are_filled(
    office_door: Door, cast: Cast
) -> None:
    file_id, now = whole_case(cast), timezone.now()
    led_by_two, alias = whole_case(cast), alias_of(file_id)
    iryna = cast.iryna.signed(now)
    assign(iryna, led_by_two, cast.kirill.id, Role.CASE_OFFICER)
    assert places_without_officer() == []
    leave(cast, cast.olena)
    assert places_without_officer() == [(alias, Role.CASE_OFFICER, ["Iryna"])]
    office_door.sign_in(cast.vasyl, now)
    assert "1 place to fill" in office_door.get("/my-work/")
    office_door.sign_in(cast.daria, now)
    assert "1 place to fill" not in office_door.get("/my-work/")
    assign(iryna, file_id, cast.kirill.id, Role.CASE_OFFICER)
    assert places_without_officer() == []


def test_nothing_is_given_to_somebody_who_left(cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    key, given = public_key_of(cast.kirill.id), open_file(cast.iryna.keys, file_id)
    leave(cast, cast.kirill)
    with pytest.raises(Unknown), act(cast.iryna.actor, now) as a:
        put_on_case(a, given, cast.kirill.id, Role.CASE_OFFICER)
    with pytest.raises(IntegrityError, match="left"), transaction.atomic():
        grant(given, key, [Compartment.CONTACT], Holder.OFFICER)
    with pytest.raises(IntegrityError, match="left"), transaction.atomic():
        Membership.objects.create(
            officer_id=cast.kirill.id, file_id=file_id, role="case officer", sort_at=now
        )
    with pytest.raises(IntegrityError, match="enrolled anew"), transaction.atomic():
        Officer.objects.filter(id=cast.kirill.id).update(active=True)


@pytest.mark.parametrize("left", ["active", "session", "membership", "wrap", "desk"])
def test_the_database_lets_nobody_depart_with_something_left(cast: Cast, left: str) -> None:
    whole_case(cast)
    seat(cast)
    now, who = timezone.now(), cast.iryna
    Session.objects.create(
        hash="0" * 64, officer_id=who.id, sealed_private=b"", opened_at=now, seen_at=now
    )
    row = propose_departure(cast.vasyl.signed(now), who.id, Parting.SECURITY)
    if left != "session":
        Session.objects.filter(officer_id=who.id).delete()
    if left != "membership":
        Membership.objects.filter(officer_id=who.id).delete()
    if left != "wrap":
        Wrap.objects.filter(key_id=who.keys.key_id).delete()
    if left != "desk":
        DeskWrap.objects.filter(key_id=who.keys.key_id).delete()
    Officer.objects.filter(id=who.id).update(active=left == "active")
    done = {"state": "done", "confirmed_by": cast.daria.id, "decided_at": now}
    with pytest.raises(IntegrityError, match="keeps nothing"), transaction.atomic():
        Departure.objects.filter(id=row).update(**done)


@pytest.mark.parametrize("who", ["vasyl", "olena"])
def test_the_database_wants_two_people(cast: Cast, who: str) -> None:
    now = timezone.now()
    row = propose_departure(cast.vasyl.signed(now), cast.olena.id, Parting.SECURITY)
    done = {"state": "done", "confirmed_by": getattr(cast, who).id, "decided_at": now}
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Departure.objects.filter(id=row).update(**done)


def test_the_pages(office_door: Door, cast: Cast) -> None:
    file_id, now = whole_case(cast), timezone.now()
    office_door.sign_in(cast.vasyl, now)
    text = office_door.fill("/departures/", officer=str(cast.emil.id), reason="RESIGNED")
    [row] = departures(timezone.now())
    assert f"/departures/{row.id}/" in text
    text = office_door.fill(f"/departures/{row.id}/")
    assert "You proposed this; another person must confirm it." in text
    office_door.sign_in(cast.daria, now)
    assert f"/departures/{row.id}/" in office_door.get("/my-work/")
    text = office_door.fill(f"/departures/{row.id}/")
    assert alias_of(file_id) in text
    assert "evidence custodian" in text
    assert open_file(cast.emil.keys, file_id).keys == {}
    office_door.get(f"/departures/{row.id}/")
    assert office_door.page.status_code == 404
    office_door.sign_in(cast.olena, now)
    office_door.get("/departures/")
    assert office_door.page.status_code == 404


def test_the_page_says_what_nobody_else_could_open(office_door: Door, cast: Cast) -> None:
    whole_case(cast)
    retrain(cast.kirill, Role.FINANCE_OFFICER)
    propose_departure(cast.vasyl.signed(timezone.now()), cast.emil.id, Parting.DIED)
    [row] = departures(timezone.now())
    assert row.only_theirs == frozenset()  # Iryna opens every part
    Wrap.objects.filter(key_id=cast.iryna.keys.key_id).delete()
    [row] = departures(timezone.now())
    assert len(row.only_theirs) == 1
    office_door.sign_in(cast.daria, timezone.now())
    assert "only the custodians can give them back" in office_door.get(f"/departures/{row.id}/")


@pytest.fixture(autouse=True)
def deferred_at_once() -> Iterator[None]:
    """Deferred rules count at the end of each test, too."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
