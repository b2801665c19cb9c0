"""The public door."""

from safeconduct.settings.base import *  # noqa: F403
from safeconduct.settings.base import USE_SECURE_COOKIES

DOOR = "public"
ROOT_URLCONF = "safeconduct.doors.public.urls"
WSGI_APPLICATION = "safeconduct.doors.public.wsgi.application"
SESSION_COOKIE = ("__Host-" if USE_SECURE_COOKIES else "") + "sc-public"
