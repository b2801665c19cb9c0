"""The case page of a case with 500 lines of history: milliseconds, statements, kilobytes.

bench_casework_case.py [--full]: real office door (gunicorn) and PostgreSQL, one signed-in case
officer; the clock runs from asking for the page to its last byte. The case is the fullest of
the demonstration's, with 40 messages of ours, a family, and 500 lines on the record. The line
that says somebody looked is written each time, and counted. The short run asks 40 times,
--full 200 times.
"""

import argparse
import http.client
import re
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from safeconduct.casework.core.terms import Kind
from safeconduct.demo.browser import Browser
from safeconduct.demo.ground import Ground, ground
from safeconduct.record.core.leaf import leaf_bytes

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.common import Bar, keep, report

ROOT = Path(__file__).resolve().parent.parent
NAME = "bench_casework_case"
HEADER = "X-Statements"  # benchmarks/counted.py
P95_MS, STATEMENTS, KILOBYTES = 60, 12, 100
SHORT, FULL, WARM = 40, 200, 10
OFFICER = "Olena"
LINES, MESSAGES = 500, 40
RELATIONS = ("spouse", "child", "parent")
ANSWER = (
    "Мы прочли ваше письмо. Пишите только тогда, когда это безопасно, и не называйте имён и "
    "мест. Мы ничего не обещаем, но остаёмся на связи и отвечаем в тот же день."
)
CASE = re.compile(r'href="(/cases/[0-9a-f-]{36}/)"')


@contextmanager
def standing() -> Iterator[Ground]:
    """A demonstration whose office door counts its statements."""
    with ground(wsgi={"office": "benchmarks.counted:application"}, python_path=str(ROOT)) as on:
        yield on


def furnish(on: Ground) -> str:
    """Fill the fullest case of the officer; its address."""
    officer = on.office(OFFICER)
    mine: list[str] = CASE.findall(officer.get("/cases/"))
    address = max(mine, key=lambda one: len(officer.get(one)))
    for relation in RELATIONS:
        officer.fill(address + "people/", relation=relation, surname="Гончаренко")
    for _ in range(MESSAGES):
        officer.fill(address + "answer/", text=ANSWER)
    _lengthen(on, UUID(address.split("/")[2]))
    return address


def _lengthen(on: Ground, file_id: UUID) -> None:
    """Lines of different minutes on the record, until it has as many of this case."""
    kinds = [Kind.TASK_DONE, Kind.CONSENT_CHANGED, Kind.CASE_MOVED, Kind.CONDITION_CHANGED]
    start = datetime.now(UTC) - timedelta(days=90)
    with on.superuser() as database:
        row = database.execute(
            "SELECT key_id FROM accounts_officer WHERE alias = %s", [OFFICER]
        )
        (key_id,) = row.fetchone() or ("",)
        lines = [
            leaf_bytes(
                kinds[n % len(kinds)], start + n * timedelta(minutes=200), key_id, file_id.hex,
                "", {},
            )
            for n in range(LINES)
        ]  # fmt: skip
        database.execute("SELECT record_append(%s)", [lines])


def ask(line: http.client.HTTPConnection, path: str, cookie: str) -> tuple[float, int, int]:
    """(milliseconds to the last byte, statements, bytes) of one page."""
    began = time.perf_counter()
    line.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "ru"})
    answer = line.getresponse()
    text = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != http.client.OK:
        sys.exit(f"{path} answered {answer.status}; the figures would mean nothing.")
    return took, int(answer.headers[HEADER]), len(text)


def measure(times: int) -> dict[str, Bar]:
    """The figures of one case page, asked so often over a line that is kept."""
    with standing() as on:
        address = furnish(on)
        browser: Browser = on.office(OFFICER)
        cookie = "; ".join(f"{one.name}={one.value}" for one in browser.jar)
        line = http.client.HTTPConnection("127.0.0.1", on.instance.office_port)
        for _ in range(WARM):
            ask(line, address, cookie)
        found = [ask(line, address, cookie) for _ in range(times)]
    took, statements, size = zip(*found, strict=True)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"median {statistics.median(took):.1f} ms, slowest {max(took):.1f} ms")
    return {
        "p95_ms": Bar(round(p95, 1), P95_MS, "lower"),
        "queries": Bar(float(max(statements)), STATEMENTS, "lower"),
        "kb": Bar(round(max(size) / 1000, 1), KILOBYTES, "lower"),
    }


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="200 requests, and write results")
    full: bool = parser.parse_args().full
    found = measure(FULL if full else SHORT)
    if full:
        keep(NAME, found)
    report(NAME, found)


if __name__ == "__main__":
    main()
