"""The custodian's way through the office door, without script, to a package that verifies."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from safeconduct.accounts.queries import public_key_of
from safeconduct.common.ids import new_id
from safeconduct.record.core.checkpoint import fingerprint
from safeconduct.record.queries import entries_of
from safeconduct.testimony.core.terms import Kind
from safeconduct.testimony.models import Exhibit, Package, Part, Statement
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.queries import open_file
from safeconduct.vault.ring import ring
from safeconduct.vault.services import grant
from tests.cast import Cast
from tests.doors import TOKEN, Door
from tests.making import make_case
from tests.testimony.building import (
    DAY,
    RECIPIENT,
    Told,
    agree,
    arrived,
    assert_withheld,
    check_package,
    made_package,
    tell,
)
from tests.testimony.core.making import PHOTO, SECRET, WORDS

TICKS = (
    "wishes_to_speak rights_read no_help_line_read understood warning_read counsel_offered"
).split()
SHEET_ANSWERS = {
    "person_status": "prisoner_of_war",
    "language": "ru",
    "interpreter": "none",
    "present": "interviewer Emil\nrecorder Edita",
    "no_help_line_read": "yes",
    "wishes_to_speak": "yes",
    "started_at": "2026-11-22 10:00",
    "breaks": "2026-11-22 10:30 15",
    "food_offered": "yes",
    "rest_hours": "9",
    "fitness": "fit",
    "warning_read": "yes",
    "counsel": "declined",
    "pressure": "none_reported",
    "read_back_at": "2026-11-22 12:00",
}


def begin(door: Door, path: str, **change: str) -> str:
    """Send the form that begins a statement."""
    said = {"language": "ru", "asked": "yes", "self_incriminating": "yes", "fitness": "fit"}
    ticks = dict.fromkeys(TICKS, "on")
    return door.fill(path + "statements/new/", **{**said, **ticks, **change})


def photo(name: str = "Ivanov at the base.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PHOTO, "image/jpeg")


def raw(door: Door, path: str) -> Any:
    """POST with the token of the current page, for answers that are not text."""
    token = TOKEN.search(door.page.content.decode())
    assert token is not None
    known = {"csrfmiddlewaretoken": token[1], "once": str(new_id())}
    return door._as_role("post", path, known)


def hidden(page: str, name: str) -> str:
    """The value a form was drawn with."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def before(cast: Cast) -> tuple[UUID, str]:
    """A case whose person arrived two days ago; the path of its testimony."""
    file_id, _ = arrived(cast, timezone.now() - 2 * DAY)
    return file_id, f"/cases/{file_id}/testimony/"


def test_from_the_first_word_to_a_package_that_verifies(
    office_door: Door, cast: Cast, tmp_path: Path
) -> None:
    file_id, path = before(cast)
    door, now = office_door, timezone.now()
    door.sign_in(cast.emil, now)
    assert "No statement yet" in door.get(path)
    begin(door, path)
    statement = door.path
    assert statement.startswith(path + "statements/")
    door.fill(statement + "part/", text=WORDS[0].replace("\n", "\r\n"), corrects="")
    door.fill(statement + "part/", text=SECRET, corrects="")
    page = door.fill(statement + "part/", text=WORDS[2], corrects="1")
    assert "corrected by part 3" in page
    assert "Without these nothing can be disclosed" in page
    sheet = door.get(statement + "sheet/")
    assert "Никакая помощь от этого не зависит" in sheet
    kept = {name: hidden(sheet, name) for name in ("rights_text", "rights_text_sha256")}
    page = door.post(statement + "sheet/", **SHEET_ANSWERS, **kept)
    assert "sheet complete" in page, re.findall(r'class="error"[^<]*<[^<]*<[^<]*', page)

    told_by = Statement.objects.get()
    page = door.fill(path + "exhibits/new/", content=photo(), statement=str(told_by.id))
    assert "Receipt for the giver" in page
    assert Exhibit.objects.get().commitment in page
    assert "Ivanov" not in page

    parts = list(Part.objects.order_by("number").values_list("id", flat=True))
    choice = {
        "recipient_class": "national_prosecutor",
        "recipient_name": RECIPIENT,
        "purpose": "investigation",
        f"item-{parts[0].hex}": "give",
        f"item-{parts[1].hex}": "safety_of_others",
        f"item-{parts[2].hex}": "give",
        f"item-{Exhibit.objects.get().id.hex}": "give",
    }
    page = door.fill(path + "packages/new/", **choice)
    assert "The person has not agreed to give this to recipients of this class." in page
    agree(cast, file_id, now)
    page = door.fill(path + "packages/new/", **choice)
    package = door.path
    assert "Two different people must approve a disclosure." in page
    assert "Stays: safety of others" in page

    second = Door("office", "sc_office")
    second.sign_in(cast.edita, now)
    assert "Approve" in second.get(package)
    assert "Make the package" in second.post(package + "approve/")
    assert "Download" in second.post(package + "make/")
    answer = raw(second, package + "download/")
    again = raw(second, package + "download/")  # the page is still there, its button too
    assert (again.status_code, again.content) == (200, answer.content)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].endswith('.zip"')
    data = answer.content
    said = check_package(data, tmp_path, fingerprint(ring().record_key))
    assert said.endswith("VERIFIED: 3 contents, 1 withheld, 4 record lines\n")
    assert_withheld(data)
    assert b"Ivanov" not in data
    assert entries_of(file_id)[0].line.kind == Kind.PACKAGE_READ


