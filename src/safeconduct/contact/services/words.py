"""New words for an open mailbox: shown, practised, and then put in the place of the old."""

from datetime import datetime
from secrets import compare_digest
from uuid import UUID

from django.db import transaction

from safeconduct.common.refusal import Conflict, Refused
from safeconduct.contact import mailbox
from safeconduct.contact.core.code import Language, new_code, read, spell
from safeconduct.contact.queries import own_callback, unsealed_items
from safeconduct.contact.services.boxes import seal_callback
from safeconduct.contact.services.letters import seal_item
from safeconduct.vault.queries import shred_key
from safeconduct.vault.sealing import PublicKey


def prepare_words(visitor: mailbox.Visitor, long_code: bool, at: datetime) -> None:
    """Draw new words and keep them sealed in this session; the old ones still count."""
    code = new_code(Language(visitor.language), words=12 if long_code else 6)
    mailbox.prepare_words(visitor, " ".join(spell(code)), at)


def opens(visitor: mailbox.Visitor, text: str) -> bool:
    """Whether these words are the ones that open this mailbox now."""
    try:
        opened = mailbox.open_code(read(text))
    except Refused:
        return False
    return compare_digest(opened.private.seed, visitor.key.private.seed)


def change_words(visitor: mailbox.Visitor, at: datetime) -> None:
    """Put the prepared words in the place of the old; all of it, or nothing.

    Messages, answers and call-back words are sealed anew, unread; letters go on as before.
    The old words find nothing any more, what they yielded opens nothing that lies here, and
    every other browser is out. Refused (BUSY) as `open_code` is; Conflict when nothing was
    prepared or the session is over.
    """
    if visitor.next_text is None:
        raise Conflict
    opened = mailbox.open_code(read(visitor.next_text))  # outside: short words take long
    person, answers = opened.private.public(), mailbox.answers_key(opened.private).public()
    file_id = visitor.key.file_id
    shred = shred_key(file_id)
    kept = mailbox.KeptKey.of(person, file_id, mailbox.APPLICANT, shred).kept
    with transaction.atomic():
        complaints = mailbox.hold_words(visitor, at)
        changed = mailbox.change_words(
            visitor,
            opened,
            person.raw if visitor.under_alarm else kept,
            seal_callback(person, visitor.box, shred, own_callback(visitor).to_json()),
            {one: _answer_key(answers, one) for one in complaints},
            _sealed_again(visitor, person, answers, at),
            at,
        )
        if not changed:
            raise Conflict


def _answer_key(answers: PublicKey, complaint_id: UUID) -> bytes:
    shred = shred_key(complaint_id)
    return mailbox.KeptKey.of(answers, complaint_id, mailbox.ANSWERS, shred).kept


def _sealed_again(
    visitor: mailbox.Visitor, person: PublicKey, answers: PublicKey, at: datetime
) -> dict[UUID, bytes]:
    """Everything in the box, by item, for the new keys."""
    found = {}
    for item, body, shred in unsealed_items(visitor, at):
        to = person if item.file_id == visitor.box else answers
        found[item.id] = seal_item(to, item.file_id, item.id, shred, body)
    return found
