"""Crossings at the office door: CSRF on, no JavaScript, as the door's own database role."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from safeconduct.passage.core.catalogue import Checklist
from safeconduct.passage.core.checklists import items, items_of
from safeconduct.passage.models import NoticeRow
from safeconduct.passage.office.forms import TICKED
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import Made, make_case
from tests.passage.story import (
    CELL,
    DESK_NAME,
    approve,
    code_for,
    desks,
    open_,
    propose,
    to_go,
    to_sent,
)

STAMP = "%Y-%m-%d %H:%M"
CHECKLIST = [f"{TICKED}{item.code}" for item in items_of(items(), Checklist.BEFORE_NOTICE)]


@pytest.fixture
def now() -> datetime:
    """The door reads the real clock."""
    return timezone.now()


@pytest.fixture
def made(cast: Cast, now: datetime) -> Made:
    """A case at passage."""
    return make_case(cast, now, stage="passage")


def door_of(officer: Officer) -> Door:
    """A browser of the officer's own, signed in."""
    door = Door("office", "sc_office")
    door.sign_in(officer, timezone.now())
    return door


def digest_in(page: str) -> str:
    """The digest of the notice that the approval page shows."""
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def crossing(file_id: UUID) -> str:
    return f"/cases/{file_id}/crossing/"


def plan_fields(now: datetime) -> dict[str, object]:
    return {
        "window_start": f"{now - timedelta(hours=1):{STAMP}}",
        "window_end": f"{now + timedelta(hours=3):{STAMP}}",
        "signals": ["foot_hands_up", "foot_call_out"],
        "weapon_state": "left_behind",
        "reception_point": "R-4",
        "corridor": CELL,
        "duty-alpha": DESK_NAME,
        **dict.fromkeys(CHECKLIST, "on"),
    }


def test_a_crossing_walks_from_opening_to_go_in_the_browser(
    cast: Cast, made: Made, now: datetime
) -> None:
    base = crossing(made.file_id)
    petro, vasyl = door_of(cast.petro), door_of(cast.vasyl)
    assert "Open the crossing" in petro.get(f"/cases/{made.file_id}/")
    page = petro.fill(base + "open/", mode="foot", head_count="2", unwitting="0", harm="nobody")
    assert "No notice has been proposed yet." in page
    page = petro.fill(base + "propose/", **plan_fields(now))
    assert "waits for a second person" in page
    assert "The second person must be somebody else." in page
    digest = digest_in(petro.get(base + "approve/"))
    page = petro.post(base + "approve/", digest=digest)
    assert "The second person must be somebody else." in page
    assert "approved by two" not in petro.get(base)

    page = vasyl.get(base + "approve/")
    assert CELL in page
    assert DESK_NAME in page
    assert digest_in(page) == digest
    assert "approved by two" in vasyl.post(base + "approve/", digest=digest)

    page = petro.fill(base + "send/")
    desk = desks(made.file_id)[0]
    code = code_for(cast, made.file_id, desk)
    assert code in page
    path = f"{base}read-back/{desk.id}/"
    page = petro.fill(path, officer="Havrylo", code="000000", answer="will_comply")
    assert "The code read back is not the code of this notice." in page
    page = petro.fill(path, officer="Havrylo", code=code.lower(), answer="will_comply")
    assert "will comply" in page
    times = [f"{now + timedelta(hours=h):{STAMP}}" for h in (-5, -4, 4, 5)]
    petro.fill(
        base + "check/light/", civil_dawn=times[0], sunrise=times[1], sunset=times[2],
        civil_dusk=times[3], source="astral 3.2",
    )  # fmt: skip
    petro.fill(base + "check/cold/", air_c="-5", wind_kmh="10", minutes_outside="20")
    page = petro.fill(base + "check/reception/", ready="on")
    assert "<h2>GO</h2>" in page
    assert '<span class="tag ok">GO</span>' in vasyl.get("/crossings/")


def test_every_reason_to_hold_stands_on_the_page_and_on_the_case(
    cast: Cast, made: Made, now: datetime
) -> None:
    to_sent(cast, made.file_id, now)
    door = door_of(cast.petro)
    page = door.get(crossing(made.file_id))
    for sentence in (
        "Not every addressee has acknowledged this revision by name.",
        "A check of light, cold, water or reception has not been made.",
    ):
        assert sentence in page
    page = door.get(f"/cases/{made.file_id}/")
    assert "Say GO" in page
    assert "computed" in page
    assert "Not every addressee has acknowledged this revision by name." in page
    assert "0 / 2" in page


def test_the_page_loads_again_without_a_script_only_when_asked(
    cast: Cast, made: Made, now: datetime
) -> None:
    to_go(cast, made.file_id, now)
    door = door_of(cast.petro)
    page = door.get(crossing(made.file_id))
    assert "http-equiv" not in page
    page = door.get(crossing(made.file_id) + "?watch=1")
    assert '<meta http-equiv="refresh" content="30">' in page
    assert "<script" not in page
    assert "style=" not in page
    assert len(page.encode()) < 50_000
    assert "min ago" in page
    assert 'content="30"' in door.get("/crossings/?watch=1")


