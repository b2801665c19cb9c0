"""Walks a running demonstration in headless Chromium, JavaScript off, and keeps pictures.

screenshots.py PUBLIC OFFICE ACCOUNTS.json FOLDER [alias:path …]
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from safeconduct.vault.stretch import totp_code

WIDTHS = {"phone": (360, 740), "desk": (1280, 900)}
CHROMIUM = "/usr/bin/chromium"


@contextmanager
def page_of(browser: Browser, width: str, dark: bool = False) -> Iterator[Page]:
    """A fresh browser context without JavaScript."""
    wide, high = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": wide, "height": high},
        java_script_enabled=False,
        color_scheme="dark" if dark else "light",
    )
    yield context.new_page()
    context.close()


def sign_in(page: Page, office: str, account: dict[str, str]) -> None:
    """Sign in with the code of this moment."""
    page.goto(f"{office}/sign-in/")
    page.fill("#id_alias", account["alias"])
    page.fill("#id_password", account["password"])
    page.fill("#id_code", totp_code(bytes.fromhex(account["totp"]), datetime.now(UTC)))
    page.click("main button")


def keep(page: Page, address: str, folder: Path, name: str) -> None:
    """One picture of the whole page."""
    page.goto(address)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def walk_public(browser: Browser, public: str, folder: Path) -> None:
    """Every public page in Russian at both widths."""
    for width in WIDTHS:
        with page_of(browser, width) as page:
            page.goto(f"{public}/ru/")
            names = ["", "write/", "return/", "rights/", "equipment-and-money/"]
            for name in names:
                label = re.sub(r"\W+", "-", name) or "home"
                keep(page, f"{public}/ru/{name}", folder, f"public-{label}-{width}")


def main(arguments: list[str]) -> None:
    """Walk the public door, then each alias:path at the office."""
    public, office, accounts, target, *wanted = arguments
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    people = {row["alias"]: row for row in json.loads(Path(accounts).read_text())}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        walk_public(browser, public, folder)
        for item in wanted:
            alias, _, path = item.partition(":")
            with page_of(browser, "desk") as page:
                sign_in(page, office, people[alias])
                for number, one in enumerate(path.split(",")):
                    for width, (wide, high) in WIDTHS.items():
                        page.set_viewport_size({"width": wide, "height": high})
                        keep(page, office + one, folder, f"{alias}-{number}-{width}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
