"""Background work and operator commands: no door, no pages."""

from safeconduct.settings.base import *  # noqa: F403

DOOR = "worker"
ROOT_URLCONF = "safeconduct.doors.office.urls"
SESSION_COOKIE = "sc-worker"