def test_a_stranger_to_the_case_finds_nothing(cast: Cast, made: Made, now: datetime) -> None:
    to_go(cast, made.file_id, now)
    base = crossing(made.file_id)
    door = door_of(cast.kirill)
    door.get(base)
    assert door.page.status_code == 404
    for tail in ("people/", "open/"):
        door.get(base + tail)
        assert door.page.status_code == 404
    page = door.get("/crossings/")
    assert "No crossing yet" in page
    assert door.page.status_code == 200


@pytest.mark.parametrize("name", ["anna", "marta", "ruta"])
def test_other_roles_have_no_crossings(
    cast: Cast, made: Made, now: datetime, name: str
) -> None:
    to_sent(cast, made.file_id, now)
    door = door_of(getattr(cast, name))
    door.get("/crossings/")
    assert door.page.status_code == 404
    door.get(crossing(made.file_id))
    assert door.page.status_code == 404


def test_the_person_gets_the_steps_from_the_case_officer(
    public_door: Door, cast: Cast, made: Made, now: datetime
) -> None:
    open_(cast, made.file_id, now)
    propose(cast, made.file_id, now)
    base = crossing(made.file_id)
    door = door_of(cast.petro)
    page = door.get(base)
    assert "Send the steps to the person" not in page
    door = door_of(cast.olena)
    page = door.get(base)
    assert "Send the steps to the person" in page
    door.post(base + "steps/")
    public_door.browser.cookies["sc-public"] = made.cookie
    page = public_door.get("/ru/mailbox/")
    assert "Ни один путь не обходится без опасности" in page
    assert "Обе руки вверх" not in page  # nobody has agreed to this notice yet
    approve(cast, made.file_id, now)
    door.post(base + "steps/")
    page = public_door.get("/ru/mailbox/")
    assert "Обе руки вверх" in page
    assert "UTC" in page
    assert CELL not in page


def test_help_in_kind_at_the_door(cast: Cast, made: Made, now: datetime) -> None:
    open_(cast, made.file_id, now)
    base = crossing(made.file_id)
    door = door_of(cast.petro)
    door.get(base)
    asked = {"kind": "food", "amount": "150", "vendor": "7"}
    page = door.fill(base + "help/", payee="person", **asked)
    assert "never as cash to the person" in page
    page = door.fill(base + "help/", payee="vendor", **asked)
    assert "waits for a second person" in page
    door = door_of(cast.vasyl)
    page = door.get(base)
    agree = re.search(r'action="([^"]+/agree/)"', page)
    assert agree is not None
    assert "agreed" in door.post(agree[1])


def test_cancel_corridor_people_and_revision_at_the_door(
    cast: Cast, made: Made, now: datetime
) -> None:
    to_go(cast, made.file_id, now)
    base = crossing(made.file_id)
    door = door_of(cast.vasyl)
    page = door.get(base)
    assert "<h2>GO</h2>" in page
    page = door.fill(base + "corridor/")
    assert "The authority has withdrawn or replaced this corridor." in page
    page = door.fill(
        base + "people/", mode="foot", head_count="3", unwitting="0", harm="nobody",
        duress="on",
    )  # fmt: skip
    assert "A sign of duress has been recorded" in page
    page = door.fill(
        base + "people/", mode="foot", head_count="3", unwitting="0", harm="nobody"
    )
    assert "Somebody else than who recorded harm or duress has to lift it." in page
    page = door.fill(base + "cancel/")
    assert "cancelled" in page


def test_a_form_says_what_is_wrong_with_its_shape(
    cast: Cast, made: Made, now: datetime
) -> None:
    open_(cast, made.file_id, now)
    base = crossing(made.file_id)
    door = door_of(cast.petro)
    door.get(base)
    wrong = plan_fields(now) | {"window_end": f"{now - timedelta(hours=2):{STAMP}}"}
    page = door.fill(base + "propose/", **wrong)
    assert "The agreed time must end after it begins." in page
    fine = plan_fields(now) | {"corridor": "48.12345 37.12345"}
    page = door.fill(base + "propose/", **fine)
    assert "The corridor text is finer than about 500 metres." in page
    page = door.fill(
        base + "people/", mode="foot", head_count="2", unwitting="2", harm="nobody"
    )
    assert "At least one person must have agreed to come." in page
    assert not NoticeRow.objects.exists()


def test_the_doors_hold_only_the_rights_they_need(
    cast: Cast, made: Made, now: datetime
) -> None:
    to_go(cast, made.file_id, now)
    forbidden = (
        ("sc_office", "UPDATE passage_noticerow SET window_end = now()"),
        ("sc_office", "UPDATE passage_noticerow SET digest = ''"),
        ("sc_office", "DELETE FROM passage_ackrow"),
        ("sc_office", "UPDATE passage_ackrow SET given_at = now()"),
        ("sc_office", "UPDATE passage_checkrow SET passed = true"),
        ("sc_office", "UPDATE passage_costrow SET amount_minor = 1"),
        ("sc_public", "SELECT 1 FROM passage_crossingrow"),
        ("sc_worker", "SELECT 1 FROM passage_noticerow"),
    )
    for role, statement in forbidden:
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(statement)
