"""The vetting file through the office door: findings, ladder, proposal, decision."""

import re
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.casework.core.terms import Vetting
from safeconduct.casework.decision import vetting_of
from safeconduct.vetting.core.terms import Direction, Distortion, Result
from safeconduct.vetting.models import Conclusion, Finding
from safeconduct.vetting.services import add_finding
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case
from tests.vetting.making import (
    CANARY,
    against,
    concluded,
    new_finding,
    opened,
    propose,
)


@pytest.fixture
def file_id(cast: Cast) -> UUID:
    """Story 7: the plant seeking cash."""
    return make_case(cast, timezone.now(), text="Т-90М завтра.").file_id


def link(page: str, text: str) -> str:
    found = re.search(rf'href="([^"]+)">{re.escape(text)}', page)
    assert found is not None, text
    return found[1]


def test_a_finding_is_written_under_its_note_against_misuse(
    office_door: Door, cast: Cast, file_id: UUID
) -> None:
    office_door.sign_in(cast.anna, timezone.now())
    case = office_door.get(f"/cases/{file_id}/")
    page = office_door.get(link(case, "Vetting file"))
    assert "not opened" in page
    page = office_door.post(f"/cases/{file_id}/vetting/start/")
    assert "No finding yet." in page
    page = office_door.get(link(page, "Add a finding"))
    assert page.count("Choose") == 10
    path = f"/cases/{file_id}/vetting/add/safety_before_money/"
    assert "To need money is not guilt." in office_door.get(path)
    typed = {
        "direction": "asks",
        "source": "b",
        "grade": "2",
        "origin": "new",
        "day": "2026-11-20",
    }
    empty = office_door.post(path, **typed, note=" ")
    assert "What was observed is not written down." in empty
    page = office_door.post(path, **typed, note=f"Двадцать тысяч до встречи. {CANARY}")
    assert CANARY in page
    assert "Not put to the person yet." in page
    assert "still to put to the person" in page
    assert "firm" in page
    page = office_door.get(link(page, "Write the answer"))
    page = office_door.post(office_door.path, answer="answered", said="Семье нужны деньги.")
    assert "Семье нужны деньги." in page
    assert "To need money is not guilt." in page
    assert not re.search(r"\d\.\d", page.split("<h2>")[1].split("</ol>")[0])


def test_two_officers_conclude_through_their_pages(
    office_door: Door, cast: Cast, file_id: UUID
) -> None:
    at = timezone.now()
    opened(cast, at, file_id)
    add_finding(cast.anna.signed(at), file_id, new_finding())
    against(cast, at, file_id)
    office_door.sign_in(cast.anna, at)
    path = f"/cases/{file_id}/vetting/propose/"
    office_door.get(path)
    page = office_door.post(path, result="adverse")
    for reason in (
        "The reasons are not written down in words.",
        "What speaks for the person is not written down.",
        "What asks for a closer look is not written down.",
        "Not every cause that can distort an account was considered",
    ):
        assert reason in page
    words = {
        "reasons": f"Два источника. {CANARY}",
        "speaks_for": "Журнал.",
        "speaks_against": "Деньги.",
    }
    ticked = {one.value: "on" for one in Distortion}
    page = office_door.post(path, result="adverse", **words, **ticked)
    assert "A conclusion is proposed." in page
    decide = link(page, "Look at it")
    office_door.get(decide)
    page = office_door.post(decide)
    assert "Two different officers are needed" in page
    assert "not a vetting lead" in page
    office_door.browser.cookies.clear()
    office_door.sign_in(cast.viktor, at)
    case = office_door.get(f"/cases/{file_id}/")
    office_door.get(link(case, "Decide a proposed vetting conclusion"))
    page = office_door.post(decide)
    assert "Adverse: several independent points" in page
    assert "Anna" in page
    assert "Viktor" in page
    assert vetting_of(file_id) is Vetting.ADVERSE
    page = office_door.get(link(page, "Reopen"))
    page = office_door.post(office_door.path, reason="")
    assert "The reason for reopening is not written down." in page
    page = office_door.post(office_door.path, reason="Новый свидетель.")
    assert "Новый свидетель." in page
    assert vetting_of(file_id) is Vetting.OPEN


def test_a_proposal_can_be_turned_down(office_door: Door, cast: Cast, file_id: UUID) -> None:
    at = timezone.now()
    opened(cast, at, file_id)
    add_finding(cast.anna.signed(at), file_id, new_finding())
    row = propose(cast, at, file_id, Result.CLEAR)
    office_door.sign_in(cast.viktor, at)
    office_door.get(f"/vetting/conclusions/{row}/")
    office_door.post(f"/vetting/conclusions/{row}/", drop="1")
    assert Conclusion.objects.get(id=row).state == "dropped"
    page = office_door.get(f"/vetting/conclusions/{row}/")
    assert "decided or taken back already" in page


@pytest.mark.parametrize("name", ["kirill", "olena", "marta", "fedir", "pavlo"])
def test_nobody_else_sees_a_finding(
    office_door: Door, cast: Cast, file_id: UUID, name: str
) -> None:
    row = concluded(cast, timezone.now(), file_id, Result.ADVERSE)
    finding = Finding.objects.values_list("id", flat=True)[0]
    office_door.sign_in(getattr(cast, name), timezone.now())
    for path in (
        f"/cases/{file_id}/vetting/",
        f"/cases/{file_id}/vetting/indicators/",
        f"/cases/{file_id}/vetting/add/safety_before_money/",
        f"/cases/{file_id}/vetting/propose/",
        f"/cases/{file_id}/vetting/reopen/",
        f"/vetting/findings/{finding}/",
        f"/vetting/conclusions/{row}/",
    ):
        office_door.get(path)
        assert office_door.page.status_code == 404, path
    case = office_door.get(f"/cases/{file_id}/")
    for telling in (CANARY, "Vetting file", "adverse", "Adverse", "safety_before_money"):
        assert telling not in case


def test_every_indicator_has_a_form_and_strangers_to_the_catalogue_have_none(
    office_door: Door, cast: Cast, file_id: UUID
) -> None:
    at = timezone.now()
    opened(cast, at, file_id)
    add_finding(cast.anna.signed(at), file_id, new_finding(direction=Direction.NEUTRAL))
    office_door.sign_in(cast.anna, at)
    page = office_door.get(f"/cases/{file_id}/vetting/add/equipment_handed_over/")
    assert "20 November 2026" in page  # the earlier origin can be chosen
    office_door.get(f"/cases/{file_id}/vetting/add/demeanour/")
    assert office_door.page.status_code == 404
