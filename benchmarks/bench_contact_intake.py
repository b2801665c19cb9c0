"""Sealed letters through the real public door: how many a second one core takes.

bench_contact_intake.py [--full]: letters with the long and with the short code, sent one after
another over HTTP to gunicorn, both databases durable; the rate is accepted letters over CPU
seconds of the door and of both PostgreSQL servers (the client counts for nothing). --full takes
longer and writes benchmarks/results/.
"""

import argparse
import http.client
import re
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from safeconduct.demo.browser import TOKEN
from safeconduct.demo.ground import Ground, ground
from safeconduct.demo.instance import Instance

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
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
SHORT, FULL = (400, 40), (3_000, 200)  # letters with the long and with the short code
SENDERS, MANY = 50, 5_000


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


def parallel(on: Ground, count: int) -> tuple[int, int, int]:
    """(lost, doubled, errors) of `count` letters from fifty senders at once."""
    ids = [str(uuid4()) for _ in range(count)]
    errors: list[int] = []

    def run(share: list[str]) -> None:
        sender = Sender(on.instance.public_port)
        answers = (sender.send(name, sender.browser(), True) for name in share)
        errors.extend(one for one in answers if one != 302)

    people = [threading.Thread(target=run, args=(ids[n::SENDERS],)) for n in range(SENDERS)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with on.superuser() as database:
        rows = database.execute(
            "SELECT id::text, count(DISTINCT file_id) FROM contact_letter"
            " WHERE id = ANY(%s::uuid[]) GROUP BY id",
            [ids],
        ).fetchall()
    kept_ids = {row[0] for row in rows}
    return len(set(ids) - kept_ids), sum(row[1] > 1 for row in rows), len(errors)


def bars(full: bool) -> dict[str, Bar]:
    """Start a throw-away instance and measure."""
    long_count, short_count = FULL if full else SHORT
    with ground() as on:
        long_rate, long_wall = rate(on, long_count, long_code=True)
        short_rate, short_wall = rate(on, short_count, long_code=False)
        found = {
            "submissions_per_s_core": Bar(long_rate, 100, "higher"),
            "submissions_per_s_core_6_words": Bar(short_rate, 4, "higher"),
            "submissions_per_s_wall": Bar(long_wall, 0, "higher"),
            "submissions_per_s_wall_6_words": Bar(short_wall, 0, "higher"),
        }
        counts = parallel(on, MANY) if full else None
    names = ("letters_lost", "letters_doubled", "errors_of_50_senders")
    for name, count in zip(names, counts or (None, None, None), strict=True):
        found[name] = Bar(count, 0, "lower")
    return found


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--full", action="store_true", help="longer, and write the results")
    full = ask.parse_args().full
    found = bars(full)
    if full:
        keep(NAME, found)
    else:
        old = kept(NAME, found)
        found = {
            name: bar if bar.value is not None else old[name] for name, bar in found.items()
        }
    report(NAME, found)


if __name__ == "__main__":
    main()
