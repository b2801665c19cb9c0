"""From a first letter to an answered, triaged, assigned case: pages and seconds of an officer.

bench_casework_walk.py [--full]: a real Chromium without scripts, at the office door of a real
instance. A stranger writes; then one intake officer starts from their first page. Counted are
the pages that are loaded, the first one too, and the seconds from that one to the last, with
reading and typing at the speed below. What is done is checked at the end. The short run walks
once, --full five times; the worst counts.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from safeconduct.demo.ground import Ground, ground

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.browser.person import Office, Person

from benchmarks.common import Bar, keep, kept, report

NAME = "bench_casework_walk"
CHROMIUM = "/usr/bin/chromium-headless-shell"
TARGETS = {"pages": 6.0, "seconds": 90.0}
FULL_WALKS = 5
# Silent reading of English, Brysbaert 2019 (doi 10.1016/j.jml.2019.104047): 238 words a minute;
# typing, Dhakal et al. 2018 (doi 10.1145/3173574.3174220): 52 words of five characters.
READ_WORDS, TYPED_CHARS = 238 / 60, 52 * 5 / 60  # a second
DECIDE_SECONDS = 2.0  # per choice or press: a house figure, of nobody measured
LETTER = (
    "Меня мобилизовали осенью, я не хочу воевать. Нас двое, оба живы и здоровы. Можем писать "
    "только ночью, телефон общий. Скажите, что нам делать и чего не делать. Читать безопасно "
    "после одиннадцати вечера."
)
OWN_WORDS = "Пишите после одиннадцати, как вы предложили."
LEAD = "Olena"


@dataclass
class Walk:
    """One officer's way: pages loaded, and seconds a person would have needed beside them."""

    officer: Person
    pages: int = 0
    human: float = 0.0

    def press(self, text: str, place: str = "") -> None:
        """Press a button or follow a link, to the end of the page it leads to."""
        inside = self.officer.row(place).first if place else None
        self.human += DECIDE_SECONDS
        self.officer.press(text, inside)
        self.pages += 1

    def reads(self, text: str) -> None:
        """Time to read this."""
        self.human += len(text.split()) / READ_WORDS

    def types(self, label: str, text: str) -> None:
        """Add to what stands in a field, at a typist's speed."""
        field = self.officer.labelled(label)
        field.fill(f"{field.input_value()}\n\n{text}".strip())
        self.human += len(text) / TYPED_CHARS

    def decides(self) -> None:
        """Time for one choice."""
        self.human += DECIDE_SECONDS


def write(on: Ground) -> None:
    """Somebody at the front writes a first letter."""
    stranger = on.public()
    stranger.fill("/ru/write/", text=LETTER, danger="at the front now")


def walk(office: Office) -> dict[str, float]:
    """The figures of one officer on one letter."""
    officer = office("Iryna")
    began = time.monotonic()
    officer = office.at("Iryna", "Triage")
    way = Walk(officer, pages=1)
    way.press("Open the letter", "at the front now")
    way.reads(LETTER)
    way.decides()  # who writes and the danger stand there as the person said them
    officer.pick("Who leads the case?", LEAD)
    way.decides()
    for label in ("We have read your letter", "We promise nothing"):
        officer.main.get_by_label(label).first.check()
        way.decides()
    way.press("Put these into the answer")
    way.types("First answer", OWN_WORDS)
    way.reads(officer.labelled("First answer").input_value())
    way.press("Open the case")
    way.press("Start triage")
    officer.tick_all()
    way.decides()
    way.press("Start triage")
    seconds = time.monotonic() - began
    officer.sees("triage", LEAD, OWN_WORDS)
    return {"pages": float(way.pages), "seconds": seconds + way.human}


def measure(times: int) -> dict[str, Bar]:
    """The worst of so many walks."""
    with ground() as on, sync_playwright() as play:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = play.chromium.launch(executable_path=CHROMIUM, args=args)
        office = Office(browser, f"http://127.0.0.1:{on.instance.office_port}")
        found = []
        for _ in range(times):
            write(on)
            found.append(walk(office))
        browser.close()
    return {
        bar: Bar(round(max(one[bar] for one in found), 1), target, "lower")
        for bar, target in TARGETS.items()
    }


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="five walks, and write results")
    full: bool = parser.parse_args().full
    found = measure(FULL_WALKS if full else 1)
    if full:
        keep(NAME, found)
    else:
        found = {f"{bar}_once": one for bar, one in found.items()} | kept(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
