"""Takes letters in and posts items out; everything is sealed before it is written."""

import os
from collections import Counter
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Unknown, refuse_if
from safeconduct.contact.core.code import Language, spell
from safeconduct.contact.core.rules import reasons_not_to_take
from safeconduct.contact.core.terms import (
    ALARM,
    CUT_OFF,
    TAKEN_DOWN,
    Alarm,
    ItemBody,
    Kind,
    LetterBody,
    LetterState,
)
from safeconduct.contact.mailbox import (
    APPLICANT,
    KeptKey,
    Visitor,
    is_beginning,
    make_whole,
    remember,
    seal_to,
)
from safeconduct.contact.models import Complaint, Item, Letter
from safeconduct.contact.queries import (
    item_place,
    item_purpose,
    letter_key,
    letter_purpose,
)
from safeconduct.contact.services.boxes import NewBox, new_box, rows_of
from safeconduct.record.services import Act
from safeconduct.vault.core.terms import KEY_BYTES, Compartment, Place
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import shred_key
from safeconduct.vault.sealing import PublicKey, Sealed, seal, wrap
from safeconduct.web.blind import insert

SWEPT = ((Letter, Kind.LETTERS_RECEIVED), (Complaint, Kind.COMPLAINTS_RECEIVED))


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
    box = new_box(Language(language), long_code)
    try:
        with transaction.atomic():
            write_first(box, letter_id, body, danger, at)
            remember(cookie, box.file_id, box.opened.private, " ".join(spell(box.code)), at)
    except IntegrityError as error:  # taken before, or being taken at this moment
        raise Conflict from error
    return box.file_id


def write_first(
    box: NewBox, letter_id: UUID, body: LetterBody, danger: str, at: datetime
) -> None:
    """Write a new mailbox and its first letter; inside a transaction."""
    letter = _letter(
        letter_id, box.file_id, box.inbox, box.keys.shred, body, danger,
        box.code.language.value, at,
    )  # fmt: skip
    insert(*rows_of(box, at, heard=TAKEN_DOWN in body.fields), letter)


def receive_more(
    *, visitor: Visitor, letter_id: UUID, body: LetterBody, danger: str, at: datetime
) -> bool:
    """Take a further letter from an open mailbox; False when its id was kept before: that one
    stays as it is, whatever comes now.

    Where only the beginning came before (CUT_OFF), the letter takes its place.
    Refused (NOT_GENUINE) when somebody exchanged the key it would be sealed to.
    """
    refuse_if(reasons_not_to_take(body))
    if visitor.under_alarm:
        body = replace(body, fields={**body.fields, ALARM: Alarm.UNDER.value})
    file_id = visitor.key.file_id
    shred = shred_key(file_id)
    inbox = visitor.inbox.checked(shred)
    try:
        with transaction.atomic():
            insert_letter(letter_id, file_id, inbox, shred, body, danger, visitor.language, at)
    except IntegrityError:  # the same form came before: the first counts, if it came whole
        kept = is_beginning(letter_id)
        sealed = seal_letter(letter_id, file_id, inbox, shred, body)
        make_whole(visitor, letter_id, sealed, danger, CUT_OFF in body.fields, at)
        return kept
    return True


def insert_letter(
    letter_id: UUID,
    file_id: UUID,
    inbox: PublicKey,
    shred: bytes,
    body: LetterBody,
    danger: str,
    language: str,
    at: datetime,
) -> None:
    """Seal a letter to a file's inbox and write it; inside a transaction."""
    insert(_letter(letter_id, file_id, inbox, shred, body, danger, language, at))


def _letter(
    letter_id: UUID,
    file_id: UUID,
    inbox: PublicKey,
    shred: bytes,
    body: LetterBody,
    danger: str,
    language: str,
    at: datetime,
) -> Letter:
    sealed_key, sealed_body = seal_letter(letter_id, file_id, inbox, shred, body)
    return Letter(
        id=letter_id,
        file_id=file_id,
        sealed_key=sealed_key,
        sealed_body=sealed_body,
        danger=danger,
        language=language,
        day=at.date(),
        cut_off=CUT_OFF in body.fields,
    )


