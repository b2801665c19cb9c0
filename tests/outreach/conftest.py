"""A signed copy of the guidance, built once; and a copy of it that a test may harm."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.outreach.mirrored import OWN, Office, founded

SECONDS = 30.0  # the bar for building and signing a copy


@pytest.fixture(scope="session")
def signed_copy(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = founded(tmp_path_factory.mktemp("office"))
    assert office.run("canary") == 0
    started = time.monotonic()
    assert office.build("--own", *OWN) == 0
    assert time.monotonic() - started < SECONDS
    return office


@pytest.fixture
def own_copy(signed_copy: Office, tmp_path: Path) -> Office:
    """The same office, to be harmed."""
    return Office(shutil.copytree(signed_copy.folder, tmp_path / "office"))
