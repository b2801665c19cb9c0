"""WSGI entry of the office door; refuses to serve without keys or hybrid KEM."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings.office")

from django.core.wsgi import get_wsgi_application

from safeconduct.vault.checks import ready_to_serve
from safeconduct.web.memory import keep_clean
from safeconduct.web.warm import warm

application = get_wsgi_application()
ready_to_serve()
warm()
keep_clean()
