"""Keys are renewed by the worker: whole or not at all, resumed, and nobody alive notices."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.models import Officer as OfficerRow
from safeconduct.accounts.servicekeys import service_keys
from safeconduct.casework import jobs, services
from safeconduct.casework.models import SearchCard
from safeconduct.casework.queries import people
from safeconduct.casework.services import renewal
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.contact.services import renew_inbox
from safeconduct.record.queries import entries_of
from safeconduct.vault import workerkey
from safeconduct.vault.capsules import PRESS_KEPT, Waiting, sweep_capsules
from safeconduct.vault.core.terms import Compartment, Due, Unrenewed, WhyNot
from safeconduct.vault.due import due_for, due_of
from safeconduct.vault.links import epochs_of
from safeconduct.vault.models import Capsule, EarlierKey, KeyDue, Renewal, WorkerKey, Wrap
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import revoke
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.renewing import a_case, as_role, counts, lose, press, seen, start_worker

C = Compartment
CARD = {"surname": "Семёнов", "first_names": "Іван"}


@pytest.fixture
def worker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has just started in this process."""
    start_worker(monkeypatch)


@pytest.mark.usefixtures("worker")
def test_a_copied_key_reads_what_was_and_nothing_that_comes(cast: Cast) -> None:
    file_id = a_case(cast)
    old = open_file(cast.olena.keys, file_id).seal(C.CONTACT, "a.b", file_id, "old")
    copied = lose(cast, file_id)
    assert set(due_of(file_id)) == set(copied.keys)
    assert due_for(cast.olena.keys.key_id) == {file_id: set(copied.keys)}
    assert counts(press(cast.olena)) == (1, 1, 0, 0, 0)
    assert due_of(file_id) == {}
    new = open_file(cast.olena.keys, file_id).seal(C.CONTACT, "a.b", file_id, "new")
    for officer in (cast.olena, cast.pavlo, cast.iryna, cast.lina):
        keys = open_file(officer.keys, file_id)
        assert [keys.open(C.CONTACT, "a.b", file_id, one) for one in (old, new)] == [
            "old", "new",
        ]  # fmt: skip
    assert copied.open(C.CONTACT, "a.b", file_id, old) == "old"
    with pytest.raises(Refused):
        copied.open(C.CONTACT, "a.b", file_id, new)
    assert open_file(cast.kirill.keys, file_id).keys == {}
    line = entries_of(file_id, 1)[0].line
    assert (line.kind, line.facts) == ("vault.keys.renewed", {"parts": len(copied.keys)})


@pytest.mark.usefixtures("worker")
def test_search_people_and_services_go_on_after_a_renewal(cast: Cast) -> None:
    file_id = a_case(cast)
    me = cast.olena.signed(timezone.now())
    services.add_person(me, file_id, "applicant", CARD)
    assert [hit.case.file_id for hit in services.search(me, "семенов").hits] == [file_id]
    stale = lose(cast, file_id)
    press(cast.olena)
    me = cast.olena.signed(timezone.now())
    found = services.search(me, "семенов")
    assert ([hit.case.file_id for hit in found.hits], found.altered) == ([file_id], 0)
    assert "Семёнов" in (people(open_file(cast.anna.keys, file_id))[0].card or "")
    services.add_person(me, file_id, "mother", {"surname": "Семёнова"})
    assert len(services.search(me, "семенова").hits) == 1
    card = SearchCard.objects.get(case_id=file_id)
    with pytest.raises(Refused):
        stale.open(C.IDENTITY, "casework.searchcard.sealed", card.id, bytes(card.sealed))
    with pytest.raises(Conflict), transaction.atomic():
        services.put_on_card(stale, "x", "y")
    matcher = service_keys("matcher")
    assert matcher is not None
    opened = open_file(matcher, file_id)
    assert opened.epoch(C.IDENTITY) == 2
    assert "Семёнов" in (people(opened)[0].card or "")


@pytest.mark.usefixtures("worker")
def test_what_is_held_for_hours_is_nobodys_to_renew(cast: Cast) -> None:
    file_id = a_case(cast)
    lose(cast, file_id)
    at = timezone.now()
    Wrap.objects.filter(key_id=cast.olena.keys.key_id).update(
        given_at=at, until=at + timedelta(hours=2)
    )
    with pytest.raises(Refused) as refused:
        renewal.start_renewal(cast.olena.signed(at))
    assert refused.value.reasons == (WhyNot.NOTHING_DUE,)
    press(cast.iryna)
    row = Wrap.objects.get(key_id=cast.olena.keys.key_id, compartment=C.CONTACT)
    assert (row.epoch, row.until) == (2, at + timedelta(hours=2))
    assert open_file(cast.olena.keys, file_id).may_open(C.CONTACT)


