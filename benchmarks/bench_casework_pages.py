"""Every page of both doors in a real browser: nothing keeps anybody out, nothing goes sideways.

bench_casework_pages.py [--full] [--pictures FOLDER]: a real instance as the demonstration
seeds it. Officers, and a stranger with a mailbox, follow the links of their pages; then
Chromium loads each page once, asks axe-core, walks it by Tab, looks for sideways scrolling.

The short run takes a sample, in one language at 1280 and 320 px. --full adds what the stories
leave out (filled.py) and a training instance, goes as everybody, holds what is reached against
the address tables of both doors, and looks at 1280, 640 (a zoom of two) and 320 px: in Russian
at every sight and with the keyboard, in the two other languages at one address of every
pattern.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import django
from playwright.sync_api import sync_playwright

from safeconduct.demo.browser import Browser
from safeconduct.demo.ground import Ground, ground
from safeconduct.demo.run import service_files

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.common import Bar, keep, kept, report
from benchmarks.finding import AWAY, LINK, Place, crawl, patterns
from benchmarks.looking import HALF, NARROW, PHONE, Looked, Way, look_at_all, window
from safeconduct.outreach.genuine import PROOFS

NAME = "bench_casework_pages"
CHROMIUM = "/usr/bin/chromium-headless-shell"
LANGUAGES = ("ru", "uk", "en")
PROOF_OF_A_LINE = "record/lines/<int:number>/proof/"
CARD_FILE = "guidance/leaflets/<slug:name>/<slug:language>/<slug:size>/<slug:form>/"
# What a browser asks for by itself, and what leads elsewhere at once.
NO_PAGES = {
    *(("public", "favicon.ico"), ("office", "favicon.ico")),
    *(("office", ""), ("public", AWAY), ("public", "ru/mailbox/destroy/")),
    # The second half of signing in: tests/browser/test_security_key.py looks at it.
    *(("office", "sign-in/key/"), ("office", "sign-in/second/")),
    # Files: some are there only once numbers are great enough, or the worker has signed.
    *(("public", name) for name in PROOFS),
    *(("office", "oversight/reach/<slug:which>/"), ("office", PROOF_OF_A_LINE)),
    ("office", CARD_FILE),
}
# What comes as the answer to a form that opens something: who, where, what is pressed.
PRESSED = (
    Place(
        "office", ("letters/<uuid:letter_id>/",), "/triage/", "Iryna", html=True,
        press="main form[action^='/letters/'] button",
    ),
)  # fmt: skip
WINDOWS = 2
SOME, SAMPLE = ("Olena", "Vasyl"), 25  # of whom the short run looks at so many pages each
LETTER = "Пишу первый раз. Что мне делать дальше, чтобы остаться в живых?"
STRANGER, WRITER, RETURNED = "a stranger", "who has just written", "who came back"


@dataclass(frozen=True)
class How:
    """Languages and widths of a run, the most pages of a person, where pictures go."""

    languages: tuple[str, ...]
    widths: tuple[int, ...]
    most: int | None
    pictures: Path | None

    def way(self, language: str) -> Way:
        """The first language is walked with keys too."""
        return Way(language, self.widths, language == self.languages[0], self.pictures)


SHORT = How(("ru",), (NARROW,), SAMPLE, None)
FULL = How(LANGUAGES, (HALF, NARROW), None, None)


def people(
    on: Ground, only: Sequence[str] | None
) -> dict[str, tuple[str, Browser, tuple[str, ...]]]:
    """Everybody with a browser, or only some of the staff: which door, where they begin."""
    staff = [one for one in on.accounts if only is None or one in only]
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
        signed = pool.map(on.office, staff)
    return found | {
        alias: ("office", browser, ("/my-work/", *begun(alias, browser, on.instance.training)))
        for alias, browser in zip(staff, signed, strict=True)
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
        task = re.findall(r'name="task" value="([^"]+)"', browser.get("/tasks/"))[0]
        found.append(f"/tasks/together/?act=END&task={task}")
    return [one.removeprefix(browser.base.rstrip("/")) for one in found]


def reached(
    who: dict[str, tuple[str, Browser, tuple[str, ...]]], most: int | None
) -> list[Place]:
    """What everybody reaches, or so many places of each, in the order of the staff."""

    def one_way(alias: str) -> list[Place]:
        door, browser, starts = who[alias]
        return list(islice(crawl(door, alias, browser, starts), most))

    with ThreadPoolExecutor(4) as pool:
        found = pool.map(one_way, who)
        return [place for places in found for place in places]


def chosen(places: Iterable[Place], how: How, language: str) -> list[Place]:
    """One address of every pattern; in the first language, and of guidance, of every sight."""
    found: dict[tuple[str, ...], Place] = {}
    for place in places:
        whole = how.way(language).keys or place.who == STRANGER
        if place.html:
            found.setdefault((place.door, *place.sight[: None if whole else 1]), place)
    return list(found.values())


def walk(on: Ground, who: dict[str, Any], places: list[Place], how: How) -> list[Looked]:
    """Look at every place as the one who reached it, in each language; say what is wrong."""
    bases = {"public": on.public_base, "office": on.office_base}
    rounds = Queue[tuple[str, str, list[Place]]]()
    for language in how.languages:
        here = chosen(places, how, language)
        for one in who:
            mine = [place for place in here if place.who == one]
            if mine:
                rounds.put((one, language, mine))

    def part(_: int) -> list[Looked]:
        with sync_playwright() as play:
            args = ["--no-sandbox"] if os.geteuid() == 0 else []
            chromium = play.chromium.launch(executable_path=CHROMIUM, args=args)
            seen = []
            while True:
                try:
                    one, language, mine = rounds.get_nowait()
                except Empty:
                    break
                door, browser, _ = who[one]
                with window(chromium, bases[door], browser, language) as page:
                    seen += look_at_all(page, bases[door], mine, how.way(language))
            chromium.close()
        return seen

    with ThreadPoolExecutor(WINDOWS) as pool:
        return [one for found in pool.map(part, range(WINDOWS)) for one in found]


def fill(on: Ground) -> None:
    """What the stories leave out, by a process that may write as the seed does."""
    root = Path(__file__).resolve().parent.parent
    env = on.instance.environment("sc_owner", "worker") | service_files(on.instance)
    paths = f"{root / 'src'}{os.pathsep}{root}"
    code = "import django; django.setup(); from benchmarks.filled import main; main()"
    command = [sys.executable, "-c", code]
    subprocess.run(command, env=env | {"PYTHONPATH": paths}, cwd=root, check=True)


def found_on(on: Ground, how: How) -> tuple[dict[str, Any], list[Place]]:
    """Everybody, and the places that they reach."""
    os.environ |= on.instance.environment("sc_worker", "worker")
    django.setup()
    training = on.instance.training
    if how.most is None and not training:
        fill(on)
    who = people(on, None if how.most is None else SOME)
    places = reached(who, how.most)
    if training:
        return who, [one for one in places if one.pattern.startswith("exercises/")]
    return who, places + ([] if how.most else list(PRESSED))


def measure(how: How) -> dict[str, Bar]:
    """Find, look, count."""
    everywhere, seen = list[Place](), list[Looked]()
    for training in (False, True) if how.most is None else (False,):
        with ground(training=training, SC_ALARM_WORDS="1") as on:
            who, found = found_on(on, how)
            everywhere += found
            seen += walk(on, who, found, how)
    bars = {
        "axe_violations": Bar(sum(len(one.barriers) for one in seen), 0, "lower"),
        "sideways": Bar(sum(len(one.sideways) for one in seen), 0, "lower"),
        "keys_wrong": Bar(sum(len(one.keys) for one in seen), 0, "lower"),
    }
    wanted = {(door, one) for door in ("public", "office") for one in patterns(door)} - NO_PAGES
    walked = {(one.door, one.pattern) for one in everywhere} & wanted
    long = {
        "patterns_walked": Bar(len(walked), len(wanted), "higher"),
        "patterns_unfilled": Bar(len(wanted - walked), 0, "lower"),
        "pages_looked_at": Bar(sum(one.pages for one in seen), len(wanted), "higher"),
        "stops_of_the_keyboard": Bar(sum(one.stops for one in seen), len(wanted), "higher"),
    }
    if how.most is not None:  # a sample says nothing of all
        return bars | {bar: replace(one, value=None) for bar, one in long.items()}
    for door, pattern in sorted(wanted - walked):
        print(f"no page: {door} {pattern}")
    return bars | long


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="all languages, and write results")
    parser.add_argument("--pictures", type=Path, help="keep pictures of every page here")
    asked = parser.parse_args()
    how = FULL if asked.full else SHORT
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
        how = replace(FULL, widths=(HALF, PHONE, NARROW), pictures=asked.pictures)
    found = measure(how)
    if asked.full:
        keep(NAME, found)
    else:
        here = {f"{bar}_short": one for bar, one in found.items() if one.value is not None}
        found = here | kept(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
