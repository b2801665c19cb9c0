"""The office door."""

from safeconduct.settings.base import *  # noqa: F403
from safeconduct.settings.base import USE_SECURE_COOKIES

DOOR = "office"
ROOT_URLCONF = "safeconduct.doors.office.urls"
WSGI_APPLICATION = "safeconduct.doors.office.wsgi.application"
SESSION_COOKIE = ("__Host-" if USE_SECURE_COOKIES else "") + "sc-office"
