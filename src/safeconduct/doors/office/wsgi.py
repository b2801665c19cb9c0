"""WSGI entry of the office door; refuses to serve with half its keys or without the hybrid KEM."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings.office")

from django.core.wsgi import get_wsgi_application  # noqa: E402

from safeconduct.vault.checks import ready_to_serve  # noqa: E402

application = get_wsgi_application()
ready_to_serve()
