"""Loaded first: starts a real PostgreSQL for the tests and tells the settings where it is.

Also keeps the attacks together: they share two running demonstrations, one worker's.
"""

import atexit
import os
import tempfile
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parent.parent
# Lost data is no loss here; waiting for the disk would be.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def _start() -> None:
    from safeconduct import engine

    keys = Path(tempfile.mkdtemp(prefix="sc-keys-"))
    server = engine.prepare(ROOT / ".test-engine", os.environ.get("SC_TEST_NAME", "test"))
    server.stop()  # a server left by a killed run may run with other options
    engine.start(server, ("main", "keystore"), FAST)
    os.environ["SC_DATABASE_URL"] = server.url(engine.SUPERUSER, "main")
    os.environ["SC_KEYSTORE_URL"] = server.url(engine.SUPERUSER, "keystore")
    os.environ["SC_KEY_FOLDER"] = str(keys)
    atexit.register(server.stop)


if "PYTEST_XDIST_WORKER" not in os.environ:
    _start()


class AttacksTogether(LoadFileScheduling):
    """Each file's tests in one worker, and all attacks in one."""

    def _split_scope(self, nodeid: str) -> str:
        scope = super()._split_scope(nodeid)
        return "tests/attacks" if scope.startswith("tests/attacks/") else scope


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> AttacksTogether:
    """The way tests are dealt out to workers, whatever `--dist` says."""
    return AttacksTogether(config, log)
