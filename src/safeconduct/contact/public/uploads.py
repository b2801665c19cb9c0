"""The upload handler of the public door: a file is sealed chunk by chunk as it arrives.

No byte of it is written, or held longer than a chunk, before it is sealed.
"""

import logging
from threading import BoundedSemaphore
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from safeconduct.common.refusal import Refused
from safeconduct.contact.attachments import Incoming
from safeconduct.contact.core.attachment import MOST_BYTES, MOST_FILES, WhyNotFile
from safeconduct.contact.mailbox import Visitor
from safeconduct.contact.public.views import visitor_of
from safeconduct.vault.core.terms import STREAM_CHUNK
from safeconduct.vault.files import has_room_for

logger = logging.getLogger("safeconduct.contact")
# Half of a door's eight threads (demo/instance.py, operating.md): letters always find one.
SLOTS = BoundedSemaphore(4)
FORM_BYTES = 100_000  # the fields around the file: a note, tokens, boundaries
# A browser shows an answer only when it could send all of its body. Up to here we hear it out
# and throw it away; beyond, the line is cut.
HEARD_OUT = {WhyNotFile.BUSY: 16 * 1024**2}
HEARD_OUT_MOST = 2 * MOST_BYTES


class ReceivedFile(UploadedFile):
    """A sealed file that waits for its row; Django closes it with the request."""

    def __init__(self, incoming: Incoming, name: str, claimed: str, place: int) -> None:
        super().__init__(None, name, claimed, incoming.draft.size)
        self.incoming, self.place = incoming, place  # the place among the files of its form

    def close(self) -> None:
        """Let go; the sealed file goes too, unless a row tells of it."""
        self.incoming.draft.close()


class SealingHandler(FileUploadHandler):
    """Takes the files of an open mailbox; anything else is thrown away unread.

    `refused` says why nothing more was taken, `turned_away` which single files were not, and
    why: the others go on. `visitor` is whose mailbox was open at the start: on a slow line it
    may have closed since.
    """

    chunk_size = STREAM_CHUNK

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.visitor = visitor_of(request)
        self.refused: WhyNotFile | None = None
        self.turned_away: list[tuple[str, WhyNotFile]] = []
        self._begun: list[Incoming] = []
        self._current: Incoming | None = None
        self._files = self._body_bytes = 0
        self._has_slot = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Remember how much is to come; Django itself reads the body."""
        del input_data, META, boundary, encoding
        self._body_bytes = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a draft, or say why not before a byte is read."""
        super().new_file(*args, **kwargs)
        self._files += 1
        if self._body_bytes > MOST_BYTES + FORM_BYTES:
            self._stop(WhyNotFile.TOO_LARGE)
        if self.visitor is None:
            raise StopUpload(connection_reset=self._is_too_much(WhyNotFile.BUSY))
        if self._files > MOST_FILES:
            self._turn_away(WhyNotFile.TOO_MANY)
        self._take_slot()
        self._begin(self.visitor)

    def _take_slot(self) -> None:
        """One for all files of the form: they come one after another."""
        if self._has_slot:
            return
        self._has_slot = SLOTS.acquire(blocking=False)
        if not self._has_slot:
            self._stop(WhyNotFile.BUSY)
        try:
            room = has_room_for(self._body_bytes)
        except OSError as error:
            room = self._failed(error)
        if not room:
            self._stop(WhyNotFile.NO_ROOM)

    def _begin(self, visitor: Visitor) -> None:
        try:
            incoming = Incoming(visitor)
        except Refused:  # the keys of this mailbox were destroyed: it is open no more
            self.visitor = None
            self._stop(WhyNotFile.CUT_OFF)
        except OSError as error:
            self._failed(error)
            self._turn_away(WhyNotFile.NO_ROOM)
        self._begun.append(incoming)
        self._current = incoming

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal and append; Django gives at most `chunk_size` bytes at a time."""
        del start
        incoming = self._draft()
        if incoming.draft.size + len(raw_data) > MOST_BYTES:
            self._turn_away(WhyNotFile.TOO_LARGE)
        try:
            incoming.write(raw_data)
        except OSError as error:
            self._failed(error)
            self._turn_away(WhyNotFile.NO_ROOM)

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        """All of it came: seal the end and wait for the disk; None when that failed."""
        del file_size
        incoming = self._draft()
        try:
            incoming.draft.finish()
        except OSError as error:
            self._failed(error)
            self._note(WhyNotFile.NO_ROOM)  # Django skips no file any more at this point
            return None
        self._current = None
        name, claimed = self.file_name or "", self.content_type or ""
        return ReceivedFile(incoming, name, claimed, self._files)

    def upload_interrupted(self) -> None:
        """The body ended inside a file, or behind one that was turned away."""
        if self._current is not None:
            self._note(WhyNotFile.CUT_OFF)

    def release(self) -> None:
        """Let go of all drafts (each goes, unless a row tells of it) and of the slot."""
        for incoming in self._begun:
            incoming.draft.close()
        self._free_slot()

    def _free_slot(self) -> None:
        if self._has_slot:
            self._has_slot = False
            SLOTS.release()

    def _draft(self) -> Incoming:
        if self._current is None:
            msg = "no file was begun"
            raise RuntimeError(msg)
        return self._current

    def _failed(self, error: OSError) -> bool:
        logger.error("A sealed file could not be written: %s", error.strerror)
        return False

    def _drop(self) -> None:
        """Let the file go that is coming in; those that came before stay."""
        if self._current is not None:
            self._current.draft.close()
            self._current = None

    def _note(self, reason: WhyNotFile) -> None:
        self.turned_away.append((self.file_name or "", reason))
        self._drop()

    def _turn_away(self, reason: WhyNotFile) -> NoReturn:
        """Not this file; the next one is taken."""
        self._note(reason)
        raise SkipFile

    def _stop(self, reason: WhyNotFile) -> NoReturn:
        """Not this file, and none after it."""
        self.refused = reason
        self._drop()
        self._free_slot()
        raise StopUpload(connection_reset=self._is_too_much(reason))

    def _is_too_much(self, reason: WhyNotFile) -> bool:
        return self._body_bytes > HEARD_OUT.get(reason, HEARD_OUT_MOST)
