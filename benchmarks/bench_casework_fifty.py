"""Fifty officers at once at the real office door: mixed reads and acts, on shared cases.

bench_casework_fifty.py [--full]: ten teams of five, four cases each; every officer goes on
asking for pages and acting, and waits 2 to 4 seconds before each request, as a person does who
reads (a house figure, of nobody measured). Short 20 seconds, --full two minutes. An error is an
answer of the 500s, a time-out or a refused connection, and a page that is not there. Lost is
what an officer was told is done and the database does not hold: its token, its row, its version
of the case. That somebody else was first is said on a conflict page, and is no error. A second
run without any wait says how much the machine carries; it has no bar.
"""

import argparse
import http.client
import itertools
import random
import re
import sys
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from uuid import UUID, uuid4, uuid5

from safeconduct.demo.ground import Ground, ground

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.bench_contact_search import stamp
from benchmarks.common import Bar, keep, kept, report
from benchmarks.fifty_office import TEAMS, names
from benchmarks.fifty_office import kept as kept_office

NAME = "bench_casework_fifty"
TARGETS = {"errors": 0.0, "lost_updates": 0.0, "p95_ms": 300.0}
SHORT, FULL, UNPAUSED = 20, 120, 15  # seconds
PAUSE = (2.0, 4.0)
PATIENCE = 10  # seconds until an answer counts as never given
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TICK = re.compile(r'<input type="checkbox" name="([A-Z_]+)"')
PROPOSAL = re.compile(r'href="(/proposals/[0-9a-f-]+/)"')
DANGERS = ("at the front now", "being looked for", "not said", "abroad", "not in danger now")
LEADS, SUPERVISOR, PROTECTION = (0, 1), 2, 4  # places in a team
READS = {
    "/my-work/": 15,
    "/cases/": 12,
    "/cases/?sort=due": 4,
    "/cases/?stage=triage&danger=not+said": 4,
    "/tasks/": 8,
    "/cases/{file}/": 22,
    "/cases/{file}/history/": 7,
}


@dataclass(frozen=True)
class Done:
    """An act that an officer was told is done, and what the page that it came from showed."""

    officer: UUID
    token: UUID
    act: str
    file: str
    shown: str
    said: str


