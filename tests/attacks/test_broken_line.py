"""A line that breaks in the middle of a letter, at the real server: nothing is lost."""

import re
import socket
import struct
import time
from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from safeconduct.demo.ground import Ground
from tests.attacks.flood import TOKEN, Flood, Sender
from tests.attacks.living import run

TEXT = "Хочу жить, нас двое. " * 150  # 3,150 characters, six bytes each on the line
KEPT = 1000
WORD = re.compile(r"<li>([^<]+)</li>")
SOON_SECONDS = 15.0


def closed(line: socket.socket) -> None:
    """The phone's side ends in good order."""
    line.close()


def reset(line: socket.socket) -> None:
    """The line is torn: the server's next reading fails."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


class Torn:
    """Somebody whose letter breaks off after a thousand characters."""

    def __init__(self, field: Ground) -> None:
        self.field, self.letter = field, str(uuid4())
        self.sender = Sender(Flood(field), "torn")
        token = TOKEN.search(self.sender.ask("GET", "/ru/write/"))
        assert token is not None
        self.form = {
            "csrfmiddlewaretoken": token[1], "once": self.letter, "text": TEXT,
            "danger": "at the front now",
        }  # fmt: skip

    def send_part(self, end: object) -> None:
        """Send the head, promise all of the body, send the first thousand characters."""
        port = self.field.instance.public_port
        body = urlencode(self.form).encode()
        part = body.index(b"text=") + len(urlencode({"text": TEXT[:KEPT]}))
        head = (
            f"POST /ru/write/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Origin: http://127.0.0.1:{port}\r\nCookie: {self.sender.cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        line = socket.create_connection(("127.0.0.1", port))
        line.sendall(head.encode() + body[:part])
        time.sleep(0.5)  # let the server begin to read
        assert callable(end)
        end(line)

    def kept(self) -> list[tuple[bool, str]]:
        """What lies under this letter's id: whether it is a beginning, and of what danger."""
        with self.field.superuser() as link:
            return link.execute(
                "SELECT cut_off, danger FROM contact_letter WHERE id = %s", [self.letter]
            ).fetchall()

    def text(self) -> str:
        """The letter, opened by the desk's key."""
        opened = run(
            self.field, "sc_owner", "tests.attacks.opening", {"letters": [self.letter]}
        )
        return str(opened[self.letter])


@pytest.fixture(params=[closed, reset], ids=["closed", "reset"])
def torn(field: Ground, request: pytest.FixtureRequest) -> Iterator[Torn]:
    """The beginning was sent, and the line is gone."""
    made = Torn(field)
    made.send_part(request.param)
    end = time.monotonic() + SOON_SECONDS
    while not made.kept() and time.monotonic() < end:
        time.sleep(0.05)
    yield made


def test_a_torn_letter_is_kept_and_then_made_whole(torn: Torn) -> None:
    assert torn.kept() == [(True, "not said")]
    came = torn.text()
    assert TEXT.startswith(came)
    assert len(came) >= KEPT
    target = torn.sender.ask("POST", "/ru/write/", torn.form)
    assert target == "/ru/words/"
    assert len(WORD.findall(torn.sender.ask("GET", target))) == 6
    assert torn.kept() == [(False, "at the front now")]
    assert torn.text() == TEXT
