"""WSGI entry of the public door; refuses without keys, hybrid KEM or a desk that is held."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings.public")

from django.core.wsgi import get_wsgi_application

from safeconduct.accounts.checks import ready_to_receive
from safeconduct.contact.core import code
from safeconduct.vault.checks import ready_to_serve
from safeconduct.web.broken_line import keeps_what_came
from safeconduct.web.memory import keep_clean
from safeconduct.web.warm import warm

application = keeps_what_came(get_wsgi_application())
ready_to_serve()
ready_to_receive()
code.load()
warm()
keep_clean()
