"""The whole flow of a person on a slow phone: bytes, seconds, scripts.

bench_contact_flow.py [--full]: reads, writes, notes and practises the words, and from another
phone comes back and reads the answer of an officer, who answers in between. Chromium without
scripts, nothing cached, over TLS, on the slowest 2G line of the browsers' own lists. Every page
begins with a connection of its own: people read longer than servers keep one. The kilobytes are
those of all requests and answers with their headers, both ways; what TLS adds is printed, and
its time counts. Not counted: headers of TCP and IP, and the time in which somebody reads or
types. The short run is in one language; --full in all three.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from safeconduct.demo.ground import Ground, ground

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.common import Bar, keep, kept, report
from benchmarks.front import Counts, Front

NAME = "bench_contact_flow"
CHROMIUM = "/usr/bin/chromium-headless-shell"
PHONE: ViewportSize = {"width": 360, "height": 640}
PATIENCE_MS = 60_000
# "GPRS" of Chromium's and Firefox's lists of slow networks, the slowest one of them:
# firefox-source-docs.mozilla.org/devtools-user/network_monitor/throttling/
LATENCY_MS, DOWN, UP = 500, 50 * 1024 // 8, 20 * 1024 // 8  # bytes a second
LETTERS = {
    "ru": "Меня мобилизовали осенью, я не хочу воевать. Нас двое, оба живы и здоровы. Можем "
    "писать только ночью, телефон общий. Скажите, что нам делать и чего не делать. Очень "
    "боюсь за семью: жена и дочь остались дома, им никто ничего не говорил.",
    "uk": "Мене мобілізували восени, я не хочу воювати. Нас двоє, обидва живі й здорові. "
    "Можемо писати лише вночі, телефон спільний. Скажіть, що нам робити і чого не робити. Дуже "
    "боюся за родину: дружина й донька лишилися вдома, їм ніхто нічого не казав.",
    "en": "They called me up in autumn and I do not want to fight. There are two of us, alive "
    "and well. We can write at night only, the phone is not mine alone. Tell us what to do "
    "and what not to do. I fear for my wife and daughter at home: nobody told them anything.",
}
ANSWER = (
    "Мы прочли ваше письмо. Мы ничего не обещаем, кроме того, что отвечаем. Ничего не делайте "
    "сегодня. Не пишите здесь имён и мест. Завтра ночью мы напишем ещё раз."
)
TARGETS = {"kilobytes_in_all": 60.0, "seconds_at_2g": 90.0, "scripts": 0.0}


@dataclass
class Phone:
    """One page after the other on one phone; how long they took and what scripts they held."""

    page: Page
    front: Front
    seconds: float = 0.0
    scripts: int = 0
    steps: list[str] = field(default_factory=list)

    def load(self, path: str) -> None:
        """Type an address."""
        with self._step():
            self.page.goto(self.front.base + path)

    def press(self, selector: str) -> None:
        """Follow a link or send a form, up to the last byte of the page it leads to."""
        place = self.page.locator("main").locator(selector).first
        with self._step(), self.page.expect_navigation():
            place.click(no_wait_after=True)

    @contextmanager
    def _step(self) -> Iterator[None]:
        self.front.hang_up()
        time.sleep(0.2)  # until the browser has noticed
        before, began = self.front.counts.http, time.monotonic()
        yield
        took, path = time.monotonic() - began, urlsplit(self.page.url).path
        self.seconds += took
        self.scripts += self.page.locator("script").count()
        size = (self.front.counts.http - before) / 1000
        self.steps.append(f"{path:<28} {size:>6.1f} kB {took:>6.1f} s")


@contextmanager
def phone(browser: Browser, front: Front) -> Iterator[Phone]:
    """A phone that was never here, on a slow line."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    line = {"latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    made = Phone(page, front)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    yield made
    made.scripts += asked.count("script")
    context.close()


def write(one: Phone, language: str) -> str:
    """Read, write, practise; the words."""
    one.load("/")
    one.press(f"a[href='/{language}/']")
    one.press("a[href$='/at-the-front/']")
    one.press("a[href$='/write/']")
    one.page.locator("[name=text]").fill(LETTERS[language])
    one.page.locator("[name=danger][value='at the front now']").check()
    one.press("form button")
    words = " ".join(one.page.locator("ol.words li").all_inner_texts())
    one.press("a[href='?practise']")
    one.page.locator("[name=words]").fill(words)
    one.press("form button")
    one.press("a.act")
    return words


