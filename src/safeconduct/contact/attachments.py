"""Files that people send: sealed as they arrive, taken out again by whoever holds the key."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.attachment import (
    AttachmentBody,
    AttachmentState,
    Copy,
    Doubt,
    Kind,
    WhyNotFile,
    attachment_body,
    body_of,
    doubts,
)
from safeconduct.contact.core.catalogue import START_BYTES, by_code
from safeconduct.contact.core.stripping import STRIPPERS, NotReadable
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind, LetterState
from safeconduct.contact.mailbox import Visitor
from safeconduct.contact.models import Attachment
from safeconduct.contact.queries import letter_key, unwrap_for_inbox
from safeconduct.contact.services import receive_more
from safeconduct.record.services import Signer, act
from safeconduct.vault.core.terms import KEY_BYTES, Place
from safeconduct.vault.core.terms import WhyNot as VaultWhyNot
from safeconduct.vault.files import SealedDraft, orphans, read_sealed, remove
from safeconduct.vault.opening import FileKeys, unseal
from safeconduct.vault.queries import shred_key, shredded
from safeconduct.vault.sealing import seal, wrap
from safeconduct.web.blind import insert
from safeconduct.web.together import Reads, prepared, read, rows_of


def purpose(file_id: UUID, attachment_id: UUID) -> bytes:
    """HPKE info of an attachment's key, docs/formats/attachment.md."""
    ids = f"{file_id.hex}|{attachment_id.hex}"
    return b"safeconduct/vault/attachment/v1|" + ids.encode()


def content_place(file_id: UUID, attachment_id: UUID) -> Place:
    """What the sealed file is bound to."""
    return Place("contact.attachment.content", file_id, attachment_id)


def _body_place(file_id: UUID, attachment_id: UUID) -> Place:
    return Place("contact.attachment.body", file_id, attachment_id)


