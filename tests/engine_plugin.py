"""Loaded first: starts a real PostgreSQL for the tests and tells the settings where it is.

Also keeps the attacks together, and the browser's tests: each share running demonstrations.
"""

import atexit
import gc
import os
import tempfile
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parent.parent
# Lost data is no loss here; waiting for the disk would be.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"

SHARERS = ("tests/attacks/", "tests/browser/")


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


class SharersTogether(LoadFileScheduling):
    """Each file's tests in one worker; of folders that share a demonstration, all files'."""

    def _split_scope(self, nodeid: str) -> str:
        scope = super()._split_scope(nodeid)
        return next((folder for folder in SHARERS if scope.startswith(folder)), scope)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SharersTogether:
    """The way tests are dealt out to workers, whatever `--dist` says."""
    return SharersTogether(config, log)


def pytest_collection_finish() -> None:
    """What is loaded stays: looking through it again and again took an eighth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
