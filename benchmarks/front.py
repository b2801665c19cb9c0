"""A proxy that ends TLS before the public door, as docs/operating.md asks, and counts bytes.

It speaks TLS 1.2 with a chain of three RSA certificates: what a phone with Android 5 to 9 is
given (docs/operating.md, "Old phones"). A relay before it counts what goes over the line.
"""

import asyncio
import base64
import hashlib
import ipaddress
import ssl
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

HOST = "127.0.0.1"
FULL_HANDSHAKE, RESUMED_HANDSHAKE = 3, 2  # round trips: TCP one; TLS 1.2 two, resumed one
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Counts:
    """Bytes from (down) and to (up) the server: `line` with TLS, `http` without it."""

    line_down: int = 0
    line_up: int = 0
    http_down: int = 0
    http_up: int = 0
    round_trips: int = 0
    requests: list[str] = field(default_factory=list)

    @property
    def http(self) -> int:
        """Requests and answers with their headers."""
        return self.http_down + self.http_up

    @property
    def line(self) -> int:
        """All that went over the line, TLS included."""
        return self.line_down + self.line_up


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def chain(folder: Path) -> tuple[Path, str]:
    """(file with leaf, two issuers and the leaf's key, hash of the leaf's public key)."""
    now, names = datetime.now(UTC), ("Old root", "Cross-signed root", "Issuer", HOST)
    keys = [rsa.generate_private_key(65537, 2048) for _ in names]
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    found = [
        x509.CertificateBuilder()
        .subject_name(_name(names[n]))
        .issuer_name(_name(names[n - 1]))
        .public_key(keys[n].public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=n < len(names) - 1, path_length=None), True)
        .add_extension(address, False)
        .sign(keys[n - 1], hashes.SHA256())
        for n in range(1, len(names))
    ]
    pem, der = serialization.Encoding.PEM, serialization.Encoding.DER
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    path, plain = folder / "chain.pem", serialization.NoEncryption()
    key = keys[-1].private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(b"".join(one.public_bytes(pem) for one in reversed(found)) + key)
    leaf = keys[-1].public_key().public_bytes(der, info)
    return path, base64.b64encode(hashlib.sha256(leaf).digest()).decode()


class Front:
    """Runs in a thread of its own from `with` to its end; `counts` may be put back to zero."""

    def __init__(self, door: int) -> None:
        self.door, self.port, self.inner, self.pin = door, 0, 0, ""
        self.counts = Counts()
        self.loop = asyncio.new_event_loop()
        self.open: set[asyncio.StreamWriter] = set()

    @property
    def base(self) -> str:
        """The address a browser is given."""
        return f"https://{HOST}:{self.port}"

    def __enter__(self) -> "Front":
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self.loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def hang_up(self) -> None:
        """Close what is open: a person reads longer than a server keeps a line for nothing."""

        def close() -> None:
            for writer in tuple(self.open):
                writer.close()

        self.loop.call_soon_threadsafe(close)

    async def _serve(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ECDHE+AESGCM")
        with tempfile.TemporaryDirectory(prefix="sc-front-") as folder:
            path, self.pin = chain(Path(folder))
            context.load_cert_chain(path)
        inner = await asyncio.start_server(self._answer, HOST, 0, ssl=context)
        outer = await asyncio.start_server(self._relay, HOST, 0)
        self.inner, self.port = (one.sockets[0].getsockname()[1] for one in (inner, outer))

    async def _relay(self, *phone: *Streams) -> None:
        """Pass bytes both ways, and count them."""
        server = await asyncio.open_connection(HOST, self.inner)
        self.open.add(phone[1])
        await asyncio.gather(
            self._pump(phone[0], server[1], "line_up"),
            self._pump(server[0], phone[1], "line_down"),
        )
        self.open.discard(phone[1])

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str
    ) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                setattr(self.counts, way, getattr(self.counts, way) + len(data))
                sink.write(data)
                await sink.drain()
        sink.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests of one connection, each passed on to the door."""
        first = True
        with suppress(asyncio.IncompleteReadError, OSError):
            while True:
                head, body = await _message(reader)
                if first:
                    reused = writer.get_extra_info("ssl_object").session_reused
                    trips = RESUMED_HANDSHAKE if reused else FULL_HANDSHAKE
                    self.counts.round_trips += trips
                first = False
                answer = await self._ask(head, body)
                self.counts.requests.append(head.split(b" HTTP", 1)[0].decode())
                self.counts.http_up += len(head) + len(body)
                self.counts.http_down += len(answer)
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def _ask(self, head: bytes, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(HOST, self.door)
        line, rest = head.split(b"\r\n", 1)
        writer.write(line + b"\r\nX-Forwarded-Proto: https\r\n" + rest + body)
        answer_head, answer_body = await _message(reader)
        writer.close()
        return answer_head + answer_body


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """(head, body) of one request or answer; both doors name the length of every body."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if b"transfer-encoding: chunked" in lines:
        return head, await _chunks(reader)
    length = next((x.split(b":")[1] for x in lines if x.startswith(b"content-length:")), b"0")
    return head, await reader.readexactly(int(length))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while not body.endswith(b"0\r\n\r\n"):
        size = await reader.readuntil(b"\r\n")
        body += size + await reader.readexactly(int(size, 16) + 2)
    return body
