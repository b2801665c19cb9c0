"""A form is sent with a token of its own; sent again it does nothing, and says so calmly."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.casework.models import Attestation
from safeconduct.common.ids import new_id
from safeconduct.contact.core.terms import Kind, LetterBody, LetterKind
from safeconduct.contact.models import Letter
from safeconduct.contact.services import receive_letter
from safeconduct.record import queries
from safeconduct.record.models import Once
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast
from tests.doors import ONCE, Door
from tests.making import make_case

TOO_OLD = "This form is too old"
DONE = "This was done already"
SEEN = {"head_count": "2", "seen": "on"}


@pytest.fixture
def path(cast: Cast) -> str:
    """Where reception attests an arrival; Ruta is on the case, Rasa is not."""
    file_id = make_case(cast, timezone.now(), stage="passage").file_id
    return f"/arrivals/{file_id}/"


def enter(door: Door, officer: Any) -> str:
    return door.sign_in(officer, timezone.now())


def token_of(door: Door, path: str) -> str:
    """The token of the page's form."""
    found = ONCE.search(door.get(path))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("token", ["", "x", "1", "00000000-0000-0000-0000-00000000000g"])
def test_without_a_token_nothing_is_done(
    office_door: Door, cast: Cast, path: str, token: str
) -> None:
    enter(office_door, cast.ruta)
    office_door.get(path)
    page = office_door.post(path, **SEEN, once=token)
    assert office_door.page.status_code == 400
    assert TOO_OLD in page
    assert not Attestation.objects.exists()


def test_a_form_sent_again_says_that_it_is_done_and_leads_on(
    office_door: Door, cast: Cast, path: str
) -> None:
    enter(office_door, cast.ruta)
    once = token_of(office_door, path)
    office_door.post(path, **SEEN, once=once)
    assert office_door.path == "/arrivals/"
    lines = queries.size()
    page = office_door.post(path, **SEEN, once=once)
    assert office_door.page.status_code == 409
    assert DONE in page
    assert "Nothing was done twice." in page
    case = path.replace("arrivals", "cases")
    assert f'<a href="{case}">To the case</a>' in page
    assert queries.size() == lines
    assert Attestation.objects.count() == 1


def test_whoever_is_not_on_the_case_is_led_to_the_own_work(
    office_door: Door, cast: Cast, path: str
) -> None:
    enter(office_door, cast.rasa)
    once = token_of(office_door, path)
    office_door.post(path, **SEEN, once=once)
    page = office_door.post(path, **SEEN, once=once)
    assert DONE in page
    assert "To the case" not in page
    assert '<a href="/my-work/">My work</a>' in page


def test_a_refused_form_may_be_corrected_and_sent_with_the_same_token(
    office_door: Door, cast: Cast, path: str
) -> None:
    """As the back button does it; the page that was drawn anew has a token of its own."""
    enter(office_door, cast.ruta)
    once = token_of(office_door, path)
    page = office_door.post(path, head_count="2", once=once)
    drawn_anew = ONCE.search(page)
    assert drawn_anew is not None
    assert drawn_anew[1] != once
    assert not Once.objects.exists()
    office_door.post(path, **SEEN, once=once)
    assert Attestation.objects.count() == 1


def test_the_form_of_another_officer_is_not_used_up(
    office_door: Door, cast: Cast, path: str
) -> None:
    """Each acts for themselves, whatever token they send, and learns nothing of the other's."""
    enter(office_door, cast.ruta)
    once = token_of(office_door, path)
    office_door.post(path, **SEEN, once=once)
    office_door.browser.cookies.clear()
    enter(office_door, cast.rasa)
    office_door.get(path)
    office_door.post(path, **SEEN, once=once)
    made = Attestation.objects.order_by("ordinal")
    assert [row.officer_id for row in made] == [cast.ruta.id, cast.rasa.id]
    assert UUID(once) not in set(Once.objects.values_list("token", flat=True))


def test_who_may_not_know_of_a_page_is_not_told_of_its_form(
    office_door: Door, cast: Cast, path: str
) -> None:
    enter(office_door, cast.kirill)
    office_door.post(path, **SEEN, once="")
    assert office_door.page.status_code == 404


def test_opening_a_letter_again_shows_it_again_and_is_on_the_record_each_time(
    office_door: Door, cast: Cast
) -> None:
    """A reading is repeated as often as somebody reads: a reloaded page, a second download."""
    file_id = receive_letter(
        letter_id=new_id(), body=LetterBody(LetterKind.MESSAGE, "Хочу жить."), danger="abroad",
        language="ru", cookie=fresh_cookie(), at=timezone.now(), long_code=True,
    )  # fmt: skip
    enter(office_door, cast.iryna)
    office_door.get("/triage/")
    form = office_door.page
    for _ in range(2):
        office_door.page = form
        page = office_door.post(f"/letters/{Letter.objects.get().id}/")
        assert "Хочу жить." in page
    kinds = [entry.line.kind for entry in queries.entries_of(file_id)]
    assert kinds == [Kind.LETTER_OPENED.value] * 2
