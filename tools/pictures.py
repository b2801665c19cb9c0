"""Makes the four pictures of the README from a throw-away demonstration of its own."""

import os
import sys
from pathlib import Path

import django
from playwright.sync_api import Page, sync_playwright

from safeconduct.demo.ground import Ground, ground

sys.path.insert(0, str(Path(__file__).resolve().parent))
from screenshots import CHROMIUM, page_of, sign_in

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"


def soldier(page: Page, g: Ground) -> None:
    """The first screen of a soldier's phone."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"http://127.0.0.1:{g.instance.public_port}/ru/")
    page.screenshot(path=FOLDER / "soldier.png")


def my_work(page: Page, office: str) -> None:
    """The evening desk of a case officer."""
    page.goto(f"{office}/my-work/")
    page.screenshot(path=FOLDER / "my-work.png")


def refused_release(page: Page, office: str) -> None:
    """The treasurer looks at the pilot's award, which waits for everything."""
    page.goto(f"{office}/payments/")
    row = page.locator("tr", has_text="500").first
    row.get_by_role("link").last.click()
    page.screenshot(path=FOLDER / "refused-release.png")


def chart(page: Page, office: str) -> None:
    """The same tank, two paths."""
    page.goto(f"{office}/impact/?asset=tank")
    page.locator("svg:visible").first.screenshot(path=FOLDER / "chart.png")


def main() -> None:
    """Start, look, keep."""
    with ground() as g, sync_playwright() as play:
        os.environ |= g.instance.environment("sc_worker", "worker")
        django.setup()
        office = f"http://127.0.0.1:{g.instance.office_port}"
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with page_of(browser, "desk") as page:
            soldier(page, g)
        with page_of(browser, "desk") as page:
            sign_in(page, office, g.accounts["Olena"])
            my_work(page, office)
        with page_of(browser, "desk") as page:
            sign_in(page, office, g.accounts["Marta"])
            refused_release(page, office)
            chart(page, office)
        browser.close()


if __name__ == "__main__":
    main()
