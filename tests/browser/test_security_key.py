"""A security key in a real browser: Chromium's virtual one, the script, the policy."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from playwright.sync_api import Browser, CDPSession, Page, expect

from safeconduct.demo.ground import Ground
from safeconduct.vault.stretch import totp_code
from tests.browser.conftest import PATIENCE_MS
from tests.browser.person import Person
from tests.browser.test_pages import barriers_by_day_and_night, window

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ALIAS, OTHER = "Oksana", "Marta"  # she signs in nowhere else: a code works once
BUTTON = "Use my security key instead of a code"
NO = "Alias, password and key or code do not go together."
# What a USB key of today is: touched each time, no PIN asked, nothing kept on it.
USB_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}


@dataclass
class Desk(Person):
    """Somebody at the office with a virtual security key, scripts on."""

    accounts: dict[str, dict[str, str]]
    link: CDPSession
    key: str
    said: list[str]

    def type_account(self, alias: str) -> None:
        """Alias and password of a demonstration account."""
        self.open("/sign-in/")
        self.type("Alias", alias)
        self.type("Password", self.accounts[alias]["password"])

    def code(self, alias: str) -> str:
        """The code of this moment."""
        return totp_code(bytes.fromhex(self.accounts[alias]["totp"]), datetime.now(UTC))

    def at_work(self) -> None:
        """Signed in."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("My work")

    def leave(self) -> None:
        """Sign out."""
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Sign in")

    def credentials(self) -> list[dict[str, Any]]:
        """What lies in the virtual key."""
        asked = {"authenticatorId": self.key}
        found: list[dict[str, Any]] = self.link.send("WebAuthn.getCredentials", asked)[
            "credentials"
        ]
        return found

    def put_in(self) -> None:
        """Plug in another key, in place of the one before."""
        if self.key:
            self.link.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.key})
        made = self.link.send("WebAuthn.addVirtualAuthenticator", {"options": USB_KEY})
        self.key = made["authenticatorId"]


@pytest.fixture
def desk(browser: Browser, demo: Ground) -> Iterator[Desk]:
    """A browser window at the address that keys are bound to."""
    with window(browser) as (page, said):
        link = page.context.new_cdp_session(page)
        link.send("WebAuthn.enable")
        base = f"http://localhost:{demo.instance.office_port}"
        one = Desk(page, base, demo.accounts, link, "", said)
        one.put_in()
        yield one


def catch_answer(page: Page) -> list[dict[str, str]]:
    """From now on, every second half of a sign-in that the page sends."""
    sent: list[dict[str, str]] = []

    def look(request: Any) -> None:
        if request.url.endswith("/sign-in/second/"):
            fields = request.post_data_json
            sent.append({name: fields[name] for name in ("ticket", "answer")})

    page.on("request", look)
    return sent


def send(desk: Desk, **fields: str) -> None:
    """Fill in the hidden fields of the second page by hand, as a thief would, and send it."""
    for name, value in fields.items():
        desk.page.locator(f"[name={name}]").evaluate("(one, value) => one.value = value", value)
    desk.page.locator("#security-key").evaluate("one => one.submit()")
    expect(desk.page.locator("#errors")).to_contain_text(NO)


def add_a_key(desk: Desk, alias: str) -> None:
    """Sign in with a code, then add the key that is plugged in."""
    desk.type_account(alias)
    desk.type("Code", desk.code(alias))
    desk.press("Sign in")
    desk.at_work()
    desk.page.get_by_role("link", name=alias).click()
    desk.sees("There is none on your account.")
    desk.press("Add a security key")
    desk.type("Password", desk.accounts[alias]["password"])
    desk.press("Go on")
    desk.press("Ask my security key")
    expect(desk.page.get_by_role("button", name="Take this key off")).to_be_visible()


