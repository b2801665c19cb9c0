"""Makes mailboxes: fresh words, the file's keys, call-back words; sealed before written."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Model

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.callback import CallBack, new_callback
from safeconduct.contact.core.code import Language, ReturnCode, new_code, spell
from safeconduct.contact.core.keeping import month_of
from safeconduct.contact.core.terms import WhyNot
from safeconduct.contact.mailbox import APPLICANT, INBOX, KeptKey, Opened, open_code, seal_to
from safeconduct.contact.models import Mailbox
from safeconduct.contact.queries import callback_place, callback_purpose, inbox_private
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import PublicKey
from safeconduct.vault.services import bundle_wraps, new_file_keys


@dataclass(frozen=True)
class NewBox:
    """A mailbox that nothing tells of yet, with all that opens it."""

    code: ReturnCode = field(repr=False)
    opened: Opened = field(repr=False)
    keys: FileKeys
    callback: CallBack = field(repr=False)

    @property
    def file_id(self) -> UUID:
        """The file whose letters come here."""
        return self.keys.file_id

    @cached_property
    def inbox(self) -> PublicKey:
        """What letters of this file are sealed to."""
        return inbox_private(self.keys).public()


def new_box(language: Language, long_code: bool) -> NewBox:
    """Fresh words and fresh keys; outside any transaction, for short words take long to open.

    When all stretching slots are taken the long code is used: nobody is turned away.
    """
    code, opened = code_and_key(language, long_code)
    keys = new_file_keys(new_id())
    return NewBox(code, opened, keys, new_callback(language, spell(code)))


def rows_of(box: NewBox, at: datetime, *, heard: bool = False) -> list[Model]:
    """The mailbox and the wraps of its file's keys, to be written in one transaction.

    `heard`: whoever took the letter down knows the words.
    """
    keys, words = box.keys, box.callback.to_json()
    person = box.opened.private.public()
    column = "contact.mailbox.callback_copy"
    mailbox = Mailbox(
        file_id=box.file_id,
        locator=box.opened.locator,
        applicant_key=_kept(person, APPLICANT, keys),
        inbox_key=_kept(box.inbox, INBOX, keys),
        language=box.code.language.value,
        day=at.date(),
        visited_in=month_of(at.date()),
        sealed_callback=seal_callback(person, box.file_id, keys.shred, words),
        sealed_callback_copy=keys.seal(Compartment.CONTACT, column, box.file_id, words),
        words_heard=heard,
    )
    return [mailbox, *bundle_wraps(keys, ring())]


def _kept(key: PublicKey, column: str, keys: FileKeys) -> bytes:
    return KeptKey.of(key, keys.file_id, column, keys.shred).kept


def renew_inbox(keys: FileKeys) -> None:
    """Let letters come under the newest contact key from now on; nothing else changes.

    The person's words and what lies in the mailbox stay as they are. Call inside `act`.
    """
    fresh = _kept(inbox_private(keys).public(), INBOX, keys)
    Mailbox.objects.filter(file_id=keys.file_id).update(inbox_key=fresh)


def seal_callback(person: PublicKey, box: UUID, shred: bytes, words: str) -> bytes:
    """Call-back words for the person alone."""
    return seal_to(person, callback_purpose(box), callback_place(box), shred, words)


def code_and_key(language: Language, long_code: bool) -> tuple[ReturnCode, Opened]:
    """A fresh code and what it yields: twelve words when asked for, or when slots are full."""
    if not long_code:
        try:
            code = new_code(language, words=6)
            return code, open_code(code)
        except Refused as refused:
            if WhyNot.BUSY not in refused.reasons:
                raise
    code = new_code(language, words=12)
    return code, open_code(code)
