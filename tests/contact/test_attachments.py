"""Files at the office: read with the key, on the record, whole, and without hidden data."""

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.http import StreamingHttpResponse
from django.utils import timezone

from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.services import open_case, read_letter
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.attachments import (
    file_of,
    files_of,
    sweep_files,
    take_copy,
)
from safeconduct.contact.core.attachment import Copy, Doubt, WhyNotFile
from safeconduct.contact.core.terms import Danger
from safeconduct.contact.models import Attachment
from safeconduct.record.queries import newest
from safeconduct.vault import files
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.models import Wrap
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import desk_keys, open_file
from safeconduct.vault.services import forget_wraps, shred
from tests.cast import Cast
from tests.contact.core.test_stripping import BARE_JPEG, full_jpeg
from tests.contact.sending import Form, send
from tests.doors import Door

FILM = b"\0\0\0\x20ftypisom" + b"Zimorodok-5521 " * 50_000


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """A sealed-files folder of this test alone."""
    settings.FILE_FOLDER = tmp_path / "files"
    files.make_ready()
    found: Path = settings.FILE_FOLDER
    return found


@dataclass(frozen=True)
class Kept:
    """One kept file and the keys of the intake desk to it."""

    id: UUID
    file_id: UUID
    letter_id: UUID
    keys: FileKeys


def sent(door: Door, cast: Cast, form: Form) -> Kept:
    """Send a file from a mailbox of its own; an intake officer opens its letter."""
    door.browser.cookies.clear()
    door.fill("/en/write/", text="Two of us.", danger="abroad", long_code="on")
    known = list(Attachment.objects.values_list("id", flat=True))
    send(door, form)
    row = Attachment.objects.exclude(id__in=known).get()
    read_letter(cast.iryna.signed(timezone.now()), row.letter_id)
    keys = open_file(desk_keys(cast.iryna.keys), row.file_id)
    return Kept(row.id, row.file_id, row.letter_id, keys)


def taken(cast: Cast, kept: Kept, copy: Copy = Copy.ORIGINAL) -> bytes:
    found = take_copy(cast.iryna.actor, timezone.now(), kept.keys, kept.id, copy)
    data = b"".join(found.pieces)
    assert len(data) == found.length
    return data


def download(door: Door, kept: Kept, copy: str) -> StreamingHttpResponse:
    """Press a button of the page that is open."""
    path = f"/files/{kept.id}/{copy}/"
    form = door._form_to(path)
    assert form is not None, f"no button for {copy}"
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]+)"', form))
    response = door._as_role("post", path, fields)
    assert isinstance(response, StreamingHttpResponse)
    return response


def test_the_original_comes_back_byte_for_byte(public_door: Door, cast: Cast) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4", "video/mp4", "The bridge."))
    assert taken(cast, kept) == FILM
    (view,) = files_of(kept.keys)
    assert (view.name, view.size, view.label) == ("film.mp4", len(FILM), "video (MP4)")
    assert view.doubts == ()
    assert view.opened
    assert not view.may_strip


def test_every_copy_taken_is_a_line_on_the_record(public_door: Door, cast: Cast) -> None:
    kept = sent(public_door, cast, Form(full_jpeg()))
    for copy in Copy:
        taken(cast, kept, copy)
    lines = [entry.line for entry in newest(10) if entry.line.kind.endswith("attachment.read")]
    assert {line.facts["copy"] for line in lines} == {"original", "stripped"}
    assert {line.object_id for line in lines} == {kept.id.hex}
    assert {line.actor for line in lines} == {cast.iryna.actor.key_id}


def test_the_stripped_copy_lacks_what_is_hidden_and_the_original_is_untouched(
    public_door: Door, cast: Cast
) -> None:
    kept = sent(public_door, cast, Form(full_jpeg()))
    stripped = taken(cast, kept, Copy.STRIPPED)
    assert b"Zimorodok" not in stripped
    assert stripped.startswith(BARE_JPEG[:60])
    assert taken(cast, kept) == full_jpeg()