def test_without_a_worker_nothing_is_started(cast: Cast) -> None:
    file_id = a_case(cast)
    lose(cast, file_id)
    with pytest.raises(Refused) as refused:
        renewal.start_renewal(cast.olena.signed(timezone.now()))
    assert refused.value.reasons == (WhyNot.NO_WORKER,)
    assert not Capsule.objects.exists()


@pytest.mark.usefixtures("worker")
def test_a_renewal_that_breaks_half_way_leaves_every_file_whole_and_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [a_case(cast) for _ in range(3)]
    for file_id in files:
        lose(cast, file_id)
    before = {file_id: open_file(cast.olena.keys, file_id).keys for file_id in files}
    renewal.start_renewal(cast.olena.signed(timezone.now()))
    calls = []

    def breaks(keys: FileKeys) -> None:
        calls.append(keys.file_id)
        if len(calls) == 2:
            raise ConnectionError

    monkeypatch.setattr(renewal, "renew_inbox", breaks)
    with pytest.raises(ExceptionGroup) as broken:
        run_jobs()
    assert [type(one) for one in broken.value.exceptions] == [ConnectionError]
    first, second, third = calls
    assert epochs_of(first) != {}
    assert epochs_of(third) != {}
    assert open_file(cast.olena.keys, second).keys == before[second]
    assert not EarlierKey.objects.filter(file_id=second).exists()
    assert counts(seen(cast.olena)) == (3, 2, 0, 1, 0)
    monkeypatch.setattr(renewal, "renew_inbox", renew_inbox)
    renewal.renew_all(workerkey.waiting(), workerkey.open_capsule, timezone.now())
    assert counts(seen(cast.olena)) == (3, 3, 0, 0, 0)
    assert {file_id: set(epochs_of(file_id).values()) for file_id in files} == {
        file_id: {2} for file_id in files
    }
    assert not KeyDue.objects.exists()
    assert not Capsule.objects.exists()


@pytest.mark.usefixtures("worker")
def test_a_worker_that_died_took_the_keys_along_and_pressing_again_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [a_case(cast) for _ in range(2)]
    for file_id in files:
        lose(cast, file_id)
    renewal.start_renewal(cast.olena.signed(timezone.now()))
    one, _ = workerkey.waiting()
    assert renewal.renew_one(one, workerkey.open_capsule, timezone.now())
    now = timezone.now() + timedelta(seconds=2)  # the next process starts a little later
    monkeypatch.setattr(workerkey, "_memory", workerkey.Memory())
    workerkey.be_ready(now)
    run_jobs()
    assert workerkey.waiting() == []
    assert counts(seen(cast.olena)) == (2, 1, 0, 0, 1)
    left = set(due_for(cast.olena.keys.key_id))
    assert left == set(files) - {one.label.file_id}
    renewal.start_renewal(cast.olena.signed(now))
    run_jobs()
    assert counts(seen(cast.olena)) == (1, 1, 0, 0, 0)
    assert not KeyDue.objects.exists()


def test_the_worker_says_that_it_is_there_and_does_what_was_left(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workerkey, "_memory", workerkey.Memory())
    file_id = a_case(cast)
    lose(cast, file_id)
    jobs.attend_to_keys(0)
    renewal.start_renewal(cast.olena.signed(timezone.now()))
    with jobs._renewing:  # a job of this worker is at it: nobody waits for it
        run_jobs()
        jobs.attend_to_keys(0)
    assert epochs_of(file_id) == {}
    jobs.attend_to_keys(0)
    assert set(epochs_of(file_id).values()) == {2}


@pytest.mark.usefixtures("worker")
def test_pressing_twice_renews_once(cast: Cast) -> None:
    file_id = a_case(cast)
    lose(cast, file_id)
    now = timezone.now()
    for _ in range(2):
        renewal.start_renewal(cast.olena.signed(now))
    assert Capsule.objects.count() == 1
    run_jobs()
    assert set(epochs_of(file_id).values()) == {2}