def test_the_page_prints_the_fingerprint_and_the_commands(
    office_door: Door, cast: Cast
) -> None:
    told = tell(cast, timezone.now() - 2 * DAY)
    agree(cast, told.file_id, told.at)
    package_id = made_package(cast, told)
    office_door.sign_in(cast.edita, timezone.now())
    ref = Package.objects.get().ref
    printed = fingerprint(ring().record_key)
    for path in ("", f"packages/{package_id}/"):
        page = office_door.get(f"/cases/{told.file_id}/testimony/{path}")
        assert printed in page
        assert f"sh VERIFY.sh {printed}" in page
        assert "sha256sum -c tagmanifest-sha256.txt" in page
        assert "openssl pkeyutl -verify -pubin -inkey log.pem -rawin" in page
    assert f"unzip {ref}.zip" in page
    assert Package.objects.get().sha256 in page


def test_the_form_tells_every_reason_and_still_receives_unasked_words(
    office_door: Door, cast: Cast
) -> None:
    file_id, path = before(cast)
    office_door.sign_in(cast.emil, timezone.now())
    page = begin(office_door, path, fitness="not_fit", rights_read="")
    assert "There is a problem" in page
    assert "The person is not rested, fed or well enough to speak now." in page
    assert "Rights and purpose have not been read" in page
    assert not Statement.objects.exists()
    office_door.fill(
        path + "statements/new/", language="ru", asked="no", self_incriminating="yes",
        fitness="not_fit",
    )  # fmt: skip
    assert Statement.objects.get().asked is False


def test_the_case_page_shows_a_card_and_the_acts(office_door: Door, cast: Cast) -> None:
    told = tell(cast, timezone.now() - 2 * DAY)
    office_door.sign_in(cast.emil, timezone.now())
    page = office_door.get(f"/cases/{told.file_id}/")
    assert f'href="/cases/{told.file_id}/testimony/"' in page
    assert "Take a statement" in page
    fresh, _ = arrived(cast, timezone.now())
    page = office_door.get(f"/cases/{fresh}/")
    assert "Care intake was today; the statement waits for another day." in page
    assert "Write down words brought unasked" in page


def test_an_officer_without_the_key_sees_no_card(office_door: Door, cast: Cast) -> None:
    told = tell(cast, timezone.now() - 2 * DAY)
    office_door.sign_in(cast.olena, timezone.now())
    page = office_door.get(f"/cases/{told.file_id}/")
    assert office_door.page.status_code == 200
    assert "/testimony/" not in page
    assert "Take a statement" not in page


def addresses(told: Told, package_id: UUID) -> list[str]:
    base = f"/cases/{told.file_id}/testimony/"
    tails = (
        "", "statements/new/", "exhibits/new/", "packages/new/",
        f"statements/{told.statement_id}/", f"statements/{told.statement_id}/part/",
        f"statements/{told.statement_id}/sheet/", f"exhibits/{told.exhibit_id}/",
        f"exhibits/{told.exhibit_id}/hand-over/", f"packages/{package_id}/",
    )  # fmt: skip
    return [base + tail for tail in tails]


