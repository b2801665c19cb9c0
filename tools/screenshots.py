"""Walks a running demonstration in headless Chromium, JavaScript off, and keeps pictures.

screenshots.py PUBLIC OFFICE ACCOUNTS.json FOLDER: every public page in three languages, every
way of the office for every officer, and case pages, each at 360 and 1280 px.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from safeconduct.outreach.core.pages import LANGUAGES, READING_ORDER
from safeconduct.vault.stretch import totp_code

WIDTHS = {"phone": (360, 740), "desk": (1280, 900)}
CHROMIUM = "/usr/bin/chromium-headless-shell"
GUIDANCE = tuple(f"{slug}/" for slug in READING_ORDER if slug != "home")
INSIDE = ("mailbox/", "mailbox/write/", "mailbox/equipment/", "mailbox/check-in/")
CASES_PER_OFFICER = 4


@contextmanager
def page_of(browser: Browser, width: str) -> Iterator[Page]:
    """A fresh browser context without JavaScript."""
    wide, high = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": wide, "height": high}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def keep(page: Page, folder: Path, name: str) -> None:
    """The page as it is, at both widths."""
    for width, (wide, high) in WIDTHS.items():
        page.set_viewport_size({"width": wide, "height": high})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def walk_public(browser: Browser, public: str, folder: Path) -> None:
    """Each language: guidance, forms filled in wrongly, a letter, its words, the mailbox."""
    for language in LANGUAGES:
        with page_of(browser, "phone") as page:
            see = partial(_see, page, f"{public}/{language}/", folder)
            for path in ("", *GUIDANCE, "no-such-page/", "return/"):
                see(path)
            see("return/", "one two hsopital", "return-wrong")
            see("write/")
            see("write/", " ", "write-empty")
            see("write/", "Нас двое. Как выйти живыми?", "words")
            words = " ".join(page.locator("ol.words li").all_inner_texts())
            see("words/?practise", words + " x", "practise-wrong")
            see("words/?practise", words, "practise-right")
            for path in INSIDE:
                see(path)


def _see(
    page: Page, base: str, folder: Path, path: str, text: str = "", name: str = ""
) -> None:
    """A page, or what it answers to a text sent from it."""
    page.goto(base + path)
    if text:
        page.fill("textarea", text)
        page.click("form .act.main")
    name = name or path.strip("/").replace("/", "-") or "home"
    keep(page, folder, f"public-{base[-3:-1]}-{name}")


def sign_in(page: Page, office: str, account: dict[str, str]) -> None:
    """Sign in with the code of this moment."""
    page.goto(f"{office}/sign-in/")
    page.fill("#id_alias", account["alias"])
    page.fill("#id_password", account["password"])
    page.fill("#id_code", totp_code(bytes.fromhex(account["totp"]), datetime.now(UTC)))
    page.click("main button")


def links(page: Page, within: str, pattern: str) -> list[str]:
    """Addresses of links below an element, once each, in order."""
    found = [one.get_attribute("href") or "" for one in page.locator(f"{within} a").all()]
    return list(dict.fromkeys(href for href in found if re.match(pattern, href)))


def walk_office(browser: Browser, office: str, account: dict[str, str], folder: Path) -> None:
    """Every way this officer has, some of their cases, and what the cases' cards lead to."""
    with page_of(browser, "desk") as page:
        sign_in(page, office, account)
        for way in links(page, "header nav", "/"):
            page.goto(office + way)
            keep(page, folder, f"{account['alias']}{way.replace('/', '-').rstrip('-')}")
        page.goto(f"{office}/my-work/")
        for number, way in enumerate(links(page, "main", "/cases/")[:CASES_PER_OFFICER]):
            page.goto(office + way)
            keep(page, folder, f"{account['alias']}-case{number}")
            for inner, card in enumerate(links(page, ".cards", "/")[:6]):
                page.goto(office + card)
                keep(page, folder, f"{account['alias']}-case{number}-card{inner}")


def main(arguments: list[str]) -> None:
    """Walk the public door, then the office as everybody."""
    public, office, accounts, target = arguments
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        walk_public(browser, public, folder)
        for account in json.loads(Path(accounts).read_text()):
            walk_office(browser, office, account, folder)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
