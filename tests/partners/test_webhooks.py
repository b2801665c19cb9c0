"""The worker tells an address: signed so that others can check, never inwards, again later."""

import base64
import ipaddress
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.utils import timezone

from safeconduct.partners import adapters, jobs, queries, services
from safeconduct.partners.core import webhook
from safeconduct.partners.core.terms import Matter
from safeconduct.partners.models import Delivery
from safeconduct.vault.signer import public_as
from tests.cast import Cast
from tests.making import make_case
from tests.partners.making import make_partner, make_share, number_events


@dataclass
class Server:
    """A partner's server on this machine: keeps what came, answers what it is told to."""

    status: int = 200
    url: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    kept = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            kept.came.append(
                ({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(size))
            )
            self.send_response(kept.status)
            self.send_header("Location", kept.url + "elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        kept.url = f"http://127.0.0.1:{http.server_address[1]}/in"
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield kept
        http.shutdown()
        thread.join()


@pytest.fixture
def told(cast: Cast, server: Server) -> datetime:
    """A partner with an address in use, and one share that it is to be told of."""
    now = timezone.now()
    partner = make_partner(cast, now)
    made = services.propose_endpoint(cast.vasyl.signed(now), partner, server.url)
    services.confirm(cast.daria.signed(now), Matter.ENDPOINT, made)
    make_share(cast, now, partner, make_case(cast, now).file_id)
    number_events()
    return now


def work() -> None:
    """The worker's job, under its own role."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sc_worker")
        try:
            jobs.send_due(0)
        finally:
            cursor.execute("RESET ROLE")


def test_another_reader_checks_the_signature_as_the_specification_says(
    told: datetime, server: Server
) -> None:
    work()
    ((headers, body),) = server.came
    # From the specification alone: github.com/standard-webhooks, "Verifying signatures".
    given = webhook.public_key(public_as(webhook.SIGNS)).removeprefix("whpk_")
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(given))
    version, _, signature = headers["webhook-signature"].partition(",")
    text = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    assert version == "v1a"
    key.verify(base64.b64decode(signature), text)
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(signature), text.replace(b"share.begun", b"share.ended"))
    assert abs(int(headers["webhook-timestamp"]) - told.timestamp()) < 60
    assert json.loads(body)["type"] == "share.begun"
    assert Delivery.objects.get().done_at is not None
    work()
    assert len(server.came) == 1


@pytest.mark.parametrize("status", [500, 404, 302, 307])
def test_what_was_not_taken_is_tried_again_later_and_no_redirect_is_followed(
    told: datetime, server: Server, status: int
) -> None:
    server.status = status
    work()
    row = Delivery.objects.get()
    assert (row.tries, row.status, row.done_at) == (1, status, None)
    assert row.due_at is not None and row.due_at > told
    assert len(server.came) == 1
    Delivery.objects.update(due_at=told)
    server.status = 204
    work()
    assert [headers["webhook-id"] for headers, _ in server.came] == [row.id.hex] * 2
    assert Delivery.objects.get().done_at is not None


def test_it_is_given_up_after_a_day_and_an_officer_sends_it_again(
    cast: Cast, told: datetime, server: Server
) -> None:
    server.status = 500
    Delivery.objects.update(tries=len(webhook.PAUSES))
    work()
    row = Delivery.objects.get()
    assert (row.due_at, row.done_at) == (None, None)
    partner = services.send_again(cast.daria.signed(told), row.id)
    server.status = 200
    work()
    assert [one.state for one in queries.deliveries(partner)] == ["arrived"]


def test_an_address_that_ended_is_told_nothing(
    cast: Cast, told: datetime, server: Server
) -> None:
    row = Delivery.objects.get()
    services.end(cast.vasyl.signed(told), Matter.ENDPOINT, row.endpoint_id)
    work()
    assert server.came == []


def test_a_try_is_counted_once_by_two_workers(told: datetime, server: Server) -> None:
    (due,) = queries.to_deliver(told + timedelta(minutes=1), 9)
    assert jobs._claimed(due)
    assert not jobs._claimed(due)
    assert server.came == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1",
        "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "2002:a00:1::",
        "ff02::1",
    ],
)  # fmt: skip
def test_nothing_is_sent_inwards(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert not adapters.allowed(ipaddress.ip_address(address), loopback=False)
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))
    inward = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
    for found in ([inward], [public, inward], [inward, public], []):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, _f=found, **_k: _f)
        with pytest.raises(adapters.Unreachable):
            adapters.send("https://hooks.example.org/", b"{}", {})


def test_the_open_internet_is_allowed_and_the_address_looked_at_is_the_one_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [public])
    used: list[Any] = []

    def connect(address: Any, *_rest: Any) -> Any:
        used.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(adapters.Unreachable):
        adapters.send("https://hooks.example.org/", b"{}", {})
    assert used == [("93.184.215.14", 443)]
    with pytest.raises(adapters.Unreachable):
        adapters.send("http://hooks.example.org/", b"{}", {})
    assert len(used) == 1
