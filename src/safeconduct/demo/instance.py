"""A demonstration on disk: engines, secrets, keys, and the environment of its parts."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct import engine
from safeconduct.engine import Engine, EngineError
from safeconduct.web.memory import WIPING

NEEDED_BYTES = 500_000_000  # two fresh PostgreSQL folders take about 120 MB; leave room to work
KEYSTORE_OPTIONS = "-c wal_recycle=off"  # its old log is removed, not kept for later use
PROGRAMME = "demo.safeconduct.example/record"


# What the partner door gets nothing of: it opens nothing and signs nothing.
KEYS = {"SC_SECRET_KEY", "SC_KEYSTORE_URL", "SC_KEY_FOLDER", "SC_FILE_FOLDER"}


class DemoError(Exception):
    """The demonstration cannot start; the message is one clear sentence."""


@dataclass
class Instance:
    """Folder, ports and running parts of one demonstration."""

    folder: Path
    public_port: int
    office_port: int
    main: Engine | None = None
    keystore: Engine | None = None
    parts: list[subprocess.Popen[bytes]] = field(default_factory=list)
    # Tests of the attacks serve deliberately weakened doors from here instead.
    wsgi: dict[str, str] = field(default_factory=dict)
    python_path: str = ""
    settings: dict[str, str] = field(default_factory=dict)  # what an operator may turn on
    partner_port: int | None = None  # the third door opens when it is asked for
    training: bool = False  # exercises instead of stories

    @property
    def ports(self) -> list[int]:
        """Where the doors listen that are to be opened."""
        own = (self.public_port, self.office_port, self.partner_port)
        return [port for port in own if port is not None]

    @property
    def keys(self) -> Path:
        """Where the programme's keys lie."""
        return self.folder / "keys"

    @property
    def proofs(self) -> Path:
        """Where its signed signs of being genuine lie; the public door shows them."""
        return self.folder / "proofs"

    @property
    def temporary(self) -> Path:
        """Where its parts put temporary files: a folder of its own, for nobody else to read."""
        folder = self.folder / "tmp"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def environment(self, role: str, door: str) -> dict[str, str]:
        """Environment of one part: its own database role and nothing it does not need."""
        if self.main is None or self.keystore is None:
            msg = "the engines are not started"
            raise RuntimeError(msg)
        secrets = self.folder / "secrets"
        found = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": self.python_path,
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(self.temporary),
            **WIPING,
            "DJANGO_SETTINGS_MODULE": f"safeconduct.settings.{door}",
            "SC_DEMO": "1",
            "SC_TRAINING": "1" if self.training else "",
            "SC_SECRET_KEY": engine.secret(secrets / f"django-{door}"),
            "SC_DATABASE_URL": self.main.url(role, "main"),
            "SC_KEYSTORE_URL": self.keystore.url(role, "keystore"),
            "SC_KEY_FOLDER": str(self.keys),
            "SC_FILE_FOLDER": str(self.folder / "files"),
            "SC_PROOF_FOLDER": str(self.proofs),
            "SC_OUR_HOSTS": "safe-conduct.example",
            "SC_OUR_NAMES": "Safe Conduct,Безпечний перехід,Безопасный переход",
            # Browsers bind no security key to a bare number such as 127.0.0.1.
            "SC_OFFICE_ORIGIN": f"http://localhost:{self.office_port}",
            **self.settings,
        }
        return found if door != "partner" else {k: found[k] for k in found if k not in KEYS}


def check_ground(instance: Instance) -> None:
    """DemoError when a port is taken, the disk is full or the folder cannot be written."""
    for port in instance.ports:
        if not port_is_free(port):
            msg = (
                f"Port {port} is taken by another program: stop it, or choose another with "
                "PUBLIC_PORT=8010 OFFICE_PORT=8011 make demo."
            )
            raise DemoError(msg)
    try:
        instance.folder.mkdir(parents=True, exist_ok=True)
        probe = instance.folder / ".probe"
        probe.write_text("x")
        probe.unlink()
    except OSError as error:
        msg = f"The folder {instance.folder} cannot be written: {error.strerror}."
        raise DemoError(msg) from error
    free = shutil.disk_usage(instance.folder).free
    if free < NEEDED_BYTES:
        msg = f"The disk is nearly full: {free // 1_000_000} MB free, 500 MB are needed."
        raise DemoError(msg)


def port_is_free(port: int) -> bool:
    """Whether nothing listens on this loopback port."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextmanager
def single(folder: Path) -> Iterator[None]:
    """DemoError when another demonstration of this folder is running."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            msg = "A demonstration of this folder is running already: stop it with Ctrl-C."
            raise DemoError(msg) from error
        yield


def start_engines(instance: Instance) -> None:
    """Start both PostgreSQL instances; one that a killed demonstration left is taken over."""
    try:
        instance.main = engine.prepare(instance.folder, "main")
        instance.keystore = engine.prepare(instance.folder, "keystore")
        engine.start(instance.main, ("main",))
        engine.start(instance.keystore, ("keystore",), KEYSTORE_OPTIONS)
    except EngineError as error:
        raise DemoError(str(error)) from error


def spawn(instance: Instance, role: str, door: str, *command: str, **extra: str) -> None:
    """Start one part in its own session, logging to the instance's folder."""
    logs = instance.folder / "logs"
    logs.mkdir(exist_ok=True)
    with (logs / f"{door}.log").open("ab") as log:
        part = subprocess.Popen(  # noqa: S603  our own interpreter and modules
            [sys.executable, "-m", *command],
            env={**instance.environment(role, door), **extra},
            cwd=instance.folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    instance.parts.append(part)


def serve(instance: Instance, door: str, role: str, port: int) -> None:
    """Start one door under gunicorn, on loopback only."""
    command = (
        *("gunicorn", instance.wsgi.get(door, f"safeconduct.doors.{door}.wsgi:application")),
        *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"),
        *("--no-control-socket", "--log-level", "warning"),
    )
    spawn(instance, role, door, *command)


def run_tool(instance: Instance, role: str, *command: str, **extra: str) -> None:
    """Run one of our own commands to its end; DemoError with its last words when it fails."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "safeconduct", *command],
        env={**instance.environment(role, "worker"), **extra},
        cwd=instance.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        msg = f"The step '{command[0]}' failed: {words[-1] if words else 'no message'}"
        raise DemoError(msg)


def stop(instance: Instance) -> None:
    """Stop every part that was started, then both engines."""
    for part in instance.parts:
        part.terminate()
    for part in instance.parts:
        try:
            part.wait(timeout=10)
        except subprocess.TimeoutExpired:
            part.kill()
            part.wait()
    for server in (instance.main, instance.keystore):
        if server is not None:
            server.stop()
