"""Whatever is off in a copy is found, in a folder and over the network, and the file named."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from safeconduct.outreach.core import mirror
from safeconduct.outreach.core.genuine import Canary, canary_text
from tests.outreach.mirrored import Office, founded, today


def test_an_untouched_copy_has_no_fault(
    signed_copy: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signed_copy.check() == 0
    assert "none\n" in capsys.readouterr().out


# -- what is off, is named --------------------------------------------------------------


def changed(own_copy: Office) -> None:
    path = own_copy.copy / "ru" / "rights.html"
    path.write_bytes(path.read_bytes().replace(b"<h1>", b"<h1> ", 1))


def missing(own_copy: Office) -> None:
    (own_copy.copy / "ru" / "rights.html").unlink()


def unsigned(own_copy: Office) -> None:
    (own_copy.copy / "ru" / "rights.html.minisig").unlink()


def swapped(own_copy: Office) -> None:
    for end in ("", ".minisig"):
        shutil.copy(own_copy.copy / f"ru/why.html{end}", own_copy.copy / f"ru/rights.html{end}")
    own_copy.resum()


def left_out(own_copy: Office) -> None:
    (own_copy.copy / "ru" / "rights.html").rename(own_copy.copy / "ru" / "other.html")
    shutil.move(
        own_copy.copy / "ru/rights.html.minisig", own_copy.copy / "ru/other.html.minisig"
    )
    bodies = {
        name: (own_copy.copy / name).read_bytes()
        for name in own_copy.named()
        if name != "ru/rights.html"
    }
    (own_copy.copy / "SHA256SUMS").write_bytes(mirror.sums_text(bodies))
    own_copy.sign(own_copy.copy / "SHA256SUMS", "SHA256SUMS")


def of_another_build(own_copy: Office) -> None:
    changed(own_copy)
    own_copy.sign(own_copy.copy / "ru" / "rights.html", "ru/rights.html", version=2)


def older(own_copy: Office) -> None:
    own_copy.sign(own_copy.copy / "ru" / "rights.html", "ru/rights.html", version=1)


def longer(own_copy: Office) -> None:
    path = own_copy.copy / "ru" / "rights.html"
    path.write_bytes(path.read_bytes() + b" " * 1_000_000)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (changed, "ru/rights.html was changed after it was signed"),
        (missing, "ru/rights.html cannot be read"),
        (unsigned, "ru/rights.html.minisig cannot be read"),
        (swapped, "ru/rights.html: its signature is for ru/why.html"),
        (left_out, "ru/rights.html: not in SHA256SUMS"),
        (of_another_build, "ru/rights.html: its digest is not the one in SHA256SUMS"),
        (older, "ru/rights.html: version 1, ours is"),
        (longer, "ru/rights.html is longer than"),
    ],
)
def test_a_harmed_copy_is_found_and_the_file_named(
    own_copy: Office,
    harm: Callable[[Office], None],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    harm(own_copy)
    assert own_copy.check() == 1
    assert sentence in capsys.readouterr().out


def test_a_copy_signed_by_another_key_is_found(
    own_copy: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = founded(tmp_path / "other")
    assert other.check(own_copy.copy) == 1
    assert "SHA256SUMS is signed with another key than minisign.pub." in capsys.readouterr().out


def test_an_old_sign_of_life_in_a_copy_is_found(
    own_copy: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    old = today() - timedelta(days=15)
    (own_copy.copy / "canary.txt").write_text(canary_text(Canary(1, old)))
    own_copy.sign(own_copy.copy / "canary.txt", "canary.txt", day=old)
    own_copy.resum()
    assert own_copy.check() == 1
    assert f"canary.txt is of {old}: older than 14 days" in capsys.readouterr().out


# -- over the network -------------------------------------------------------------------


@contextmanager
def served(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and logs nothing."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_copy_at_an_address_is_checked_as_one_in_a_folder(
    own_copy: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(partial(Quiet, directory=str(own_copy.copy))) as host:
        assert own_copy.check(f"http://{host}/") == 0
        changed(own_copy)
        assert own_copy.check(f"http://{host}") == 1
    assert "ru/rights.html was changed after it was signed" in capsys.readouterr().out


def test_a_redirect_to_another_host_is_not_followed(
    own_copy: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    class Elsewhere(Quiet):
        def do_GET(self) -> None:
            asked.append(self.path)
            super().do_GET()

    with served(partial(Elsewhere, directory=str(own_copy.copy))) as real:

        class Sends(Quiet):
            def do_GET(self) -> None:
                self.send_response(302)
                self.send_header("Location", f"http://{real}{self.path}")
                self.send_header("Content-Length", "0")
                self.end_headers()

        with served(Sends) as host:
            assert own_copy.check(f"http://{host}") == 1
    assert asked == []
    assert "SHA256SUMS cannot be read: the server answers 302." in capsys.readouterr().out


def test_with_a_proxy_everything_goes_through_its_tunnel(own_copy: Office) -> None:
    asked: list[str] = []

    class Tunnel(Quiet):
        def do_CONNECT(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            with socket.create_connection(("127.0.0.1", port)) as far:
                far.sendall(self.rfile.readline() + b"Connection: close\r\n")
                while (line := self.rfile.readline()).strip():
                    far.sendall(line)
                far.sendall(b"\r\n")
                while part := far.recv(65_536):
                    self.wfile.write(part)

    onion = "c4" * 28 + ".onion"
    with served(partial(Quiet, directory=str(own_copy.copy))) as real:
        port = int(real.rpartition(":")[2])
        with served(Tunnel) as proxy:
            assert own_copy.check(f"http://{onion}", "--proxy", proxy) == 0
    assert set(asked) == {f"{onion}:80"}


@pytest.mark.parametrize(
    ("address", "proxy"),
    [
        ("http://[", ""),
        ("http://127.0.0.1:9", ""),
        ("http://a.example", "socks5://127.0.0.1:9"),
    ],
)
def test_an_address_that_does_not_answer_is_a_fault_in_one_sentence(
    signed_copy: Office, address: str, proxy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signed_copy.check(address, "--proxy", proxy) == 1
    assert f"{address}: SHA256SUMS cannot be read: " in capsys.readouterr().out
