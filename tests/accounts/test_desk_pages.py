"""The desk's key on its page: as the office's database role, without a script."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from safeconduct.accounts.desks import desk_view
from safeconduct.vault import desks as vault
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Desk
from safeconduct.vault.jobs import throw_away_old_desk_keys
from safeconduct.vault.models import DeskKey
from safeconduct.vault.ring import ring
from tests.accounts.desk_keys import own_folder, sign_waiting, take
from tests.cast import Cast
from tests.contact.boxes import TEXT, Box
from tests.doors import Door


@pytest.fixture(autouse=True)
def folder(cast: Cast, tmp_path: Path, settings: LazySettings) -> Path:
    """Keys of this test's own."""
    return own_folder(tmp_path, settings)


def test_a_key_is_made_read_aloud_and_taken_and_letters_are_moved(
    office_door: Door, public_door: Door, cast: Cast, offline: Offline
) -> None:
    now = timezone.now()
    boxes, me, old = [Box(now) for _ in range(3)], cast.iryna.signed(now), ring().desk.key_id
    office_door.sign_in(cast.iryna, now)
    text = office_door.fill("/desk-key/new/", reason="MONTH")
    waits = desk_view(me).waits
    assert waits is not None
    groups = " ".join(waits.key_id[at : at + 4] for at in range(0, 16, 4))
    assert groups in text
    assert "Iryna made a new key" in text
    text = office_door.fill("/desk-key/new/", reason="LEFT")
    assert "waits for its signature already" in text
    [key] = sign_waiting(offline, me)
    take(key, me)
    work = office_door.get("/my-work/")
    assert "3 files on an older key" in work
    assert "/desk-key/" in work
    assert "Each press moves up to 500" in office_door.get("/desk-key/")
    text = office_door.post("/desk-key/", move="1")
    assert "Each press moves" not in text
    assert vault.left_to_move(Desk.INTAKE) == 0
    assert "older key" not in office_door.get("/my-work/")
    for box in boxes:
        assert TEXT in office_door.post(f"/letters/{box.letter}/")
        office_door.get("/my-work/")
    DeskKey.objects.filter(key_id=old).update(replaced_at="2026-01-01T00:00Z")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sc_worker")
        throw_away_old_desk_keys(0)
        cursor.execute("RESET ROLE")
    assert DeskKey.objects.get(key_id=old).state == "gone"


def test_a_key_that_waits_is_dropped_on_the_page(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.oksana, timezone.now())
    assert "Drop the key that waits" in office_door.fill("/desk-key/new/", reason="COPIED")
    text = office_door.post("/desk-key/", drop="1")
    assert "Drop the key that waits" not in text
    assert "Make a new key" in text


@pytest.mark.parametrize("days", [31, 32])
def test_after_a_month_my_work_says_so(
    office_door: Door, cast: Cast, folder: Path, days: int
) -> None:
    path, now = folder / "programme.json", timezone.now()
    held = {"ceremony_on": (now.date() - timedelta(days=days)).isoformat()}
    path.write_text(json.dumps({**json.loads(path.read_text()), **held}))
    office_door.sign_in(cast.iryna, now)
    for page in ("/my-work/", "/desk-key/"):
        assert ("The key is more than a month old." in office_door.get(page)) == (days > 31)


def test_nobody_else_finds_the_page(office_door: Door, cast: Cast) -> None:
    for officer in (cast.olena, cast.vasyl, cast.daria):
        office_door.sign_in(officer, timezone.now())
        for path in ("/desk-key/", "/desk-key/new/"):
            office_door.get(path)
            assert office_door.page.status_code == 404
