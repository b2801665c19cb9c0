"""Officers find their own cases by what their own key opens, and nobody else's."""

import os
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.models import Membership
from safeconduct.accounts.services import NEEDS
from safeconduct.casework import services
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import SearchCard
from safeconduct.casework.queries import alias_of
from safeconduct.casework.queries.search import PART, Found, read_card
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.record.models import Leaf
from safeconduct.vault.core.terms import SEED_BYTES
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.models import QuickWrap, Wrap
from safeconduct.vault.opening import Holding, PrivateKey
from safeconduct.vault.queries import open_file, open_part, shred_key
from safeconduct.vault.services import keep_quick, revoke, shred
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import TEAM, make_case

CARD = {
    "surname": "Семёнов",
    "first_names": "Іван",
    "rank": "сержант",
    "service_number": "АБ-104217",
    "birth_date": "1998-03-27",
}


def known(cast: Cast, at: datetime, **facts: str) -> UUID:
    """A case whose person Olena wrote down."""
    file_id = make_case(cast, at).file_id
    services.add_person(cast.olena.signed(at), file_id, "applicant", CARD | facts)
    return file_id


def found(officer: Officer, words: str, at: datetime) -> dict[UUID, tuple[str, ...]]:
    """Cases found, each with the words that fit."""
    hits = services.search(officer.signed(at), words).hits
    return {hit.case.file_id: hit.words for hit in hits}


def quick_of(officer: Officer) -> int:
    return QuickWrap.objects.filter(wrap__key_id=officer.keys.key_id).count()


def test_a_case_is_found_by_name_rank_number_and_alias_together(
    cast: Cast, at: datetime
) -> None:
    file_id = known(cast, at)
    known(cast, at, surname="Ткач")
    assert found(cast.olena, "семен ив", at) == {}
    assert found(cast.olena, "СЕМЕН ів", at) == {file_id: ("Семёнов", "Іван")}
    assert found(cast.olena, "104217", at).keys() >= {file_id}
    bird, number = alias_of(file_id).split()
    assert found(cast.olena, f"{bird[:4]} {number} семёнов", at) == {
        file_id: (bird, number, "Семёнов")
    }
    assert found(cast.olena, "1998", at) == {}


def test_everybody_finds_by_name_what_their_role_opens_and_all_by_alias(
    cast: Cast, at: datetime
) -> None:
    file_id = known(cast, at)
    for name, role in (TEAM | {"iryna": Role.INTAKE_OFFICER}).items():
        officer = getattr(cast, name)
        by_name = file_id in found(officer, "семёнов", at)
        assert by_name == (PART in NEEDS[role]), name
        assert file_id in found(officer, alias_of(file_id), at), name


def test_nobody_finds_a_case_of_others(cast: Cast, at: datetime) -> None:
    file_id = known(cast, at)
    assert found(cast.kirill, "семёнов", at) == {}
    assert found(cast.kirill, alias_of(file_id), at) == {}


def test_a_person_added_later_is_found_and_the_first_still_is(cast: Cast, at: datetime) -> None:
    file_id = known(cast, at)
    wife = {"surname": "Лук’яненко", "first_names": "Оксана"}
    services.add_person(cast.olena.signed(at), file_id, "spouse", wife)
    assert found(cast.lina, "лук'ян", at) == {file_id: ("Лук’яненко",)}
    assert found(cast.lina, "семёнов", at) == {file_id: ("Семёнов",)}
    assert SearchCard.objects.filter(case_id=file_id).count() == 1


def test_an_officer_without_the_key_writes_no_card(cast: Cast, at: datetime) -> None:
    file_id = known(cast, at)
    keys = open_file(cast.petro.keys, file_id)
    with pytest.raises(Refused) as refused, transaction.atomic():
        services.put_on_card(keys, "note", "Лис")
    assert refused.value.reasons == (Vault.NO_KEY,)


def test_nothing_but_signs_is_turned_back_and_not_recorded(cast: Cast, at: datetime) -> None:
    before = Leaf.objects.count()
    with pytest.raises(Refused) as refused:
        services.search(cast.olena.signed(at), " -, ’")
    assert refused.value.reasons == (WhyNot.NOTHING_ASKED,)
    assert Leaf.objects.count() == before


