"""One prepared demonstration for all workers of a test run.

Preparing one takes longer than most files of tests. Who needs it first makes it, who needs it
last throws it away; between, everybody copies it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safeconduct.demo.ground import sow, throw_away


@contextmanager
def sown_once(shared: Path, worker: str) -> Iterator[Path]:
    """Its folder; `shared` is a folder of all workers, `worker` a name no other has."""
    place, users = shared / "sown", shared / "sown-users"
    with _alone(shared):
        users.mkdir(exist_ok=True)
        if not place.exists():
            place.write_text(str(sow()))
        (users / worker).touch()
    yield Path(place.read_text())
    with _alone(shared):
        (users / worker).unlink()
        if not any(users.iterdir()):
            throw_away(Path(place.read_text()))
            place.unlink()


@contextmanager
def _alone(shared: Path) -> Iterator[None]:
    with (shared / "sown.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