class Incoming:
    """A file on its way in from an open mailbox, under a fresh key of its own."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.id, self.start = visitor, new_id(), b""
        self.secret = os.urandom(KEY_BYTES)
        file_id = visitor.key.file_id
        shred = shred_key(file_id)
        self.inbox = visitor.inbox.checked(shred)
        self.key = letter_key(self.secret, shred)
        self.draft = SealedDraft(self.key, content_place(file_id, self.id))

    def write(self, data: bytes) -> None:
        """Seal and append what arrived; OSError when the disk is full."""
        if len(self.start) < START_BYTES:
            self.start += data[: START_BYTES - len(self.start)]
        self.draft.write(data)


def receive_file(
    incoming: Incoming, *, letter_id: UUID, name: str, claimed: str, note: str, at: datetime
) -> None:
    """Take a finished file with a letter of its own; a repeated letter id changes nothing.

    The sealed bytes are on the disk before (`SealedDraft.finish`), so what the rows tell of is
    there. A crash in between leaves a file without a row, which `sweep_files` removes.
    """
    visitor = incoming.visitor
    file_id = visitor.key.file_id
    body = body_of(name, incoming.draft.size, claimed, incoming.start)
    letter = LetterBody(LetterKind.MESSAGE, note, {"file": body.name})
    sealed = seal(incoming.key, _body_place(file_id, incoming.id), body.to_json().encode())
    row = Attachment(
        id=incoming.id,
        file_id=file_id,
        letter_id=letter_id,
        sealed_key=wrap(incoming.inbox, purpose(file_id, incoming.id), incoming.secret),
        sealed_body=sealed,
        day=at.date(),
    )
    try:
        with transaction.atomic():
            receive_more(
                visitor=visitor, letter_id=letter_id, body=letter,
                danger=Danger.UNSAID.value, at=at,
            )  # fmt: skip
            insert(row)
            incoming.draft.keep()
    except IntegrityError:
        return  # the same form came twice over a bad line: the first one counts


@dataclass(frozen=True)
class FileView:
    """One file as an officer sees it; nothing of its content is read for this."""

    id: UUID
    day: date
    name: str
    size: int
    claimed: str
    label: str  # of the sniffed type; "" when none is known
    doubts: tuple[Doubt, ...]
    may_strip: bool
    opened: bool


def files_of(keys: FileKeys, letter_id: UUID | None = None) -> list[FileView]:
    """Files of the letters that were opened, or of one; Refused without the contact key."""
    return read(ask_files(keys, letter_id))


def ask_files(keys: FileKeys, letter_id: UUID | None = None) -> Reads[list[FileView]]:
    """As `files_of`, together with other reads."""
    rows = yield from rows_of(_attachments(keys.file_id))
    wanted = (row for row in rows if letter_id in (None, row.letter_id))
    return [_view(row, _unlock(keys, row).body) for row in wanted]


@prepared
def _attachments(file_id: UUID) -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(file_id=file_id, letter__state=LetterState.OPENED.value)
    return rows.order_by("day", "id")


def _view(row: Attachment, body: AttachmentBody) -> FileView:
    found = by_code(body.sniffed)
    return FileView(
        row.id,
        row.day,
        body.name,
        body.size,
        body.claimed,
        found.label if found else "",
        tuple(doubts(body, found)),
        body.sniffed in STRIPPERS,
        row.state == AttachmentState.OPENED.value,
    )


@dataclass(frozen=True)
class Unlocked:
    """A file that can be read: its body and the key to its content."""

    body: AttachmentBody
    place: Place
    key: bytes = field(repr=False)

    def pieces(self, copy: Copy) -> Iterator[bytes]:
        """The original, or the copy without hidden data, piece by piece.

        Refused when the sealed file was altered, or when no stripped copy can be made.
        """
        original = read_sealed(self.key, self.place, self.body.size)
        if copy is Copy.ORIGINAL:
            yield from original
            return
        strip = STRIPPERS.get(self.body.sniffed)
        if strip is None:
            raise Refused([WhyNotFile.NO_STRIPPED_COPY])
        try:
            yield from strip(original)
        except NotReadable as error:
            raise Refused([WhyNotFile.NO_STRIPPED_COPY]) from error


def _unlock(keys: FileKeys, row: Attachment) -> Unlocked:
    info = purpose(keys.file_id, row.id)
    secret = unwrap_for_inbox(keys, info, bytes(row.sealed_key))
    key = letter_key(secret, keys.shred)
    text = unseal(key, _body_place(keys.file_id, row.id), bytes(row.sealed_body))
    place = content_place(keys.file_id, row.id)
    return Unlocked(attachment_body(text.decode()), place, key)


@dataclass(frozen=True)
class Taken:
    """A copy on its way to an officer: how long it is, and its bytes."""

    length: int
    ending: str
    pieces: Iterator[bytes]


def file_of(attachment_id: UUID) -> UUID:
    """The case file an attachment belongs to; Unknown when there is none."""
    found = Attachment.objects.filter(id=attachment_id).values_list("file_id", flat=True)
    if not found:
        raise Unknown
    return found[0]


def take_copy(
    signer: Signer, at: datetime, keys: FileKeys, attachment_id: UUID, copy: Copy
) -> Taken:
    """Hand out a copy, on the record. It is read through once before the first byte leaves.

    Refused when it was altered, which goes on the record too, or when there is no such copy.
    """
    row = Attachment.objects.filter(id=attachment_id, file_id=keys.file_id).first()
    if row is None:
        raise Unknown
    try:
        opened = _unlock(keys, row)
        length = sum(map(len, opened.pieces(copy)))
    except Refused as refused:
        if VaultWhyNot.NOT_GENUINE in refused.reasons:
            with act(signer, at) as a:
                a.note(Kind.ATTACHMENT_ALTERED, file=keys.file_id, about=attachment_id)
        raise
    with act(signer, at) as a:
        Attachment.objects.filter(id=attachment_id).update(state=AttachmentState.OPENED.value)
        a.note(Kind.ATTACHMENT_READ, file=keys.file_id, about=attachment_id, copy=copy.value)
    ending = "bin" if copy is Copy.ORIGINAL else opened.body.sniffed
    return Taken(length, ending, opened.pieces(copy))


def sweep_files() -> int:
    """Remove sealed files that no row tells of, and those of erased files; returns how many.

    Only files that nobody has written to for hours. Safe to run twice, and after a crash half
    way: a row whose sealed bytes are gone already is passed over.
    """
    old = orphans()
    known = dict(Attachment.objects.filter(id__in=old).values_list("id", "file_id"))
    erased = shredded(known.values()) if known else set()
    lost = [name for name in old if name not in known or known[name] in erased]
    for name in lost:
        remove(name)
    return len(lost)
