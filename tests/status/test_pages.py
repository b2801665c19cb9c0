"""The status file and the list of offers, through the office door."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from safeconduct.status import services
from safeconduct.status.models import FileReading, StateOffer
from tests.cast import Cast
from tests.doors import Door
from tests.making import Made, make_case


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def made(cast: Cast, now: datetime) -> Made:
    return make_case(cast, now)


def test_an_asylum_file_with_one_deadline_and_one_offer(
    office_door: Door, cast: Cast, now: datetime, made: Made
) -> None:
    office_door.sign_in(cast.lina, now)
    case = f"/cases/{made.file_id}/"
    assert "Open the status file" in office_door.get(case)
    page = office_door.get(case + "status/")
    assert "No return to persecution or torture" in page
    assert "Right to remain" not in page
    page = office_door.post(case + "status/open/")
    assert "Right to remain during the procedure" in page
    assert "Not checked by a lawyer." in page
    page = office_door.fill(
        case + "status/deadline/", rule="de.suit", earliest="2026-12-11", seats=["DE-BE"]
    )
    assert "Thursday, 24 December 2026" in page
    assert "Monday, 28 December 2026" in page
    assert "This day is not counted." in page
    office_door.fill("/offers/new/", state_code="LT", instrument="Visa", places="1")
    assert "We promise nothing." in office_door.page.content.decode()
    office_door.fill(case + "status/wish/", words="By the sea")
    offer = str(StateOffer.objects.get().id)
    page = office_door.fill(case + "status/show/", offer=offer, text="Вы будете в Литве.")
    assert "Take the promising words out." in page
    page = office_door.fill(case + "status/show/", offer=offer, text="Литва может дать визу.")
    assert "An offer was first shown on" in page
    assert "By the sea" in page
    assert "24 December 2026" in office_door.get(case)


def test_a_promise_in_the_list_is_refused_and_a_barred_state_too(
    office_door: Door, cast: Cast, now: datetime
) -> None:
    office_door.sign_in(cast.lina, now)
    page = office_door.fill(
        "/offers/new/", state_code="by", instrument="Stay is guaranteed", places="1"
    )
    assert "No person is ever proposed to this state." in page
    assert "Take the promising words out." in page


def test_offers_change_by_the_table(office_door: Door, cast: Cast, now: datetime) -> None:
    services.register_offer(cast.lina.signed(now - timedelta(days=9)), "LT", "Visa", 1)
    office_door.sign_in(cast.lina, now)
    page = office_door.get("/offers/")
    assert "ask again" in page
    address = re.search(r'action="(/offers/[^"]+/confirm/)"', page)
    assert address is not None
    assert "ask again" not in office_door.post(address[1])
    assert "paused" in office_door.post(address[1].replace("confirm", "pause"))
    assert "closed" in office_door.post(address[1].replace("confirm", "close"))


def test_an_authoritys_decision_is_recorded_by_two(
    office_door: Door, cast: Cast, now: datetime, made: Made
) -> None:
    reading = services.open_file(cast.lina.signed(now), made.file_id)
    office_door.sign_in(cast.lina, now)
    asked = {
        "authority": "asylum_authority",
        "name": "Office of Example Town",
        "reference": "EX-7431",
        "decided_on": "2026-11-20",
        "to": "refugee",
    }
    page = office_door.fill(f"/status/positions/{reading}/close/", **asked)
    assert "The decision itself is not on file." in page
    paper = SimpleUploadedFile("decision.pdf", b"%PDF-1.7 decision")
    page = office_door.fill(f"/status/positions/{reading}/close/", **asked, paper=paper)
    assert "closing waits for a second person" in page
    assert "Right to remain" in page
    second = f"/status/positions/{reading}/confirm/"
    assert "a different person decides" in office_door.fill(second)
    office_door.browser.cookies.clear()
    office_door.page = None
    office_door.sign_in(cast.olena, now)
    assert "EX-7431" in office_door.get(second)
    page = office_door.post(second)
    assert "led to Refugee" in page
    assert FileReading.objects.get(kind="refugee").state == "open"


def test_a_place_is_decided_by_another_person(
    office_door: Door, cast: Cast, now: datetime, made: Made
) -> None:
    lina = cast.lina.signed(now)
    offer = services.register_offer(lina, "LT", "Visa", 1)
    office_door.sign_in(cast.lina, now)
    page = office_door.fill(f"/cases/{made.file_id}/status/place/", offer=str(offer))
    assert "wish is not recorded yet" in page
    services.write_wish(lina, made.file_id, "By the sea")
    page = office_door.fill(f"/cases/{made.file_id}/status/place/", offer=str(offer))
    place = re.search(r'href="(/status/places/[^"]+)"', page)
    assert place is not None
    assert "a different person decides" in office_door.fill(place[1])
    office_door.browser.cookies.clear()
    office_door.page = None
    office_door.sign_in(cast.olena, now)
    assert "We promise nothing." in office_door.get(place[1])
    assert "the state may be asked" in office_door.post(place[1])


def test_kirill_finds_no_page(office_door: Door, cast: Cast, now: datetime, made: Made) -> None:
    lina = cast.lina.signed(now)
    reading = services.open_file(lina, made.file_id)
    office_door.sign_in(cast.kirill, now)
    ends = ("", "position/", "deadline/", "wish/", "show/", "place/")
    paths = [f"/cases/{made.file_id}/status/{end}" for end in ends]
    paths += [f"/status/positions/{reading}/{end}/" for end in ("close", "confirm")]
    for path in paths:
        office_door.get(path)
        assert office_door.page.status_code == 404, path
    office_door.get("/offers/")
    assert office_door.page.status_code == 200, "the list is the programme's, not a case's"
    office_door.get("/my-work/")
    office_door.post(f"/cases/{made.file_id}/status/open/")
    assert office_door.page.status_code == 404


def test_a_role_without_status_sees_neither_file_nor_list(
    office_door: Door, cast: Cast, now: datetime, made: Made
) -> None:
    office_door.sign_in(cast.anna, now)
    for path in (f"/cases/{made.file_id}/status/", "/offers/"):
        office_door.get(path)
        assert office_door.page.status_code == 404
    page = office_door.get(f"/cases/{made.file_id}/")
    assert "<h3>Status " not in page
    assert "Open a position or count a deadline" in page