def test_kirill_and_custodians_of_other_cases_get_404_everywhere(
    office_door: Door, cast: Cast
) -> None:
    told = tell(cast, timezone.now() - 2 * DAY)
    agree(cast, told.file_id, told.at)
    package_id = made_package(cast, told)
    office_door.sign_in(cast.kirill, timezone.now())
    for path in addresses(told, package_id):
        office_door.get(path)
        assert office_door.page.status_code == 404, path
    custodian = Door("office", "sc_office")
    custodian.sign_in(cast.edita, timezone.now())
    elsewhere = make_case(cast, timezone.now()).file_id
    for path in addresses(replace(told, file_id=elsewhere), package_id):
        custodian.get(path)
        assert custodian.page.status_code == 404, path
    stranger = Door("office", "sc_office")
    stranger.sign_in(cast.lina, timezone.now())
    stranger.get("/my-work/")
    for path in addresses(told, package_id):
        stranger.get(path)
        assert stranger.page.status_code in (403, 404), path
        assert WORDS[0].split("\n")[0] not in stranger.page.content.decode()
    stranger.get("/my-work/")
    for tail in ("approve/", "make/", "download/"):
        base = f"/cases/{told.file_id}/testimony/packages/{package_id}/"
        assert raw(stranger, base + tail).status_code in (403, 404)
    assert Kind.PACKAGE_READ not in {e.line.kind for e in entries_of(told.file_id)}


def test_a_download_by_link_or_without_a_token_does_nothing(
    office_door: Door, cast: Cast
) -> None:
    told = tell(cast, timezone.now() - 2 * DAY)
    agree(cast, told.file_id, told.at)
    package_id = made_package(cast, told)
    office_door.sign_in(cast.emil, timezone.now())
    path = f"/cases/{told.file_id}/testimony/packages/{package_id}/download/"
    assert office_door._as_role("get", path, None).status_code == 405
    assert office_door._as_role("post", path, {}).status_code == 403
    assert Kind.PACKAGE_READ not in {e.line.kind for e in entries_of(told.file_id)}


def test_custody_passes_from_page_to_page(office_door: Door, cast: Cast) -> None:
    told = tell(cast, timezone.now() - 2 * DAY)
    path = f"/cases/{told.file_id}/testimony/exhibits/{told.exhibit_id}/"
    office_door.sign_in(cast.emil, timezone.now())
    page = office_door.get(path + "hand-over/")
    assert "Edita" in page
    assert "Iryna" not in page
    page = office_door.post(path + "hand-over/", to=cast.edita.actor.key_id)
    assert "Held by Emil." in page
    assert "Offered to Edita" in page
    second = Door("office", "sc_office")
    second.sign_in(cast.edita, timezone.now())
    second.get(path)
    assert "Held by Edita." in second.post(path + "accept/")


def test_a_file_too_large_for_memory_is_turned_back_with_a_sentence(
    office_door: Door, cast: Cast
) -> None:
    _, path = before(cast)
    office_door.sign_in(cast.emil, timezone.now())
    with override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=500):
        page = office_door.fill(path + "exhibits/new/", content=photo(), statement="")
    assert "Choose a file of at most 8 MB." in page
    page = office_door.fill(
        path + "exhibits/new/", content=SimpleUploadedFile("x.exe", b"MZ\x90"), statement=""
    )
    assert "Only JPEG, PNG, PDF, MP4, Ogg and WAV files are taken." in page
    assert not Exhibit.objects.exists()


def test_an_upload_never_touches_the_disk() -> None:
    handlers = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    assert list(settings.FILE_UPLOAD_HANDLERS) == handlers


def test_what_cannot_be_read_on_the_sheet_is_said_at_its_field(
    office_door: Door, cast: Cast
) -> None:
    told = tell(cast, timezone.now() - 2 * DAY, sheet=None)
    path = f"/cases/{told.file_id}/testimony/statements/{told.statement_id}/sheet/"
    office_door.sign_in(cast.emil, timezone.now())
    wrong = {**SHEET_ANSWERS, "breaks": "at noon", "present": "Emil", "started_at": "today"}
    page = office_door.fill(path, **wrong)
    assert page.count("This cannot be read. Write it like the example.") == 6
    page = office_door.fill(path, **{**SHEET_ANSWERS, "interpreter": "Ivan Petrov"})
    assert "Languages, aliases and text versions are written as codes" in page


def test_the_receipt_of_an_officer_with_the_contact_key_is_posted(
    office_door: Door, cast: Cast
) -> None:
    file_id, path = before(cast)
    iryna = open_file(cast.iryna.keys, file_id)
    grant(iryna, public_key_of(cast.emil.id), [Compartment.CONTACT], Holder.OFFICER)
    office_door.sign_in(cast.emil, timezone.now())
    office_door.fill(path + "exhibits/new/", content=photo(), statement="")
    kinds = [entry.line.kind for entry in entries_of(file_id)]
    assert "contact.item.posted" in kinds
