"""Renewing keys in tests: a worker of this process, a case somebody lost, the button."""

from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.casework import services
from safeconduct.casework.services import renewal
from safeconduct.casework.services.access import take_off
from safeconduct.vault import workerkey
from safeconduct.vault.capsules import PressView, latest_press
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from tests.cast import Cast, Officer
from tests.jobs import run_jobs
from tests.making import make_case


def start_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The old process is gone with its memory; the new one says that it is there."""
    monkeypatch.setattr(workerkey, "_memory", workerkey.Memory())
    workerkey.be_ready(timezone.now())


def a_case(cast: Cast) -> UUID:
    """A case whose keys Kirill had, too, and lost."""
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    services.assign(cast.iryna.signed(now), file_id, cast.kirill.id, Role.CASE_OFFICER)
    return file_id


def lose(cast: Cast, file_id: UUID) -> FileKeys:
    """Kirill is taken off; what he opened stays in a copy of his."""
    copied = open_file(cast.kirill.keys, file_id)
    take_off(cast.vasyl.signed(timezone.now()), file_id, cast.kirill.id, Leaving.OTHER_HANDS)
    return copied


def press(officer: Officer) -> PressView:
    """The button, then the worker; how it ended."""
    renewal.start_renewal(officer.signed(timezone.now()))
    run_jobs()
    return seen(officer)


def seen(officer: Officer) -> PressView:
    last = latest_press(officer.id, timezone.now())
    assert last is not None
    return last


def counts(view: PressView) -> tuple[int, int, int, int, int]:
    shown = view.progress
    return shown.files, shown.done, shown.failed, shown.waiting, shown.stopped


class as_role:  # noqa: N801  reads as a word in `with`
    """What PostgreSQL lets this role of a process do."""

    def __init__(self, role: str) -> None:
        self.role = role

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {self.role}")

    def __exit__(self, *_error: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
