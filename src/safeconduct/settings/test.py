"""Tests and the type checker: the test engine sets the addresses; no real key here."""

import os
import tempfile

os.environ.setdefault("SC_SECRET_KEY", "only-for-tests-" * 4)
os.environ.setdefault("SC_DATABASE_URL", "postgresql://nobody:unset@/unset")
os.environ.setdefault("SC_KEYSTORE_URL", "postgresql://nobody:unset@/unset")
os.environ.setdefault("SC_KEY_FOLDER", tempfile.gettempdir() + "/sc-test-keys")
os.environ.setdefault("SC_FILE_FOLDER", tempfile.gettempdir() + "/sc-test-files")
os.environ["SC_DEMO"] = "1"
os.environ.setdefault("SC_OFFICE_ORIGIN", "http://testserver")

from safeconduct.settings.base import *  # noqa: F403

DOOR = "public"
OFFICE_ORIGIN = os.environ["SC_OFFICE_ORIGIN"]
ROOT_URLCONF = "safeconduct.doors.public.urls"
SESSION_COOKIE = "sc-public"
HOOKS_TO_LOOPBACK = True
ARGON2_KIB = 64  # the real cost is measured by the browser tests
# Only the vault has tables there: tests/conftest.py makes those, as `migrate_all` does.
DATABASES["keystore"]["TEST"] = {"MIGRATE": False}  # noqa: F405
