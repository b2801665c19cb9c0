"""The guidance as a reader meets it, its mirror as a stranger checks it, its words.

bench_outreach_pages.py [--full]: the real public door of a demonstration. Every page in every
language is fetched compressed and dumped by a text browser; Chromium loads it without scripts
and counts requests, cookies and forms; axe-core, the width at 320 px and the tree that a screen
reader is given are asked of every page in Russian, with --full in every language. A mirror of
all pages is built, signed with a key made here, and checked file by file by `minisign` itself.
The scanner of lookalikes is given the names and pages of benchmarks/lookalikes/, made without
looking at it: 150 false names, 50 page copies made from the pages as they are served,
and ordinary names and pages, many of them on the same subjects.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from safeconduct.demo.ground import ground
from safeconduct.outreach.core import cards, pages, posture, rendering, wording
from safeconduct.outreach.core.languages import LANGUAGES
from safeconduct.outreach.core.sms import sms
from safeconduct.outreach.core.voice import voice

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from benchmarks.common import Bar, keep, kept, report
from benchmarks.lookalikes.judging import judge
from benchmarks.looking import ASK_AXE

NAME = "bench_outreach_pages"
CHROMIUM = "/usr/bin/chromium-headless-shell"
NARROW = 320
LONG = ("axe_violations", "sideways_at_320", "not_readable")  # in every language: --full
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Seen:
    """What was wrong, and the greatest of what was counted, over all pages."""

    bytes: int = 0
    requests: int = 0
    cookies: int = 0
    scripts: int = 0
    forms: int = 0
    wide: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def compressed(address: str) -> int:
    """Bytes of an answer's body as it comes to a browser that takes gzip."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310  our own door
        return len(answer.read())


def dumped(address: str) -> str:
    """The page as a text browser shows it; empty where there is none."""
    w3m = shutil.which("w3m")
    if w3m is None:
        sys.exit("A text browser is missing: apt-get install w3m")
    done = subprocess.run(
        [w3m, "-dump", "-cols", "60", address], capture_output=True, text=True, check=True
    )
    return done.stdout


def words_of(text: str) -> str:
    """Text without what line breaks do to it."""
    return "".join(text.split())


def read_plainly(base: str, language: str, slug: str, seen: Seen) -> None:
    """Size, and whether a text browser shows every sentence of the page."""
    address = base + pages.path_of(language, slug)
    seen.bytes = max(seen.bytes, compressed(address))
    shown = words_of(dumped(address))
    body = pages.page(language, slug).body
    said = [words_of(line) for line in rendering.plain(body, posture.shipped().now)]
    if not all(line in shown for line in said):
        seen.unread.append(f"{language}/{slug}: in a text browser")


