"""The sealed-files folder: nobody else's, nothing in clear, nothing half, nothing left over."""

import errno
import shutil
import time
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.vault import files
from safeconduct.vault.core.terms import Place, WhyNot
from safeconduct.vault.sealing import stream_length

KEY = bytes(range(64))
TEXT = "Зимородок-5521 ".encode() * 40_000  # about a megabyte: several chunks


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """A folder of its own for every test."""
    settings.FILE_FOLDER = tmp_path / "files"
    files.make_ready()
    folder: Path = settings.FILE_FOLDER
    return folder


def place() -> Place:
    return Place("contact.attachment.content", UUID(int=1), new_id())


def kept(at: Place, text: bytes = TEXT) -> None:
    with files.SealedDraft(KEY, at) as draft:
        for start in range(0, len(text), 100_000):
            draft.write(text[start : start + 100_000])
        draft.finish()
        draft.keep()


def test_a_kept_file_comes_back(folder: Path) -> None:
    at = place()
    kept(at)
    assert b"".join(files.read_sealed(KEY, at, len(TEXT))) == TEXT
    (path,) = folder.iterdir()
    assert path.name == at.row_id.hex
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size == stream_length(len(TEXT))


def test_nothing_stands_on_the_disk_in_clear(folder: Path) -> None:
    with files.SealedDraft(KEY, place()) as draft:
        draft.write(TEXT)
        (half,) = folder.iterdir()
        assert half.stat().st_size > 200_000
        assert "Зимородок".encode() not in half.read_bytes()
        draft.finish()
        assert "Зимородок".encode() not in half.read_bytes()


def test_the_minute_of_sending_is_not_in_the_files_times(folder: Path) -> None:
    kept(place())
    (path,) = folder.iterdir()
    assert path.stat().st_mtime == 0


def test_a_file_nobody_kept_is_gone(folder: Path) -> None:
    with files.SealedDraft(KEY, place()) as draft:
        draft.write(TEXT)
        draft.finish()
    assert list(folder.iterdir()) == []
    draft.close()


def test_a_draft_that_failed_leaves_nothing(folder: Path) -> None:
    with pytest.raises(OSError, match="full"), files.SealedDraft(KEY, place()) as draft:
        draft.write(TEXT)
        raise OSError(errno.ENOSPC, "full")
    assert list(folder.iterdir()) == []


def test_a_name_is_used_once() -> None:
    at = place()
    kept(at)
    with pytest.raises(FileExistsError):
        files.SealedDraft(KEY, at)


@pytest.mark.parametrize("harm", ["cut", "longer", "gone", "flipped"])
def test_a_harmed_file_is_refused(folder: Path, harm: str) -> None:
    at = place()
    kept(at)
    path = folder / at.row_id.hex
    data = path.read_bytes()
    if harm == "cut":
        path.write_bytes(data[:-1])
    elif harm == "longer":
        path.write_bytes(data + b"\0")
    elif harm == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    with pytest.raises(Refused) as refused:
        list(files.read_sealed(KEY, at, len(TEXT)))
    assert refused.value.reasons == (WhyNot.NOT_GENUINE,)


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_file_of_the_wrong_length_is_refused_before_its_first_byte(
    folder: Path, harm: str
) -> None:
    at = place()
    kept(at)
    path = folder / at.row_id.hex
    path.write_bytes(path.read_bytes()[:-1]) if harm == "cut" else path.unlink()
    with pytest.raises(Refused):
        next(files.read_sealed(KEY, at, len(TEXT)))


def test_a_folder_that_others_can_enter_stops_the_start(folder: Path) -> None:
    for mode in (0o750, 0o701, 0o777):
        folder.chmod(mode)
        with pytest.raises(ImproperlyConfigured, match="chmod 700"):
            files.make_ready()


def test_a_folder_that_cannot_be_made_stops_the_start(
    settings: LazySettings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    settings.FILE_FOLDER = tmp_path / "file" / "files"
    with pytest.raises(ImproperlyConfigured, match="cannot be used"):
        files.make_ready()


def test_a_full_disk_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    for free, fits in ((files.RESERVE_BYTES, False), (files.RESERVE_BYTES + 2_000_000, True)):
        monkeypatch.setattr(
            shutil, "disk_usage", lambda _path, free=free: usage._replace(free=free)
        )
        assert files.has_room_for(1_000_000) is fits


def test_files_on_their_way_leave_the_reserve_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(files, "WRITE_OUT_BYTES", 500_000)
    with files.SealedDraft(KEY, place()) as draft:
        draft.write(TEXT[:600_000])
        monkeypatch.setattr(
            shutil, "disk_usage", lambda _path: usage._replace(free=files.RESERVE_BYTES)
        )
        with pytest.raises(OSError, match="No space left"):
            draft.write(TEXT)
    assert list(folder.iterdir()) == []


def test_only_what_nobody_touched_for_hours_is_left_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = place()
    kept(at)
    (folder / "lost+found").mkdir()
    (folder / ("z" * 32)).touch()
    assert files.orphans() == []
    later = (folder / at.row_id.hex).stat().st_ctime + files.UNTOUCHED_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert files.orphans() == [at.row_id]
    files.remove(at.row_id)
    files.remove(at.row_id)
    assert files.orphans() == []
