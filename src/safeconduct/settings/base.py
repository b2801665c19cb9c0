"""What all processes share: rooms, databases, languages, security headers."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from safeconduct.outreach.core.languages import MORE
from safeconduct.settings.env import database, required

PACKAGE = Path(__file__).resolve().parent.parent
DEBUG = False
DEMO = os.environ.get("SC_DEMO") == "1"
TRAINING = os.environ.get("SC_TRAINING") == "1"  # invented people only, and it says so
SECRET_KEY = required("SC_SECRET_KEY")
ALLOWED_HOSTS = os.environ.get("SC_HOSTS", "127.0.0.1,localhost").split(",")
DATABASES = {"default": database("SC_DATABASE_URL"), "keystore": database("SC_KEYSTORE_URL")}
DATABASE_ROUTERS = ["safeconduct.vault.router.KeystoreRouter"]
# Folder of the programme's public keys; private ones that a process needs lie there too (0600).
KEY_FOLDER = Path(required("SC_KEY_FOLDER"))
# Folder of sealed files that people sent: nobody else's (0700), no other use.
FILE_FOLDER = Path(required("SC_FILE_FOLDER"))

ROOMS = (
    "jobs record vault accounts catalogues contact outreach casework screening materiel "
    "testimony passage protection status support vetting impact oversight partners training"
).split()
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "safeconduct.doors",
    "safeconduct.web",
    *[f"safeconduct.{room}" for room in ROOMS],
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # each room's jobs.py
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "safeconduct.web.middleware.compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safeconduct.web.middleware.headers",
    "safeconduct.web.middleware.language",
    "safeconduct.web.middleware.door_session",
    "safeconduct.web.middleware.uploads",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "safeconduct.web.middleware.answers",
    "safeconduct.web.middleware.reading",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "safeconduct.doors.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "safeconduct.web.templatetags.said",
                "safeconduct.web.templatetags.once",
                "safeconduct.web.templatetags.say",
                "safeconduct.web.templatetags.ways",
            ],
        },
    }
]
FORM_RENDERER = "safeconduct.web.renderer.Renderer"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("ru", _("Russian")), ("uk", _("Ukrainian")), ("en", _("English"))]
READING_LANGUAGES = MORE  # the guidance alone is read in these
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True

# Where "Leave this page" leads: a neutral site that people of the country use every day.
EXIT_URL = os.environ.get("SC_EXIT_URL", "https://ya.ru/")
# Proof of being genuine: a folder with mirrors.txt, canary.txt and minisign.pub, signed apart
# (docs/onion.md); the onion address; our host names, and our names as people say them.
PROOF_FOLDER = Path(os.environ["SC_PROOF_FOLDER"]) if "SC_PROOF_FOLDER" in os.environ else None
ONION_ADDRESS = os.environ.get("SC_ONION_ADDRESS", "")
OUR_HOSTS, OUR_NAMES = (
    tuple(filter(None, map(str.strip, os.environ.get(name, "").split(","))))
    for name in ("SC_OUR_HOSTS", "SC_OUR_NAMES")
)
# Who answers for the data of this instance; named on the impact assessment.
CONTROLLER = os.environ.get("SC_CONTROLLER", "")
# Off until a practitioner has reviewed them for this programme: docs/decisions/0011.
ALARM_WORDS = os.environ.get("SC_ALARM_WORDS") == "1"
# Webhooks go to the open internet, over TLS; tests send them to this machine instead.
HOOKS_TO_LOOPBACK = False
# Mail is off unless the worker is told of a server (settings/worker.py).
EMAIL_HOST = ""
NOTICE_ADDRESSES: Path | None = None
STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "doors" / "static"  # served as it lies: one style sheet, one script
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 3600

# The one session of a door is our own cookie; Django's CSRF check hangs on it.
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "safeconduct.web.views.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
# "no-referrer" would make browsers send "Origin: null", which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ARGON2_KIB = 65_536  # 64 MiB: RFC 9106, second recommended option
USE_SECURE_COOKIES = not DEMO  # the demo speaks plain HTTP on loopback only

# Nothing a person wrote may touch the disk in clear: files stay in memory, sizes are capped.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 8_000_000

# Ids and kinds only, at any level: no address, no user agent, no text of a person.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"short": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "short"}},
    "loggers": {
        "safeconduct": {"handlers": ["console"], "level": "INFO"},
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "ERROR"},
}
