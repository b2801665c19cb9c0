"""A renewal and somebody who gives, takes or opens keys at the same moment."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.accounts.queries import public_key_named
from safeconduct.casework.services import assign, renewal
from safeconduct.casework.services.access import take_off
from safeconduct.vault import workerkey
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Compartment, Due, Holder
from safeconduct.vault.due import due_of
from safeconduct.vault.links import epochs_of
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import grant, revoke_all
from tests.cast import Cast, make_cast
from tests.making import make_case
from tests.racing import CONFLICT, DONE, elsewhere, race, sweep_everything
from tests.renewing import start_worker

ROUNDS = 4  # of the races that end differently from time to time


@pytest.fixture
def world(offline: Offline) -> Iterator[Cast]:
    """The cast and a worker, for real; everything is swept away afterwards."""
    yield elsewhere(lambda: make_cast(offline))
    elsewhere(sweep_everything)


def ready(world: Cast, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A case with a second case officer, and its keys on their way to the worker."""

    def make() -> UUID:
        now = timezone.now()
        file_id = make_case(world, now).file_id
        assign(world.iryna.signed(now), file_id, world.kirill.id, Role.CASE_OFFICER)
        start_worker(monkeypatch)
        olena = world.olena.signed(timezone.now())
        renewal.ask_for_new_keys(olena, file_id, Due.PROGRAMME_RULE)
        renewal.start_renewal(olena)
        return file_id

    return elsewhere(make)


def renew() -> None:
    waiting = workerkey.waiting()
    assert renewal.renew_all(waiting, workerkey.open_capsule, timezone.now())


def epochs_held(file_id: UUID) -> set[tuple[str, int]]:
    """(part, epoch) of every single wrap; of a part each holder has the same."""
    rows = Wrap.objects.filter(file_id=file_id).exclude(compartment="bundle")
    return set(rows.values_list("compartment", "epoch"))


def test_keys_given_during_a_renewal_are_the_newest_or_none(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(ROUNDS):
        file_id = ready(world, monkeypatch)
        opened = elsewhere(lambda: open_file(world.olena.keys, file_id))  # noqa: B023
        to = elsewhere(lambda: public_key_named(world.edita.keys.key_id))
        given, renewed = race(
            lambda: grant(opened, to, [Compartment.LOCATION], Holder.OFFICER),  # noqa: B023
            renew,
        )
        assert renewed == DONE
        assert given in (DONE, CONFLICT)
        now = elsewhere(lambda: epochs_of(file_id))  # noqa: B023
        held = elsewhere(lambda: epochs_held(file_id))  # noqa: B023
        assert {epoch for part, epoch in held if part == "location"} == {2}
        assert all(epoch == now.get(Compartment(part), 1) for part, epoch in held)
        got = elsewhere(lambda: open_file(world.edita.keys, file_id))  # noqa: B023
        assert got.may_open(Compartment.LOCATION) == (given == DONE)


def test_whoever_is_taken_off_during_a_renewal_has_no_new_key(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(ROUNDS):
        file_id, vasyl = ready(world, monkeypatch), world.vasyl.signed(timezone.now())
        answers = race(
            lambda: take_off(vasyl, file_id, world.kirill.id, Leaving.SECURITY),  # noqa: B023
            renew,
        )
        assert answers == [DONE, DONE]
        left = Wrap.objects.filter(file_id=file_id, key_id=world.kirill.keys.key_id)
        assert not elsewhere(left.exists)
        assert (
            elsewhere(lambda: open_file(world.olena.keys, file_id)).epoch(  # noqa: B023
                Compartment.CONTACT
            )
            == 2
        )


def test_wraps_removed_without_the_case_locked_stay_away_and_their_parts_due(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a departure: whoever came second, the key is gone, or was renewed after it went."""
    for _ in range(ROUNDS):
        file_id, key_id = ready(world, monkeypatch), world.kirill.keys.key_id
        answers = race(lambda: _revoke_whole(key_id), renew)  # noqa: B023
        assert answers == [DONE, DONE]
        assert not elsewhere(Wrap.objects.filter(key_id=key_id).exists)
        due = elsewhere(lambda: due_of(file_id))  # noqa: B023
        assert set(due) in (set(), {
            Compartment.CONTACT, Compartment.IDENTITY,
            Compartment.LOCATION, Compartment.EQUIPMENT,
        })  # fmt: skip


def _revoke_whole(key_id: str) -> None:
    with transaction.atomic():
        revoke_all(key_id)


def test_two_jobs_at_once_renew_once(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id = ready(world, monkeypatch)

    def job() -> None:
        renewal.renew_all(workerkey.waiting(), workerkey.open_capsule, timezone.now())

    assert race(job, job) == [DONE, DONE]
    assert set(elsewhere(lambda: epochs_of(file_id)).values()) == {2}
