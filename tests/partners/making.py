"""Makes partners, tokens and shares through the real services; a caller of the third door."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import set_urlconf

from safeconduct.partners import services
from safeconduct.partners.core.terms import Basis, Matter, PartnerClass, Scope
from tests.cast import Cast

# What safeconduct.settings.partner sets; a test there compares.
DOOR = {
    "DOOR": "partner",
    "ROOT_URLCONF": "safeconduct.doors.partner.urls",
    "MIDDLEWARE": ["safeconduct.doors.partner.answers.answers"],
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 4_096,
    "APPEND_SLASH": False,
}
EVERY = tuple(Scope)


def make_partner(cast: Cast, at: datetime, name: str = "Harbour Aid") -> UUID:
    """An organisation that Vasyl named and Daria confirmed."""
    made = services.propose_partner(cast.vasyl.signed(at), name, PartnerClass.HUMANITARIAN)
    services.confirm(cast.daria.signed(at), Matter.PARTNER, made)
    return made


def make_token(
    cast: Cast, at: datetime, partner: UUID, scopes: tuple[Scope, ...] = EVERY, days: int = 90
) -> str:
    """A token in use."""
    made, text = services.issue_token(cast.vasyl.signed(at), partner, scopes, days)
    services.confirm(cast.daria.signed(at), Matter.TOKEN, made)
    return text


def make_share(cast: Cast, at: datetime, partner: UUID, file_id: UUID) -> UUID:
    """A share that Olena proposed and Vasyl confirmed, both of the case's team."""
    made = services.propose_share(cast.olena.signed(at), file_id, partner, Basis.CONSENT)
    services.confirm(cast.vasyl.signed(at), Matter.SHARE, made)
    return made


def number_events() -> None:
    """What the end of a transaction does: events get their numbers, deliveries are made."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def partner_door() -> Iterator[WSGIHandler]:
    """The real WSGI application under its settings and its database role."""
    before = {name: getattr(settings, name) for name in DOOR}
    ends = (request_started, request_finished)
    for signal in ends:  # as Django's own test client: the test's transaction goes on
        signal.disconnect(close_old_connections)
    try:
        for name, value in DOOR.items():
            setattr(settings, name, value)
        set_urlconf(None)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE sc_partner")
        yield WSGIHandler()
    finally:
        for signal in ends:
            signal.connect(close_old_connections)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        for name, value in before.items():
            setattr(settings, name, value)
        set_urlconf(None)


def ask(token: str | None, path: str, method: str = "get", **more: Any) -> Any:
    """One call; its answer has `data`, the JSON."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    headers |= more.pop("headers", {})
    with partner_door():
        send = getattr(Client(raise_request_exception=False), method)
        response = send(path, headers=headers, **more)
    response.data = json.loads(response.content) if response.content else None
    return response


def tell(token: str, key: str, body: object, **headers: str) -> Any:
    """Send an acknowledgement."""
    return ask(
        token,
        "/v1/acknowledgements",
        "post",
        data=json.dumps(body),
        content_type="application/json",
        headers={"idempotency-key": key, **headers},
    )
