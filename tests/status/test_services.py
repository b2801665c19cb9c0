"""Positions close by an authority and two people; a missed day stays; no offer promises."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.models import Officer
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.queries import read_items
from safeconduct.record.queries import entries_of
from safeconduct.record.services import act
from safeconduct.status import services
from safeconduct.status.core.rules import ALWAYS
from safeconduct.status.core.terms import (
    Authority,
    Banner,
    Kind,
    OfferEvent,
    OfferState,
    Protection,
    ReadingKind,
    WhyNot,
)
from safeconduct.status.jobs import mark_deadlines
from safeconduct.status.models import FileDeadline, FileReading, Place, StateOffer, Wish
from safeconduct.status.queries import (
    deadlines_of,
    offers,
    places_of,
    protections_of,
    reading_views,
    readings_of,
    wishes,
)
from safeconduct.status.services import Decision
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.making import Made, make_case, refused_in_conflict

DAY = timedelta(days=1)
SERVED = date(2026, 12, 11)
GRANTED = Decision(
    Authority.ASYLUM_AUTHORITY, "Office of Example Town", "EX-7431/26", "ab" * 32,
    date(2026, 11, 20), ReadingKind.REFUGEE,
)  # fmt: skip
CALM = "Литва может выдать визу по гуманитарной причине."


@pytest.fixture
def made(cast: Cast, at: datetime) -> Made:
    return make_case(cast, at)


def kinds_of(file_id: UUID) -> list[str]:
    return [entry.line.kind for entry in entries_of(file_id)]


def test_asylum_opens_at_first_contact_and_widens_what_protects(
    cast: Cast, at: datetime, made: Made
) -> None:
    assert protections_of(made.file_id) == ALWAYS
    services.open_file(cast.lina.signed(at), made.file_id)
    assert Protection.RIGHT_TO_REMAIN in protections_of(made.file_id)
    assert Kind.READING_OPENED in kinds_of(made.file_id)


def test_positions_stand_side_by_side_and_both_protect(
    cast: Cast, at: datetime, made: Made
) -> None:
    lina = cast.lina.signed(at)
    services.open_file(lina, made.file_id)
    alone = protections_of(made.file_id)
    services.open_reading(lina, made.file_id, ReadingKind.POW)
    both = protections_of(made.file_id)
    assert alone < both
    assert Protection.NO_EXCHANGE_WITHOUT_CHOICE in both
    with pytest.raises(Refused) as refused:
        services.open_file(lina, made.file_id)
    assert refused.value.reasons == (WhyNot.OPEN_ALREADY,)


def close_asylum(cast: Cast, at: datetime, made: Made) -> UUID:
    lina = cast.lina.signed(at)
    reading = services.open_file(lina, made.file_id)
    services.propose_closing(lina, reading, GRANTED)
    return reading


def test_a_waiting_closing_protects_in_full(cast: Cast, at: datetime, made: Made) -> None:
    close_asylum(cast, at, made)
    assert Protection.RECEPTION in protections_of(made.file_id)


def test_one_person_closes_nothing(cast: Cast, at: datetime, made: Made) -> None:
    reading = close_asylum(cast, at, made)
    with pytest.raises(Refused) as refused:
        services.confirm_closing(cast.lina.signed(at), reading)
    assert refused.value.reasons == (WhyNot.SAME_PERSON,)


def test_the_second_person_has_to_read_the_paper(cast: Cast, at: datetime, made: Made) -> None:
    reading = close_asylum(cast, at, made)
    with pytest.raises(Refused) as refused:
        services.confirm_closing(cast.vasyl.signed(at), reading)
    assert refused.value.reasons == (WhyNot.NO_PAPER,)


def test_two_people_close_and_the_next_position_opens(
    cast: Cast, at: datetime, made: Made
) -> None:
    reading = close_asylum(cast, at, made)
    with refused_in_conflict(cast, at, made.file_id, cast.olena):
        services.confirm_closing(cast.olena.signed(at), reading)
    services.confirm_closing(cast.olena.signed(at), reading)
    states = {view.row.kind: view.is_open for view in reading_views(keys(cast, made))}
    assert states == {ReadingKind.ASYLUM_APPLICANT: False, ReadingKind.REFUGEE: True}
    assert Protection.NO_RETURN in protections_of(made.file_id)
    with pytest.raises(Refused, match="does not follow"):
        services.confirm_closing(cast.olena.signed(at), reading)


def keys(cast: Cast, made: Made) -> FileKeys:
    return open_file(cast.lina.keys, made.file_id)


def test_a_closing_can_be_turned_down(cast: Cast, at: datetime, made: Made) -> None:
    reading = close_asylum(cast, at, made)
    with pytest.raises(Refused) as refused:
        services.propose_closing(cast.lina.signed(at), reading, GRANTED)
    assert refused.value.reasons == (WhyNot.WAITS,)
    services.drop_closing(cast.olena.signed(at), reading)
    assert FileReading.objects.get(id=reading).state == "open"


def test_no_closing_without_authority_paper_and_successor(
    cast: Cast, at: datetime, made: Made
) -> None:
    lina = cast.lina.signed(at)
    reading = services.open_file(lina, made.file_id)
    wrong = replace(
        GRANTED, authority=Authority.PROSECUTOR, name=" ", paper_hash="", to=ReadingKind.POW
    )
    with pytest.raises(Refused) as refused:
        services.propose_closing(lina, reading, wrong)
    assert refused.value.reasons == (
        WhyNot.NO_AUTHORITY,
        WhyNot.WRONG_AUTHORITY,
        WhyNot.NO_PAPER,
        WhyNot.WRONG_SUCCESSOR,
    )


def test_the_database_closes_nothing_alone_or_into_nothing(
    cast: Cast, at: datetime, made: Made
) -> None:
    reading = close_asylum(cast, at, made)
    row = FileReading.objects.filter(id=reading)
    proposer, other = row.get().proposed_by, cast.olena.id
    with pytest.raises(IntegrityError, match="ends in nothing"), transaction.atomic():
        row.update(state="closed", closed_by=other)
    services.open_reading(cast.lina.signed(at), made.file_id, ReadingKind.REFUGEE)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        row.update(state="closed", closed_by=proposer)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        row.delete()
    row.update(state="closed", closed_by=other)
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        row.update(state="open")


def test_who_decided_lies_sealed(cast: Cast, at: datetime, made: Made) -> None:
    row = FileReading.objects.get(id=close_asylum(cast, at, made))
    assert b"EX-7431" not in bytes(row.sealed_paper or b"")
    view = reading_views(open_file(cast.vasyl.keys, made.file_id))[0]
    assert view.paper is None
    shown = reading_views(open_file(cast.olena.keys, made.file_id))[0].paper
    assert shown is not None
    assert shown["reference"] == "EX-7431/26"


def count(cast: Cast, at: datetime, made: Made, latest: date = SERVED) -> UUID:
    lina = cast.lina.signed(at)
    return services.add_deadline(lina, made.file_id, "de.suit", SERVED, latest, ["DE-BE"])


def test_a_deadline_keeps_two_days_and_says_why(cast: Cast, at: datetime, made: Made) -> None:
    count(cast, at, made)
    view = deadlines_of(made.file_id, at.date())[0]
    assert (view.safe_on, view.legal_on) == (date(2026, 12, 24), date(2026, 12, 28))
    assert Banner.NOT_CHECKED in view.count.banners
    assert len(view.count.lines) == 4
    assert not view.rule_moved


def test_an_unsure_day_names_no_legal_day_and_is_never_called_missed(
    cast: Cast, at: datetime, made: Made
) -> None:
    count(cast, at, made, latest=SERVED + 3 * DAY)
    row = FileDeadline.objects.get()
    assert (row.safe_on, row.legal_on) == (date(2026, 12, 24), None)
    with act(cast.lina.actor, at + 90 * DAY) as a:
        assert services.mark_missed(a) == 0


def test_an_unknown_rule_or_seat_is_refused(cast: Cast, at: datetime, made: Made) -> None:
    lina = cast.lina.signed(at)
    for rule, seats in (("xx.none", ["DE-BE"]), ("de.suit", ["XX"])):
        with pytest.raises(Refused) as refused:
            services.add_deadline(lina, made.file_id, rule, SERVED, SERVED, seats)
        assert refused.value.reasons == (WhyNot.RULE_UNKNOWN,)


def test_a_met_deadline_is_met_once(cast: Cast, at: datetime, made: Made) -> None:
    deadline = count(cast, at, made)
    services.meet_deadline(cast.lina.signed(at), deadline)
    with pytest.raises(Refused):
        services.meet_deadline(cast.lina.signed(at), deadline)
    assert FileDeadline.objects.get().state == "met"


def test_a_missed_deadline_stays_missed_for_ever(cast: Cast, at: datetime, made: Made) -> None:
    deadline = count(cast, at, made)
    with act(cast.lina.actor, datetime(2026, 12, 28, 23, tzinfo=at.tzinfo)) as a:
        assert services.mark_missed(a) == 0
    with act(cast.lina.actor, datetime(2026, 12, 29, 1, tzinfo=at.tzinfo)) as a:
        assert services.mark_missed(a) == 1
    assert Kind.DEADLINE_MISSED in kinds_of(made.file_id)
    with pytest.raises(Refused):
        services.meet_deadline(cast.lina.signed(at), deadline)
    row = FileDeadline.objects.filter(id=deadline)
    with pytest.raises(IntegrityError, match="settles once"), transaction.atomic():
        row.update(state="met")
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        row.delete()


def test_the_worker_marks_under_its_own_role(cast: Cast, at: datetime, made: Made) -> None:
    count(cast, at, made)
    long_ago = date(2026, 7, 1)
    services.add_deadline(
        cast.lina.signed(at), made.file_id, "de.suit", long_ago, long_ago, ["DE-BE"]
    )
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sc_worker")
    try:
        mark_deadlines.func(timestamp=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    assert sorted(FileDeadline.objects.values_list("state", flat=True)) == ["missed", "open"]


def list_offer(cast: Cast, at: datetime, places: int = 2) -> UUID:
    return services.register_offer(cast.lina.signed(at), "lt", "Humanitarian visa", places)


def test_an_offer_is_the_programmes_and_pauses_by_itself(cast: Cast, at: datetime) -> None:
    offer = list_offer(cast, at)
    assert offers(at.date())[0].state is OfferState.OPEN
    assert offers((at + 30 * DAY).date())[0].state is OfferState.PAUSED
    assert not [f for f in StateOffer._meta.fields if f.name in ("file_id", "case", "person")]
    later = cast.lina.signed(at + 30 * DAY)
    assert services.change_offer(later, offer, OfferEvent.CONFIRM) is OfferState.OPEN
    services.change_offer(later, offer, OfferEvent.CLOSE)
    with pytest.raises(Refused, match="does not follow"):
        services.change_offer(later, offer, OfferEvent.CONFIRM)
    with pytest.raises(Conflict):
        list_offer(cast, at)


def test_a_barred_state_and_a_promise_are_refused_everywhere(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        services.register_offer(cast.lina.signed(at), "ru", "Residence is guaranteed", 1)
    assert refused.value.reasons == (WhyNot.BARRED_STATE, WhyNot.PROMISES)
    list_offer(cast, at)
    for code in ("RU", "BY", "KP", "l1"):
        with pytest.raises(IntegrityError, match="not_barred"), transaction.atomic():
            StateOffer.objects.update(state_code=code)


def test_only_a_legal_adviser_keeps_the_list(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="role"):
        services.register_offer(cast.olena.signed(at), "LT", "Visa", 1)


def test_an_offer_reaches_the_mailbox_and_promises_nothing(
    cast: Cast, at: datetime, made: Made
) -> None:
    lina, offer = cast.lina.signed(at), list_offer(cast, at)
    with pytest.raises(Refused) as refused:
        services.show_offer(lina, made.file_id, offer, "Вы будете жить в Литве.")
    assert refused.value.reasons == (WhyNot.NO_WISH, WhyNot.PROMISES)
    services.write_wish(lina, made.file_id, "Туда, где есть море. Чайка 7431.")
    services.show_offer(lina, made.file_id, offer, CALM)
    visit = visitor(made.cookie, at)
    assert visit is not None
    text = read_items(visit, at)[0][0].text
    assert text.startswith(CALM)
    assert text.endswith("Решает государство. Мы ничего не обещаем.")
    assert Kind.OFFER_SHOWN in kinds_of(made.file_id)


def test_before_arrival_an_offer_asks_nothing(cast: Cast, at: datetime, made: Made) -> None:
    lina, offer = cast.lina.signed(at), list_offer(cast, at)
    services.write_wish(lina, made.file_id, "Море")
    with pytest.raises(Refused, match="closed list"):
        services.show_offer(lina, made.file_id, offer, CALM + " Где вы?")
    assert list(wishes(open_file(cast.vasyl.keys, made.file_id)))[0].words is None
    assert "Море".encode() not in bytes(Wish.objects.get().sealed_words)


def test_a_place_is_proposed_by_one_and_decided_by_another(
    cast: Cast, at: datetime, made: Made
) -> None:
    lina, offer = cast.lina.signed(at), list_offer(cast, at, places=1)
    with pytest.raises(Refused) as refused:
        services.propose_place(lina, made.file_id, offer)
    assert refused.value.reasons == (WhyNot.NO_WISH,)
    services.write_wish(lina, made.file_id, "Море")
    place = services.propose_place(lina, made.file_id, offer)
    with pytest.raises(Refused) as alone:
        services.decide_place(lina, place)
    assert alone.value.reasons == (WhyNot.SAME_PERSON,)
    olena = cast.olena.signed(at)
    with refused_in_conflict(cast, at, made.file_id, cast.olena):
        services.decide_place(olena, place)
    services.decide_place(olena, place)
    assert places_of(made.file_id)[0].state == "decided"
    other = make_case(cast, at)
    services.write_wish(lina, other.file_id, "Горы")
    with pytest.raises(Refused) as full:
        services.propose_place(lina, other.file_id, offer)
    assert full.value.reasons == (WhyNot.NO_PLACE,)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Place.objects.update(decided_by=Place.objects.get().proposed_by)


def test_an_old_confirmation_stops_a_place(cast: Cast, at: datetime, made: Made) -> None:
    offer = list_offer(cast, at)
    later = cast.lina.signed(at + 8 * DAY)
    services.write_wish(later, made.file_id, "Море")
    with pytest.raises(Refused) as refused:
        services.propose_place(later, made.file_id, offer)
    assert refused.value.reasons == (WhyNot.CONFIRMATION_OLD,)


@dataclass(frozen=True)
class Target:
    """A file with a closing that waits and a deadline that runs."""

    file_id: UUID
    reading: UUID
    deadline: UUID


VERBS: list[Callable[[Signed, Target], object]] = [
    lambda me, it: services.open_file(me, it.file_id),
    lambda me, it: services.propose_closing(me, it.reading, GRANTED),
    lambda me, it: services.confirm_closing(me, it.reading),
    lambda me, it: services.drop_closing(me, it.reading),
    lambda me, it: services.meet_deadline(me, it.deadline),
    lambda me, it: services.write_wish(me, it.file_id, "x"),
    lambda me, it: services.add_deadline(me, it.file_id, "de.suit", SERVED, SERVED, []),
]


@pytest.mark.parametrize("verb", VERBS)
def test_kirill_finds_nothing_to_change(
    cast: Cast, at: datetime, made: Made, verb: Callable[[Signed, Target], object]
) -> None:
    target = Target(made.file_id, close_asylum(cast, at, made), count(cast, at, made))
    before = entries_of(made.file_id)
    with pytest.raises(Unknown):
        verb(cast.kirill.signed(at), target)
    assert entries_of(made.file_id) == before


def test_nobody_who_decides_about_money_has_a_hand_in_a_place(
    cast: Cast, at: datetime, made: Made
) -> None:
    lina, offer = cast.lina.signed(at), list_offer(cast, at)
    services.write_wish(lina, made.file_id, "Море")
    both = [Role.LEGAL_ADVISER.value, Role.FINANCE_OFFICER.value]
    Officer.objects.filter(id=cast.lina.id).update(roles=both)
    with pytest.raises(Refused) as refused:
        services.propose_place(lina, made.file_id, offer)
    assert refused.value.reasons == (WhyNot.NOT_IMPARTIAL,)


def test_a_case_officer_reads_and_does_not_write(cast: Cast, at: datetime, made: Made) -> None:
    with pytest.raises(Refused, match="role"):
        services.open_file(cast.olena.signed(at), made.file_id)
    assert readings_of(made.file_id) == []


def test_the_doors_roles_delete_and_rewrite_nothing(
    cast: Cast, at: datetime, made: Made
) -> None:
    count(cast, at, made)
    for role, deed in (
        ("sc_public", "SELECT count(*) FROM status_filereading"),
        ("sc_public", "SELECT count(*) FROM status_stateoffer"),
        ("sc_office", "DELETE FROM status_filedeadline"),
        ("sc_office", "UPDATE status_filedeadline SET safe_on = safe_on + 1"),
        ("sc_worker", "SELECT count(*) FROM status_filereading"),
    ):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(deed)
