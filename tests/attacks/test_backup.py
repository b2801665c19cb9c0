"""A case is erased: whoever kept a backup of everything, but for the key store, reads nothing.

Both servers are copied with PostgreSQL's own tool while they run, and started again from the
copies, with the sealed files and every key that anybody ever held.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from safeconduct import engine
from safeconduct.demo.ground import Ground
from safeconduct.engine import OWNER, SUPERUSER, Engine
from tests.attacks import looking
from tests.attacks.living import Life, run
from tests.attacks.markers import Markers

OVER = (
    "UPDATE casework_erasure SET agreed_at = agreed_at - interval '8 days',"
    " due_at = due_at - interval '8 days' WHERE case_id = %s"
)


@dataclass(frozen=True)
class Backup:
    """Copies of both servers' folders and of the sealed files, of one moment."""

    main: Engine
    keystore: Engine
    files: Path


def copied(server: Engine, folder: Path) -> Engine:
    """The server's data as pg_basebackup takes it, with the log it needs to start."""
    copy = replace(server, data=folder / server.name, sockets=_sockets(server, folder))
    engine._own_folder(copy.data, server.user)
    server.run(
        "pg_basebackup", "-d", server.url(SUPERUSER, "postgres"), "-D", str(copy.data),
        "-X", "stream", "-c", "fast",
    )  # fmt: skip
    return copy


def _sockets(server: Engine, folder: Path) -> Path:
    return engine._socket_folder(folder, server.name)


def back_up(g: Ground, name: str) -> Backup:
    """Everything of the instance, now."""
    folder = g.instance.folder / name
    folder.mkdir(mode=0o755)
    assert g.instance.main is not None
    assert g.instance.keystore is not None
    shutil.copytree(g.instance.folder / "files", folder / "files")
    main, keystore = copied(g.instance.main, folder), copied(g.instance.keystore, folder)
    return Backup(main, keystore, folder / "files")


@dataclass(frozen=True)
class Thief:
    """Somebody with backups, all keys, and all the time in the world."""

    life: Life

    def reads(self, main: Engine, keystore: Engine, files: Path) -> dict[str, list[str]]:
        """What opens, by holder, in an instance restored from these."""
        g = self.life.g
        officers = ("Olena", self.life.intake_officer)
        asked = {
            "file": self.life.file_id,
            "words": self.life.phrase,
            "officers": {alias: g.accounts[alias]["password"] for alias in officers},
        }
        with ExitStack() as restored:
            for server in (main, keystore):
                restored.enter_context(_started(server))
            found: dict[str, list[str]] = run(
                g, "sc_owner", "tests.attacks.opening", asked,
                SC_DATABASE_URL=main.url(OWNER, "main"),
                SC_KEYSTORE_URL=keystore.url(OWNER, "keystore"), SC_FILE_FOLDER=str(files),
            )  # fmt: skip
        return found


@contextmanager
def _started(server: Engine) -> Iterator[None]:
    """Run a restored server for a while; one that runs anyway is left alone."""
    if server.running():
        yield
        return
    engine.start(server, ())
    try:
        yield
    finally:
        server.stop()


@dataclass(frozen=True)
class Erased:
    """A case that is no more, and the backups of before and after."""

    thief: Thief
    before: Backup
    after: Backup


@pytest.fixture(scope="module")
def erased(field: Ground) -> Erased:
    """A case backed up, closed, erased by two people and a week, and backed up again."""
    life = Life(field, Markers(), intake_officer="Zlata")
    life.person_writes()
    life.intake()
    life.case_officer_works()
    before = back_up(field, "before")
    life.act(field.office("Olena"), "withdraw")
    life.act(field.office("Vasyl"), "erase")
    with field.superuser() as link:
        (proposal,) = link.execute(
            "SELECT id FROM casework_proposal WHERE case_id = %s AND state = 'pending'",
            [life.file_id],
        ).fetchone() or (None,)
        field.office("Audra").fill(f"/proposals/{proposal}/")
        link.execute(OVER, [life.file_id])  # a week later
    run(field, "sc_worker", "tests.attacks.erasing", {})
    return Erased(Thief(life), before, back_up(field, "after"))


def test_before_the_erasure_everybody_reads_what_is_theirs(erased: Erased) -> None:
    found = erased.thief.reads(erased.before.main, erased.before.keystore, erased.before.files)
    marker = erased.thief.life.markers.cyrillic
    # The desk's key to a file goes when its case is opened.
    assert {name for name, texts in found.items() if not texts} == {"desk"}
    assert all(marker in text for texts in found.values() for text in texts)
    assert len(found["recovery"]) == 7  # five letters, the card, the file


def test_with_the_key_store_of_after_the_older_backup_opens_for_nobody(erased: Erased) -> None:
    found = erased.thief.reads(erased.before.main, erased.after.keystore, erased.before.files)
    assert not any(found.values())


def test_with_an_older_key_store_the_database_of_after_opens_for_no_officer(
    erased: Erased,
) -> None:
    found = erased.thief.reads(erased.after.main, erased.before.keystore, erased.after.files)
    # Answers stay sealed to the person's words, until that key store's backup is gone too.
    assert {name for name, texts in found.items() if texts} <= {"the person"}


def test_the_destroyed_key_is_in_no_file_of_the_key_store(
    erased: Erased, field: Ground
) -> None:
    keystore, live = erased.before.keystore, field.instance.keystore
    assert live is not None
    with _started(keystore), psycopg.connect(keystore.url(SUPERUSER, "keystore")) as link:
        (key,) = link.execute(
            "SELECT key FROM shred_key WHERE file_id = %s", [erased.thief.life.file_id]
        ).fetchone() or (b"",)
    needles = {bytes(key): "the destroyed key"}
    assert looking.in_files(keystore.data, needles)
    assert looking.in_files(erased.after.keystore.data, needles) == []
    with field.superuser("keystore") as link:  # what an operator does every night
        link.execute("SELECT pg_switch_wal()")
        link.execute("CHECKPOINT")
    hits = looking.in_files(live.data, needles)
    assert hits == [], hits