def load(browser: Browser, base: str, language: str, slug: str, seen: Seen) -> None:
    """Without scripts on a narrow screen: what it asks for, keeps, and whether it fits."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": NARROW, "height": 640}
    )
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(base + pages.path_of(language, slug))
    seen.requests = max(seen.requests, len(asked))
    seen.cookies += len(context.cookies())
    seen.scripts += page.locator("script").count()
    seen.forms += page.locator("form, input, textarea").count()
    context.close()


def look(page: Page, base: str, language: str, slug: str, seen: Seen) -> None:
    """Width at 320 px, axe-core, and what a screen reader is given."""
    name = f"{language}/{slug}"
    page.goto(base + pages.path_of(language, slug))
    if page.evaluate(TOO_WIDE):
        seen.wide.append(name)
    seen.barriers += [f"{name}: {what}" for what in page.evaluate(ASK_AXE)]
    tree = page.locator("body").aria_snapshot()
    title = pages.page(language, slug).title
    main, heading = "- main:" in tree, f'heading "{title}" [level=1]' in tree
    if not (main and heading and page.get_attribute("html", "lang") == language):
        seen.unread.append(f"{name}: for a screen reader")


def walk(base: str, full: bool) -> Seen:
    """Every page that may be read, in every language."""
    seen = Seen()
    style = compressed(f"{base}/static/safeconduct/style.css")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM)
        context = browser.new_context(
            viewport={"width": NARROW, "height": 640}, bypass_csp=True
        )
        context.add_init_script(Axe().axe_script)
        page = context.new_page()
        for language in pages.languages_of("home"):
            for slug in pages.slugs(language):
                read_plainly(base, language, slug, seen)
                load(browser, base, language, slug, seen)
                if full or language == "ru":
                    look(page, base, language, slug, seen)
        browser.close()
    seen.bytes += style
    for line in (*seen.wide, *seen.barriers, *seen.unread):
        print(line)
    return seen


def served(base: str) -> dict[str, str]:
    """The HTML of every page in the first languages, as "ru/home"."""
    found = {}
    for language in LANGUAGES:
        for slug in pages.slugs(language):
            with urllib.request.urlopen(base + pages.path_of(language, slug)) as answer:  # noqa: S310  our own door
                found[f"{language}/{slug}"] = answer.read().decode()
    return found


def run(*words: str) -> None:
    """One of our own commands; ends the measurement with its last words when it fails."""
    command = (sys.executable, "-m", "safeconduct", "mirror", *words)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"mirror {words[0]}: {done.stderr or done.stdout}")


def mirror(folder: Path) -> tuple[float, int, int]:
    """(seconds to build and sign, files, files that minisign refuses)."""
    made, said = folder / "mirror", folder / "said"
    said.write_text("only for this measurement")
    with_key = ("--proof", str(folder), "--key", str(folder / "mirror.key"))
    given = (*with_key, "--passphrase-file", str(said))
    own = ("--to", str(made), "--own", "https://guidance.example")
    run("key", *given)
    run("canary", *given)
    began = time.monotonic()
    run("build", *given, *own)
    took = time.monotonic() - began
    files = [one for one in made.rglob("*") if one.is_file() and one.suffix != ".minisig"]
    checked = [
        subprocess.run(
            ["minisign", "-Vqm", str(one), "-p", str(made / "minisign.pub")],
            capture_output=True,
            check=False,
        ).returncode
        for one in files
    ]
    return took, len(files), sum(map(bool, checked))


def told() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(language, line, sources) of every card, of the voice line and of the text messages."""
    for language in LANGUAGES:
        for name in cards.NAMES:
            for _, line, named in cards.card(name).lines(language):
                yield language, line, named
        for node in voice().nodes.values():
            yield language, node.said[language], node.sources
        for one in sms().answers:
            yield language, one.said[language], one.sources


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--full", action="store_true", help="every language, and keep the figures"
    )
    full = asked.parse_args().full
    with ground() as on:
        base = f"http://127.0.0.1:{on.instance.public_port}"
        seen = walk(base, full)
        judged = judge(served(base))
    with tempfile.TemporaryDirectory() as folder:
        seconds, files, refused = mirror(Path(folder))
    print(f"\nmirror: {files} files")
    print(f"scanner: {judged.clones} clones, missed: {', '.join(judged.missed) or 'none'}")
    print(f"scanner: {judged.ordinary} ordinary, alarms: {', '.join(judged.alarms) or 'none'}")
    read = [
        pages.page(one, slug) for one in pages.languages_of("home") for slug in pages.slugs(one)
    ]
    spoken = list(told())
    without = sum(
        len(wording.unsourced(one.language, one.body))
        for one in read
        if one.language in LANGUAGES
    )
    without += sum(
        len(wording.unsourced(language, " ".join((line, *(f"[^{one}]" for one in named)))))
        for language, line, named in spoken
    )
    said = sum(len(wording.forbidden(one.language, rendering.plain(one.body))) for one in read)
    said += sum(len(wording.forbidden(language, [line])) for language, line, _ in spoken)
    found = {
        "kilobytes_with_style": Bar(seen.bytes / 1000, 15, "lower"),
        "requests": Bar(seen.requests, 2, "lower"),
        "cookies": Bar(seen.cookies, 0, "lower"),
        "scripts": Bar(seen.scripts, 0, "lower"),
        "identity_forms": Bar(seen.forms, 0, "lower"),
        "axe_violations": Bar(len(seen.barriers), 0, "lower"),
        "sideways_at_320": Bar(len(seen.wide), 0, "lower"),
        "not_readable": Bar(len(seen.unread), 0, "lower"),
        "clones_found": Bar(judged.found, 0.95, "higher"),
        "false_alarms_in_1000": Bar(judged.alarms_in_1000, 1, "lower"),
        "mirror_seconds": Bar(seconds, 30, "lower"),
        "mirror_files_refused": Bar(refused, 0, "lower"),
        "statements_without_source": Bar(without, 0, "lower"),
        "forbidden_words": Bar(said, 0, "lower"),
    }
    if full:
        keep(NAME, found)
    else:
        found |= kept(NAME, {bar: found[bar] for bar in LONG})
    report(NAME, found)


if __name__ == "__main__":
    main()
