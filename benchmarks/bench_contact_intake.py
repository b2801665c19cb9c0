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
    """One person's connection at the public door, with the token of a form loaded once."""

    port: int
    cookie: str = ""
    token: str = ""
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.line.request("GET", PAGE)
        answer = self.line.getresponse()
        found = TOKEN.search(answer.read().decode())
        self.token = found[1] if found else ""
        cookies = answer.headers.get_all("Set-Cookie") or []
        heads = [match for one in cookies if (match := COOKIE.match(one))]
        self.cookie = "; ".join(head[1] for head in heads)

    def send(self, letter_id: str, long_code: bool) -> int:
        """Send one letter; the status of the answer."""
        fields = {
            "csrfmiddlewaretoken": self.token,
            "once": letter_id,
            "text": TEXT,
            "danger": "not in danger now",
        } | ({"long_code": "on"} if long_code else {})
        head = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
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


def rate(made: Instance, count: int, long_code: bool) -> tuple[float, float]:
    """(letters a CPU second, letters a second on the wall) over `count` letters."""
    sender = Sender(made.public_port)
    if sender.send(str(uuid4()), long_code) != 302:
        sys.exit("The public door did not take a letter; the figures would mean nothing.")
    before, began = cpu(made), time.monotonic()
    for _ in range(count):
        if sender.send(str(uuid4()), long_code) != 302:
            sys.exit("A letter was not taken; the figures would mean nothing.")
    wall = time.monotonic() - began
    return count / (cpu(made) - before), count / wall


def parallel(on: Ground, count: int) -> tuple[int, int, int]:
    """(lost, doubled, errors) of `count` letters from fifty senders at once."""
    ids = [str(uuid4()) for _ in range(count)]
    errors: list[int] = []

    def run(share: list[str]) -> None:
        sender = Sender(on.instance.public_port)
        errors.extend(one for name in share if (one := sender.send(name, True)) != 302)

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
        long_rate, long_wall = rate(on.instance, long_count, long_code=True)
        short_rate, short_wall = rate(on.instance, short_count, long_code=False)
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
