"""The page of keys to renew: one button, how far it is, what failed; for others nothing."""

from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.accounts.models import Officer as OfficerRow
from safeconduct.casework.queries import alias_of
from safeconduct.casework.services import renewal
from safeconduct.vault import workerkey
from safeconduct.vault.due import due_of
from safeconduct.vault.links import epochs_of
from safeconduct.vault.models import Renewal
from tests.cast import Cast
from tests.doors import Door
from tests.jobs import run_jobs
from tests.renewing import a_case, lose, start_worker

PAGE = "/keys/"
BUTTON = "Make new keys</button>"


@pytest.fixture
def lost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A case whose keys Kirill lost; a worker is there."""
    start_worker(monkeypatch)
    file_id = a_case(cast)
    lose(cast, file_id)
    return file_id


def test_from_my_work_by_one_button_to_all_done(
    office_door: Door, cast: Cast, lost: UUID
) -> None:
    work = office_door.sign_in(cast.olena, timezone.now())
    assert "1 case waits for new keys" in work
    assert BUTTON in office_door.get(PAGE)
    text = office_door.post(PAGE)
    assert "0 of 1 cases done" in text
    assert 'http-equiv="refresh"' in text
    assert BUTTON not in text
    run_jobs()
    text = office_door.get(PAGE)
    assert "1 of 1 cases done" in text
    assert "All is done." in text
    assert "refresh" not in text
    assert "Nothing waits" in text
    assert "1 case waits for new keys" not in office_door.get("/")
    assert set(epochs_of(lost).values()) == {2}
    assert "the keys of the case were renewed" in office_door.get(f"/cases/{lost}/history/")


def test_the_team_page_says_what_waits_and_asks_for_more(
    office_door: Door, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = a_case(cast)
    office_door.sign_in(cast.olena, timezone.now())
    team = f"/cases/{file_id}/team/"
    text = office_door.get(team)
    assert "No key of this case waits to be renewed." in text
    assert f"{team}new-keys/" in text
    office_door.get(f"{team}new-keys/")
    assert "Please choose one." in office_door.post(f"{team}new-keys/")
    text = office_door.fill(f"{team}new-keys/", reason="MAY_BE_COPIED")
    assert office_door.path == PAGE
    assert BUTTON in text
    assert len(due_of(file_id)) == 4
    assert "4 parts of this case wait for new keys" in office_door.get(team)
    office_door.get(PAGE)
    assert "is not ready. Nothing was started." in office_door.post(PAGE)
    assert not Renewal.objects.exists()
    start_worker(monkeypatch)
    assert "0 of 1 cases done" in office_door.post(PAGE)


def test_what_was_interrupted_or_failed_is_said_and_goes_on(
    office_door: Door, cast: Cast, lost: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    office_door.get(PAGE)
    office_door.post(PAGE)
    start_worker(monkeypatch)  # the one before died, with what it was given
    text = office_door.get(PAGE)
    assert "1 case was not reached" in text
    OfficerRow.objects.filter(id=cast.pavlo.id).update(key_signature=None, key_day=None)
    office_door.post(PAGE)
    renewal.renew_all(workerkey.waiting(), workerkey.open_capsule, timezone.now())
    text = office_door.get(PAGE)
    assert "Left as they were" in text
    assert alias_of(lost) in text
    assert "is not signed, or is not the one that was signed" in text
    assert BUTTON in text
    assert epochs_of(lost) == {}


def test_kirill_sees_no_case_that_waits_and_nobody_elses_progress(
    office_door: Door, cast: Cast, lost: UUID
) -> None:
    renewal.start_renewal(cast.olena.signed(timezone.now()))
    work = office_door.sign_in(cast.kirill, timezone.now())
    assert "wait for new keys" not in work
    text = office_door.get(PAGE)
    assert "Nothing waits" in text
    assert "cases done" not in text
    assert "wait to be renewed" in office_door.post(PAGE)
    assert Renewal.objects.count() == 1
    office_door.get(f"/cases/{lost}/team/new-keys/")
    assert office_door.page.status_code == 404


def test_who_holds_no_keys_has_no_such_page(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.audra, timezone.now())
    office_door.get(PAGE)
    assert office_door.page.status_code == 404
