"""What people type stands nowhere in clear: not in tables, on disks, in logs or in memory.

A whole case is lived through at both doors of a running instance, every text built around
words that no machine holds by chance; then every place a thief could look is searched for them
in every encoding. Each kind of leak is planted too, and found.
"""

import base64
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured

from safeconduct.contact.core.code import read
from safeconduct.contact.mailbox import open_code
from safeconduct.demo.ground import Ground
from safeconduct.web.memory import (
    PAUSE_SECONDS,
    WIPING,
    keep_clean,
    wipes_freed_memory,
)
from tests.attacks import looking
from tests.attacks.living import ROOT, Life
from tests.attacks.looking import Hit, Needles, Process
from tests.attacks.markers import Markers, forms

# An answer is out; what served it must be clean this long after, however busy the machine is.
IDLE_SECONDS = 10 * PAUSE_SECONDS


@pytest.fixture(scope="module")
def needles(lived: Life) -> Needles:
    """The markers in every encoding, and the raw keys that were in use."""
    *_, twelve_words = lived.markers.phrases
    seed = open_code(read(twelve_words)).private.seed
    return lived.markers.needles() | lived.keys | {seed: "an applicant's private key"}


def say(hits: list[Hit]) -> str:
    return "\n".join(map(str, hits))


def test_no_word_stands_in_any_table(field: Ground, needles: Needles) -> None:
    hits = looking.in_tables(field, needles)
    assert not hits, say(hits)


def test_no_word_stands_on_a_disk(field: Ground, needles: Needles) -> None:
    hits = looking.on_disks(field, needles)
    assert not hits, say(hits)


def test_no_word_stays_in_the_memory_of_idle_processes(field: Ground, needles: Needles) -> None:
    parts = looking.processes(field)
    assert {part.name for part in parts if part.head} >= {
        "-m gunicorn safeconduct.doors.public.wsgi:application",
        "-m gunicorn safeconduct.doors.office.wsgi:application",
        "-m safeconduct work",
        "PostgreSQL main",
        "PostgreSQL keystore",
    }
    seen, unseen = looking.readable(parts)
    # Another account's memory opens to root only; then PostgreSQL's is searched as root, in CI.
    assert not unseen or os.geteuid() != 0, unseen
    assert {part.name for part in unseen} <= {"PostgreSQL main", "PostgreSQL keystore"}, (
        f"This machine lets nobody but root read memory: run as root to test {unseen}"
    )
    hits = quiet(lambda: looking.in_memory(seen, needles))
    assert not hits, say(hits)


def quiet(look: Callable[[], list[Hit]]) -> list[Hit]:
    """What is still there when the processes have been idle for long enough."""
    end = time.monotonic() + IDLE_SECONDS
    while True:
        time.sleep(2 * PAUSE_SECONDS)
        hits = look()
        if not hits or time.monotonic() > end:
            return hits


# And now the same with something to find.


@pytest.mark.parametrize("name", [name for name, _ in forms("слово 1")])
def test_every_encoding_is_found(name: str) -> None:
    word = Markers().cyrillic + " 1"
    around = random.Random(name).randbytes(5_000)  # noqa: S311  filling, no secret
    raw = dict(forms(word))[name]
    hits = looking.in_bytes("here", [around, around + raw + around], {raw: name})
    assert hits == [Hit("here", name)]
    assert looking.in_bytes("here", [around], {raw: name}) == []


@pytest.mark.parametrize("before", range(4))
def test_base64_is_found_wherever_it_begins(before: int) -> None:
    m = Markers()
    text = base64.b64encode(b"x" * before + f"{m.cyrillic} и далее".encode())
    assert looking.in_bytes("here", [text], m.needles())


@pytest.mark.parametrize("times", [1, 500])
def test_a_clear_column_is_found(field: Ground, times: int) -> None:
    m = Markers()
    with field.superuser() as link:
        link.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, priority)"
            " VALUES ('planted', 'none', jsonb_build_object('text', %s::text), 'failed', 0)",
            [f"{m.latin}, {m.cyrillic}. " * times],
        )
    in_tables = say(looking.in_tables(field, m.needles()))
    # A long text lies compressed on the disk: that is why the tables are read as well.
    on_disks = say(looking.on_disks(field, m.needles())) if times == 1 else ""
    with field.superuser() as link:
        link.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'planted'")
    assert "procrastinate_jobs" in in_tables
    assert ("main-data/base" in on_disks and "pg_wal" in on_disks) or times > 1


def test_a_door_that_keeps_logs_or_copies_a_letter_is_found(weak_field: Ground) -> None:
    m = Markers()
    weak_field.public().fill("/en/write/", text=f"{m.cyrillic}, {m.latin}", long_code="on")
    where = say(looking.on_disks(weak_field, m.needles()))
    assert "logs/public.log" in where
    assert "tmp/tmp" in where
    doors = [part for part in looking.processes(weak_field) if "planted_public" in part.name]
    time.sleep(2 * PAUSE_SECONDS)
    assert looking.in_memory(doors, m.needles())


FORGETFUL = """
import os, sys, time
from safeconduct.web.memory import keep_clean
if sys.argv[1] != "unwiped":
    keep_clean()
text = os.read(0, 10_000).decode()
form = {"text": text.title().lower()}
form["self"] = form  # as a form and its fields hold each other
kept = text[:-1] if sys.argv[1] == "kept" else ""
del form, text
print("idle", flush=True)
time.sleep(60)
"""


@contextmanager
def idle(how: str, wiping: dict[str, str], text: str) -> Iterator[Process]:
    """A process that took a text, let it go (or not) and does nothing any more."""
    with subprocess.Popen(
        [sys.executable, "-c", FORGETFUL, how],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **wiping},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as part:
        assert part.stdin is not None
        assert part.stdout is not None
        part.stdin.write(text.encode())
        part.stdin.flush()
        assert part.stdout.readline() == b"idle\n"
        time.sleep(2 * PAUSE_SECONDS)
        yield Process(part.pid, how, True)
        part.kill()


@pytest.mark.parametrize(
    ("how", "wiping", "found"),
    [("cleaned", WIPING, False), ("unwiped", {}, True), ("kept", WIPING, True)],
)
def test_memory_is_clean_by_wiping_and_collecting_only(
    how: str, wiping: dict[str, str], found: bool
) -> None:
    m = Markers()
    with idle(how, wiping, f"Пишет {m.cyrillic}: {m.latin}.") as part:
        hits = looking.in_memory([part], m.needles())
    assert bool(hits) is found, say(hits)


def test_a_process_that_does_not_wipe_refuses_to_serve() -> None:
    assert not wipes_freed_memory()
    with pytest.raises(ImproperlyConfigured, match="PYTHONMALLOC=malloc"):
        keep_clean()
