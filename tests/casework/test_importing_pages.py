"""An earlier list at the office door: read, columns, rows, second person, case page."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from safeconduct.casework.models import Case, Import
from safeconduct.common.ids import new_id
from tests.cast import Cast
from tests.doors import Door

pytestmark = pytest.mark.django_db(databases=["default", "keystore"])

SHEET = """№;Фамилия;Телефон;Дата;Пометка
1;Лисенко;+380 00 000;01.02.2024;=HYPERLINK("x")
2;Грач;@grach;вчера;-5
"""


def test_a_list_from_the_upload_to_the_case_page(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.vasyl, timezone.now())
    assert "Take over an earlier list" in office_door.get("/cases/")
    refused = office_door.fill("/import/", file=SimpleUploadedFile("a.xlsx", b"PK\x03\x04no"))
    assert "This file cannot be read." in refused
    file = SimpleUploadedFile("contacts.csv", SHEET.encode("utf-16"))
    page = office_door.fill("/import/", file=file)
    assert "Лисенко · Грач" in page and "begins at first contact" in page
    said = ("reference", "surname", "reach", "first_day", "note")
    told = {f"column_{n}": one for n, one in enumerate(said)}
    twice = office_door.post(
        office_door.path, **told | {"column_4": "surname"}, language="uk", danger="abroad"
    )
    assert "Only notes and ways to reach somebody" in twice
    page = office_door.post(office_door.path, **told, language="uk", danger="abroad")
    assert "This is no day that can be read" in page
    check = office_door.path
    text = office_door.get(f"{check}wrong/").lstrip("\ufeff")
    [_, row] = list(csv.reader(io.StringIO(text)))
    assert row[:5] == ["2", "Грач", "'@grach", "вчера", "'-5"] and row[5] == "3"
    office_door.get(check)
    page = office_door.post(check, receiver=str(cast.iryna.id), lead="")
    assert "waits to be taken in" in page
    assert "<h1>" in office_door.get(check + "columns/") and office_door.page.status_code != 500
    office_door.get("/my-work/")
    office_door.post("/sign-out/")

    office_door.sign_in(cast.kirill, timezone.now())
    for path in (check, check + "columns/", check + "wrong/", check + "take-in/", "/import/"):
        office_door.get(path)
        assert office_door.page.status_code == 404
    office_door.get("/my-work/")
    office_door.post("/sign-out/")

    office_door.sign_in(cast.iryna, timezone.now())
    work = office_door.get("/my-work/")
    assert "1 case waits" in work and f"{check}take-in/" in work
    page = office_door.fill(check + "take-in/")
    assert "taken in" in page
    case = Case.objects.get(language="uk", danger="abroad")
    page = office_door.get(f"/cases/{case.file_id}/")
    assert "From an earlier list" in page and "+380 00 000" in page and "HYPERLINK" in page
    assert "took the case over from an earlier list" in page
    assert "We say first" not in page  # nobody holds the words of this mailbox
    office_door.post(check + "take-in/")
    assert Case.objects.count() == 1

    assert "cases that nobody leads yet" in office_door.get("/my-work/")
    page = office_door.get(check + "unled/")
    assert case.alias in page and "1 case of this list has no case officer." in page
    office_door.post("/cases/together/", act="PUT_ON", case=str(case.file_id))
    office_door.post(office_door.path, place=f"{cast.olena.id} case officer")
    assert "Done for 1 case." in office_door.post(office_door.path + "begin/")
    assert "Every case of this list is led" in office_door.get(check + "unled/")
    assert "nobody leads" not in office_door.get("/my-work/")


def test_how_far_it_is_shows_itself(office_door: Door, cast: Cast) -> None:
    found = new_id()
    Import.objects.create(
        id=found, state="taking", made_by=cast.vasyl.id, made_at=timezone.now(), rows=10_000,
        taken=2500, receiver_id=cast.iryna.id, sealed=b"x",
    )  # fmt: skip
    office_door.sign_in(cast.vasyl, timezone.now())
    page = office_door.get(f"/import/{found}/")
    assert "2500 of 10000 rows" in page.replace(",", "") and 'http-equiv="refresh"' in page


def test_a_list_can_be_dropped(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.vasyl, timezone.now())
    office_door.fill("/import/", file=SimpleUploadedFile("a.csv", SHEET.encode()))
    found = Import.objects.get()
    assert "dropped" in office_door.fill(f"/import/{found.id}/", drop="1")
    found.refresh_from_db()
    assert (found.state, bytes(found.sealed)) == ("dropped", b"")
