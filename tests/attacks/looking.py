"""Looks for bytes wherever a thief could: tables, disks, logs, temporary files, memory."""

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import psycopg

from safeconduct.demo.ground import Ground
from safeconduct.engine import Engine

Needles = Mapping[bytes, str]
# Writable memory of a process that is not a device of the kernel's own.
REGION = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) .w.(.) \S+ \S+ \d+ *(.*)$")
KERNELS_OWN = ("[vvar]", "[vsyscall]")
PIECE = 1024 * 1024
UNTOUCHED = bytes(PIECE)


@dataclass(frozen=True)
class Hit:
    """Where something stood in clear, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.what} in {self.where}"


@contextmanager
def sought(needles: Needles) -> Iterator[tuple[list[str], dict[bytes, str]]]:
    """A grep that searches for all needles in one pass, and what each of its finds means.

    grep reads lines: of a needle with a line end in it (a raw key) the longest part is sought.
    """
    parts = {max(raw.split(b"\n"), key=len): what for raw, what in needles.items()}
    with tempfile.NamedTemporaryFile(prefix="sc-needles-") as patterns:
        patterns.write(b"\n".join(parts))
        patterns.flush()
        yield ["/usr/bin/env", "LC_ALL=C", "grep", "-aoF", "-f", patterns.name], parts


def in_bytes(where: str, data: Iterable[bytes], needles: Needles) -> list[Hit]:
    """One hit for each needle found in this stream."""
    with sought(needles) as (grep, parts):
        part = subprocess.Popen(grep, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return [Hit(where, parts[raw]) for raw in sorted(_feed(part, data))]


def _feed(grep: "subprocess.Popen[bytes]", data: Iterable[bytes]) -> set[bytes]:
    def write() -> None:
        with cast(IO[bytes], grep.stdin) as pipe:
            for piece in data:
                pipe.write(piece)

    with ThreadPoolExecutor(1) as pool, cast(IO[bytes], grep.stdout) as answer:
        writing = pool.submit(write)
        found = set(answer.read().split(b"\n")) - {b""}
        writing.result()
    if grep.wait() > 1:
        msg = "grep could not search"
        raise RuntimeError(msg)
    return found


def in_files(folder: Path, needles: Needles) -> list[Hit]:
    """One hit for each needle in each file below a folder; removed meanwhile, it has none."""
    with sought(needles) as (grep, parts):
        done = subprocess.run([*grep, "-rHZ", str(folder)], capture_output=True, check=False)
    unread = [line for line in done.stderr.splitlines() if b"No such file" not in line]
    if unread:
        raise RuntimeError(unread)
    found = {tuple(line.split(b"\0", 1)) for line in done.stdout.split(b"\n") if line}
    return [
        Hit(str(Path(path.decode()).relative_to(folder)), parts[raw])
        for path, raw in sorted(found)
    ]


def on_disks(g: Ground, needles: Needles) -> list[Hit]:
    """Every byte of the instance's folder and of both data folders, WAL included."""
    for name in ("main", "keystore"):
        with g.superuser(name) as link:
            link.execute("CHECKPOINT")
    found, folders = [], {g.instance.folder, *(server.data for server in engines(g))}
    for folder in folders:
        if folders & set(folder.parents):
            continue  # read with the one that it is in
        names = [str(path).encode() + b"\n" for path in folder.rglob("*")]
        found += in_bytes(f"a file's name below {folder}", names, needles)
        found += in_files(folder, needles)
    return found


def engines(g: Ground) -> list[Engine]:
    """Both database servers of the instance."""
    return [one for one in (g.instance.main, g.instance.keystore) if one is not None]


def in_tables(g: Ground, needles: Needles) -> list[Hit]:
    """Every row of both databases as the superuser reads it, whatever compression hides.

    Sessions, queued jobs and the record are tables like any other.
    """
    found = []
    for name in ("main", "keystore"):
        with g.superuser(name) as link:
            names = link.execute(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            tables = [table for (table,) in names]
            if in_bytes(name, (row for one in tables for row in _rows(link, one)), needles):
                for one in tables:
                    found += in_bytes(f"table {name}.{one}", _rows(link, one), needles)
    return found


def _rows(link: psycopg.Connection, table: str) -> Iterator[bytes]:
    with link.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)") as rows:
        yield from map(bytes, rows)


@dataclass(frozen=True)
class Process:
    """A running part; `head` is the first of its family, with which it shares memory."""

    pid: int
    name: str
    head: bool


def processes(g: Ground) -> list[Process]:
    """Every part: doors, worker, database servers, and their children."""
    heads = {part.pid: " ".join(map(str, part.args[1:4])) for part in g.instance.parts}  # type: ignore[index]
    for server in engines(g):
        first_line = (server.data / "postmaster.pid").read_text().splitlines()[0]
        heads[int(first_line)] = f"PostgreSQL {server.name}"
    return [
        Process(pid, name, pid == head) for head, name in heads.items() for pid in family(head)
    ]


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError):  # ended meanwhile
            for child in thread.read_text().split():
                found += family(int(child))
    return found


def readable(parts: Iterable[Process]) -> tuple[list[Process], list[Process]]:
    """The processes whose memory this machine lets us read, and those it does not."""
    seen, unseen = [], []
    for part in parts:
        try:
            Path(f"/proc/{part.pid}/mem").open("rb").close()
            seen.append(part)
        except PermissionError:
            unseen.append(part)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return seen, unseen


def in_memory(parts: Iterable[Process], needles: Needles) -> list[Hit]:
    """What core dumps of these processes would show.

    PermissionError where this machine does not let us look: root may always.
    """
    parts = list(parts)
    if not in_bytes("", (piece for part in parts for piece in _memory(part)), needles):
        return []
    return [
        hit
        for part in parts
        for hit in in_bytes(f"memory of {part.name} ({part.pid})", _memory(part), needles)
    ]


def _memory(part: Process) -> Iterator[bytes]:
    """Writable memory, but for what was never touched; of one that ended, nothing.

    Memory that a family shares is read once, with its head.
    """
    with suppress(FileNotFoundError, ProcessLookupError):
        regions = Path(f"/proc/{part.pid}/maps").read_text().splitlines()
        with Path(f"/proc/{part.pid}/mem").open("rb", buffering=0) as memory:
            for line in regions:
                match = REGION.match(line)
                if match is None or match[4] in KERNELS_OWN:
                    continue
                if match[3] == "p" or part.head:
                    yield from _region(memory, int(match[1], 16), int(match[2], 16))


def _region(memory: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    memory.seek(start)
    while start < end:
        try:
            piece = memory.read(min(PIECE, end - start))
        except OSError:  # reserved, and nothing behind it
            break
        yield b"\n" if UNTOUCHED.startswith(piece) else piece
        start += len(piece)
    yield b"\n"
