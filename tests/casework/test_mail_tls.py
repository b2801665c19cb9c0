"""Mails to officers go out under TLS, to a server whose certificate is known, or not at all."""

import ipaddress
import runpy
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from safeconduct.accounts import notices
from safeconduct.casework.core.deadlines import week
from safeconduct.settings import worker
from tests.casework.test_notices import as_worker
from tests.cast import Cast
from tests.making import make_case

HOUR = timedelta(hours=1)


@dataclass
class Server:
    """A mail server on loopback: TLS from the first byte ("465"), or when asked for ("587")."""

    way: str
    certificate: Path
    offers_tls: bool = True
    heard: list[tuple[bool, str]] = field(default_factory=list)  # (under TLS, command)

    def __post_init__(self) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate)
        self.door = socket.create_server(("127.0.0.1", 0))
        Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        """One connection after the other, until the door is closed."""
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            try:
                if self.way == "465":
                    line = self.context.wrap_socket(line, server_side=True)
                self.speak(line, tls=self.way == "465", greet=True)
            except OSError:  # the client did not trust the certificate
                line.close()

    def speak(self, line: socket.socket, *, tls: bool, greet: bool) -> None:
        """As much SMTP as a client needs."""
        with line, line.makefile("rwb") as file:

            def say(text: str) -> None:
                file.write(f"{text}\r\n".encode())
                file.flush()

            if greet:
                say("220 ready")
            while command := file.readline().decode().strip():
                self.heard.append((tls, command))
                verb = command[:4].upper()
                if verb == "EHLO" and self.offers_tls and not tls:
                    say("250-here\r\n250 STARTTLS")
                elif verb == "STAR":
                    say("220 go on")
                    under = self.context.wrap_socket(line, server_side=True)
                    return self.speak(under, tls=True, greet=False)
                elif verb == "DATA":
                    say("354 go on")
                    while (part := file.readline()) != b".\r\n":
                        self.heard.append((tls, part.decode()))
                    say("250 ok")
                else:
                    say("221 bye" if verb == "QUIT" else "250 ok")


def write_certificate(path: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = datetime(2026, 1, 1)  # noqa: DTZ001  as certificates count
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now.replace(year=2046))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, *plain))
    return path


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("mail") / "mail.pem")


@pytest.fixture(params=["465", "587"])
def server(
    request: pytest.FixtureRequest, settings: object, tmp_path: Path, certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Server]:  # fmt: skip
    """The settings are the worker's own, as its environment makes them."""
    book = tmp_path / "addresses.toml"
    book.write_text('Pavlo = "p@example.org"\n')
    said = {
        "HOST": "127.0.0.1", "PORT": request.param, "FROM": "office@example.org",
        "ADDRESSES": str(book),
    }  # fmt: skip
    for name, value in said.items():
        monkeypatch.setenv(f"SC_MAIL_{name}", value)
    monkeypatch.setenv("SC_OFFICE_ORIGIN", "https://office.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    made = runpy.run_path(str(worker.__file__))
    names = ["NOTICE_ADDRESSES", "DEFAULT_FROM_EMAIL", *(n for n in made if "EMAIL_" in n)]
    for name in {*names} - {"EMAIL_BACKEND"}:
        setattr(settings, name, made[name])
    setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    found = Server(request.param, certificate)
    setattr(settings, "EMAIL_PORT", found.door.getsockname()[1])
    yield found
    found.door.shutdown(socket.SHUT_RDWR)
    found.door.close()


def told(cast: Cast, at: datetime) -> int:
    """How many mails go out when there is work for one officer who asked for mail."""
    noon = at.astimezone(week().zone).replace(hour=12, minute=0)
    notices.want(cast.pavlo.signed(noon - HOUR), 22, 7)
    make_case(cast, noon)
    return as_worker(noon)


def test_a_mail_goes_out_under_tls(cast: Cast, at: datetime, server: Server) -> None:
    assert told(cast, at) == 1
    assert (True, "rcpt TO:<p@example.org>") in server.heard
    clear = {command.split()[0].upper() for tls, command in server.heard if not tls}
    assert clear <= {"EHLO", "STARTTLS"}


def test_a_server_with_an_unknown_certificate_hears_nothing(
    cast: Cast, at: datetime, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(write_certificate(tmp_path / "other.pem")))
    assert told(cast, at) == 0
    assert not any("rcpt" in command.lower() for _, command in server.heard)


@pytest.mark.parametrize("server", ["587"], indirect=True)
def test_a_server_without_tls_hears_nothing(cast: Cast, at: datetime, server: Server) -> None:
    server.offers_tls = False
    assert told(cast, at) == 0
    assert not any("rcpt" in command.lower() for _, command in server.heard)
