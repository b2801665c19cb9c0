"""Checks a copy of the guidance, in a folder or at an address, by the public key alone.

At an address it reads what anybody could read, no more than `MOST_BYTES` a file, goes to no
other host than the one that was given, and asks no proxy that was not named.
"""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from safeconduct.outreach.adapters import ProofError, print_of, verify
from safeconduct.outreach.core.genuine import (
    CanaryState,
    canary_state,
    read_canary,
    read_mirrors,
)
from safeconduct.outreach.core.mirror import (
    CANARY,
    MIRRORS,
    PUBLIC_KEY,
    SIGNATURE,
    SUMS,
    lacking,
    read_sums,
    version_faults,
)

MOST_BYTES = 1_000_000  # a page has some 10 kB; more is not ours
SECONDS = 30.0  # for each file; onion services are slow
Reader = Callable[[str], bytes]  # path -> bytes; ProofError when it cannot be read


@dataclass
class Checked:
    """What was found at one place: files that hold, day of the sign of life, every fault."""

    where: str
    files: int = 0
    canary: date | None = None
    faults: list[str] = field(default_factory=list)


def check_all(
    places: Iterable[str], public: bytes, today: date, proxy: str = ""
) -> list[Checked]:
    """Check each place; nothing is raised for what is wrong there."""
    return [_check(where, _reader(where, proxy), public, today) for where in places]


def _check(where: str, reader: Reader, public: bytes, today: date) -> Checked:
    found = Checked(where)
    try:
        body = _checked_file(SUMS, reader, public, found)
        sums = read_sums(body)
    except (ProofError, ValueError) as error:
        found.faults.append(str(error))
        return found
    found.faults += lacking(sums)
    for path, digest in sums.items():
        try:
            body = _checked_file(path, reader, public, found)
        except ProofError as error:
            found.faults.append(str(error))
            continue
        if sha256(body).hexdigest() != digest:
            found.faults.append(f"{path}: its digest is not the one in {SUMS}.")
            continue
        found.faults += _inside(path, body, public, today, found)
        found.files += 1
    return found


def _checked_file(path: str, reader: Reader, public: bytes, found: Checked) -> bytes:
    """The bytes of a file whose signature holds; another version than ours is a fault."""
    body = reader(path)
    said = verify(public, body, reader(path + SIGNATURE), path)
    found.faults += version_faults(path, said)
    return body


def _inside(path: str, body: bytes, public: bytes, today: date, found: Checked) -> list[str]:
    """What the three files of proof say, looked at once their signatures hold."""
    try:
        if path == PUBLIC_KEY and print_of(body) != print_of(public):
            return [f"{path} is another key than ours."]
        if path == MIRRORS:
            read_mirrors(body.decode())
        if path == CANARY:
            found.canary = read_canary(body.decode()).day
            if canary_state(found.canary, today) is CanaryState.RED:
                return [
                    f"{path} is of {found.canary}: older than 14 days, or of a day to come."
                ]
    except (ProofError, ValueError) as error:
        return [f"{path}: {error}"]
    return []


# -- reading ----------------------------------------------------------------------------


def _reader(where: str, proxy: str) -> Reader:
    if where.startswith(("http://", "https://")):
        return _from_address(where.rstrip("/"), proxy)
    return _from_folder(Path(where))


def _from_folder(folder: Path) -> Reader:
    def read(path: str) -> bytes:
        place = folder / path
        try:
            with place.open("rb") as file:
                return _within(file.read(MOST_BYTES + 1), path)
        except OSError as error:
            msg = f"{path} cannot be read: {error.strerror}."
            raise ProofError(msg) from error

    return read


def _within(body: bytes, path: str) -> bytes:
    if len(body) > MOST_BYTES:
        msg = f"{path} is longer than {MOST_BYTES} bytes: it is not one of our files."
        raise ProofError(msg)
    return body


def _from_address(address: str, proxy: str) -> Reader:
    opener = _opener(proxy)

    def read(path: str) -> bytes:
        try:
            request = urllib.request.Request(f"{address}/{path}")  # noqa: S310  see _reader
            with opener.open(request, timeout=SECONDS) as answer:
                return _within(answer.read(MOST_BYTES + 1), path)
        except urllib.error.HTTPError as error:
            msg = f"{path} cannot be read: the server answers {error.code}."
            raise ProofError(msg) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            why = getattr(error, "reason", None) or type(error).__name__
            msg = f"{path} cannot be read: {why}."
            raise ProofError(msg) from error

    return read


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect on the same origin only: a copy must answer by itself."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: object,
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """None makes the answer an error, which names the code."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _opener(proxy: str) -> urllib.request.OpenerDirector:
    """With a proxy everything goes through its CONNECT, as Tor's HTTPTunnelPort wants it."""
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({}), _SameHost()]
    if proxy:
        handlers += [_Tunnel(proxy), _TunnelTls(proxy)]
    return urllib.request.build_opener(*handlers)


def _through(
    kind: type[http.client.HTTPConnection], proxy: str
) -> Callable[..., http.client.HTTPConnection]:
    def connection(
        host: str, timeout: float, **_: Mapping[str, object]
    ) -> http.client.HTTPConnection:
        made = kind(proxy, timeout=timeout)
        made.set_tunnel(host)
        return made

    return connection


class _Tunnel(urllib.request.HTTPHandler):
    def __init__(self, proxy: str) -> None:
        super().__init__()
        self.proxy = proxy

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Plain HTTP, for onion addresses."""
        made = _through(http.client.HTTPConnection, self.proxy)
        return self.do_open(made, req)


class _TunnelTls(urllib.request.HTTPSHandler):
    def __init__(self, proxy: str) -> None:
        super().__init__()
        self.proxy = proxy

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """TLS to the copy itself, inside the tunnel."""
        made = _through(http.client.HTTPSConnection, self.proxy)
        return self.do_open(made, req)
