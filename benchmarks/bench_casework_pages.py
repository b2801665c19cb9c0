"""Every page of both doors in a real browser: nothing keeps anybody out, nothing goes sideways.

bench_casework_pages.py [--full] [--pictures FOLDER]: a real instance as the demonstration seeds
it, and a training one. Everybody of the staff, and a stranger with a mailbox, follow the links
of their pages; what they reach is held against the address tables of both doors. Then Chromium
loads one address of every pattern, asks axe-core, and looks for sideways scrolling. The short
run looks in one language at 1280 and 320 px. --full looks in three languages, at 1280, 640 (a
zoom of two), 360 and 320 px, with text of double size, and at the addresses of other roles too.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import django
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright

from safeconduct.demo.browser import Browser
from safeconduct.demo.ground import Ground, ground

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.common import Bar, keep, kept, report
from benchmarks.finding import AWAY, LINK, Place, crawl, patterns

NAME = "bench_casework_pages"
CHROMIUM = "/usr/bin/chromium"
LANGUAGES = ("ru", "uk", "en")
DESK, HALF, PHONE, NARROW = 1280, 640, 360, 320
HIGH, WINDOWS = 900, 2
# What a browser asks for by itself, and what leads elsewhere at once.
NO_PAGES = {
    *(("public", "favicon.ico"), ("office", "favicon.ico")),
    *(("office", ""), ("public", AWAY), ("public", "ru/mailbox/destroy/")),
    # The second half of signing in: tests/browser/test_security_key.py looks at it.
    *(("office", "sign-in/key/"), ("office", "sign-in/second/")),
}
# What comes as the answer to a form that opens something: who, where, what is pressed.
PRESSED = (
    Place(
        "office", ("letters/<uuid:letter_id>/",), "/triage/", "Iryna", html=True,
        press="main form[action^='/letters/'] button",
    ),
)  # fmt: skip
ASK_AXE = """axe.run({resultTypes: ["violations"]}).then(found => found.violations.map(
    one => `${one.id} (${one.impact}) ${one.nodes.slice(0, 3).map(node => node.target)}`))"""
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
EACH = 2  # addresses of one pattern that the full run looks at, of different people
LETTER = "Пишу первый раз. Что мне делать дальше, чтобы остаться в живых?"
STRANGER, WRITER, RETURNED = "a stranger", "who has just written", "who came back"


@dataclass
class Looked:
    """What was seen: pages that were looked at, and what is wrong with which."""

    pages: int = 0
    barriers: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class How:
    """Languages and widths of a run, and where pictures go, if anywhere."""

    languages: tuple[str, ...]
    widths: tuple[int, ...]
    each: int
    every_sight: bool  # and text of double size
    pictures: Path | None


SHORT = How(("ru",), (NARROW,), 1, False, None)
FULL = How(LANGUAGES, (HALF, PHONE, NARROW), EACH, True, None)


def people(on: Ground) -> dict[str, tuple[str, Browser, tuple[str, ...]]]:
    """Everybody with a browser: which door, and where they begin."""
    writer, returned = on.public(), on.public()
    for one in (writer, returned):
        one.fill("/ru/write/", text=LETTER, danger="at the front now")
    returned.post("/ru/words/", skip="1")
    found = {
        STRANGER: ("public", on.public(), ("/", "/ru/")),
        WRITER: ("public", writer, ("/ru/words/", "/ru/words/?practise", "/ru/words/?right")),
        RETURNED: ("public", returned, ("/ru/mailbox/", "/ru/mailbox/file/kept/")),
        "nobody": ("office", Browser(on.office_base + "/"), ("/sign-in/", "/lockdown/")),
    }
    with ThreadPoolExecutor(4) as pool:
        signed = pool.map(on.office, on.accounts)
    return found | {
        alias: ("office", browser, ("/my-work/", *begun(alias, browser, on.instance.training)))
        for alias, browser in zip(on.accounts, signed, strict=True)
    }


def begun(alias: str, browser: Browser, training: bool) -> list[str]:
    """Pages that only a sent form leads to: what this officer sends, and where it led."""
    found = list[str]()
    if training and alias == "Vasyl":
        browser.get("/exercises/")
        first = next(one for one in LINK.findall(browser.text) if one.endswith("/start/"))
        browser.fill(first)
        found.append(browser.url)
    elif not training and alias == "Olena":
        cases = re.findall(r'name="case" value="([^"]+)"', browser.get("/cases/"))
        browser.post("/cases/together/", act="PASS_ON", case=cases[0])
        found.append(browser.url)
    elif not training and alias == "Vasyl":
        browser.get("/catalogues/checklists/")
        browser.post("/catalogues/checklists/begin/")
        found.append(browser.url)
    return [one.removeprefix(browser.base.rstrip("/")) for one in found]


def reached(who: dict[str, tuple[str, Browser, tuple[str, ...]]]) -> list[Place]:
    """What everybody reaches, in the order of the staff."""
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda one: list(crawl(one[1][0], one[0], *one[1][1:])), who.items())
        return [place for places in found for place in places]


def chosen(places: Iterable[Place], how: How) -> list[Place]:
    """So many addresses of every pattern or sight, of different people; guidance whole."""
    kept_of: dict[tuple[str, ...], list[Place]] = {}
    for place in places:
        whole = how.every_sight or place.who == STRANGER
        mine = kept_of.setdefault((place.door, *place.sight[: None if whole else 1]), [])
        alike = [one for one in mine if one.who == place.who]
        if place.html and not alike and len(mine) < how.each:
            mine.append(place)
    return [one for mine in kept_of.values() for one in mine]


@contextmanager
def window(chromium: Chromium, base: str, browser: Browser, language: str) -> Iterator[Page]:
    """A window with that person's cookies; axe needs scripts, which no page has."""
    context = chromium.new_context(
        viewport={"width": DESK, "height": HIGH}, bypass_csp=True, reduced_motion="reduce"
    )
    cookies = [(one.name, one.value or "") for one in browser.jar if one.name != "sc-language"]
    for name, value in [*cookies, ("sc-language", language)]:
        context.add_cookies([{"name": name, "value": value, "url": base}])
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    yield page
    context.close()


