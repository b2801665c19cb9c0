"""Background work and operator commands: no door, no pages."""

import os
from pathlib import Path

from safeconduct.settings.base import *  # noqa: F403
from safeconduct.settings.base import DEMO
from safeconduct.settings.env import origin, required

DOOR = "worker"
ROOT_URLCONF = "safeconduct.doors.office.urls"
SESSION_COOKIE = "sc-worker"

# Mails that say "there is work" and no more: off unless a server is named.
if os.environ.get("SC_MAIL_HOST"):
    EMAIL_HOST = os.environ["SC_MAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("SC_MAIL_PORT", "465"))
    # No mail goes out in clear, to no server: on port 587 it asks for TLS first, and sends
    # nothing without (RFC 8314); on every other port TLS begins with the first byte.
    EMAIL_USE_TLS = EMAIL_PORT == 587
    EMAIL_USE_SSL = not EMAIL_USE_TLS
    EMAIL_HOST_USER = os.environ.get("SC_MAIL_USER", "")
    EMAIL_HOST_PASSWORD = required("SC_MAIL_PASSWORD") if EMAIL_HOST_USER else ""
    EMAIL_TIMEOUT = 20
    DEFAULT_FROM_EMAIL = required("SC_MAIL_FROM")
    # alias = "address", one a line: outside the database, read anew for each round.
    NOTICE_ADDRESSES = Path(required("SC_MAIL_ADDRESSES"))
    OFFICE_ORIGIN = origin("SC_OFFICE_ORIGIN", plain=DEMO)
