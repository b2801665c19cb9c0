"""WSGI entry of the public door; refuses to serve without keys or hybrid KEM."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings.public")

from django.core.wsgi import get_wsgi_application

from safeconduct.vault.checks import ready_to_serve

application = get_wsgi_application()
ready_to_serve()
