"""Mails that say "there is work": to a real server on loopback, and what is not in them."""

import email
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.accounts import notices
from safeconduct.accounts.models import Notice
from safeconduct.casework import services
from safeconduct.casework.core.deadlines import week
from safeconduct.casework.jobs import tell_officers
from safeconduct.casework.models import Task
from safeconduct.casework.queries import alias_of
from safeconduct.casework.services.notices import send_notices
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case

HOUR = timedelta(hours=1)


@dataclass
class Post:
    """What a mail server heard: envelopes and bodies."""

    port: int
    mails: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)


def serve(server: socket.socket, post: Post) -> None:
    """Speak as much SMTP as a client needs, one connection after the other."""
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line, line.makefile("rwb") as file:

            def say(text: str, out: object = file) -> None:
                out.write(f"{text}\r\n".encode())  # type: ignore[attr-defined]
                out.flush()  # type: ignore[attr-defined]

            say("220 ready")
            while command := file.readline().decode().strip():
                verb = command[:4].upper()
                if verb == "RCPT":
                    post.to.append(command.partition(":")[2])
                if verb == "DATA":
                    say("354 go on")
                    body = []
                    while (part := file.readline().decode()) != ".\r\n":
                        body.append(part)
                    post.mails.append("".join(body))
                say("221 bye" if verb == "QUIT" else "250 ok")


@pytest.fixture
def post(settings: object, tmp_path: Path) -> Iterator[Post]:
    server = socket.create_server(("127.0.0.1", 0))
    found = Post(server.getsockname()[1])
    Thread(target=serve, args=(server, found), daemon=True).start()
    book = tmp_path / "addresses.toml"
    book.write_text('Pavlo = "p@example.org"\nOlena = "o@example.org"\n')
    changed = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": found.port,
        "NOTICE_ADDRESSES": book,
        "DEFAULT_FROM_EMAIL": "office@example.org",
    }
    for name, value in changed.items():
        setattr(settings, name, value)
    yield found
    server.shutdown(socket.SHUT_RDWR)
    server.close()


@pytest.fixture
def noon(at: datetime) -> datetime:
    return at.astimezone(week().zone).replace(hour=12, minute=0)


def as_worker(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sc_worker")
        try:
            return send_notices(at)
        finally:
            cursor.execute("RESET ROLE")


def test_a_mail_says_that_there_is_work_and_nothing_else(
    cast: Cast, noon: datetime, post: Post
) -> None:
    notices.want(cast.pavlo.signed(noon - HOUR), 22, 7)
    file_id = make_case(cast, noon, text="Хочу жить.").file_id
    assert as_worker(noon) == 1
    assert post.to == ["<p@example.org>"]
    mail = email.message_from_string(post.mails[0])
    assert mail["Subject"] == "There is work for you."
    body = mail.get_payload()
    assert isinstance(body, str)
    assert body.count("\n") <= 5
    assert body.strip().endswith("http://testserver")
    for told in (alias_of(file_id), file_id.hex, "Pavlo", "Хочу", socket.gethostname()):
        assert told not in body + mail["Subject"] + mail["From"]
    assert not re.search(r"\d", body + mail["Subject"])  # nor how much there is
    assert mail["Message-ID"].endswith("@testserver>")


def test_it_is_sent_once_an_hour_and_only_about_something_new(
    cast: Cast, noon: datetime, post: Post
) -> None:
    notices.want(cast.pavlo.signed(noon - HOUR), 22, 7)
    make_case(cast, noon)
    assert [as_worker(noon), as_worker(noon)] == [1, 0]
    assert as_worker(noon + 2 * HOUR) == 0  # nothing came since
    make_case(cast, noon + 2 * HOUR)
    make_case(cast, noon + 2 * HOUR)
    assert [as_worker(noon + 2 * HOUR + HOUR * n / 2) for n in range(4)] == [1, 0, 0, 0]
    assert len(post.mails) == 2


def test_nobody_is_told_of_others_work_nor_without_asking(
    cast: Cast, noon: datetime, post: Post
) -> None:
    make_case(cast, noon)
    assert as_worker(noon) == 0
    row = Task.objects.get(code="protection_plan")
    services.finish_task(cast.pavlo.signed(noon), row.id)
    notices.want(cast.pavlo.signed(noon), 22, 7)
    make_case(cast, noon + HOUR)
    left = Task.objects.filter(role="protection lead", done_at__isnull=True)
    left.update(done_at=noon)
    assert as_worker(noon + HOUR) == 0
    assert post.mails == []


def test_the_night_is_quiet_and_the_morning_tells(
    cast: Cast, noon: datetime, post: Post
) -> None:
    night = noon.replace(hour=23)
    notices.want(cast.pavlo.signed(noon), 22, 7)
    make_case(cast, night)
    assert as_worker(night) == 0
    assert as_worker(night + 9 * HOUR) == 1
    assert len(post.mails) == 1


def test_a_server_that_is_down_loses_no_news(
    cast: Cast, noon: datetime, post: Post, settings: object
) -> None:
    notices.want(cast.pavlo.signed(noon - HOUR), 22, 7)
    make_case(cast, noon)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    setattr(settings, "EMAIL_PORT", port)
    assert as_worker(noon) == 0
    setattr(settings, "EMAIL_PORT", post.port)
    assert as_worker(noon + HOUR / 2) == 0
    assert as_worker(noon + HOUR) == 1


def test_mail_is_off_unless_it_is_set_up(
    cast: Cast, noon: datetime, post: Post, settings: object
) -> None:
    notices.want(cast.pavlo.signed(noon - HOUR), 22, 7)
    make_case(cast, noon)
    for name, value in (("EMAIL_HOST", ""), ("NOTICE_ADDRESSES", Path("/nowhere"))):
        before = getattr(settings, name)
        setattr(settings, name, value)
        assert as_worker(noon) == 0
        setattr(settings, name, before)
    tell_officers.func(0)
    assert len(post.mails) <= 1


def test_the_database_keeps_two_hours_apart(cast: Cast, noon: datetime) -> None:
    with pytest.raises(IntegrityError, match="accounts_notice_hours"), transaction.atomic():
        notices.want(cast.pavlo.signed(noon), 7, 7)


def test_an_officer_opts_in_and_out(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.pavlo, timezone.now())
    assert 'href="/my-key/mail/"' in office_door.get("/my-key/")
    page = office_door.fill("/my-key/mail/", wanted="yes", begins="7", ends="7")
    assert "Choose two different hours." in page
    office_door.fill("/my-key/mail/", wanted="yes", begins="21", ends="6")
    assert notices.hours_of(cast.pavlo.actor) == (21, 6)
    office_door.fill("/my-key/mail/", wanted="no", begins="21", ends="6")
    assert not Notice.objects.exists()
