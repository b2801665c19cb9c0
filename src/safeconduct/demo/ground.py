"""A throw-away demonstration for attacks and browser tests: own folder, free ports."""

import json
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg

from safeconduct import engine
from safeconduct.demo.browser import Browser
from safeconduct.demo.instance import Instance, start_engines, stop
from safeconduct.demo.run import open_doors, prepare


def free_port() -> int:
    """A loopback port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Ground:
    """A running demonstration, its accounts, and ways into it that a thief might have."""

    instance: Instance
    accounts: dict[str, dict[str, str]]
    signed: dict[str, Browser] = field(default_factory=dict)

    @property
    def public_base(self) -> str:
        """Address of the public door."""
        return f"http://127.0.0.1:{self.instance.public_port}"

    @property
    def office_base(self) -> str:
        """Address of the office door."""
        return f"http://127.0.0.1:{self.instance.office_port}"

    def public(self) -> Browser:
        """A stranger at the public door."""
        return Browser(self.public_base + "/")

    def office(self, alias: str) -> Browser:
        """That officer, signed in (once: a code works once)."""
        if alias not in self.signed:
            self.signed[alias] = self._sign_in(alias)
        return self.signed[alias]

    def _sign_in(self, alias: str) -> Browser:
        from safeconduct.vault.stretch import totp_code

        row = self.accounts[alias]
        browser = Browser(self.office_base + "/")
        code = totp_code(bytes.fromhex(row["totp"]), datetime.now(UTC))
        browser.fill("/sign-in/", alias=alias, password=row["password"], code=code)
        return browser

    def database(self, role: str, name: str = "main") -> psycopg.Connection:
        """A connection under a role, as somebody who stole its password would have it."""
        server = self.instance.main if name == "main" else self.instance.keystore
        if server is None:
            msg = "the engines are not started"
            raise RuntimeError(msg)
        return psycopg.connect(server.url(role, name), autocommit=True)

    def superuser(self, name: str = "main") -> psycopg.Connection:
        """The database's own superuser."""
        return self.database(engine.SUPERUSER, name)

    def conscript(self) -> UUID:
        """The file of story 1: the newest case of somebody at the front."""
        return self._file("danger = 'at the front now' ORDER BY opened_at DESC")

    def plant(self) -> UUID:
        """The file of story 7: told how to be safe, and never moved on."""
        return self._file("stage = 'contact'")

    def _file(self, condition: str) -> UUID:
        with self.superuser() as link:
            row = link.execute(
                f"SELECT file_id FROM casework_case WHERE {condition} LIMIT 1"  # noqa: S608
            ).fetchone()
        if row is None:
            msg = f"no story has {condition}"
            raise LookupError(msg)
        return UUID(str(row[0]))


def _new_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="sc-ground-"))
    folder.chmod(0o755)
    return folder


def sow() -> Path:
    """A new folder with a demonstration that is prepared and stopped, for several to copy."""
    instance = Instance(_new_folder(), free_port(), free_port())
    try:
        prepare(instance)
    except BaseException:
        _throw_away(instance)
        raise
    stop(instance)
    return instance.folder


def throw_away(folder: Path) -> None:
    """Leave nothing of a demonstration that `sow` made."""
    instance = Instance(folder, 0, 0)
    instance.main, instance.keystore = (
        engine.prepare(folder, name) for name in ("main", "keystore")
    )
    _throw_away(instance)


def _throw_away(instance: Instance) -> None:
    stop(instance)
    for server in (instance.main, instance.keystore):
        if server is not None:  # not always below the folder
            shutil.rmtree(server.data.parent, ignore_errors=True)
    shutil.rmtree(instance.folder, ignore_errors=True)


@contextmanager
def ground(
    wsgi: dict[str, str] | None = None,
    python_path: str = "",
    like: Path | None = None,
    training: bool = False,
    **settings: str,
) -> Iterator[Ground]:
    """Start a demonstration in a folder of its own; throw it away afterwards.

    `wsgi` serves other applications per door (deliberately weakened ones, in tests); `like` is
    the folder of a `sow`n one to copy; `training` sows exercises instead of stories;
    `settings` are those of docs/operating.md.
    """
    folder = _new_folder()
    instance = Instance(folder, free_port(), free_port())
    instance.wsgi, instance.python_path = wsgi or {}, python_path
    instance.settings, instance.training = settings, training
    try:
        if like is None:
            prepare(instance)
        else:
            engine.copy(like, folder, ("main", "keystore"))
            start_engines(instance)
        open_doors(instance)
        rows = json.loads((instance.keys / "demo-accounts.json").read_text())
        yield Ground(instance, {row["alias"]: row for row in rows})
    finally:
        _throw_away(instance)
