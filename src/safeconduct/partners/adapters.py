"""Sends a webhook: one address that was looked at, TLS, no redirect, a bound on everything."""

import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

CONNECT_SECONDS = 10.0
WHOLE_SECONDS = 20.0  # connection and answer together, however slowly bytes drip
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in other clothes


class Unreachable(Exception):
    """Nothing was sent, or no answer came; the message is for the log and names no address."""


def allowed(address: Address, *, loopback: bool) -> bool:
    """Whether something may be sent there: only to the open internet.

    Not to this machine, its network, a cloud's metadata service, or any of them in the clothes
    of IPv6. `loopback` (tests) allows this machine and nothing else.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return allowed(address.ipv4_mapped, loopback=loopback)
        if address.sixtofour or address.teredo or address in NAT64:
            return False
    if loopback:
        return address.is_loopback
    return address.is_global and not address.is_multicast


def resolved(host: str, port: int, *, loopback: bool) -> str:
    """The one address to connect to; Unreachable when the name leads anywhere it must not.

    One forbidden address among several is enough: whoever serves such names is testing us.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        msg = "the host name does not resolve"
        raise Unreachable(msg) from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(allowed(one, loopback=loopback) for one in addresses):
        msg = "the host name leads to an address that nothing is sent to"
        raise Unreachable(msg)
    return str(addresses[0])


class _Pinned(HTTPSConnection):
    """Connects to the address that was looked at, and checks the certificate of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=CONNECT_SECONDS, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Open the connection; never resolves the name again."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def send(url: str, body: bytes, headers: dict[str, str], *, loopback: bool = False) -> int:
    """POST the body; returns the status the server answers. Follows no redirect.

    `loopback` sends to this machine only, over plain http too. Unreachable for everything that
    is not an answer.
    """
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    address = resolved(host, port, loopback=loopback)
    if not tls and not loopback:
        msg = "nothing is sent without TLS"
        raise Unreachable(msg)
    line: HTTPConnection = (
        _Pinned(host, port, address)
        if tls
        else HTTPConnection(address, port, timeout=CONNECT_SECONDS)
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line.connect()
        return _exchange(line, path, body, {"host": parts.netloc, **headers})
    except (OSError, HTTPException, ValueError) as error:
        msg = "no answer came"
        raise Unreachable(msg) from error
    finally:
        line.close()


def _exchange(line: HTTPConnection, path: str, body: bytes, headers: dict[str, str]) -> int:
    """Send and read the status; the line is cut when the whole takes too long."""
    end = threading.Timer(WHOLE_SECONDS, _cut, [line.sock])
    end.daemon = True
    end.start()
    try:
        line.request("POST", path, body, headers)
        return line.getresponse().status
    finally:
        end.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
