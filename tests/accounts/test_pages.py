"""Signing in, out, locking down and choosing a language, through the office door."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from safeconduct.accounts.models import Session
from safeconduct.record.queries import newest
from safeconduct.vault.stretch import totp_code
from tests.cast import Cast
from tests.doors import TOKEN, Door

NO = "Alias, password and code do not go together."
LOCKED = "If this account exists, all its sessions are ended now."


def test_an_officer_signs_in_and_sees_the_own_work(office_door: Door, cast: Cast) -> None:
    page = office_door.sign_in(cast.olena, timezone.now())
    assert office_door.path == "/my-work/"
    assert "Olena" in page
    cookie = office_door.browser.cookies["sc-office"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")


def test_a_session_gets_a_fresh_cookie(office_door: Door, cast: Cast) -> None:
    office_door.get("/sign-in/")
    before = office_door.browser.cookies["sc-office"].value
    office_door.sign_in(cast.olena, timezone.now())
    assert office_door.browser.cookies["sc-office"].value != before


@pytest.mark.parametrize("wrong", ["alias", "password", "code"])
def test_every_wrong_try_sees_the_same_page(office_door: Door, cast: Cast, wrong: str) -> None:
    code = totp_code(cast.olena.totp, timezone.now())
    typed = {"alias": "Olena", "password": cast.olena.password, "code": code}
    typed[wrong] = {"alias": "Nobody", "password": "x", "code": "000000"}[wrong]
    page = office_door.fill("/sign-in/", **typed)
    assert NO in page
    assert cast.olena.password not in page
    assert office_door.page.status_code == 200
    assert not Session.objects.exists()


def test_a_code_that_comes_twice_is_called_used(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    office_door.sign_in(cast.olena, now)
    office_door.post("/sign-out/")
    page = office_door.sign_in(cast.olena, now)
    assert "This code was used already. Wait for the next one." in page
    assert NO not in page


def test_blanks_in_a_code_do_not_matter(office_door: Door, cast: Cast) -> None:
    code = totp_code(cast.olena.totp, timezone.now())
    spaced = f" {code[:3]} {code[3:]} "
    office_door.fill("/sign-in/", alias=" Olena ", password=cast.olena.password, code=spaced)
    assert office_door.path == "/my-work/"


def test_a_stranger_is_led_to_sign_in(office_door: Door, cast: Cast) -> None:
    assert "Password" in office_door.get("/cases/")
    assert office_door.path == "/sign-in/"


def test_a_page_of_another_role_does_not_exist(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.marta, timezone.now())
    office_door.get("/triage/")
    assert office_door.page.status_code == 404


def test_signing_out_ends_the_session_and_takes_a_post(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    office_door.get("/sign-out/")
    assert office_door.page.status_code == 405
    office_door.get("/my-work/")
    office_door.post("/sign-out/")
    assert office_door.path == "/sign-in/"
    assert not Session.objects.exists()
    office_door.get("/my-work/")
    assert office_door.path == "/sign-in/"


def test_lockdown_needs_no_sign_in_and_says_the_same_to_all(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    assert Session.objects.count() == 1
    office_door.browser.cookies.clear()
    office_door.page = None
    unknown = office_door.fill("/lockdown/", alias="Nobody")
    assert Session.objects.count() == 1
    known = office_door.fill("/lockdown/", alias="Olena")
    assert not Session.objects.exists()
    assert LOCKED in known
    assert LOCKED in unknown
    assert without_typed(known, "Olena") == without_typed(unknown, "Nobody")


def without_typed(page: str, alias: str) -> str:
    """The page without its token and what was typed into it."""
    return TOKEN.sub("", page.replace(alias, ""))


def test_a_form_without_a_fresh_token_does_nothing(office_door: Door, cast: Cast) -> None:
    code = totp_code(cast.olena.totp, timezone.now())
    typed = {"alias": "Olena", "password": cast.olena.password, "code": code}
    office_door.get("/sign-in/")
    page = office_door.post("/sign-in/", csrfmiddlewaretoken="x" * 64, **typed)
    assert office_door.page.status_code == 403
    assert "again" in page
    assert "CSRF" not in page
    assert not Session.objects.exists()


def test_a_token_of_another_browser_is_worth_nothing(office_door: Door, cast: Cast) -> None:
    office_door.get("/lockdown/")
    stolen = office_door.page
    office_door.browser.cookies.clear()
    office_door.get("/lockdown/")
    office_door.page = stolen
    office_door.post("/lockdown/", alias="Olena")
    assert office_door.page.status_code == 403


def test_the_office_speaks_the_chosen_language(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    office_door.post("/language/", language="uk")
    cookie = office_door.browser.cookies["sc-language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("uk", True, "Strict")
    assert '<html lang="uk">' in office_door.get("/my-work/")
    assert office_door.page.headers["Content-Language"] == "uk"


def test_an_unknown_language_changes_nothing(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    office_door.post("/language/", language="xx")
    assert "sc-language" not in office_door.browser.cookies
    assert '<html lang="en">' in office_door.get("/my-work/")


def test_demonstration_accounts_show_in_a_demonstration_only(
    office_door: Door, cast: Cast, tmp_path: Path
) -> None:
    row = {
        "alias": "Olena",
        "roles": "case officer",
        "password": "shown-one",
        "totp": "00" * 20,
    }
    (tmp_path / "demo-accounts.json").write_text(json.dumps([row]))
    with override_settings(KEY_FOLDER=tmp_path):
        assert settings.DEMO
        assert "shown-one" in office_door.get("/sign-in/")
        with override_settings(DEMO=False):
            assert "shown-one" not in office_door.get("/sign-in/")


def test_signing_in_writes_no_alias_on_the_record(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    line = newest(1)[0].line
    assert line.actor == cast.olena.actor.key_id
    assert "Olena" not in f"{line}"