@dataclass
class Run:
    """What happened to everybody together."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    done: list[Done] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Answer:
    """One answer of the door."""

    status: int
    to: str
    text: str


@dataclass
class Officer:
    """One of the fifty, with their own dice."""

    on: Ground
    run: Run
    alias: str
    place: int
    files: list[str]
    pause: tuple[float, float]
    cookies: str = ""

    def __post_init__(self) -> None:
        self.dice = random.Random(self.alias)  # noqa: S311  which page, not a secret
        self.id = UUID(self.on.accounts[self.alias]["id"])

    def sign_in(self) -> None:
        """By name, password and code, as everybody."""
        browser = self.on.office(self.alias)
        if "/sign-in/" in browser.url:
            sys.exit(f"{self.alias} cannot sign in; the figures would mean nothing.")
        self.cookies = "; ".join(f"{one.name}={one.value}" for one in browser.jar)

    def ask(self, path: str, what: str, fields: dict[str, str] | None = None) -> Answer | None:
        """One request over a line of its own; None when it came to nothing."""
        time.sleep(self.dice.uniform(*self.pause))
        port = self.on.instance.office_port
        head = {"Cookie": self.cookies, "Origin": f"http://127.0.0.1:{port}"}
        body = None
        if fields is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        began = time.perf_counter()
        try:
            line.request("GET" if fields is None else "POST", path, body, head)
            got = line.getresponse()
            text = got.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self._failed(f"{what} {path}: {type(error).__name__}")
            return None
        finally:
            line.close()
        took = (time.perf_counter() - began) * 1000
        with self.run.lock:
            self.run.took.setdefault(what, []).append(took)
        to = got.headers.get("Location", "")
        lost_session = to.startswith("/sign-in/")
        if got.status >= HTTPStatus.INTERNAL_SERVER_ERROR or lost_session:
            self._failed(f"{what} {path}: {got.status} {to}")
            return None
        return Answer(got.status, to, text)

    def _failed(self, line: str) -> None:
        with self.run.lock:
            self.run.errors.append(line)

    def reads(self) -> None:
        """One page, which must be there."""
        path = self.dice.choices(tuple(READS), tuple(READS.values()))[0]
        found = self.ask(path.format(file=self.dice.choice(self.files)), path)
        if found and found.status != HTTPStatus.OK:
            self._failed(f"{path}: {found.status}")

    def acts(self) -> None:
        """One act: its page is opened, and what stands on it sent after a pause."""
        file = self.dice.choice(self.files)
        case = self.ask(f"/cases/{file}/", "/cases/{file}/")
        if not case:
            return
        if self.place == SUPERVISOR and (found := PROPOSAL.search(case.text)):
            self._send(file, found[1], "confirm", {})
        elif self.place in (*LEADS, PROTECTION) and self.dice.random() < 0.4:
            said = self.dice.choice(DANGERS)
            self._send(file, f"/cases/{file}/danger/", "danger", {"danger": said})
        elif self.place in LEADS:
            asleep = f"/cases/{file}/act/wake/" in case.text
            self._send(file, *self._of_a_lead(file, asleep))
        else:
            self.reads()

    def _of_a_lead(self, file: str, asleep: bool) -> tuple[str, str, dict[str, str]]:
        """(address, act, what is filled in)."""
        base, move = f"/cases/{file}/", "wake" if asleep else "sleep"
        kind = self.dice.choice(("person", "group", "third country"))
        words = {"topic": "WAY", "words": f"Told by {self.alias}.", "way": "spoken"}
        ways: tuple[tuple[str, str, dict[str, str]], ...] = (
            (base + "answer/", "answer", {"text": f"We have read it. {self.alias}"}),
            (base + "told/write/", "tell", words),
            (base + f"act/{move}/", "move", {}),
            (base + "act/change_kind/", "propose", {"kind": kind}),
        )
        return self.dice.choice(ways)

    def _send(self, file: str, path: str, act: str, fields: dict[str, str]) -> None:
        page = self.ask(path, f"{act}, its page")
        if not page:
            return
        if page.status != HTTPStatus.OK:
            self._count(act, "not there any more")
            return
        known = {"once": str(uuid4())} | dict(HIDDEN.findall(page.text))
        known |= dict.fromkeys(TICK.findall(page.text), "on")
        got = self.ask(path, f"{act}, sent", known | fields)
        if not got:
            return
        if got.status == HTTPStatus.FOUND and "done=" in got.to:
            token = uuid5(self.id, known["once"])
            shown, said = known.get("seen", ""), fields.get("danger", "")
            if act == "move":
                shown = known["version"]
            with self.run.lock:
                self.run.done.append(Done(self.id, token, act, file, shown, said))
            self._count(act, "done")
        elif got.status == HTTPStatus.CONFLICT:
            self._count(act, "somebody was first")
        else:
            self._count(act, f"refused ({got.status})")

    def _count(self, act: str, how: str) -> None:
        with self.run.lock:
            self.run.answers[f"{act}: {how}"] += 1


@dataclass(frozen=True)
class State:
    """What the database holds of the acts of fifty."""

    tokens: set[UUID]
    told: Counter[str]
    items: Counter[str]
    cases: dict[str, tuple[int, str]]


def state(on: Ground) -> State:
    """Tokens of forms that were used; per file papers, answers, version and danger."""
    with on.superuser() as database:

        def rows(sql: str) -> list[tuple[str, ...]]:
            return database.execute(sql).fetchall()

        return State(
            {UUID(str(token)) for (token,) in rows("SELECT token FROM record_once")},
            Counter(str(one) for (one,) in rows("SELECT case_id FROM casework_told")),
            Counter(str(one) for (one,) in rows("SELECT file_id FROM contact_item")),
            {
                str(file): (int(version), danger)
                for file, version, danger in rows(
                    "SELECT file_id, version, danger FROM casework_case"
                )
            },
        )


def lost(done: list[Done], before: State, after: State) -> list[str]:
    """What somebody was told is done and is not there."""
    found = [
        f"{one.act} on {one.file}: no token" for one in done if one.token not in after.tokens
    ]
    acts = Counter((one.act, one.file) for one in done)
    for file in before.cases:
        told = acts["tell", file] - (after.told[file] - before.told[file])
        items = acts["answer", file] - (after.items[file] - before.items[file])
        moves = acts["move", file] + acts["confirm", file]
        versions = moves - (after.cases[file][0] - before.cases[file][0])
        for what, missing in (("told", told), ("answers", items), ("versions", versions)):
            found += [f"{what} of {file}"] * max(0, missing)
        shown = Counter(one.shown for one in done if (one.act, one.file) == ("move", file))
        found += [f"two moves of {file} from one version"] * (shown.total() - len(shown))
        found += [f"danger of {file}"] * _unbalanced(done, file, before, after)
    return found


def _unbalanced(done: list[Done], file: str, before: State, after: State) -> int:
    """Changes of the danger that no way from its first to its last value takes in."""
    there = Counter[str]()
    for one in done:
        if (one.act, one.file) == ("danger", file):
            there[one.said] += 1
            there[one.shown] -= 1
    there[before.cases[file][1]] += 1
    there[after.cases[file][1]] -= 1
    return sum(abs(count) for count in there.values()) // 2


def fifty(on: Ground, run: Run, pause: tuple[float, float]) -> Iterator[Officer]:
    """Everybody, with the cases of their team."""
    for team in range(TEAMS):
        aliases = names(team)
        with on.superuser() as database:
            rows = database.execute(
                "SELECT m.file_id FROM accounts_membership m JOIN accounts_officer o"
                " ON o.id = m.officer_id WHERE o.alias = %s ORDER BY m.file_id",
                [aliases[0]],
            ).fetchall()
        files = [str(file) for (file,) in rows]
        for place, alias in enumerate(aliases):
            yield Officer(on, run, alias, place, files, pause)


def work(on: Ground, seconds: float, pause: tuple[float, float]) -> tuple[Run, list[str]]:
    """All at once for so long; what happened, and what of it is not there."""
    run = Run()
    people = list(fifty(on, run, pause))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Officer.sign_in, people))
    before, end = state(on), time.monotonic() + seconds

    def live(one: Officer) -> None:
        time.sleep(one.dice.uniform(0, pause[1]))
        while time.monotonic() < end:
            (one.acts if one.dice.random() < 0.3 else one.reads)()

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(live, people))
    return run, lost(run.done, before, state(on))


def percentile(took: list[float]) -> float:
    """The 95th."""
    return sorted(took)[round(0.95 * (len(took) - 1))]


def tell(run: Run, missing: list[str]) -> None:
    """Print times per page, what came of the acts, and everything that went wrong."""
    print(f"\n{'request':<42} {'times':>6} {'median':>8} {'p95':>8}")
    for what, took in sorted(run.took.items()):
        middle = sorted(took)[len(took) // 2]
        print(f"{what:<42} {len(took):>6} {middle:>8.1f} {percentile(took):>8.1f}")
    print(*(f"{how}: {count}" for how, count in sorted(run.answers.items())), sep="\n")
    print(*itertools.islice((*run.errors, *missing), 20), sep="\n")


def measure(seconds: int) -> dict[str, Bar]:
    """Start a copy of the office, let everybody work, count."""
    with ground(like=kept_office(stamp())) as on:
        run, missing = work(on, seconds, PAUSE)
        tell(run, missing)
        hard, gone = work(on, UNPAUSED, (0.0, 0.0))
    everything = [one for took in run.took.values() for one in took]
    without = [one for took in hard.took.values() for one in took]
    print(
        f"{len(everything) / seconds:.0f} requests a second; without any wait"
        f" {len(without) / UNPAUSED:.0f}, 95 % of them in {percentile(without):.0f} ms,"
        f" {len(hard.errors)} errors, {len(gone)} lost"
    )
    found = {
        "errors": float(len(run.errors)),
        "lost_updates": float(len(missing) + len(gone)),
        "p95_ms": percentile(everything),
    }
    return {bar: Bar(value, TARGETS[bar], "lower") for bar, value in found.items()}


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="two minutes, and write results")
    full: bool = parser.parse_args().full
    found = measure(FULL if full else SHORT)
    if full:
        keep(NAME, found)
    else:
        found = {f"{bar}_short": one for bar, one in found.items()} | kept(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
