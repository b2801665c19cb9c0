"""Oversight and record pages: counts, lines and proofs, never anything about a person."""

import html
import re
from datetime import datetime

import pytest
from django.utils import timezone

from safeconduct.casework.core.terms import Stage
from safeconduct.casework.queries import alias_of
from safeconduct.oversight.queries import PAGE
from safeconduct.oversight.services import sign_head
from safeconduct.record import queries as record
from tests.cast import Cast
from tests.doors import Door
from tests.making import Made, make_case
from tests.oversight import tampering
from tests.oversight.test_services import grow

TEXT = "Хочу жить. Двое."
PAGES = ("/oversight/", "/record/", "/record/lines/1/")


@pytest.fixture
def made(cast: Cast, at: datetime) -> Made:
    """A case at the stage of an offer, and the record that its acts left."""
    return make_case(cast, at, stage="offer", text=TEXT)


@pytest.fixture
def auditor(office_door: Door, cast: Cast, made: Made, at: datetime) -> Door:
    """Audra at the office, after the worker signed the head."""
    sign_head(at)
    office_door.sign_in(cast.audra, timezone.now())
    return office_door


@pytest.mark.parametrize("path", PAGES)
def test_the_auditor_sees_no_alias_and_no_word_of_a_person(
    auditor: Door, made: Made, path: str
) -> None:
    page = auditor.get(path)
    assert auditor.page.status_code == 200
    assert alias_of(made.file_id) not in page
    assert "Хочу" not in page
    assert str(made.file_id) not in page
    assert "/cases/" not in page


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_script_or_an_inline_style(auditor: Door, path: str) -> None:
    page = auditor.get(path)
    assert "style=" not in page
    assert "<script" not in page


def test_the_desk_counts_cases_letters_and_openings(
    auditor: Door, cast: Cast, made: Made
) -> None:
    page = auditor.get("/oversight/")
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="num"[^>]*>(\d+)<', page))
    assert rows[Stage.OFFER.value] == "1"
    assert rows[Stage.CONTACT.value] == "0"
    assert int(rows["Tasks past their date"]) >= 0
    assert page.count("<svg") == 2
    assert "Nobody opened a case" in page


def test_an_empty_office_says_what_would_fill_the_desk(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.audra, timezone.now())
    page = office_door.get("/oversight/")
    assert "No case yet" in page
    assert "<svg" not in page
    assert "Nothing is signed yet" in office_door.get("/record/")


@pytest.mark.parametrize("path", ["/oversight/", "/record/", "/record/lines/0/"])
@pytest.mark.parametrize("name", ["marta", "olena", "kirill"])
def test_money_and_case_officers_find_nothing_here(
    office_door: Door, cast: Cast, made: Made, name: str, path: str
) -> None:
    office_door.sign_in(getattr(cast, name), timezone.now())
    office_door.get(path)
    assert office_door.page.status_code == 404


def test_the_record_shows_staff_by_alias_and_files_by_pseudonym(
    auditor: Door, made: Made
) -> None:
    page = auditor.get("/record/")
    assert "casework.case.moved" in page
    assert "Olena" in page
    assert f"<code>{made.file_id.hex[:8]}</code>" in page


def test_pages_follow_older_and_newer(auditor: Door, at: datetime) -> None:
    grow(at, 2 * PAGE)
    first = auditor.get("/record/")
    assert 'rel="prev"' not in first
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older is not None
    second = auditor.get(html.unescape(older[1]))
    newer = re.search(r'href="([^"]+)" rel="prev"', second)
    assert newer is not None
    numbers = re.compile(r'href="/record/lines/(\d+)/"')
    assert numbers.findall(auditor.get(html.unescape(newer[1]))) == numbers.findall(first)
    auditor.get("/record/?before=x")
    assert auditor.page.status_code == 404


def test_an_audit_by_button_holds_and_is_on_the_record(auditor: Door) -> None:
    auditor.get("/record/")
    page = auditor.post("/record/audit/")
    assert "The record holds" in page
    assert "oversight.record.audited" in auditor.get("/record/")


def test_an_audit_by_button_names_the_altered_line(auditor: Door) -> None:
    auditor.get("/record/")
    tampering.alter_line(2)
    page = auditor.post("/record/audit/")
    assert "The record does not hold" in page
    assert "First altered line: 2." in page
    assert "cannot be read" in auditor.get("/record/")
    assert "The proof does not hold." in auditor.get("/record/lines/2/")


def test_an_audit_is_asked_for_by_form_only(auditor: Door) -> None:
    auditor.get("/record/audit/")
    assert auditor.page.status_code == 405


def test_checkpoint_line_and_proof_are_downloaded_as_they_are(auditor: Door) -> None:
    head = record.latest_checkpoint()
    assert head is not None
    assert auditor.get("/record/checkpoint/") == head.note
    assert auditor.page.headers["Content-Type"].startswith("text/plain")
    assert auditor.get("/record/lines/1/leaf/").encode() == record.leaf_data(1)
    assert auditor.get("/record/lines/1/proof/") == record.inclusion(1, head)


def test_a_line_shows_its_proof_or_says_when_it_will_have_one(
    auditor: Door, at: datetime
) -> None:
    page = html.unescape(auditor.get("/record/lines/1/"))
    assert "The proof holds." in page
    assert "c2sp.org/tlog-proof@v1\nindex 1\n" in page
    grow(at, 1)
    last = record.size() - 1
    assert "Not under a signed checkpoint yet" in auditor.get(f"/record/lines/{last}/")
    for path in (f"/record/lines/{last}/proof/", f"/record/lines/{last + 1}/"):
        auditor.get(path)
        assert auditor.page.status_code == 404
