"""One attachment through the real public door: how fast it is sealed, and in how much memory.

bench_contact_attachment.py [--full]: 256 MB, or 2 GB with --full, which also writes
benchmarks/results/. The client makes the body as it sends it; the clock runs from the first
byte to the answer, which comes after the sealed file and its row are on the disk.
"""

import argparse
import http.client
import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from safeconduct.demo.browser import HIDDEN, TOKEN, Browser
from safeconduct.demo.ground import ground
from safeconduct.demo.instance import Instance
from safeconduct.vault.sealing import stream_length

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.common import Bar, cpu_seconds, keep, kept, peak_mb, processes, report

NAME = "bench_contact_attachment"
FULL_BYTES = 2 * 1024**3
SHORT_BYTES = 256 * 1024**2
WARM_BYTES = 16 * 1024**2
BLOCK = 1024**2
RATE, MEMORY, GROWTH = 100.0, 250.0, 32.0
PAGE = "/en/mailbox/file/"


@dataclass(frozen=True)
class Sent:
    """What one sending took."""

    seconds: float
    cpu: float
    peak: float


def open_mailbox(made: Instance) -> Browser:
    """Write a letter, so that a mailbox is open in this browser."""
    browser = Browser(f"http://127.0.0.1:{made.public_port}/")
    browser.fill(
        "/en/write/", text="A measurement.", danger="not in danger now", long_code="on"
    )
    return browser


def frame(page: str, boundary: str) -> tuple[bytes, bytes]:
    """What stands before and behind the file in the body, with the page's tokens."""
    token = TOKEN.search(page)
    fields = dict(HIDDEN.findall(page)) | {"csrfmiddlewaretoken": token[1] if token else ""}
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {**fields, "note": "A measurement."}.items()
    ]
    file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"'
    file += "\r\nContent-Type: video/mp4\r\n\r\n"
    return ("".join(parts) + file).encode(), f"\r\n--{boundary}--\r\n".encode()


def send(made: Instance, browser: Browser, size: int) -> Sent:
    """Send one file of `size` bytes; RuntimeError unless it was kept."""
    page, boundary = browser.get(PAGE), "-" * 29 + "1337"
    before, behind = frame(page, boundary)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.jar)
    door = processes(made, "public")
    cpu = sum(map(cpu_seconds, door))
    link = http.client.HTTPConnection(urlsplit(browser.base).netloc, timeout=600)
    link.putrequest("POST", PAGE)
    for name, value in {
        "Cookie": cookies,
        "Origin": browser.base.rstrip("/"),
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(before) + size + len(behind)),
    }.items():
        link.putheader(name, value)
    link.endheaders()
    block = os.urandom(BLOCK)
    began = time.monotonic()
    link.send(before)
    for _ in range(size // BLOCK):
        link.send(block)
    link.send(behind)
    answer = link.getresponse()
    seconds = time.monotonic() - began
    if answer.status != http.client.FOUND or "kept" not in answer.getheader("Location", ""):
        text = re.sub(r"<[^>]+>", " ", answer.read().decode())
        raise RuntimeError(f"the file was not kept: {answer.status} {text}")
    link.close()
    return Sent(
        seconds,
        sum(map(cpu_seconds, door)) - cpu,
        max(map(peak_mb, door)),
    )


def measure(size: int) -> tuple[Sent, Sent]:
    """A small file first, then one of `size` bytes; both must lie sealed on the disk."""
    with ground() as g:
        made, browser = g.instance, open_mailbox(g.instance)
        warm = send(made, browser, WARM_BYTES)
        sent = send(made, browser, size)
        lengths = sorted(path.stat().st_size for path in (made.folder / "files").iterdir())
    if lengths != sorted(map(stream_length, (WARM_BYTES, size))):
        raise RuntimeError(f"sealed files of other lengths: {lengths}")
    print(
        f"{size / 1e6:,.0f} MB in {sent.seconds:.1f} s, {sent.cpu:.1f} CPU seconds of the door"
        f" ({size / 1e6 / sent.cpu:,.0f} MB per CPU second), peak {sent.peak:.0f} MB"
    )
    return warm, sent


def bars(size: int, warm: Sent, sent: Sent, ending: str) -> dict[str, Bar]:
    """The bars of one run."""
    return {
        f"sealed_mb_per_s{ending}": Bar(round(size / 1e6 / sent.seconds, 1), RATE, "higher"),
        f"peak_memory_mb{ending}": Bar(round(sent.peak, 1), MEMORY, "lower"),
        f"memory_growth_mb{ending}": Bar(round(sent.peak - warm.peak, 1), GROWTH, "lower"),
    }


def main() -> None:
    """Measure, print, and with --full write the figures down."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--full", action="store_true", help="2 GB, and write benchmarks/results/"
    )
    full: bool = parser.parse_args().full
    size = FULL_BYTES if full else SHORT_BYTES
    found = bars(size, *measure(size), "_2gb" if full else "_256mb")
    if full:
        keep(NAME, found)
    else:
        nothing = Sent(1.0, 0.0, 0.0)
        found |= kept(NAME, bars(FULL_BYTES, nothing, nothing, "_2gb"))
    report(NAME, found)


if __name__ == "__main__":
    main()
