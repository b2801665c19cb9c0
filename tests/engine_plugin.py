"""Loaded first: starts a real PostgreSQL for the tests and tells the settings where it is."""

import atexit
import os
import tempfile
from pathlib import Path

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
