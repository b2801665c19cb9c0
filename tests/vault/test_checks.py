"""A process refuses to serve with half its keys, without the KEM, or beyond this machine."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from safeconduct.vault import checks
from safeconduct.vault.ceremony import Offline


def test_a_demonstration_serves_this_machine(offline: Offline) -> None:
    del offline
    checks.ready_to_serve()


def test_nobody_serves_before_the_key_ceremony(settings: Settings, tmp_path: Path) -> None:
    settings.KEY_FOLDER = tmp_path
    with pytest.raises(ImproperlyConfigured, match="key ceremony first"):
        checks.ready_to_serve()


def test_a_demonstration_never_serves_beyond_loopback(
    offline: Offline, settings: Settings
) -> None:
    del offline
    settings.ALLOWED_HOSTS = ["127.0.0.1", "office.example"]
    with pytest.raises(ImproperlyConfigured, match="this machine only"):
        checks.ready_to_serve()


def test_without_the_hybrid_kem_nothing_starts(
    offline: Offline, monkeypatch: pytest.MonkeyPatch
) -> None:
    del offline
    monkeypatch.setattr(checks, "hybrid_works", lambda: False)
    with pytest.raises(ImproperlyConfigured, match="ML-KEM-768"):
        checks.ready_to_serve()
