"""Sending a file: sealed as it arrives and kept whole, or not at all and calmly said."""

import io
import os
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction

from safeconduct.common.ids import new_id
from safeconduct.contact.attachments import sweep_files
from safeconduct.contact.core.attachment import WhyNotFile
from safeconduct.contact.mailbox import leave
from safeconduct.contact.models import Attachment, Letter, MailboxSession
from safeconduct.contact.public import uploads
from safeconduct.vault import files
from safeconduct.vault.sealing import stream_length
from tests.contact.sending import PAGE, Form, fill, send
from tests.doors import ONCE, Door

MARKER = b"Zimorodok-5521"
CONTENT = b"\xff\xd8\xff\xe0" + MARKER * 60_000  # 840 kB: several sealed pieces
MODULES = Path(files.__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """A sealed-files folder of this test alone."""
    settings.FILE_FOLDER = tmp_path / "files"
    files.make_ready()
    found: Path = settings.FILE_FOLDER
    return found


@pytest.fixture
def visitor(public_door: Door) -> Door:
    """Somebody with an open mailbox."""
    public_door.fill("/en/write/", text="Two of us.", danger="abroad", long_code="on")
    return public_door


def nothing_is_kept(folder: Path) -> bool:
    """No row, no letter beyond the first, no bytes on the disk, and every slot free."""
    taken = [uploads.SLOTS.acquire(blocking=False) for _ in range(4)]
    for _ in range(sum(taken)):
        uploads.SLOTS.release()
    return (
        not Attachment.objects.exists()
        and Letter.objects.count() <= 1
        and list(folder.iterdir()) == []
        and all(taken)
    )


def test_a_file_is_kept_with_a_letter_and_not_a_byte_in_clear(
    visitor: Door, folder: Path
) -> None:
    page = send(visitor, Form(CONTENT, note="The bridge."))
    assert "Your file is kept" in page
    row = Attachment.objects.get()
    assert Letter.objects.filter(id=row.letter_id, file_id=row.file_id).count() == 1
    (path,) = folder.iterdir()
    assert path.name == row.id.hex
    sealed = path.read_bytes() + bytes(row.sealed_key) + bytes(row.sealed_body)
    assert MARKER not in sealed
    assert b"photo" not in sealed
    assert path.stat().st_size == stream_length(len(CONTENT))


def test_the_same_form_sent_twice_is_one_file(visitor: Door, folder: Path) -> None:
    form = Form(CONTENT)
    for _ in range(2):
        assert "Your file is kept" in send(visitor, form)
    row = Attachment.objects.get()
    assert [path.name for path in folder.iterdir()] == [row.id.hex]
    assert Letter.objects.count() == 2


def test_two_forms_are_two_files(visitor: Door, folder: Path) -> None:
    for content in (CONTENT, CONTENT[:5]):
        send(visitor, Form(content))
    assert Attachment.objects.count() == len(list(folder.iterdir())) == 2


def test_whoever_has_no_mailbox_open_sends_nothing(visitor: Door, folder: Path) -> None:
    form = Form(CONTENT)
    fill(visitor, form)
    MailboxSession.objects.all().delete()
    send(visitor, form)
    assert visitor.path == "/en/return/"
    assert nothing_is_kept(folder)
    visitor.get(PAGE)
    assert visitor.path == "/en/return/"


def test_a_form_without_its_token_keeps_nothing(visitor: Door, folder: Path) -> None:
    send(
        visitor, Form(CONTENT, tokens={"once": str(new_id()), "csrfmiddlewaretoken": "x" * 32})
    )
    assert visitor.page.status_code == 403
    assert nothing_is_kept(folder)


def test_a_file_on_a_line_slower_than_the_open_mailbox_is_kept(visitor: Door) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            leave(cookie)
            return super().read(size)

    form = Form(CONTENT)
    fill(visitor, form)
    cookie = visitor.browser.cookies["sc-public"].value
    page = send(visitor, form, line=Slow(form.body()))
    assert not MailboxSession.objects.exists()
    assert "Your file is kept" in page
    assert Attachment.objects.count() == 1


def test_a_file_that_is_empty_or_not_chosen_is_said(visitor: Door, folder: Path) -> None:
    assert "This file is empty. Please choose another." in send(visitor, Form(b""))
    assert "Please choose a file." in send(visitor, Form(b"", name=""))
    assert nothing_is_kept(folder)


def test_what_was_written_beside_it_is_not_lost_with_the_file(visitor: Door) -> None:
    assert "The bridge." in send(visitor, Form(b"", note="The bridge."))


def test_a_file_too_large_is_refused_before_a_byte_of_it_is_sealed(
    visitor: Door, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SealedDraft", None)
    page = send(visitor, Form(CONTENT), length=2 * 1024**3 + 200_000)
    assert WhyNotFile.TOO_LARGE.value in page
    assert nothing_is_kept(folder)


def test_a_file_that_turns_out_too_large_is_refused(
    visitor: Door, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", len(CONTENT) - 1)
    assert WhyNotFile.TOO_LARGE.value in send(visitor, Form(CONTENT))
    assert nothing_is_kept(folder)


def test_several_files_in_one_form_are_all_kept(visitor: Door, folder: Path) -> None:
    form = Form(CONTENT, note="The bridge.", more=(CONTENT, b"%PDF-1.7"))
    for _ in range(2):  # sent twice, they are there once
        assert "Your files are kept" in send(visitor, form)
        assert Attachment.objects.count() == len(list(folder.iterdir())) == 3
    assert Letter.objects.count() == 4


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_a_file_that_is_refused_does_not_lose_the_others(
    visitor: Door, folder: Path, monkeypatch: pytest.MonkeyPatch, bad: int
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", len(CONTENT) - 1)
    monkeypatch.setattr(uploads, "FORM_BYTES", 10 * len(CONTENT))
    contents = [b"one", b"two"]
    contents.insert(bad, CONTENT)
    form = Form(contents[0], note="The bridge.", more=tuple(contents[1:]))
    page = send(visitor, form)
    assert "photo.jpg: " + WhyNotFile.TOO_LARGE.value in page
    assert "2 files are kept" in page
    assert Attachment.objects.count() == len(list(folder.iterdir())) == 2
    again = ONCE.search(page)
    assert again is not None
    assert again[1] != form.tokens["once"]  # what is sent now is no repetition


def test_an_empty_file_among_others_is_named(visitor: Door) -> None:
    page = send(visitor, Form(b"", more=(b"two",)))
    assert "photo.jpg: This file is empty. Please choose another." in page
    assert "1 file is kept" in page
    assert Attachment.objects.count() == 1


def test_a_line_that_breaks_in_the_second_file_keeps_the_first(
    visitor: Door, folder: Path
) -> None:
    form = Form(CONTENT, more=(CONTENT,))
    fill(visitor, form)
    body = form.body()
    page = send(visitor, form, line=io.BytesIO(body[:-1000]), length=len(body))
    assert WhyNotFile.CUT_OFF.value in page
    assert Attachment.objects.count() == len(list(folder.iterdir())) == 1
    assert "Your files are kept" in send(visitor, form)
    assert Attachment.objects.count() == len(list(folder.iterdir())) == 2


def test_the_eleventh_file_waits(visitor: Door, folder: Path) -> None:
    form = Form(b"0", more=tuple(str(number).encode() for number in range(1, 11)))
    page = send(visitor, form)
    assert page.count(WhyNotFile.TOO_MANY.value) == 2  # in the summary and at the field
    assert "10 files are kept" in page
    assert Attachment.objects.count() == len(list(folder.iterdir())) == 10


def test_words_too_long_beside_files_keep_nothing(visitor: Door, folder: Path) -> None:
    page = send(visitor, Form(CONTENT, note="x" * 20_001, more=(CONTENT,)))
    assert "too long for one message" in page
    assert nothing_is_kept(folder)


def test_when_the_disk_is_nearly_full_files_wait_and_letters_do_not(
    visitor: Door, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = files.shutil.disk_usage("/")._replace(free=files.RESERVE_BYTES)  # type: ignore[attr-defined]
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    assert WhyNotFile.NO_ROOM.value in send(visitor, Form(CONTENT))
    assert nothing_is_kept(folder)
    visitor.fill("/en/mailbox/write/", text="Still here.")
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_disk_that_fills_up_on_the_way_is_said(
    visitor: Door, folder: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    real, done = os.write, 0

    def full(target: int, data: bytes) -> int:
        nonlocal done
        done += 1
        if done > after:
            raise OSError(28, "No space left on device")
        return real(target, data)

    form = Form(CONTENT)
    fill(visitor, form)
    monkeypatch.setattr(files.os, "write", full)  # type: ignore[attr-defined]
    assert WhyNotFile.NO_ROOM.value in send(visitor, form)
    monkeypatch.undo()
    assert not Attachment.objects.exists()
    assert list(folder.iterdir()) == []


def test_a_disk_that_fails_at_the_end_is_said(
    visitor: Door, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_target: int) -> None:
        raise OSError(5, "Input/output error")

    form = Form(CONTENT)
    fill(visitor, form)
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", fail)  # type: ignore[attr-defined]
        assert WhyNotFile.NO_ROOM.value in send(visitor, form)
    assert nothing_is_kept(folder)


def test_when_many_send_at_once_the_next_hears_it_and_letters_go_on(
    visitor: Door, folder: Path
) -> None:
    form = Form(CONTENT)
    fill(visitor, form)
    for _ in range(4):
        assert uploads.SLOTS.acquire(blocking=False)
    try:
        assert WhyNotFile.BUSY.value in send(visitor, form)
    finally:
        for _ in range(4):
            uploads.SLOTS.release()
    assert nothing_is_kept(folder)
    assert "Your file is kept" in send(visitor, form)


LAST_LINE_ENDS = 4  # two dashes and a line's end behind the last boundary


@pytest.mark.parametrize("missing", [1, 2, 3, 4, 5, 40, 1_000, 800_000])
def test_a_body_that_was_cut_keeps_all_or_nothing(
    visitor: Door, folder: Path, missing: int
) -> None:
    form = Form(CONTENT)
    fill(visitor, form)
    body = form.body()
    page = send(visitor, form, line=io.BytesIO(body[:-missing]), length=len(body))
    if "Your file is kept" in page:
        assert missing <= LAST_LINE_ENDS
        (path,) = folder.iterdir()
        assert path.stat().st_size == stream_length(len(CONTENT))
        return
    assert WhyNotFile.CUT_OFF.value in page
    assert nothing_is_kept(folder)
    assert "Your file is kept" in send(visitor, form)


def test_a_line_that_breaks_leaves_nothing(visitor: Door, folder: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 400_000:
                raise ConnectionResetError(104, "Connection reset by peer")
            return super().read(size)

    form = Form(CONTENT)
    fill(visitor, form)
    send(visitor, form, line=Broken(form.body()))
    assert visitor.page.status_code == 403
    assert nothing_is_kept(folder)


def test_what_a_killed_door_left_is_swept_and_what_is_kept_stays(
    visitor: Door, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(visitor, Form(CONTENT))
    left = folder / new_id().hex
    left.write_bytes(b"half a file")
    assert sweep_files() == 0
    later = left.stat().st_ctime + files.UNTOUCHED_SECONDS + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert sweep_files() == 1
    assert [path.name for path in folder.iterdir()] == [Attachment.objects.get().id.hex]
    assert sweep_files() == 0


@pytest.mark.parametrize(
    ("role", "sql"),
    [
        ("sc_public", "SELECT id FROM contact_attachment"),
        ("sc_public", "UPDATE contact_attachment SET state = 'opened'"),
        ("sc_public", "DELETE FROM contact_attachment"),
        ("sc_office", "DELETE FROM contact_attachment"),
        ("sc_office", "UPDATE contact_attachment SET sealed_key = ''"),
        ("sc_worker", "SELECT sealed_key FROM contact_attachment"),
        ("sc_worker", "DELETE FROM contact_attachment"),
    ],
)
def test_the_database_gives_each_role_only_what_it_needs(role: str, sql: str) -> None:
    refused = pytest.raises(DatabaseError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(sql)


def test_no_file_hangs_on_the_letter_of_somebody_else(visitor: Door) -> None:
    letter = Letter.objects.get()
    for file_id, letter_id in ((new_id(), letter.id), (letter.file_id, new_id())):
        refused = pytest.raises(DatabaseError, match="contact_attachment_letter")
        with refused, transaction.atomic():
            Attachment.objects.create(
                id=new_id(), file_id=file_id, letter_id=letter_id, sealed_key=b"",
                sealed_body=b"", day=letter.day,
            )  # fmt: skip


def test_the_handler_stands_before_anything_reads_a_body(settings: LazySettings) -> None:
    order = settings.MIDDLEWARE
    assert order.index("safeconduct.web.middleware.uploads") < order.index(
        "django.middleware.csrf.CsrfViewMiddleware"
    )


def test_no_module_spools_an_upload_to_the_disk() -> None:
    barred = ("TemporaryFileUploadHandler", "TemporaryUploadedFile")
    found = [
        path for path in MODULES.rglob("*.py") if any(w in path.read_text() for w in barred)
    ]
    assert found == []
