"""One throw-away demonstration, one headless Chromium and one story for all browser tests."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from safeconduct.demo.ground import Ground, ground
from tests.browser.person import Office, Person

CHROMIUM = "/usr/bin/chromium-headless-shell"  # Debian's; no download is needed
PATIENCE_MS = 10_000  # a page answers in a tenth of a second; a busy machine takes longer
PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
HERE = Path(__file__).parent


# Package scope: Playwright keeps a loop running, and Django's guard against asynchronous code
# would stop every database test that came after it.
@pytest.fixture(scope="package")
def demo(sown: Path) -> Iterator[Ground]:
    """A demonstration as it ships."""
    with ground(like=sown) as g:
        yield g


@pytest.fixture(scope="package")
def browser(demo: Ground) -> Iterator[Browser]:
    """Debian's Chromium; its sandbox cannot be used by root."""
    del demo  # the doors close after the browser
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=args)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def public_base(demo: Ground) -> str:
    """Address of the public door."""
    return f"http://127.0.0.1:{demo.instance.public_port}"


@pytest.fixture(scope="package")
def office(browser: Browser, demo: Ground) -> Office:
    """The office door with its staff."""
    return Office(browser, f"http://127.0.0.1:{demo.instance.office_port}")


@dataclass
class Story:
    """What the person remembers, and under which alias the office knows the case."""

    words: str = ""
    case: str = ""


@pytest.fixture(scope="package")
def story() -> Story:
    """The one story that the journey tells, point after point."""
    return Story()


@pytest.fixture
def stranger(browser: Browser, public_base: str) -> Iterator[Person]:
    """Somebody at the public door on a phone of their own, without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    context.set_default_timeout(PATIENCE_MS)
    yield Person(context.new_page(), public_base)
    context.close()
