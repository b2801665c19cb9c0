"""Every list of the office at 1,000,000 cases and 4,000,000 tasks, beside 10,000 cases.

bench_casework_lists.py [--full]: real office door (gunicorn), HTTP, signed-in officers; the
clock runs from asking for a page to its last byte. The case officer is on one case in a
hundred: 10,000 of a million. Both data sets are kept in .bench/lists-* (made anew when their
tables changed, which takes minutes; new migrations are run over them as over any instance). The
bars are the slowest page's 95th percentile at a million cases, and the greatest ratio of one
page's medians at the two sizes.
"""

import argparse
import hashlib
import http.client
import itertools
import json
import random
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.demo.browser import Browser
from safeconduct.demo.ground import Ground, free_port
from safeconduct.demo.instance import Instance, run_tool, serve, start_engines, stop
from safeconduct.demo.run import forget, prepare
from safeconduct.vault.core.terms import Compartment

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.bench_contact_search import wait_for_door
from benchmarks.common import Bar, keep, report
from benchmarks.lists_data import fill

ROOT = Path(__file__).resolve().parent.parent
NAME = "bench_casework_lists"
SIZES = {"10k": 10_000, "1m": 1_000_000}
TARGET_MS, TARGET_RATIO = 50, 2
SHORT, FULL = 11, 61  # requests of each page
TEAM = "Anna Emil Iryna Lina Olena Pavlo Petro Ruta Vasyl Viktor".split()
OFFICER, SUPERVISOR, RECEPTION, INTAKE = "Olena", "Vasyl", "Ruta", "Iryna"
AUDITOR, DIRECTOR = "Audra", "Daria"
PAGES: dict[str, tuple[str, str]] = {
    "my work": (OFFICER, "/my-work/"),
    **{f"my work, {alias}": (alias, "/my-work/") for alias in TEAM if alias != OFFICER},
    "cases, first page": (OFFICER, "/cases/"),
    "cases, middle": (OFFICER, "/cases/?at=o5000.5.{middle}.00000000000000000000000000000000"),
    "cases, last page": (OFFICER, "/cases/?at=n10000.9.0.00000000000000000000000000000000"),
    "cases by movement": (OFFICER, "/cases/?sort=moved"),
    "cases by movement, last": (
        OFFICER,
        "/cases/?sort=moved&at=n10000.0.00000000000000000000000000000000",
    ),
    "cases by due date": (OFFICER, "/cases/?sort=due"),
    "at one stage": (OFFICER, "/cases/?stage=offer"),
    "stage and danger": (OFFICER, "/cases/?stage=passage&danger=at+the+front+now"),
    "kind, by movement": (OFFICER, "/cases/?kind=third+country&sort=moved"),
    "language and lost": (OFFICER, "/cases/?language=uk&lost=on"),
    "held, by due date": (OFFICER, "/cases/?held=on&sort=due"),
    "nothing fits": (OFFICER, "/cases/?stage=deceased&language=en"),
    "tasks": (OFFICER, "/tasks/"),
    "tasks, overdue": (OFFICER, "/tasks/?due=late"),
    "tasks, due today": (OFFICER, "/tasks/?due=today"),
    "tasks, last page": (OFFICER, "/tasks/?at=n30000.9.0.00000000000000000000000000000000"),
    "arrivals": (RECEPTION, "/arrivals/"),
    "arrivals, last page": (
        RECEPTION,
        "/arrivals/?at=n30000.{late}.ffffffffffffffffffffffffffffffff",
    ),
    "triage": (INTAKE, "/triage/"),
    "crossings": (SUPERVISOR, "/crossings/"),
    "crossings, last page": (
        "Petro",
        "/crossings/?at=n30000.{late}.ffffffffffffffffffffffffffffffff",
    ),
    "equipment": (OFFICER, "/equipment/"),
    "equipment, last page": (
        OFFICER,
        "/equipment/?at=n30000.0.00000000000000000000000000000000",
    ),
    "custody": (RECEPTION, "/custody/"),
    "screening": ("Anna", "/screening/"),
    "protection": ("Pavlo", "/protection/"),
    "protection, last page": (
        "Pavlo",
        "/protection/?at=n30000.{late}.ffffffffffffffffffffffffffffffff",
    ),
    "offers": (OFFICER, "/offers/"),
    "treasury": (SUPERVISOR, "/payments/"),
    "treasury, last page": (
        SUPERVISOR,
        "/payments/?at=n30000.{late}.ffffffffffffffffffffffffffffffff",
    ),
    "treasury, treasurer": ("Marta", "/payments/"),
    "my work, finance": ("Fedir", "/my-work/"),
    "my work, treasurer": ("Marta", "/my-work/"),
    "my work, director": (DIRECTOR, "/my-work/"),
    "departures": (SUPERVISOR, "/departures/"),
    "retention": (SUPERVISOR, "/retention/"),
    "retention, last page": (
        SUPERVISOR,
        "/retention/?at=n30000.{late}.ffffffffffffffffffffffffffffffff",
    ),
    "holds": (SUPERVISOR, "/holds/"),
    "recipients": (SUPERVISOR, "/recipients/"),
    "hand-over": (INTAKE, "/handover/"),
    "duty": (SUPERVISOR, "/duty/"),
    "complaints": ("Oksana", "/complaints/"),
    "import": (SUPERVISOR, "/import/"),
    "partners": (DIRECTOR, "/partners/"),
    "impact": (DIRECTOR, "/impact/"),
    "oversight": (AUDITOR, "/oversight/"),
    "oversight, director": (DIRECTOR, "/oversight/"),
    "reading": (AUDITOR, "/oversight/reading/"),
    "figures": (AUDITOR, "/oversight/figures/"),
    "officers": (AUDITOR, "/oversight/officers/"),
    "record": (AUDITOR, "/record/"),
}


