"""WSGI entry of the partner door. It needs no key: nothing that it may read is sealed."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings.partner")

from django.core.wsgi import get_wsgi_application

from safeconduct.web.memory import keep_clean

application = get_wsgi_application()
keep_clean()
