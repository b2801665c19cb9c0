"""Takes letters in and posts items out; everything is sealed before it is written."""

import os
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, refuse_if
from safeconduct.contact.core.code import Language, ReturnCode, new_code, spell
from safeconduct.contact.core.rules import reasons_not_to_take
from safeconduct.contact.core.terms import (
    ItemBody,
    Kind,
    LetterBody,
    LetterState,
    WhyNot,
)
from safeconduct.contact.mailbox import Opened, Visitor, open_code, remember
from safeconduct.contact.models import Item, Letter, Mailbox
from safeconduct.contact.queries import inbox_private, item_purpose, letter_key, letter_purpose
from safeconduct.record.services import Act
from safeconduct.vault.core.terms import KEY_BYTES, Compartment, Place
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import shred_key
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import PublicKey, seal, wrap
from safeconduct.vault.services import new_file_keys, wrap_bundle


def receive_letter(
    *,
    letter_id: UUID,
    body: LetterBody,
    danger: str,
    language: str,
    cookie: str,
    at: datetime,
    long_code: bool = False,
) -> UUID:
    """Take a first letter: new file, new mailbox, new return code; returns the file id.

    The words wait, sealed under `cookie`, until the person has noted them. Sending the same
    letter id again changes nothing and is a Conflict. When all stretching slots are taken the
    long code is used: nobody is turned away.
    """
    refuse_if(reasons_not_to_take(body))
    code, opened = _code_and_key(Language(language), long_code)
    file_id = new_id()
    keys = new_file_keys(file_id)
    inbox = inbox_private(keys).public()
    try:
        with transaction.atomic():
            Mailbox.objects.bulk_create(
                [
                    Mailbox(
                        file_id=file_id,
                        locator=opened.locator,
                        applicant_key=opened.private.public().raw,
                        inbox_key=inbox.raw,
                        language=language,
                        day=at.date(),
                    )
                ]
            )
            wrap_bundle(keys, ring())
            _insert_letter(letter_id, file_id, inbox, keys.shred, body, danger, language, at)
            remember(cookie, file_id, opened.private, " ".join(spell(code)), at)
    except IntegrityError as error:  # taken before, or being taken at this moment
        raise Conflict from error
    return file_id


def _code_and_key(language: Language, long_code: bool) -> tuple[ReturnCode, Opened]:
    if not long_code:
        try:
            code = new_code(language, words=6)
            return code, open_code(code)
        except Refused as refused:
            if WhyNot.BUSY not in refused.reasons:
                raise
    code = new_code(language, words=12)
    return code, open_code(code)


def receive_more(
    *, visitor: Visitor, letter_id: UUID, body: LetterBody, danger: str, at: datetime
) -> None:
    """Take a further letter from an open mailbox; a repeated letter id changes nothing."""
    refuse_if(reasons_not_to_take(body))
    file_id = visitor.key.file_id
    shred = shred_key(file_id)
    try:
        with transaction.atomic():
            _insert_letter(
                letter_id, file_id, visitor.inbox, shred, body, danger, visitor.language, at
            )
    except IntegrityError:
        return  # the same form came twice over a bad line: the first one counts


def _insert_letter(
    letter_id: UUID,
    file_id: UUID,
    inbox: PublicKey,
    shred: bytes,
    body: LetterBody,
    danger: str,
    language: str,
    at: datetime,
) -> None:
    fresh = os.urandom(KEY_BYTES)
    place = Place("contact.letter.body", file_id, letter_id)
    # bulk_create inserts without RETURNING, which is all that the public role may do.
    Letter.objects.bulk_create(
        [
            Letter(
                id=letter_id,
                file_id=file_id,
                sealed_key=wrap(inbox, letter_purpose(file_id, letter_id), fresh),
                sealed_body=seal(letter_key(fresh, shred), place, body.to_json().encode()),
                danger=danger,
                language=language,
                day=at.date(),
            )
        ]
    )


def mark_opened(a: Act, file_id: UUID, letter_id: UUID) -> None:
    """Note that an officer opened a letter (every opening is on the record)."""
    Letter.objects.filter(id=letter_id, file_id=file_id).update(state=LetterState.OPENED.value)
    a.note(Kind.LETTER_OPENED, file=file_id, about=letter_id)


def post(a: Act, keys: FileKeys, body: ItemBody, item_id: UUID | None = None) -> UUID:
    """Put an item into the mailbox, sealed to the applicant, with a copy for the team.

    IntegrityError when an item of this id was put there before.
    """
    box = Mailbox.objects.get(file_id=keys.file_id)
    item_id = item_id or new_id()
    fresh = os.urandom(KEY_BYTES)
    place = Place("contact.item.body", keys.file_id, item_id)
    text = body.to_json()
    sealed_key = wrap(
        PublicKey(bytes(box.applicant_key)), item_purpose(keys.file_id, item_id), fresh
    )
    sealed = seal(letter_key(fresh, keys.shred), place, text.encode())
    Item.objects.create(
        id=item_id,
        file_id=keys.file_id,
        sealed=len(sealed_key).to_bytes(2, "big") + sealed_key + sealed,
        office_copy=keys.seal(Compartment.CONTACT, "contact.item.copy", item_id, text),
        at=a.at,
    )
    a.note(Kind.ITEM_POSTED, file=keys.file_id, about=item_id, item=body.kind.value)
    return item_id


def sweep(a: Act, limit: int = 500) -> int:
    """Put new letters on the record, by day only and in shuffled batches; returns how many.

    The public door cannot write the record: the worker does, so that the order and the minute
    of arrival stand nowhere.
    """
    rows = list(Letter.objects.filter(swept_at__isnull=True).order_by("id")[:limit])
    by_day: dict[str, int] = {}
    for row in rows:
        by_day[row.day.isoformat()] = by_day.get(row.day.isoformat(), 0) + 1
    for day, count in sorted(by_day.items()):
        a.note(Kind.LETTERS_RECEIVED, day=day, count=count)
    Letter.objects.filter(id__in=[row.id for row in rows]).update(swept_at=a.at)
    return len(rows)