@dataclass
class Standing:
    """One kept instance, its doors open, and whoever is signed in."""

    on: Ground
    cookies: dict[str, str] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None


def made_of() -> dict[str, str]:
    """Digests of what the data sets are made of: every migration, and how they are filled."""
    found = sorted((ROOT / "src" / "safeconduct").glob("*/migrations/0*.py"))
    found += [ROOT / "benchmarks" / name for name in ("lists_data.py", "lists_rooms.py")]
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }


@contextmanager
def standing(name: str) -> Iterator[Standing]:
    """The instance of this size, made when it is not there, or brought to the newest tables."""
    folder = ROOT / ".bench" / f"lists-{name}"
    mark, now = folder / "made-of.json", made_of()
    then = json.loads(mark.read_text()) if mark.exists() else {}
    if folder.exists() and not (then and then.items() <= now.items()):
        forget(folder)
        shutil.rmtree(folder)
        then = {}
    folder.mkdir(parents=True, exist_ok=True)
    instance = Instance(folder, free_port(), free_port())
    try:
        if then:
            start_engines(instance)
        else:
            print(f"Making {SIZES[name]:,} cases; they are kept in {folder.name} …", flush=True)
            prepare(instance)
        rows = json.loads((instance.keys / "demo-accounts.json").read_text())
        on = Ground(instance, {row["alias"]: row for row in rows})
        if not then:
            with on.superuser() as database:
                fill(database, SIZES[name], TEAM, sorted(map(str, Compartment)))
        elif then != now:
            print(f"Bringing {folder.name} to the newest tables …", flush=True)
            run_tool(instance, "sc_owner", "migrate_all")
        mark.write_text(json.dumps(now))
        serve(instance, "office", "sc_office", instance.office_port)
        wait_for_door(on)
        yield Standing(on)
    finally:
        stop(instance)


def sign_in(one: Standing, alias: str) -> str:
    """The officer's cookies; a code that was used is waited out."""
    for _ in range(40):
        browser: Browser = one.on.office(alias)
        if "/sign-in/" not in browser.url:
            return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.jar)
        del one.on.signed[alias]
        time.sleep(1)
    sys.exit(f"{alias} cannot sign in; the figures would mean nothing.")


def ask(one: Standing, alias: str, path: str) -> float:
    """Milliseconds from asking for the page to its last byte, over a line that is kept."""
    if alias not in one.cookies:
        one.cookies[alias] = sign_in(one, alias)
    line = one.line or http.client.HTTPConnection("127.0.0.1", one.on.instance.office_port)
    one.line = line
    headers = {"Cookie": one.cookies[alias], "Host": f"127.0.0.1:{line.port}"}
    for again in (False, True):
        began = time.perf_counter()
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            answer.read()
        except (http.client.HTTPException, OSError):
            line.close()  # the door ends a line that was idle
            if again:
                raise
            continue
        break
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        sys.exit(f"{alias} got {answer.status} for {path}; the figures would mean nothing.")
    return took


def paths() -> dict[str, tuple[str, str]]:
    """The pages with the moments of this day in their addresses."""
    micro = int(time.time() * 1_000_000)
    moments = {"late": micro + 10**15, "middle": micro - 200 * 86_400_000_000}
    return {
        name: (alias, path.format(**moments) if "{" in path else path)
        for name, (alias, path) in PAGES.items()
    }


def measure(sizes: dict[str, Standing], count: int) -> dict[str, Bar]:
    """Every page in turn at both sizes, so that both see the same machine."""
    pages = paths()
    for one, (alias, path) in itertools.product(sizes.values(), pages.values()):
        ask(one, alias, path)
        ask(one, alias, path)
    for _ in range(count):
        turns = list(itertools.product(pages, sizes))
        random.shuffle(turns)
        for name, size in turns:
            took = ask(sizes[size], *pages[name])
            sizes[size].took.setdefault(name, []).append(took)
    small, big = sizes["10k"].took, sizes["1m"].took
    print(f"\n{'page':<24} {'10k median':>11} {'1M median':>11} {'1M p95':>9} {'ratio':>7}")
    slowest = ratio = 0.0
    for name in pages:
        middle, large = statistics.median(small[name]), statistics.median(big[name])
        late = percentile(big[name])
        print(f"{name:<24} {middle:>11.1f} {large:>11.1f} {late:>9.1f} {large / middle:>7.2f}")
        slowest, ratio = max(slowest, late), max(ratio, large / middle)
    return {
        "p95_ms_at_1m": Bar(slowest, TARGET_MS, "lower"),
        "ratio_1m_10k": Bar(ratio, TARGET_RATIO, "lower"),
    }


def percentile(took: list[float]) -> float:
    """The 95th: of a few requests the slowest but one in twenty."""
    return sorted(took)[min(len(took) - 1, round(0.95 * (len(took) - 1)))]


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--full", action="store_true", help="longer, and write the results")
    full = asked.parse_args().full
    with ExitStack() as stack:
        sizes = {name: stack.enter_context(standing(name)) for name in SIZES}
        found = measure(sizes, FULL if full else SHORT)
    if full:
        keep(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
