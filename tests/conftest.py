"""Shared set-up: the key ceremony, both databases, the cast, the two doors."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from safeconduct.vault import ceremony
from safeconduct.vault.ceremony import Offline
from tests.cast import Cast, make_cast
from tests.doors import Door
from tests.sowing import sown_once

# Properties tell what is true, not how fast a busy machine is; the benchmarks tell that.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.load_profile("here")
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything but the pure cores may use both databases."""
    for item in items:
        pure = {"core", "common", "browser"} & set(Path(item.path).parts)
        if not pure and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db(databases=["default", "keystore"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tables of the key store, the vault's only; pytest-django made those of the office."""
    del django_db_setup
    with django_db_blocker.unblock():
        call_command("migrate", "vault", database="keystore", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Offline:
    """The key ceremony of this test run; every worker holds its own."""
    folder = tmp_path_factory.mktemp("keys")
    settings.KEY_FOLDER = folder
    return ceremony.hold(folder, "test.example/record", date(2026, 11, 1))


@pytest.fixture(scope="session")
def sown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A prepared demonstration to copy; all workers have the same one."""
    folder = tmp_path_factory.getbasetemp()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    with sown_once(folder.parent if worker else folder, worker or "alone") as made:
        yield made


@pytest.fixture
def at() -> datetime:
    """A fixed moment; tests move it by hand."""
    return NOW


@pytest.fixture
def cast(offline: Offline, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The fixed cast with their keys; Kirill never works on the case."""
    for name, seed in offline.services.items():
        monkeypatch.setenv(f"SC_SERVICE_{name.upper()}", seed)
    return make_cast(offline)


@pytest.fixture
def public_door(offline: Offline) -> Iterator[Door]:
    """The public door, run under its own database role."""
    with Door("public", "sc_public") as door:
        yield door


@pytest.fixture
def office_door(offline: Offline) -> Iterator[Door]:
    """The office door, run under its own database role."""
    with Door("office", "sc_office") as door:
        yield door