def test_what_cannot_be_stripped_is_refused_in_words(public_door: Door, cast: Cast) -> None:
    for form in (Form(FILM, "film.mp4", "video/mp4"), Form(b"\xff\xd8\xff\xe1 torn")):
        kept = sent(public_door, cast, form)
        with pytest.raises(Refused) as refused:
            taken(cast, kept, Copy.STRIPPED)
        assert refused.value.reasons == (WhyNotFile.NO_STRIPPED_COPY,)
        assert taken(cast, kept) == form.content


@pytest.mark.parametrize("harm", ["cut", "flipped", "gone", "another's"])
def test_a_harmed_file_is_not_given_out_and_that_is_on_the_record(
    public_door: Door, cast: Cast, folder: Path, harm: str
) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4"))
    path = folder / kept.id.hex
    data = path.read_bytes()
    if harm == "cut":
        path.write_bytes(data[:-1])
    elif harm == "flipped":
        path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    elif harm == "gone":
        path.unlink()
    else:
        other = sent(public_door, cast, Form(FILM, "film.mp4"))
        path.write_bytes((folder / other.id.hex).read_bytes())
    with pytest.raises(Refused) as refused:
        taken(cast, kept)
    assert refused.value.reasons == (VaultWhyNot.NOT_GENUINE,)
    assert newest(1)[0].line.kind == "contact.attachment.altered"


def test_a_file_altered_while_it_is_read_ends_the_line(
    public_door: Door, cast: Cast, folder: Path
) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4"))
    found = take_copy(cast.iryna.actor, timezone.now(), kept.keys, kept.id, Copy.ORIGINAL)
    path = folder / kept.id.hex
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    got = b""
    with pytest.raises(Refused):
        for piece in found.pieces:
            got += piece
    assert 0 < len(got) < found.length


def test_a_row_moved_to_another_file_opens_nothing(public_door: Door, cast: Cast) -> None:
    first = sent(public_door, cast, Form(FILM, "film.mp4"))
    second = sent(public_door, cast, Form(FILM, "film.mp4"))
    row, other = (Attachment.objects.get(id=kept.id) for kept in (first, second))
    for column in ("sealed_key", "sealed_body"):
        Attachment.objects.filter(id=first.id).update(**{column: getattr(other, column)})
        with pytest.raises(Refused):
            files_of(first.keys)
        Attachment.objects.filter(id=first.id).update(**{column: getattr(row, column)})
    assert len(files_of(first.keys)) == 1
    with pytest.raises(Unknown):
        take_copy(cast.iryna.actor, timezone.now(), second.keys, first.id, Copy.ORIGINAL)


def test_an_erased_file_takes_its_attachments_along(public_door: Door, cast: Cast) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4"))
    shred(kept.file_id)
    with pytest.raises(Refused) as refused:
        open_file(desk_keys(cast.iryna.keys), kept.file_id)
    assert refused.value.reasons == (VaultWhyNot.SHREDDED,)
    without = FileKeys(kept.file_id, kept.keys.keys, bytes(32))
    with pytest.raises(Refused):
        files_of(without)


