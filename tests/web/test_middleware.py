"""Every answer carries the strict headers; one cookie, only where it is needed."""

import gzip
import re

import pytest
from django.test import override_settings
from django.utils import timezone

from safeconduct.web.middleware import CSRF_SECRET_CHARS, POLICY, csrf_secret, fresh_cookie
from tests.cast import Cast
from tests.doors import TOKEN, Door

PUBLIC = ["/", "/ru/", "/uk/", "/en/", "/ru/write/", "/en/return/", "/en/mailbox/",
          "/en/no-such-page/", "/nowhere"]  # fmt: skip
OFFICE = ["/", "/sign-in/", "/lockdown/", "/my-work/", "/nowhere/",
          "/cases/00000000-0000-0000-0000-000000000000/", "/sign-out/"]  # fmt: skip


def check_headers(door: Door, path: str) -> None:
    response = door._as_role("get", path, None)
    headers = response.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Language"] in {"ru", "uk", "en"}
    assert "Server" not in headers
    text = response.content.decode()
    assert "<script" not in text
    assert " style=" not in text
    assert "http://" not in text


@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_answer_carries_the_headers(public_door: Door, path: str) -> None:
    check_headers(public_door, path)


@pytest.mark.parametrize("path", OFFICE)
def test_every_office_answer_carries_the_headers(office_door: Door, path: str) -> None:
    check_headers(office_door, path)


def test_pages_that_are_not_there_say_404(public_door: Door, office_door: Door) -> None:
    for door, path in ((public_door, "/en/no-such-page/"), (office_door, "/nowhere/")):
        assert door._as_role("get", path, None).status_code == 404


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    parts = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["frame-ancestors"] == parts["base-uri"] == "'none'"
    assert parts["form-action"] == "'self'"
    assert "script-src" not in parts
    assert not any(word in POLICY for word in ("unsafe", "*", "http", "data:", "blob:"))


def test_a_stale_form_carries_the_headers_too(public_door: Door) -> None:
    public_door.get("/en/write/")
    public_door.post("/en/write/", csrfmiddlewaretoken="x" * 64, text="Hello")
    assert public_door.page.status_code == 403
    assert public_door.page.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(("secure", "flag"), [(True, True), (False, "")])
def test_the_cookie_is_for_this_site_and_not_for_scripts(
    public_door: Door, secure: bool, flag: object
) -> None:
    with override_settings(USE_SECURE_COOKIES=secure):
        public_door.get("/en/write/")
    (cookie,) = public_door.page.cookies.values()
    assert cookie.key == "sc-public"
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", flag)
    assert (cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "")
    assert cookie["path"] == "/"


def test_real_instances_bind_the_cookie_to_the_host() -> None:
    from safeconduct.settings import base, office, public

    prefix = "__Host-" if base.USE_SECURE_COOKIES else ""
    assert base.USE_SECURE_COOKIES is not base.DEMO
    assert prefix + "sc-public" == public.SESSION_COOKIE
    assert prefix + "sc-office" == office.SESSION_COOKIE


def test_a_held_cookie_is_not_given_again(public_door: Door) -> None:
    public_door.get("/en/write/")
    public_door.get("/en/write/")
    assert not public_door.page.cookies


def test_the_form_token_hangs_on_the_cookie(public_door: Door) -> None:
    secret = csrf_secret("one")
    assert len(secret) == CSRF_SECRET_CHARS
    assert secret == csrf_secret("one")
    assert secret != csrf_secret("other")
    assert "one" not in secret
    public_door.get("/en/write/")
    assert "csrftoken" not in public_door.browser.cookies
    public_door.browser.cookies["sc-public"] = fresh_cookie()
    public_door.post("/en/write/", text="Hello")  # the token of another cookie
    assert public_door.page.status_code == 403


def test_two_loads_show_two_tokens_and_both_work(public_door: Door) -> None:
    first = TOKEN.search(public_door.get("/en/return/"))
    second = TOKEN.search(public_door.get("/en/return/"))
    assert first is not None
    assert second is not None
    assert first[1] != second[1]
    for token in (first[1], second[1]):
        public_door.post("/en/return/", words="x", csrfmiddlewaretoken=token)
        assert public_door.page.status_code == 200


def test_fresh_cookies_are_random(public_door: Door) -> None:
    found = {fresh_cookie() for _ in range(200)}
    assert len(found) == 200
    assert {len(cookie) for cookie in found} == {43}  # 256 bits in base64


@pytest.mark.parametrize("code", ["ru", "uk", "en"])
def test_the_language_stands_in_the_address(public_door: Door, code: str) -> None:
    page = public_door.get(f"/{code}/write/")
    assert f'<html lang="{code}">' in page
    assert public_door.page.headers["Content-Language"] == code


def test_the_browsers_own_wish_for_a_language_is_not_read(public_door: Door) -> None:
    with public_door.settings:
        response = public_door.browser.get("/en/write/", headers={"accept-language": "ru"})
    assert response.headers["Content-Language"] == "en"


def test_what_an_officer_may_not_know_of_is_a_404_with_headers(
    office_door: Door, cast: Cast
) -> None:
    office_door.sign_in(cast.kirill, timezone.now())
    office_door.get("/cases/00000000-0000-0000-0000-000000000000/")
    assert office_door.page.status_code == 404
    assert office_door.page.headers["Content-Security-Policy"] == POLICY


def test_a_page_repeats_the_referrer_policy_of_the_header(
    public_door: Door, office_door: Door
) -> None:
    """A stricter one in the page would win over the header and break every form."""
    for door, path in ((public_door, "/en/write/"), (office_door, "/sign-in/")):
        found = re.search(r'<meta name="referrer" content="([^"]+)">', door.get(path))
        assert found is None or found[1] == door.page.headers["Referrer-Policy"]


def test_a_form_whose_origin_is_hidden_or_foreign_is_refused(public_door: Door) -> None:
    for origin in ("null", "https://elsewhere.example"):
        token = TOKEN.search(public_door.get("/en/return/"))
        assert token is not None
        with public_door.settings:
            response = public_door.browser.post(
                "/en/return/",
                {"words": "x", "csrfmiddlewaretoken": token[1]},
                headers={"origin": origin},
            )
        assert response.status_code == 403


def test_only_what_is_the_same_for_everybody_is_compressed(public_door: Door) -> None:
    public_door.browser.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    home = public_door._as_role("get", "/ru/", None)
    assert home.headers["Content-Encoding"] == "gzip"
    assert len(home.content) < len(gzip.decompress(home.content)) / 2
    public_door._as_role("get", "/ru/write/", None)  # gives the cookie
    for path in ("/ru/write/", "/ru/return/", "/ru/"):
        assert "Content-Encoding" not in public_door._as_role("get", path, None).headers


def test_a_browser_that_asks_for_an_icon_is_told_that_there_is_none(public_door: Door) -> None:
    answer = public_door._as_role("get", "/favicon.ico", None)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Cache-Control"] == "max-age=3600"  # otherwise it asks on every page