def test_a_key_is_added_signs_in_and_its_answer_opens_nothing_twice(desk: Desk) -> None:
    add_a_key(desk, ALIAS)
    (kept,) = desk.credentials()
    assert kept["isResidentCredential"] is False
    assert kept["rpId"] == "localhost"
    assert ALIAS not in json.dumps(kept)
    desk.leave()

    sent = catch_answer(desk.page)
    desk.type_account(ALIAS)
    desk.press(BUTTON)
    expect(desk.page.locator("#key-off")).to_be_hidden()
    desk.press("Ask my security key")
    desk.at_work()
    (first,) = sent
    assert json.loads(first["answer"])["response"].keys() == {
        *("clientDataJSON", "authenticatorData", "signature")
    }
    desk.leave()

    desk.type_account(ALIAS)  # replayed whole, then to a fresh question
    desk.press(BUTTON)
    send(desk, **first)
    desk.type_account(ALIAS)
    desk.press(BUTTON)
    send(desk, answer=first["answer"])

    mine = desk.credentials()[0]
    desk.type_account(OTHER)  # the key of one is no key of another
    desk.press(BUTTON)
    desk.press("Ask my security key")
    expect(desk.page.locator("#key-failed")).to_be_visible()

    # A stranger's key that calls itself by the same name, and counts well ahead.
    desk.put_in()
    strange = {**mine, "privateKey": make_private_key(), "signCount": 1000}
    desk.link.send(
        "WebAuthn.addCredential", {"authenticatorId": desk.key, "credential": strange}
    )
    desk.type_account(ALIAS)
    desk.press(BUTTON)
    desk.press("Ask my security key")
    expect(desk.page.locator("#errors")).to_contain_text(NO)

    # A copy of the key that fell behind.
    desk.put_in()
    desk.link.send(
        "WebAuthn.addCredential",
        {"authenticatorId": desk.key, "credential": {**mine, "signCount": 0}},
    )
    desk.type_account(ALIAS)
    desk.press(BUTTON)
    desk.press("Ask my security key")
    expect(desk.page.locator("#errors")).to_contain_text("a copy of it may exist")
    # Chromium's own advice on fields for passwords is no complaint.
    assert [line for line in desk.said if "[DOM]" not in line] == []


def make_private_key() -> str:
    """A fresh P-256 key as the DevTools protocol takes it: PKCS#8 in base64."""
    private = ec.generate_private_key(ec.SECP256R1())
    raw = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return b64encode(raw).decode()


def test_without_scripts_the_page_says_so_and_takes_a_code(
    browser: Browser, demo: Ground
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    base = f"http://localhost:{demo.instance.office_port}"
    person = Person(context.new_page(), base)
    account = demo.accounts["Audra"]
    person.open("/sign-in/")
    person.type("Alias", "Audra")
    person.type("Password", account["password"])
    person.press(BUTTON)
    person.sees("Your browser runs no script here")
    expect(person.page.locator("#key-on")).to_be_hidden()
    person.type("Code", totp_code(bytes.fromhex(account["totp"]), datetime.now(UTC)))
    person.press("Sign in")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("My work")
    context.close()


def test_only_the_pages_of_the_key_may_run_a_script(desk: Desk) -> None:
    for way in ("/sign-in/", "/lockdown/"):
        desk.open(way)
        assert desk.page.locator("script").count() == 0
    desk.type_account(ALIAS)
    desk.press(BUTTON)
    assert desk.page.locator("script").count() == 1
    blocked = desk.page.evaluate(
        """async () => {
            const found = [];
            document.addEventListener("securitypolicyviolation", e => found.push(e.blockedURI));
            const inline = document.createElement("script");
            inline.textContent = "window.ran = true";
            document.head.append(inline);
            const foreign = document.createElement("script");
            foreign.src = "https://elsewhere.example/x.js";
            document.head.append(foreign);
            await new Promise(done => setTimeout(done, 300));
            return [window.ran === undefined, ...found.sort()];
        }"""
    )
    assert blocked == [True, "https://elsewhere.example/x.js", "inline"]


def test_nothing_keeps_anybody_out_of_the_page_of_the_key(
    browser: Browser, demo: Ground
) -> None:
    with window(browser, bypass_csp=True) as (page, _):
        base = f"http://localhost:{demo.instance.office_port}"
        person = Person(page, base)
        person.open("/sign-in/")
        person.type("Alias", ALIAS)
        person.type("Password", "wrong")
        person.press(BUTTON)
        assert barriers_by_day_and_night(page) == []
