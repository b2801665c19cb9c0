"""Makes the template tags known."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Shared page machinery; no tables."""

    name = "safeconduct.web"
