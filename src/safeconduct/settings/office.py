"""The office door."""

from safeconduct.settings.base import *  # noqa: F403
from safeconduct.settings.base import DEMO, USE_SECURE_COOKIES
from safeconduct.settings.env import origin

DOOR = "office"
OFFICE_ORIGIN = origin("SC_OFFICE_ORIGIN", plain=DEMO)  # security keys are bound to it
ROOT_URLCONF = "safeconduct.doors.office.urls"
WSGI_APPLICATION = "safeconduct.doors.office.wsgi.application"
SESSION_COOKIE = ("__Host-" if USE_SECURE_COOKIES else "") + "sc-office"
