"""Reads settings from the environment: NAME, or the file named by NAME_FILE."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def required(name: str) -> str:
    """The value of NAME or the content of NAME_FILE; ImproperlyConfigured without either."""
    if name in os.environ:
        return os.environ[name]
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        msg = f"Set {name} or {name}_FILE: there is no default."
        raise ImproperlyConfigured(msg)
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        msg = f"{name}_FILE cannot be read: {error.strerror}."
        raise ImproperlyConfigured(msg) from error


def origin(name: str, *, plain: bool) -> str:
    """The https:// origin in `name`, without a path; `plain` allows http:// (demonstrations).

    ImproperlyConfigured for anything else: security keys are bound to it for good.
    """
    value = required(name)
    parts = urlsplit(value)
    schemes = {"https", "http"} if plain else {"https"}
    if parts.scheme not in schemes or f"{parts.scheme}://{parts.netloc}" != value.lower():
        msg = f"{name} must be an address such as https://office.example.org and nothing more."
        raise ImproperlyConfigured(msg)
    return value.lower()


def database(name: str) -> dict[str, object]:
    """A Django DATABASES entry from the PostgreSQL URL in `name`."""
    parts = urlsplit(required(name))
    if parts.scheme not in {"postgresql", "postgres"}:
        msg = f"{name} must be a postgresql:// address."
        raise ImproperlyConfigured(msg)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "safeconduct.web.postgres",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