def test_the_record_says_that_was_searched_and_not_for_what(cast: Cast, at: datetime) -> None:
    known(cast, at)
    services.search(cast.olena.signed(at), "семёнов")
    line = Leaf.objects.filter(kind=Kind.CASES_SEARCHED.value).latest("number")
    assert b'"opened":1' in bytes(line.data)
    assert "семёнов".encode() not in bytes(line.data).lower()
    assert line.file == ""


def test_the_second_search_needs_no_private_key(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = known(cast, at)
    assert quick_of(cast.olena) == 0
    assert file_id in found(cast.olena, "семёнов", at)
    assert quick_of(cast.olena) == 1

    def never(*_: object) -> bytes:
        raise AssertionError("a wrap was opened again")

    monkeypatch.setattr(PrivateKey, "unwrap", never)
    assert file_id in found(cast.olena, "семёнов", at)


def test_however_many_cases_the_key_store_is_asked_once(cast: Cast, at: datetime) -> None:
    for _ in range(3):
        known(cast, at)
    with CaptureQueriesContext(connections["keystore"]) as asked:
        many = open_part(cast.olena.keys, PART)
    assert len(many.files) == 3
    assert len(asked) == 1


def test_a_revoked_officer_finds_nothing_and_no_quick_wrap_is_left(
    cast: Cast, at: datetime
) -> None:
    file_id = known(cast, at)
    assert file_id in found(cast.lina, "семёнов", at)
    revoke(file_id, cast.lina.keys.key_id)
    assert quick_of(cast.lina) == 0
    assert found(cast.lina, "семёнов", at) == {}
    assert file_id in found(cast.olena, "семёнов", at)


def test_a_quick_wrap_goes_with_its_wrap_whoever_deletes_it(cast: Cast, at: datetime) -> None:
    known(cast, at)
    services.search(cast.lina.signed(at), "семёнов")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_wrap WHERE key_id = %s", [cast.lina.keys.key_id])
    assert quick_of(cast.lina) == 0


def test_no_quick_wrap_can_stand_without_a_wrap(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        QuickWrap.objects.create(wrap_id=new_id(), sealed=b"x")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_wrap_revoked_meanwhile_stops_no_search(cast: Cast, at: datetime) -> None:
    known(cast, at)
    many = open_part(cast.lina.keys, PART)
    Wrap.objects.filter(key_id=cast.lina.keys.key_id).delete()
    keep_quick(many.fresh)
    assert quick_of(cast.lina) == 0


def test_who_left_the_case_finds_it_no_more_though_a_key_was_left(
    cast: Cast, at: datetime
) -> None:
    file_id = known(cast, at)
    assert file_id in found(cast.lina, "семёнов", at)
    rows = Membership.objects.filter(officer_id=cast.lina.id, file_id=file_id)
    rows.update(until=at - timedelta(minutes=1))
    assert found(cast.lina, "семёнов", at) == {}


def test_access_for_a_time_ends_for_the_search_too(cast: Cast, at: datetime) -> None:
    known(cast, at)
    services.search(cast.lina.signed(at), "семёнов")
    over = timezone.now() - timedelta(minutes=1)
    rows = Wrap.objects.filter(key_id=cast.lina.keys.key_id)
    rows.update(given_at=over - timedelta(hours=1), until=over)
    assert found(cast.lina, "семёнов", at) == {}


def test_an_erased_case_is_not_found_nor_does_its_card_open_from_a_backup(
    cast: Cast, at: datetime
) -> None:
    file_id = known(cast, at)
    services.search(cast.olena.signed(at), "семёнов")
    wraps = list(Wrap.objects.filter(file_id=file_id))
    quick = list(QuickWrap.objects.filter(wrap__file_id=file_id))
    assert quick
    shred(file_id)
    assert found(cast.olena, "семёнов", at) == {}
    Wrap.objects.bulk_create(wraps)  # the older backup of the main database
    QuickWrap.objects.bulk_create(quick)
    assert open_part(cast.olena.keys, PART).files == {}
    assert found(cast.olena, "семёнов", at) == {}
    with connections["keystore"].cursor() as cursor:  # and any other key in the old one's place
        cursor.execute("SELECT shred_key_new(%s, %s)", [file_id, os.urandom(32)])
    assert services.search(cast.olena.signed(at), "семёнов").hits == []


def test_a_quick_wrap_that_was_altered_or_moved_is_made_anew_from_the_wrap(
    cast: Cast, at: datetime
) -> None:
    one, other = known(cast, at), known(cast, at)
    services.search(cast.olena.signed(at), "семёнов")
    rows = QuickWrap.objects.filter(wrap__key_id=cast.olena.keys.key_id).order_by(
        "wrap__file_id"
    )
    first, second = rows
    before = bytes(first.sealed)
    rows.filter(wrap_id=first.wrap_id).update(sealed=bytes(second.sealed))
    assert set(found(cast.olena, "семёнов", at)) == {one, other}
    again = bytes(QuickWrap.objects.get(wrap_id=first.wrap_id).sealed)
    assert again not in (before, bytes(second.sealed))


def test_a_card_moved_from_another_case_is_counted_and_not_read(
    cast: Cast, at: datetime
) -> None:
    one, other = known(cast, at), known(cast, at, surname="Ткач")
    strange = SearchCard.objects.get(case_id=other)
    SearchCard.objects.filter(case_id=one).update(sealed=bytes(strange.sealed))
    seen: Found = services.search(cast.olena.signed(at), "ткач")
    assert [hit.case.file_id for hit in seen.hits] == [other]
    assert (seen.opened, seen.altered) == (1, 1)


def test_a_stranger_with_every_row_opens_no_quick_wrap(cast: Cast, at: datetime) -> None:
    file_id = known(cast, at)
    services.search(cast.olena.signed(at), "семёнов")
    thief = PrivateKey(os.urandom(SEED_BYTES))
    holding = Holding(thief.public().key_id, thief)
    with transaction.atomic():
        with connection.cursor() as cursor:  # no trigger stops a superuser
            cursor.execute("SET LOCAL session_replication_role = replica")
        Wrap.objects.filter(file_id=file_id, key_id=cast.olena.keys.key_id).update(
            key_id=holding.key_id
        )
        many = open_part(holding, PART)
        assert (many.files, many.fresh, many.altered) == ({}, [], 1)
        transaction.set_rollback(True)
    assert shred_key(file_id)  # the thief had it: it opens nothing alone


def test_what_is_written_down_stays_sealed(cast: Cast, at: datetime) -> None:
    file_id = known(cast, at)
    row = SearchCard.objects.get(case_id=file_id)
    sealed = bytes(row.sealed)
    assert "Семёнов".encode() not in sealed
    card = read_card(open_file(cast.olena.keys, file_id), PART, row.id, sealed)
    assert "Семёнов" in " ".join(card.values())


def test_the_page_shows_what_was_found_and_no_word_stands_in_an_address(
    cast: Cast, office_door: Door
) -> None:
    now = timezone.now()
    file_id = known(cast, now)
    office_door.sign_in(cast.olena, now)
    page = office_door.fill("/cases/", words="семенов")
    assert "1 case found" in page
    assert alias_of(file_id) in page
    assert '<td data-th="Found by">Семёнов</td>' in page
    assert office_door.page.request["QUERY_STRING"] == ""
    page = office_door.fill("/cases/", words="ткач")
    assert "0 cases found" in page
    assert "No case of yours fits" in page


def test_words_in_an_address_are_not_a_search(cast: Cast, office_door: Door) -> None:
    now = timezone.now()
    known(cast, now)
    office_door.sign_in(cast.olena, now)
    page = office_door.get("/cases/?words=%D1%81%D0%B5%D0%BC%D0%B5%D0%BD&q=x")
    assert "found" not in page
    assert not Leaf.objects.filter(kind=Kind.CASES_SEARCHED.value).exists()


def test_an_empty_search_says_what_to_write_and_shows_all_cases(
    cast: Cast, office_door: Door
) -> None:
    now = timezone.now()
    file_id = known(cast, now)
    office_door.sign_in(cast.olena, now)
    page = office_door.fill("/cases/", words="--")
    assert "Write the beginning of a name" in page
    assert alias_of(file_id) in page


def test_for_kirill_the_page_finds_nothing(cast: Cast, office_door: Door) -> None:
    now = timezone.now()
    file_id = known(cast, now)
    office_door.sign_in(cast.kirill, now)
    page = office_door.fill("/cases/", words="семенов")
    assert "0 cases found" in page
    assert alias_of(file_id) not in page
