"""The sealed-files folder: files too large for a row, sealed before a byte reaches the disk."""

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.terms import Place, WhyNot
from safeconduct.vault.opening import unseal_stream
from safeconduct.vault.sealing import StreamSealer, stream_length

MINE_ALONE = 0o700
FILE_MODE = 0o600
RESERVE_BYTES = 500_000_000  # left to the databases: letters come before files
WRITE_OUT_BYTES = 16 * 1024 * 1024  # handed to the disk at a time, so that the end is quick
UNTOUCHED_SECONDS = 6 * 3600  # whoever sends a byte in this time may be on a very slow line


def make_ready() -> None:
    """Make the folder; ImproperlyConfigured when others than its owner could look into it."""
    folder = Path(settings.FILE_FOLDER)
    try:
        folder.mkdir(mode=MINE_ALONE, parents=True, exist_ok=True)
        mode = folder.stat().st_mode & 0o777
    except OSError as error:
        msg = f"The folder of sealed files {folder} cannot be used: {error.strerror}."
        raise ImproperlyConfigured(msg) from error
    if mode != MINE_ALONE:
        msg = f"Others can look into the folder of sealed files: chmod 700 {folder}."
        raise ImproperlyConfigured(msg)


def has_room_for(size: int) -> bool:
    """Whether a file of `size` bytes fits and leaves room for everything else."""
    free = shutil.disk_usage(settings.FILE_FOLDER).free
    return free - stream_length(size) >= RESERVE_BYTES


def _path(name: UUID) -> Path:
    return Path(settings.FILE_FOLDER) / name.hex


class SealedDraft:
    """A file on its way in: `write` as bytes come, `finish`, then `keep`; else it goes away.

    OSError when the disk is full or fails; the draft is then closed and leaves nothing.
    """

    def __init__(self, key: bytes, place: Place) -> None:
        self._sealer = StreamSealer(key, place)
        self._path = _path(place.row_id)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
        self._target: int | None = os.open(self._path, flags, FILE_MODE)
        self._kept = False
        self._written = self._handed_over = 0
        try:
            self._append(self._sealer.head)
        except OSError:
            self.close()
            raise

    @property
    def size(self) -> int:
        """Bytes written so far, before sealing."""
        return self._sealer.size

    def write(self, data: bytes) -> None:
        """Seal and append."""
        for chunk in self._sealer.feed(data):
            self._append(chunk)

    def finish(self) -> None:
        """Seal the end and wait until all of it, and its name, are on the disk.

        Its times are set to nothing: the minute somebody sent a file is nobody's business.
        """
        for chunk in self._sealer.finish():
            self._append(chunk)
        os.utime(self._path, (0, 0))
        os.fsync(self._open())
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def keep(self) -> None:
        """A row tells of the file now: closing no longer removes it."""
        self._kept = True

    def close(self) -> None:
        """Let go; a file nobody kept is removed. Safe to call twice."""
        if self._target is None:
            return
        os.close(self._target)
        self._target = None
        if not self._kept:
            self._path.unlink(missing_ok=True)

    def __enter__(self) -> "SealedDraft":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> int:
        if self._target is None:
            msg = "the draft is closed"
            raise ValueError(msg)
        return self._target

    def _append(self, sealed: bytes) -> None:
        """Write to the end of the file; every 16 MiB also out of the memory of the system."""
        target, left = self._open(), memoryview(sealed)
        while left:
            done = os.write(target, left)
            left = left[done:]
            self._written += done
        behind = self._written - self._handed_over
        if behind >= WRITE_OUT_BYTES:
            if not has_room_for(0):  # several files on their way share what was free at first
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            # Starts writing these pages out without waiting for them: see posix_fadvise(2).
            os.posix_fadvise(target, self._handed_over, behind, os.POSIX_FADV_DONTNEED)
            self._handed_over = self._written


def read_sealed(key: bytes, place: Place, size: int) -> Iterator[bytes]:
    """A kept file's bytes, chunk by chunk; Refused (NOT_GENUINE) when altered, cut or gone.

    A file of the wrong length is refused before its first byte.
    """
    try:
        source = _path(place.row_id).open("rb")
    except FileNotFoundError as error:
        raise Refused([WhyNot.NOT_GENUINE]) from error
    with source:
        if os.fstat(source.fileno()).st_size != stream_length(size):
            raise Refused([WhyNot.NOT_GENUINE])
        yield from unseal_stream(key, place, size, source)


def orphans() -> list[UUID]:
    """Files that nothing was written to for hours: left-overs, unless a row tells of them."""
    before = time.time() - UNTOUCHED_SECONDS
    found = []
    for path in Path(settings.FILE_FOLDER).glob("?" * len(UUID(int=0).hex)):
        with suppress(FileNotFoundError, ValueError):  # just removed; no file of ours
            if path.stat().st_ctime < before:
                found.append(UUID(hex=path.name))
    return found


def remove(name: UUID) -> None:
    """Remove one file; safe to run twice."""
    _path(name).unlink(missing_ok=True)