@pytest.mark.usefixtures("worker")
def test_a_holder_whose_key_was_exchanged_stops_the_file_and_is_told(cast: Cast) -> None:
    file_id = a_case(cast)
    lose(cast, file_id)
    OfficerRow.objects.filter(id=cast.pavlo.id).update(public_key=os.urandom(1216))
    view = press(cast.olena)
    assert view.failed == ((file_id, Unrenewed.HOLDER),)
    assert counts(view) == (1, 0, 1, 0, 0)
    assert epochs_of(file_id) == {}
    assert set(due_of(file_id))
    assert bytes(Capsule.objects.get().sealed) == b""


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("loses", ["the wrap", "the account"])
def test_whoever_lost_the_key_since_has_it_not_renewed(cast: Cast, loses: str) -> None:
    file_id = a_case(cast)
    lose(cast, file_id)
    renewal.start_renewal(cast.olena.signed(timezone.now()))
    if loses == "the wrap":
        revoke(file_id, cast.olena.keys.key_id)
    else:
        OfficerRow.objects.filter(id=cast.olena.id).update(active=False)
    run_jobs()
    assert seen(cast.olena).failed == ((file_id, Unrenewed.NOT_YOURS),)
    assert epochs_of(file_id) == {}


@pytest.mark.usefixtures("worker")
def test_a_capsule_of_keys_that_are_not_the_newest_is_dropped(cast: Cast) -> None:
    file_id = a_case(cast)
    lose(cast, file_id)
    press(cast.olena)
    renewal.ask_for_new_keys(cast.olena.signed(timezone.now()), file_id, Due.MAY_BE_COPIED)
    renewal.start_renewal(cast.olena.signed(timezone.now()))
    [one] = workerkey.waiting()
    older = open_file(cast.olena.keys, file_id).earlier

    def opens(_one: Waiting) -> dict[Compartment, bytes]:
        return {part: keys[0] for part, keys in older.items()}

    assert not renewal.renew_one(one, opens, timezone.now())
    assert seen(cast.olena).failed == ((file_id, Unrenewed.ALTERED),)
    assert set(epochs_of(file_id).values()) == {2}


@pytest.mark.usefixtures("worker")
def test_a_capsule_that_is_over_renews_nothing_and_goes(cast: Cast) -> None:
    file_id = a_case(cast)
    lose(cast, file_id)
    renewal.start_renewal(cast.olena.signed(timezone.now() - timedelta(minutes=1)))
    [one] = workerkey.waiting()
    ago = timezone.now() - timedelta(hours=11)
    Capsule.objects.update(made_at=ago, until=ago + timedelta(hours=10))
    assert not renewal.renew_one(one, workerkey.open_capsule, timezone.now())
    assert workerkey.waiting() == []
    assert sweep_capsules() == 1
    assert epochs_of(file_id) == {}
    assert counts(seen(cast.olena)) == (1, 0, 0, 0, 1)
    Renewal.objects.update(asked_at=timezone.now() - PRESS_KEPT)
    with as_role("sc_worker"):
        sweep_capsules()
    assert not Renewal.objects.exists()


def test_new_keys_are_asked_for_by_whoever_holds_some(cast: Cast) -> None:
    file_id = a_case(cast)
    now = timezone.now()
    renewal.ask_for_new_keys(cast.lina.signed(now), file_id, Due.READ_TOO_MUCH)
    assert set(due_of(file_id)) == {C.CONTACT, C.IDENTITY}
    line = entries_of(file_id, 1)[0].line
    assert (line.kind, line.facts) == (
        "vault.keys.due", {"due": "READ_TOO_MUCH", "parts": 2},
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        renewal.ask_for_new_keys(cast.ruta.signed(now), file_id, Due.READ_TOO_MUCH)
    assert refused.value.reasons == (WhyNot.NO_KEY,)
    with pytest.raises(Unknown):
        renewal.ask_for_new_keys(cast.faina.signed(now), file_id, Due.READ_TOO_MUCH)


@pytest.mark.usefixtures("worker")
def test_another_role_leaves_due_what_it_does_not_need(cast: Cast) -> None:
    file_id = a_case(cast)
    KeyDue.objects.all().delete()
    now = timezone.now()
    OfficerRow.objects.filter(id=cast.kirill.id).update(
        roles=[Role.CASE_OFFICER, Role.SUPPORT_WORKER]
    )
    services.assign(cast.iryna.signed(now), file_id, cast.kirill.id, Role.SUPPORT_WORKER)
    assert set(due_of(file_id)) == {C.IDENTITY, C.LOCATION, C.EQUIPMENT}


def test_the_worker_renews_in_its_own_role_of_the_database(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = a_case(cast)
    services.add_person(cast.olena.signed(timezone.now()), file_id, "applicant", CARD)
    lose(cast, file_id)
    with as_role("sc_worker"):
        start_worker(monkeypatch)
    with as_role("sc_office"):
        renewal.start_renewal(cast.olena.signed(timezone.now()))
    with as_role("sc_worker"):
        done = renewal.renew_all(workerkey.waiting(), workerkey.open_capsule, timezone.now())
        sweep_capsules()
    assert done == 1
    assert set(epochs_of(file_id).values()) == {2}
    assert WorkerKey.objects.count() == 1
