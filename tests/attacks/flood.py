"""Many people write at once over a bad line, and somebody trips over the cables meanwhile."""

import http.client
import os
import re
import signal
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from uuid import uuid4

from safeconduct.demo.ground import Ground
from safeconduct.demo.instance import spawn
from safeconduct.demo.run import service_files
from safeconduct.engine import Engine
from tests.attacks.living import run
from tests.attacks.looking import engines, family

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE_SECONDS = 60.0
AGAIN_SECONDS = 0.1
NOT_NOW = 503
FOUND = 302
LETTER_IS_KEPT = ("/words/", "/words/?again", "/mailbox/?sent", "/mailbox/?again")


@dataclass(frozen=True)
class Failure:
    """An answer that was none: when it was asked for, when it came, and what it was."""

    began: float
    ended: float
    what: str
    page: str = ""


@dataclass
class Flood:
    """What was accepted, by letter id; what failed; when something was broken on purpose."""

    g: Ground
    accepted: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    outages: list[tuple[float, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, letter_id: str, text: str) -> None:
        """The person saw that it was taken."""
        with self.lock:
            self.accepted[letter_id] = text

    def fail(self, failure: Failure) -> None:
        """The person saw an error, or nothing."""
        with self.lock:
            self.failures.append(failure)

    @contextmanager
    def outage(self) -> Iterator[None]:
        """From the moment something is broken until it works again."""
        began = time.monotonic()
        yield
        self.outages.append((began, time.monotonic()))

    def unexcused(self) -> list[Failure]:
        """Failures while everything was up."""
        return [
            one
            for one in self.failures
            if not any(one.began < end and one.ended > start for start, end in self.outages)
        ]


@dataclass
class Sender:
    """One person with a phone; every request is a connection of its own."""

    flood: Flood
    name: str
    cookie: str = ""

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> str:
        """The page, or where a taken form leads to; asked again until there is one."""
        body = urllib.parse.urlencode(fields) if fields else None
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                status, text, target = self._once(method, path, body)
            except (OSError, http.client.HTTPException) as error:
                status, text, target = 0, repr(error), ""
            if status in (200, FOUND):
                return target or text
            failure = Failure(began, time.monotonic(), f"{method} {path}: {status}", text)
            self.flood.fail(failure)
            time.sleep(AGAIN_SECONDS)
        msg = f"{self.name}: no answer to {method} {path}"
        raise TimeoutError(msg)

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        port = self.flood.g.instance.public_port
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        head = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            head |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{port}",
            }
        try:
            line.request(method, path, body, head)
            answer = line.getresponse()
            text = answer.read().decode()
            for value in answer.headers.get_all("Set-Cookie", []):
                ((name, morsel),) = SimpleCookie(value).items()
                self.cookie = f"{name}={morsel.value}"
            return answer.status, text, answer.headers.get("Location", "")
        finally:
            line.close()

    def send(self, path: str, text: str, twice: bool, **more: str) -> None:
        """Load the form and send it; `twice` as a phone does that saw no answer."""
        token = TOKEN.search(self.ask("GET", path))
        if token is None:
            msg = f"{path}: the page has no form"
            raise ValueError(msg)
        letter_id = str(uuid4())
        fields = {"csrfmiddlewaretoken": token[1], "once": letter_id, "text": text, **more}
        for _ in range(1 + twice):
            target = self.ask("POST", path, fields)
            # "again": this try, or one that was cut off, found its letter taken already.
            if not target.endswith(LETTER_IS_KEPT):
                msg = f"{path} led to {target[:200]}"
                raise ValueError(msg)
            self.flood.keep(letter_id, text)

    def write(self, rounds: int) -> None:
        """First letters, each from another phone, and another letter into the mailbox."""
        for number in range(rounds):
            self.cookie, text = "", f"{self.name}, {number}"
            twice = number % 3 == 0
            first = {"danger": "abroad", "long_code": "on"}
            self.send("/ru/write/", f"Первое: {text}", twice, **first)
            self.send("/ru/mailbox/write/", f"Ещё: {text}", twice)


def answers(g: Ground) -> None:
    """Wait until a letter can be sent: the public door and both databases work."""
    probe = Sender(Flood(g), "probe")
    probe.send("/en/write/", "probe", False, long_code="on")


def kill_door(flood: Flood) -> None:
    """The process that serves the public door dies at once; its master makes another."""
    (master, *workers) = family(flood.g.instance.parts[0].pid)
    del master
    with flood.outage():
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        answers(flood.g)


def kill_worker(flood: Flood) -> None:
    """The process of background work dies at once and is started again; no letter waits."""
    instance = flood.g.instance
    part = instance.parts.pop(2)
    part.kill()
    part.wait()
    spawn(instance, "sc_worker", "worker", "safeconduct", "work", **service_files(instance))


def crash(flood: Flood, server: Engine) -> None:
    """A database server loses power, in effect, and comes back by its log."""
    log = str(server.data / "server.log")
    with flood.outage():
        server.run(
            "pg_ctl", "-D", str(server.data), "-m", "immediate", "-w", "-l", log, "restart"
        )
        answers(flood.g)


def rage(flood: Flood, people: int, rounds: int, mishaps: Sequence[Callable[[], None]]) -> None:
    """All write at once; the mishaps come at even distances of what was accepted."""
    everything = people * rounds * 2
    with ThreadPoolExecutor(people) as pool:
        done = [pool.submit(Sender(flood, f"№{n}").write, rounds) for n in range(people)]
        for number, mishap in enumerate(mishaps, 1):
            due = everything * number // (len(mishaps) + 1)
            while len(flood.accepted) < due and not all(one.done() for one in done):
                time.sleep(0.05)
            mishap()
        for one in done:
            one.result()


def storm(g: Ground, people: int, rounds: int) -> Flood:
    """All that can be broken is broken once while they write; what became of it."""
    made, (main, keystore) = Flood(g), engines(g)
    mishaps = [
        partial(kill_door, made),
        partial(kill_worker, made),
        partial(crash, made, main),
        partial(crash, made, keystore),
    ]
    rage(made, people, rounds, mishaps)
    return made


def lost(flood: Flood) -> list[str]:
    """Accepted letters that the desk's key does not open to the very text that was sent."""
    opened = run(flood.g, "sc_owner", "tests.attacks.opening", {"letters": [*flood.accepted]})
    return [one for one, text in flood.accepted.items() if opened.get(one) != text]


def doubled(flood: Flood) -> list[str]:
    """What is there more than once: letters nobody sent, and mailboxes or files too many."""
    with flood.g.superuser() as link:
        rows = link.execute(
            "SELECT l.id::text, l.file_id FROM contact_letter l"
            " WHERE l.file_id IN (SELECT file_id FROM contact_letter WHERE id = ANY(%s))",
            [[*flood.accepted]],
        ).fetchall()
        boxes = link.execute(
            "SELECT file_id FROM contact_mailbox WHERE file_id = ANY(%s)",
            [[file_id for _, file_id in rows]],
        ).fetchall()
    # Each file is one person's first letter and the one that followed.
    letters, owned = Counter(file for _, file in rows), Counter(file for (file,) in boxes)
    found = [letter for letter, _ in rows if letter not in flood.accepted]
    found += [str(file) for file, count in letters.items() if count != 2 or owned[file] != 1]
    return found
