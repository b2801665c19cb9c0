"""The offline machine: ceremony, signing, recovery. No database, no door, no network."""

import os

# Nothing here has a session, a form or a table; the names must be set for the rooms to load.
os.environ.setdefault("SC_SECRET_KEY", os.urandom(32).hex())
os.environ.setdefault("SC_DATABASE_URL", "postgresql://nobody:unset@/unset")
os.environ.setdefault("SC_KEYSTORE_URL", "postgresql://nobody:unset@/unset")
os.environ.setdefault("SC_FILE_FOLDER", os.devnull)

from safeconduct.settings.base import *  # noqa: F403

DOOR = "offline"
ROOT_URLCONF = "safeconduct.doors.office.urls"
SESSION_COOKIE = "sc-offline"
