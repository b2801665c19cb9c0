"""The partner door: one database role, no rooms, no keys, no cookie, no page."""

import os

from safeconduct.settings.env import database

DEBUG = False
DOOR = "partner"
ALLOWED_HOSTS = os.environ.get("SC_HOSTS", "127.0.0.1,localhost").split(",")
DATABASES = {"default": database("SC_DATABASE_URL")}
INSTALLED_APPS: list[str] = []  # its functions of the database are all it knows
MIDDLEWARE = ["safeconduct.doors.partner.answers.answers"]
ROOT_URLCONF = "safeconduct.doors.partner.urls"
WSGI_APPLICATION = "safeconduct.doors.partner.wsgi.application"
APPEND_SLASH = False
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
# An answer is four short words; more is a mistake, and is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_096

# Kinds of mistakes only: no address, no token, no id.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"short": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "short"}},
    "loggers": {
        "safeconduct": {"handlers": ["console"], "level": "INFO"},
        "django": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "ERROR"},
}