def look(page: Page, base: str, place: Place, language: str, how: How) -> Looked:
    """One page: axe at a desk, sideways scrolling at each width and with large text."""
    seen, at = Looked(1), place.address
    if place.door == "public":
        at = at.replace("/ru/", f"/{language}/", 1)
    name = f"{place.who} {language} {at}"
    page.set_viewport_size({"width": DESK, "height": HIGH})
    answer = page.goto(base + at)
    if answer is None or not answer.ok:
        seen.barriers.append(f"{name}: it is not served")
        return seen
    if place.press:
        page.locator(place.press).first.click()
        page.wait_for_load_state()
    seen.barriers += [f"{name}: {what}" for what in page.evaluate(ASK_AXE)]
    for width in (DESK, *how.widths):
        page.set_viewport_size({"width": width, "height": HIGH})
        seen.sideways += [f"{name}: at {width} px"] if page.evaluate(TOO_WIDE) else []
        if how.pictures and width in (DESK, PHONE):
            _picture(page, how.pictures, place, language, width)
    if how.every_sight:
        page.set_viewport_size({"width": DESK, "height": HIGH})
        page.evaluate(LARGE_TEXT)
        seen.sideways += [f"{name}: text of double size"] if page.evaluate(TOO_WIDE) else []
    return seen


def _picture(page: Page, folder: Path, place: Place, language: str, width: int) -> None:
    name = re.sub(r"<(\w+:)?|>|\^|\$", "", f"{place.door}/{place.pattern}").strip("/")
    name = re.sub(r"[^\w]+", "-", name)
    page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)


def walk(on: Ground, who: dict[str, Any], places: list[Place], how: How) -> list[Looked]:
    """Look at every place as the one who reached it, in each language."""
    bases = {"public": on.public_base, "office": on.office_base}
    rounds = [(one, language) for one in who for language in how.languages]

    def part(number: int) -> list[Looked]:
        with sync_playwright() as play:
            args = ["--no-sandbox"] if os.geteuid() == 0 else []
            chromium = play.chromium.launch(executable_path=CHROMIUM, args=args)
            seen = []
            for one, language in rounds[number::WINDOWS]:
                mine = [place for place in places if place.who == one]
                if not mine:
                    continue
                door, browser, _ = who[one]
                with window(chromium, bases[door], browser, language) as page:
                    seen += [look(page, bases[door], place, language, how) for place in mine]
            chromium.close()
        return seen

    with ThreadPoolExecutor(WINDOWS) as pool:
        return [one for found in pool.map(part, range(WINDOWS)) for one in found]


def measure(how: How) -> dict[str, Bar]:
    """Find, look, count; what is wrong is printed."""
    everywhere, seen = list[Place](), list[Looked]()
    for training in (False, True):
        with ground(training=training, SC_ALARM_WORDS="1") as on:
            os.environ |= on.instance.environment("sc_worker", "worker")
            django.setup()
            who = people(on)
            found = [
                one
                for one in reached(who)
                if not training or one.pattern.startswith("exercises/")
            ] + ([] if training else list(PRESSED))
            everywhere += found
            seen += walk(on, who, chosen(found, how), how)
    wanted = {(door, one) for door in ("public", "office") for one in patterns(door)}
    missing = sorted(wanted - {(one.door, one.pattern) for one in everywhere} - NO_PAGES)
    for line in [
        *(f"no page: {door} {pattern}" for door, pattern in missing),
        *(line for one in seen for line in (*one.barriers, *one.sideways)),
    ]:
        print(line)
    walked = {(one.door, one.pattern) for one in everywhere} & (wanted - NO_PAGES)
    return {
        "axe_violations": Bar(sum(len(one.barriers) for one in seen), 0, "lower"),
        "sideways": Bar(sum(len(one.sideways) for one in seen), 0, "lower"),
        "patterns_walked": Bar(len(walked), len(wanted - NO_PAGES), "higher"),
        "patterns_unfilled": Bar(len(missing), 0, "lower"),
        "pages_looked_at": Bar(
            sum(one.pages for one in seen), len(wanted - NO_PAGES), "higher"
        ),
    }


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="all languages, and write results")
    parser.add_argument("--pictures", type=Path, help="keep pictures of every page here")
    asked = parser.parse_args()
    how = FULL if asked.full else SHORT
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
        how = replace(FULL, each=1, pictures=asked.pictures)
    found = measure(how)
    if asked.full:
        keep(NAME, found)
    else:
        found = {f"{bar}_short": one for bar, one in found.items()} | kept(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
