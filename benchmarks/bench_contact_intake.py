"""Sealed letters through the real public door: how many a second one core takes.

bench_contact_intake.py [--full]: letters with the long and with the short code, sent one after
another over HTTP to gunicorn, both databases durable; the rate is accepted letters over CPU
seconds of the door and of both PostgreSQL servers (the client counts for nothing). Then fifty
people at once, who want the short code. --full takes longer, adds the storm (5,000 letters of
fifty people while the door, the worker and both databases are killed; each accepted one is
opened with the desk's key afterwards), and writes benchmarks/results/.
"""

import argparse
import http.client
import re
import sys
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from safeconduct.demo.browser import TOKEN
from safeconduct.demo.ground import Ground, ground
from safeconduct.demo.instance import Instance

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.attacks.flood import Flood, doubled, lost, storm
from tests.attacks.flood import Sender as Person

from benchmarks.common import (
    Bar,
    cpu_seconds,
    keep,
    kept,
    postmaster,
    processes,
    report,
    tree_cpu,
)

NAME = "bench_contact_intake"
PAGE = "/en/write/"
COOKIE = re.compile(r"^([^=;]+=[^;]*)")
TEXT = "I do not want this war. Two of us. We can write at night only. " * 8  # 500 letters
SHORT, FULL = (300, 20), (3_000, 200)  # letters with the long and with the short code
SENDERS, MANY = 50, 5_000
ROUNDS = {False: 1, True: 4}  # letters of each of the fifty who want the short code
STORM = ("letters_lost", "letters_doubled", "errors_while_up")
WORDS = re.compile(r'<ol class="words">(.*?)</ol>', re.DOTALL)


@dataclass
class Sender:
    """One connection at the public door, which many browsers use one after another."""

    port: int
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def browser(self) -> tuple[str, str]:
        """(cookie, form token) of a browser that was never here: its letter is a first one."""
        self.line.request("GET", PAGE)
        answer = self.line.getresponse()
        found = TOKEN.search(answer.read().decode())
        cookies = answer.headers.get_all("Set-Cookie") or []
        heads = [match for one in cookies if (match := COOKIE.match(one))]
        return "; ".join(head[1] for head in heads), found[1] if found else ""

    def send(self, letter_id: str, browser: tuple[str, str], long_code: bool) -> int:
        """Send one letter; the status of the answer."""
        cookie, token = browser
        fields = {
            "csrfmiddlewaretoken": token,
            "once": letter_id,
            "text": TEXT,
            "danger": "not in danger now",
        } | ({"long_code": "on"} if long_code else {})
        head = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        self.line.request("POST", PAGE, urllib.parse.urlencode(fields), head)
        answer = self.line.getresponse()
        answer.read()
        return answer.status


def cpu(made: Instance) -> float:
    """CPU seconds so far of the public door and of both database servers."""
    servers = [postmaster(one.data) for one in (made.main, made.keystore) if one is not None]
    doors = sum(map(cpu_seconds, processes(made, "public")))
    return doors + sum(map(tree_cpu, servers))


def mailboxes(on: Ground) -> int:
    """How many there are."""
    with on.superuser() as database:
        (count,) = database.execute("SELECT count(*) FROM contact_mailbox").fetchone() or (0,)
    return int(count)


def rate(on: Ground, count: int, long_code: bool) -> tuple[float, float]:
    """(letters a CPU second, letters a second on the wall) over `count` first letters."""
    made, sender = on.instance, Sender(on.instance.public_port)
    browsers, there = [sender.browser() for _ in range(count)], mailboxes(on)
    before, began = cpu(made), time.monotonic()
    for browser in browsers:
        sender.send(str(uuid4()), browser, long_code)
    wall, spent = time.monotonic() - began, cpu(made) - before
    if mailboxes(on) != there + count:
        sys.exit("A letter got no mailbox; the figures would mean nothing.")
    return count / spent, count / wall


def crowd(on: Ground, rounds: int) -> int:
    """How many were refused, or got no code, of many who want the short one."""
    flood, given = Flood(on), Counter[int]()

    def write(name: str) -> None:
        for number in range(rounds):
            person = Person(flood, name)
            person.send("/ru/write/", f"{name}, {number}", twice=False)
            words = WORDS.search(person.ask("GET", "/ru/words/"))
            given[words[1].count("<li>") if words else 0] += 1

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(write, (f"№{n}" for n in range(SENDERS))))
    print(f"codes given to {SENDERS} at once, by their number of words: {dict(given)}")
    return len(flood.failures) + given[0]


def after_storm(on: Ground, letters: int) -> dict[str, float]:
    """What came of so many letters in spite of everything."""
    began = time.monotonic()
    flood = storm(on, SENDERS, letters // SENDERS // 2)
    wall, broken = time.monotonic() - began, sum(end - at for at, end in flood.outages)
    print(
        f"{len(flood.accepted):,} letters of {SENDERS} people in {wall:.0f} s; something was"
        f" down {broken:.0f} s of it, {len(flood.failures):,} answers were asked for again"
    )
    errors = flood.unexcused()
    print(*(f"{one.what} after {one.ended - one.began:.1f} s" for one in errors[:5]), sep="\n")
    missing = letters - len(flood.accepted)  # everybody asks again until it is accepted
    return {
        "letters_lost": len(lost(flood)) + missing,
        "letters_doubled": len(doubled(flood)),
        "errors_while_up": len(errors),
    }


def bars(full: bool, letters: int) -> dict[str, Bar]:
    """Start a throw-away instance and measure."""
    long_count, short_count = FULL if full else SHORT
    with ground() as on:
        long_rate, long_wall = rate(on, long_count, long_code=True)
        short_rate, short_wall = rate(on, short_count, long_code=False)
        refused = crowd(on, ROUNDS[full])
        storms = after_storm(on, letters) if full else {}
    print(
        f"letters a second: {long_wall:.1f} with the long code, {short_wall:.1f} with the short"
        " one, one person after the other\n"
        "GlobaLeaks 5.0.15: 0.42 a CPU second; measured for the research before this project,"
        " not by this script"
    )
    found = {
        "submissions_per_s_core": Bar(long_rate, 100, "higher"),
        "submissions_per_s_core_short": Bar(short_rate, 4, "higher"),
        "refused_of_50_with_short_codes": Bar(refused, 0, "lower"),
    }
    return found | {bar: Bar(storms.get(bar), 0, "lower") for bar in STORM}


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--full", action="store_true", help="longer, and write the results")
    ask.add_argument("--letters", type=int, default=MANY, help="a smaller storm writes nothing")
    asked = ask.parse_args()
    found = bars(asked.full, asked.letters)
    if not asked.full:
        found |= kept(NAME, {bar: found[bar] for bar in STORM})
    elif asked.letters == MANY:
        keep(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
