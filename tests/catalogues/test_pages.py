"""Catalogues at the office door: written, compared, approved by another, read as a file."""

import tomllib

from django.utils import timezone

from safeconduct.casework.core.phrases import PHRASES, phrases
from safeconduct.catalogues import services
from safeconduct.catalogues.core.toml import write
from safeconduct.catalogues.queries import in_force, open_version, shipped
from safeconduct.materiel.core.tariff import TARIFF
from tests.cast import Cast
from tests.catalogues.making import NEW_WORDS, draft, edits
from tests.doors import Door
from tests.making import make_case

BASE = "/catalogues/phrases/"


def filled(**fields: str) -> dict[str, str]:
    """The form of the phrase `read`, as a browser sends it."""
    row = shipped(PHRASES).document["phrase"][0]
    texts = {name: str(value) for name, value in row.items() if name != "arrived"}
    return texts | fields


def test_a_phrase_is_changed_sent_and_approved_by_another(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    office_door.sign_in(cast.olena, now)
    page = office_door.get("/catalogues/")
    assert "Phrases for answers" in page
    assert "shipped with the programme" in page
    page = office_door.get(BASE)
    assert "unreviewed draft" in page
    page = office_door.post(f"{BASE}begin/")
    assert office_door.path == f"{BASE}draft/"
    assert "Nothing differs" in page
    assert f'href="{BASE}draft/send/"' not in page
    entry = f"{BASE}draft/phrase/read/"
    office_door.get(entry)
    page = office_door.post(entry, seen="0", **filled(en="You will be in Norway."))
    assert "Not right yet" in page
    assert "promises no sum" in page
    office_door.get(entry)
    page = office_door.post(entry, seen="0", **filled(en="Too late."))
    assert "Somebody changed this first" in page
    office_door.get(entry)
    page = office_door.post(entry, seen="1", **filled(en=NEW_WORDS))
    assert "Not right yet" not in page
    assert NEW_WORDS in page
    office_door.get(f"{BASE}draft/send/")
    page = office_door.post(f"{BASE}draft/send/", seen="2", wanted_from="2020-01-01")
    assert "The day from which it counts is over." in page
    page = office_door.post(f"{BASE}draft/send/", seen="2", wanted_from="")
    assert "The version waits for a second person." in page
    office_door.get(f"{BASE}draft/approve/")
    assert office_door.page.status_code == 404  # Olena approves nothing
    with Door("office", "sc_office") as other:
        other.sign_in(cast.vasyl, now)
        assert "Look and decide" in other.get("/catalogues/")
        assert f'href="{BASE}draft/approve/"' in other.get("/my-work/")
        page = other.get(f"{BASE}draft/approve/")
        assert NEW_WORDS in page
        assert "Approving does not make them reviewed" in page
        page = other.post(f"{BASE}draft/approve/", seen="2")
        assert "The version is approved." in page
        assert "version 1" in page
        assert NEW_WORDS in other.get(f"{BASE}versions/1/")
    assert in_force(PHRASES)["read"].text["en"] == NEW_WORDS
    file_id = make_case(cast, now).file_id
    page = office_door.get(f"/cases/{file_id}/answer/")
    assert NEW_WORDS in page
    assert phrases()["read"].text["en"] not in page
    assert "unreviewed draft" in page


def test_a_file_goes_out_and_comes_in_and_goes_back(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    office_door.sign_in(cast.vasyl, now)
    out = office_door.get(f"{BASE}versions/0/toml/")
    assert tomllib.loads(out) == shipped(PHRASES).document
    draft(cast.olena, now, PHRASES)
    office_door.get(f"{BASE}draft/file/")
    bad = office_door.post(f"{BASE}draft/file/", seen="0", file=_file(b"phrase = 3"))
    assert "not built like this catalogue" in bad
    document = shipped(PHRASES).document
    document["phrase"][0]["code"] = "a/b c"
    page = office_door.post(
        f"{BASE}draft/file/", seen="0", file=_file(write(document).encode())
    )
    assert "A code has Latin letters" in page
    row = document["phrase"][0] | {"code": "read", "en": NEW_WORDS}
    row |= {"reviewed_by": "Olena", "reviewed_on": "2026-11-22"}
    document["phrase"][0] = row
    office_door.get(f"{BASE}draft/file/")
    office_door.post(f"{BASE}draft/file/", seen="1", file=_file(write(document).encode()))
    found = open_version("phrases")
    assert found is not None
    assert found.document == document
    services.send(cast.olena.signed(now), found.id or cast.olena.id, 2, None)
    page = office_door.get(f"{BASE}draft/")
    assert "another person must approve it" in page  # Vasyl read the file in
    with Door("office", "sc_office") as other:
        other.sign_in(cast.lina, now)
        other.get(f"{BASE}draft/return/")
        page = other.post(f"{BASE}draft/return/", why="TRANSLATION")
        assert "It went back to whoever wrote it." in page
        assert "a translation does not say the same" in other.get(f"{BASE}draft/")
    services.send(cast.olena.signed(now), found.id or cast.olena.id, 2, None)
    services.approve(cast.lina.signed(now), found.id or cast.olena.id, 2)
    file_id = make_case(cast, now).file_id
    with Door("office", "sc_office") as other:
        other.sign_in(cast.olena, now)
        page = other.get(f"/cases/{file_id}/answer/")
        assert f"{NEW_WORDS} (unreviewed draft)" not in page
        assert f"{phrases()['when_unseen'].text['en']} (unreviewed draft)" in page


def _file(data: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("catalogue.toml", data)


def test_a_row_of_a_tariff_is_added_below_it_and_taken_out(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    draft(cast.fedir, now, TARIFF)
    office_door.sign_in(cast.fedir, now)
    base, version = "/catalogues/tariff/draft/", "ua-7229-2022-04-01"
    page = office_door.get(base)
    assert f'href="{base}add/rows/{version}/"' in page
    office_door.get(f"{base}add/rows/{version}/")
    row = {"code": "NEW", "label": "something new", "low": "5", "high": "5", "seen": "0"}
    page = office_door.post(f"{base}add/rows/{version}/", **row)
    assert "This tariff counted already" in page
    office_door.get(f"{base}rows/{version}/NEW/take-out/")
    page = office_door.post(f"{base}rows/{version}/NEW/take-out/", seen="1")
    assert "This tariff counted already" not in page
    assert edits(TARIFF) == 2
    for path in ("rows/none/NEW/", "add/rows/", "add/rows/none/", "nothing/x/", "head/"):
        office_door.get(f"{base}{path}")
        assert office_door.page.status_code == 404, path
    for path in (
        "/catalogues/none/",
        "/catalogues/phrases/draft/",
        "/catalogues/tariff/versions/1/",
    ):
        page = office_door.get(path)
    assert office_door.page.status_code == 404


def test_whoever_changes_no_catalogue_reads_or_not(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    draft(cast.olena, now, PHRASES)
    office_door.sign_in(cast.audra, now)
    assert "Begin a draft" not in office_door.get("/catalogues/checklists/")
    office_door.get(f"{BASE}draft/phrase/read/")
    assert office_door.page.status_code == 404
    with Door("office", "sc_office") as other:
        other.sign_in(cast.emil, now)
        other.get("/catalogues/")
        assert other.page.status_code == 404