def seal_letter(
    letter_id: UUID, file_id: UUID, inbox: PublicKey, shred: bytes, body: LetterBody
) -> tuple[Sealed, Sealed]:
    """A letter's fresh key, sealed to a file's inbox, and its body under that key."""
    fresh = os.urandom(KEY_BYTES)
    place = Place("contact.letter.body", file_id, letter_id)
    sealed_key = wrap(inbox, letter_purpose(file_id, letter_id), fresh)
    return sealed_key, seal(letter_key(fresh, shred), place, body.to_json().encode())


def mark_opened(a: Act, file_id: UUID, letter_id: UUID) -> None:
    """Note that an officer opened a letter (every opening is on the record)."""
    Letter.objects.filter(id=letter_id, file_id=file_id).update(state=LetterState.OPENED.value)
    a.note(Kind.LETTER_OPENED, file=file_id, about=letter_id)


def post(a: Act, keys: FileKeys, body: ItemBody, item_id: UUID | None = None) -> UUID:
    """Put an item into the mailbox, sealed to the applicant, with a copy for the team.

    IntegrityError when an item of this id was put there before.
    """
    person = _applicant(keys.file_id, keys.shred)
    return put_item(a, keys, person, body, item_id or new_id())


def post_to_person(a: Act, file_id: UUID, body: ItemBody) -> UUID:
    """Put an item into the mailbox for the person alone: no officer can read it again.

    It needs no key of the file: whoever decides about money can tell it and read nothing.
    """
    shred, item_id = shred_key(file_id), new_id()
    _put(a, file_id, _applicant(file_id, shred), shred, body, item_id, None)
    return item_id


def put_item(a: Act, keys: FileKeys, person: PublicKey, body: ItemBody, item_id: UUID) -> UUID:
    """Write an item to `person`, with a copy under the file's contact key."""
    copy = keys.seal(Compartment.CONTACT, "contact.item.copy", item_id, body.to_json())
    _put(a, keys.file_id, person, keys.shred, body, item_id, copy)
    return item_id


def _applicant(file_id: UUID, shred: bytes) -> PublicKey:
    """Whom to seal to; till the transaction ends the person takes no new words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mailbox_applicant(%s)", [file_id])
        key = cursor.fetchone()[0]
    if key is None:
        raise Unknown
    return KeptKey(file_id, APPLICANT, bytes(key)).checked(shred)


def _put(
    a: Act,
    file_id: UUID,
    person: PublicKey,
    shred: bytes,
    body: ItemBody,
    item_id: UUID,
    copy: bytes | None,
) -> None:
    Item.objects.create(
        id=item_id,
        file_id=file_id,
        sealed=seal_item(person, file_id, item_id, shred, body),
        office_copy=copy,
        at=a.at,
    )
    a.note(Kind.ITEM_POSTED, file=file_id, about=item_id, item=body.kind.value)


def seal_item(
    person: PublicKey, file_id: UUID, item_id: UUID, shred: bytes, body: ItemBody
) -> bytes:
    """An item for the person alone."""
    purpose, place = item_purpose(file_id, item_id), item_place(file_id, item_id)
    return seal_to(person, purpose, place, shred, body.to_json())


def sweep(a: Act, limit: int = 500) -> int:
    """Put new letters and complaints on the record, by day only; returns how many.

    The public door cannot write the record: the worker does, so that the order and the minute
    of arrival stand nowhere.
    """
    rows = 0
    for table, kind in SWEPT:
        found = table._default_manager.filter(swept_at__isnull=True).order_by("id")[:limit]
        days = dict(found.values_list("id", "day"))
        for day, count in sorted(Counter(days.values()).items()):
            a.note(kind, day=day.isoformat(), count=count)
        table._default_manager.filter(id__in=days).update(swept_at=a.at)
        rows += len(days)
    return rows
