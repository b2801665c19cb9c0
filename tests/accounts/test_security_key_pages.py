"""Adding a security key and signing in with one, through the office door."""

import html
import re

import pytest
from django.test import override_settings
from django.utils import timezone

from safeconduct.accounts.models import SecurityKey, Session
from safeconduct.vault.stretch import totp_code
from safeconduct.web.middleware import POLICY, POLICY_WITH_SCRIPT
from tests.accounts.software_key import SoftwareKey
from tests.cast import Cast
from tests.doors import Door

OPTIONS = re.compile(r'data-options="([^"]+)"')
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
NO = "Alias, password and key or code do not go together."


def question(page: str) -> tuple[str, str]:
    """The ticket and the options that stand in a page."""
    ticket, options = TICKET.search(page), OPTIONS.search(page)
    assert ticket is not None
    assert options is not None
    return ticket[1], html.unescape(options[1])


def policy(door: Door) -> str:
    """The content policy of the last page."""
    return str(door.page.headers["Content-Security-Policy"])


def add_key(door: Door, cast: Cast) -> SoftwareKey:
    """Olena, signed in, adds a key."""
    key = SoftwareKey()
    ticket, options = question(door.fill("/my-key/security-key/", password=cast.olena.password))
    assert policy(door) == POLICY_WITH_SCRIPT
    door.post("/my-key/security-key/add/", ticket=ticket, answer=key.make(options))
    assert door.path == "/my-key/"
    return key


def ask(door: Door, cast: Cast, password: str = "") -> tuple[str, str]:
    """Alias and password on the first page, then the button for a key."""
    door.get("/sign-in/")
    typed = password or cast.olena.password
    return question(door.post("/sign-in/key/", alias=" Olena ", password=typed, code=""))


def test_a_key_is_added_used_and_taken_off(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    assert "There is none on your account." in office_door.get("/my-key/")
    key = add_key(office_door, cast)
    assert policy(office_door) == POLICY
    office_door.post("/sign-out/")
    ticket, options = ask(office_door, cast)
    assert policy(office_door) == POLICY_WITH_SCRIPT
    before = office_door.browser.cookies["sc-office"].value
    answer = key.sign(options)
    page = office_door.post("/sign-in/second/", ticket=ticket, answer=answer, code="")
    assert office_door.path == "/my-work/"
    assert "Olena" in page
    assert office_door.browser.cookies["sc-office"].value != before
    office_door.get("/my-key/")
    page = office_door.post(f"/my-key/security-key/{SecurityKey.objects.get().id}/remove/")
    assert "There is none on your account." in page


def test_an_answer_sent_again_opens_nothing(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    key = add_key(office_door, cast)
    office_door.post("/sign-out/")
    ticket, options = ask(office_door, cast)
    sent = {"ticket": ticket, "answer": key.sign(options), "code": ""}
    office_door.post("/sign-in/second/", **sent)
    office_door.post("/sign-out/")
    ask(office_door, cast)
    page = office_door.post("/sign-in/second/", **sent)
    assert NO in page
    assert "Please fill this in." not in page
    assert policy(office_door) == POLICY
    assert not Session.objects.exists()


def test_the_second_page_takes_a_code_without_any_script(office_door: Door, cast: Cast) -> None:
    ticket, _ = ask(office_door, cast)
    code = totp_code(cast.olena.totp, timezone.now())
    spaced = f"{code[:3]} {code[3:]}"
    office_door.post("/sign-in/second/", ticket=ticket, answer="", code=spaced)
    assert office_door.path == "/my-work/"


def test_a_wrong_password_is_told_only_at_the_end(office_door: Door, cast: Cast) -> None:
    ticket, _ = ask(office_door, cast, password="wrong")
    code = totp_code(cast.olena.totp, timezone.now())
    page = office_door.post("/sign-in/second/", ticket=ticket, answer="", code=code)
    assert NO in page
    assert not Session.objects.exists()


def test_the_first_half_asks_for_alias_and_password_but_for_no_code(
    office_door: Door, cast: Cast
) -> None:
    office_door.get("/sign-in/")
    page = office_door.post("/sign-in/key/", alias="", password="", code="")
    assert page.count('<p class="error"') == 2
    assert 'action="/sign-in/"' in page
    assert policy(office_door) == POLICY
    office_door.get("/sign-in/key/")
    assert office_door.path == "/sign-in/"


@pytest.mark.parametrize("sent", [{}, {"ticket": "x" * 65}, {"answer": "x" * 20_000}])
def test_half_a_form_leads_back_to_the_first_page(
    office_door: Door, cast: Cast, sent: dict[str, str]
) -> None:
    ask(office_door, cast)
    office_door.post("/sign-in/second/", **sent)
    assert office_door.path == "/sign-in/"
    office_door.get("/sign-in/second/")
    assert office_door.path == "/sign-in/"


def test_at_another_address_there_is_no_script_and_the_code_works(
    office_door: Door, cast: Cast
) -> None:
    with override_settings(OFFICE_ORIGIN="https://office.example.org"):
        ticket, _ = ask(office_door, cast)
    assert policy(office_door) == POLICY
    page = office_door.page.content.decode()
    assert "<script" not in page
    assert "https://office.example.org/sign-in/" in page
    code = totp_code(cast.olena.totp, timezone.now())
    office_door.post("/sign-in/second/", ticket=ticket, answer="", code=code)
    assert office_door.path == "/my-work/"


def test_adding_needs_the_password_and_an_answer(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    page = office_door.fill("/my-key/security-key/", password="wrong")
    assert "This is not your password." in page
    assert policy(office_door) == POLICY
    ticket, _ = question(
        office_door.fill("/my-key/security-key/", password=cast.olena.password)
    )
    page = office_door.post("/my-key/security-key/add/", ticket=ticket, answer="{}")
    assert office_door.page.status_code == 403
    assert "did not answer this question in time" in page
    assert not SecurityKey.objects.exists()
    office_door.get("/my-key/")
    office_door.post("/my-key/security-key/add/", ticket=ticket)
    assert office_door.path == "/my-key/security-key/"