def come_back(one: Phone, language: str, words: str) -> None:
    """From another phone: the words, and the answer."""
    one.load("/")
    one.press(f"a[href='/{language}/']")
    one.press("a[href$='/return/']")
    one.page.locator("[name=words]").fill(words)
    one.press("form button")
    if ANSWER not in one.page.locator("main").inner_text():
        sys.exit("The answer is not in the mailbox; the figures would mean nothing.")


def letters(on: Ground) -> dict[str, str]:
    """File by letter, of all letters."""
    with on.superuser() as database:
        rows = database.execute("SELECT id::text, file_id::text FROM contact_letter")
        return dict(rows.fetchall())


def answer(on: Ground, letter: str, file_id: str) -> None:
    """The office opens the letter, makes a case of it and answers."""
    iryna, olena = on.office("Iryna"), on.office("Olena")
    with on.superuser() as database:
        row = database.execute("SELECT id FROM accounts_officer WHERE alias = 'Olena'")
        (officer,) = row.fetchone() or ("",)
    iryna.get("/triage/")
    iryna.post(f"/letters/{letter}/")
    iryna.post(f"/letters/{letter}/open-case/", kind="person", danger="at the front now")
    iryna.fill(f"/cases/{file_id}/team/", place=f"{officer} case officer")
    olena.fill(f"/cases/{file_id}/answer/", text=ANSWER)


def flow(on: Ground, front: Front, browser: Browser, language: str) -> dict[str, float]:
    """The figures of one person."""
    front.counts, known = Counts(), set(letters(on))
    with phone(browser, front) as first:
        words = write(first, language)
    counted = front.counts
    found = {letter: file for letter, file in letters(on).items() if letter not in known}
    ((letter, file_id),) = found.items()
    answer(on, letter, file_id)
    with phone(browser, front) as other:
        come_back(other, language, words)
    if front.counts is not counted:
        sys.exit("Bytes were lost in the count; the figures would mean nothing.")
    pages = first.seconds + other.seconds
    tls = setting_up(counted)
    print(
        f"\n{language}: {len(counted.requests)} requests", *first.steps, *other.steps, sep="\n"
    )
    print(
        f"up {counted.http_up / 1000:.1f} kB, down {counted.http_down / 1000:.1f} kB, with TLS"
        f" {counted.line / 1000:.1f} kB; pages {pages:.1f} s, connections and TLS {tls:.1f} s"
    )
    return {
        "kilobytes_in_all": counted.http / 1000,
        "seconds_at_2g": pages + tls,
        "scripts": first.scripts + other.scripts,
    }


def setting_up(counted: Counts) -> float:
    """Seconds of what Chromium does not slow down: connecting, and the bytes of TLS."""
    trips = counted.round_trips * LATENCY_MS / 1000
    down, up = counted.line_down - counted.http_down, counted.line_up - counted.http_up
    # Chromium slows each request down, not the line below it.
    return trips + down / DOWN + up / UP


def measure(languages: tuple[str, ...]) -> dict[str, Bar]:
    """The worst of these languages."""
    with ground() as on, Front(on.instance.public_port) as front, sync_playwright() as play:
        options = [f"--ignore-certificate-errors-spki-list={front.pin}"]
        options.append("--ssl-version-max=tls1.2")  # the newest that such a phone speaks
        options += ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = play.chromium.launch(executable_path=CHROMIUM, args=options)
        found = [flow(on, front, browser, language) for language in languages]
        browser.close()
    return {
        bar: Bar(round(max(one[bar] for one in found), 2), target, "lower")
        for bar, target in TARGETS.items()
    }


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="three languages, and write results"
    )
    full: bool = parser.parse_args().full
    found = measure(tuple(LETTERS) if full else ("ru",))
    if full:
        keep(NAME, found)
    else:
        found = {f"{bar}_ru": one for bar, one in found.items()} | kept(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
