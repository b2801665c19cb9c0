"""Screening through the office door, as the database role of the office, without JavaScript."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from safeconduct.screening.models import Hit, NameList
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.jobs import run_jobs
from tests.screening.making import as_role, case_of_kotov, screened


def enter(door: Door, officer: Officer) -> None:
    door.sign_in(officer, timezone.now())


def test_story_7_from_the_list_to_the_reviewed_hit(office_door: Door, cast: Cast) -> None:
    file_id, _ = case_of_kotov(cast, timezone.now())
    enter(office_door, cast.anna)
    office_door.get("/screening/lists/")
    page = office_door.post("/screening/lists/demo/")
    assert "Invented list of the demonstration" in page
    assert "30 people" in page
    page = office_door.get(f"/cases/{file_id}/screening/")
    person = re.search(r'name="person" value="([^"]+)"', page)
    assert person is not None
    page = office_door.post(office_door.path, person=person[1])
    assert "waiting" in page
    with as_role("sc_worker"):
        assert run_jobs() == 1
    assert "compared" in office_door.get(f"/cases/{file_id}/screening/")
    page = office_door.get("/screening/")
    assert "to review" in page
    hit = re.search(r'href="(/screening/hits/[^"]+)"', page)
    assert hit is not None
    page = office_door.get(hit[1])
    for told in (
        "The surname is the same: Котов and KOTOV.",
        "The date of birth is the same: 17 April 1981 and 17 April 1981.",
        "demo-001",
        "on this list fit",
        "Is there a paper with a number, and what is the number?",
        "A hit asks a person to look. It blocks nothing.",
        "sends false applicants for payment",
    ):
        assert told in page
    assert not re.search(r"\d\.\d\d", page.split("<main")[1]), "a score is shown"
    refused = office_door.post(hit[1], outcome="same", reason="", seen="0")
    assert "The reason for this outcome is not written down." in refused
    page = office_door.post(hit[1], outcome="same", reason="Тот же номер на жетоне.", seen="0")
    assert "Тот же номер на жетоне." in page
    assert "reviewed" in office_door.get("/screening/")
    card = office_door.get(f"/cases/{file_id}/")
    assert "It asks a person to look. It blocks nothing." in card
    assert "Hit on Invented list of the demonstration, strong" in card


def test_a_list_is_uploaded_and_its_problems_are_shown_by_line(
    office_door: Door, cast: Cast
) -> None:
    enter(office_door, cast.anna)
    office_door.get("/screening/lists/")
    data = b'{"id":"1","schema":"Person","properties":{"name":["Ivanov Ivan"]}}\nbroken\n'
    page = office_door.post(
        "/screening/lists/", title="test", file=SimpleUploadedFile("x.ftm.json", data)
    )
    assert "This line is not readable as JSON" in page
    assert NameList.objects.get().problems == 1


def test_a_list_too_large_or_barred_is_turned_away(office_door: Door, cast: Cast) -> None:
    enter(office_door, cast.anna)
    office_door.get("/screening/lists/")
    big = SimpleUploadedFile("big.ftm.json", b"x" * 8_000_001)
    page = office_door.post("/screening/lists/", title="test", file=big)
    assert "Choose a file of at most 8 MB." in page
    office_door.get("/screening/lists/")
    line = b'{"id":"1","schema":"Person","properties":{"name":["Ivanov Ivan"]}}'
    barred = SimpleUploadedFile("x.ftm.json", line)
    page = office_door.post("/screening/lists/", title="Myrotvorets", file=barred)
    assert "never imported" in page
    assert not NameList.objects.exists()


def test_the_case_officer_asks_and_sees_no_hit(office_door: Door, cast: Cast) -> None:
    file_id, _ = screened(cast, timezone.now())
    enter(office_door, cast.olena)
    hit = Hit.objects.values_list("id", flat=True)[0]
    for path in ("/screening/", f"/screening/hits/{hit}/", "/screening/lists/"):
        office_door.get(path)
        assert office_door.page.status_code == 404, path
    page = office_door.get(f"/cases/{file_id}/screening/")
    assert "compared" in page
    assert "Котов" in page  # her own key opens the card
    assert "demo-001" not in page
    assert "to review" not in page
    case = office_door.get(f"/cases/{file_id}/")
    assert "Ask screening" in case
    assert "demo-001" not in case
    assert "Hit on" not in case
    assert "screening.hit" not in case


def test_kirill_finds_nothing_here(office_door: Door, cast: Cast) -> None:
    file_id, _ = screened(cast, timezone.now())
    enter(office_door, cast.kirill)
    office_door.get(f"/cases/{file_id}/screening/")
    assert office_door.page.status_code == 404


def test_the_pages_say_what_would_fill_them(office_door: Door, cast: Cast) -> None:
    enter(office_door, cast.viktor)
    assert "No list has been imported yet." in office_door.get("/screening/")
    assert "No list yet" in office_door.get("/screening/lists/")