def test_the_sealed_bytes_of_an_erased_file_go_when_both_databases_say_so(
    public_door: Door, cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased = sent(public_door, cast, Form(FILM, "film.mp4", "video/mp4"))
    kept = sent(public_door, cast, Form(BARE_JPEG))
    monkeypatch.setattr("safeconduct.vault.files.UNTOUCHED_SECONDS", -60)
    backup = list(Wrap.objects.filter(file_id=erased.file_id))
    shred(erased.file_id)
    Wrap.objects.bulk_create(backup)  # a main database of before: one of the two is wrong
    assert sweep_files() == 0
    forget_wraps([erased.file_id])
    assert sweep_files() == 1
    assert [path.name for path in folder.iterdir()] == [kept.id.hex]
    assert sweep_files() == 0  # twice is once
    assert taken(cast, kept) == BARE_JPEG


def test_files_of_letters_nobody_opened_are_not_shown(public_door: Door, cast: Cast) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4"))
    send(public_door, Form(b"second", "second.bin"))
    assert [view.name for view in files_of(kept.keys)] == ["film.mp4"]
    assert [view.name for view in files_of(kept.keys, kept.letter_id)] == ["film.mp4"]
    assert files_of(kept.keys, new_id()) == []


def test_there_is_no_such_file(cast: Cast) -> None:
    with pytest.raises(Unknown):
        file_of(new_id())


def test_the_desk_sees_the_file_on_its_letter_and_takes_both_copies(
    public_door: Door, office_door: Door, cast: Cast
) -> None:
    kept = sent(public_door, cast, Form(full_jpeg(), "a.png", "image/png", "The bridge."))
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.get("/triage/")
    page = office_door.post(f"/letters/{kept.letter_id}/")
    for words in ("The bridge.", "a.png", "picture (JPEG)", Doubt.NOT_AS_CLAIMED.value):
        assert words.replace("'", "&#x27;") in page
    for copy, ending in (("original", "bin"), ("stripped", "jpeg")):
        response = download(office_door, kept, copy)
        data = b"".join(response.streaming_content)  # type: ignore[arg-type]
        assert (b"Zimorodok" in data) == (copy == "original")
        assert response.headers["Content-Length"] == str(len(data))
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        name = f'attachment; filename="{kept.id.hex[:8]}.{ending}"'
        assert response.headers["Content-Disposition"] == name


def test_the_case_page_shows_files_to_those_who_read_letters(
    public_door: Door, office_door: Door, cast: Cast
) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4", "video/mp4"))
    me = cast.iryna.signed(timezone.now())
    open_case(me, kept.file_id, CaseKind.PERSON, Danger.ABROAD)
    office_door.sign_in(cast.iryna, timezone.now())
    page = office_door.get(f"/cases/{kept.file_id}/")
    assert "film.mp4" in page
    assert "No copy without hidden data can be made of this type." in page
    data = b"".join(download(office_door, kept, "original").streaming_content)  # type: ignore[arg-type]
    assert data == FILM
    assert "downloaded a file" in office_door.get(f"/cases/{kept.file_id}/")


def test_a_harmed_file_is_a_sentence_on_a_page(
    public_door: Door, office_door: Door, cast: Cast, folder: Path
) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4"))
    (folder / kept.id.hex).write_bytes(b"cut")
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.get("/triage/")
    office_door.post(f"/letters/{kept.letter_id}/")
    page = office_door.post(f"/files/{kept.id}/original/")
    assert office_door.page.status_code == 403
    assert VaultWhyNot.NOT_GENUINE.value in page


def test_who_is_not_on_the_case_learns_nothing(
    public_door: Door, office_door: Door, cast: Cast
) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4"))
    me = cast.iryna.signed(timezone.now())
    open_case(me, kept.file_id, CaseKind.PERSON, Danger.ABROAD)
    office_door.sign_in(cast.kirill, timezone.now())
    for path in (f"/files/{kept.id}/original/", f"/files/{new_id()}/original/"):
        office_door.get("/my-work/")
        office_door.post(path)
        assert office_door.page.status_code == 404
    office_door.get(f"/files/{kept.id}/original/")
    assert office_door.page.status_code == 405
    assert Attachment.objects.get(id=kept.id).state == "new"


def test_there_are_two_copies_and_no_third(
    public_door: Door, office_door: Door, cast: Cast
) -> None:
    kept = sent(public_door, cast, Form(FILM, "film.mp4"))
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.get("/triage/")
    office_door.post(f"/files/{kept.id}/preview/")
    assert office_door.page.status_code == 404
