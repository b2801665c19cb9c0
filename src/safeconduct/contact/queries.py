"""Reads letters and mailbox items with the keys of whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from safeconduct.accounts.queries import files_with_a_team
from safeconduct.common.refusal import Unknown
from safeconduct.contact import mailbox
from safeconduct.contact.core.terms import (
    ItemBody,
    LetterBody,
    LetterState,
    item_body,
    letter_body,
)
from safeconduct.contact.models import Item, Letter, Mailbox
from safeconduct.vault.core.terms import SEED_BYTES, Compartment, Place
from safeconduct.vault.opening import FileKeys, PrivateKey, unseal
from safeconduct.vault.queries import shred_key


def letter_purpose(file_id: UUID, letter_id: UUID) -> bytes:
    """HPKE info of a letter's key."""
    return b"safeconduct/vault/letter/v1|" + f"{file_id.hex}|{letter_id.hex}".encode()


def item_purpose(file_id: UUID, item_id: UUID) -> bytes:
    """HPKE info of an item's key."""
    return b"safeconduct/vault/item/v1|" + f"{file_id.hex}|{item_id.hex}".encode()


def letter_key(fresh: bytes, shred: bytes) -> bytes:
    """Data key of one letter or item: useless once the file's shred key is gone."""
    return fresh + shred


def inbox_private(keys: FileKeys) -> PrivateKey:
    """The file's inbox key, for whoever may open the contact compartment.

    Derived, not stored: the public half lies in the mailbox, so that a person can write again
    while nobody at the public door holds a compartment key.
    """
    root = keys.export(Compartment.CONTACT, b"safeconduct/vault/inbox/v1", SEED_BYTES)
    return PrivateKey(root)


@dataclass(frozen=True)
class LetterRow:
    """A letter as the desk sees it before anybody opens it."""

    id: UUID
    file_id: UUID
    danger: str
    language: str
    day: date
    state: str


@dataclass(frozen=True)
class Message:
    """One turn of the conversation, opened."""

    id: UUID
    day: date
    from_person: bool
    kind: str
    text: str
    fields: dict[str, str]


def new_letters(limit: int = 200) -> list[LetterRow]:
    """Letters nobody has opened, oldest day first."""
    rows = Letter.objects.filter(state=LetterState.NEW.value).order_by("day", "id")[:limit]
    return [_row(row) for row in rows]


def letters_without_case(limit: int = 200) -> list[LetterRow]:
    """Letters of files that are no case yet, opened or not: none may drop out of sight."""
    rows = Letter.objects.exclude(file_id__in=files_with_a_team()).order_by("day", "id")
    return [_row(row) for row in rows[:limit]]


def _row(row: Letter) -> LetterRow:
    return LetterRow(row.id, row.file_id, row.danger, row.language, row.day, row.state)


def letter_row(letter_id: UUID) -> LetterRow:
    """One letter's clear columns; Unknown when there is none."""
    row = Letter.objects.filter(id=letter_id).first()
    if row is None:
        raise Unknown
    return _row(row)


def open_letter(keys: FileKeys, letter_id: UUID) -> LetterBody:
    """The letter's content; Refused without the key of the contact compartment."""
    row = Letter.objects.filter(id=letter_id, file_id=keys.file_id).first()
    if row is None:
        raise Unknown
    return _open(keys, row)


def _open(keys: FileKeys, row: Letter) -> LetterBody:
    purpose = letter_purpose(keys.file_id, row.id)
    fresh = inbox_private(keys).unwrap(purpose, bytes(row.sealed_key))
    place = Place("contact.letter.body", keys.file_id, row.id)
    text = unseal(letter_key(fresh, keys.shred), place, bytes(row.sealed_body))
    return letter_body(text.decode())


def conversation(keys: FileKeys) -> list[Message]:
    """All letters an officer opened and all items sent, oldest first."""
    letters = Letter.objects.filter(file_id=keys.file_id, state=LetterState.OPENED.value)
    turns: list[tuple[datetime | date, Message]] = []
    for row in letters.order_by("day"):
        body = _open(keys, row)
        turns.append(
            (row.day, Message(row.id, row.day, True, body.kind, body.text, body.fields))
        )
    for item in Item.objects.filter(file_id=keys.file_id).order_by("at"):
        text = keys.open(
            Compartment.CONTACT, "contact.item.copy", item.id, bytes(item.office_copy)
        )
        copy = item_body(text)
        day = item.at.date()
        turns.append((day, Message(item.id, day, False, copy.kind, copy.text, {})))
    return [message for _, message in sorted(turns, key=lambda turn: turn[0])]


def waiting_of(file_id: UUID) -> list[LetterRow]:
    """New letters of one case."""
    rows = Letter.objects.filter(file_id=file_id, state=LetterState.NEW.value).order_by("day")
    return [_row(row) for row in rows]


def waiting_in(file_ids: Iterable[UUID]) -> list[LetterRow]:
    """New letters of several cases, oldest day first; one query."""
    rows = Letter.objects.filter(file_id__in=list(file_ids), state=LetterState.NEW.value)
    return [_row(row) for row in rows.order_by("day", "id")]


def language_of(file_id: UUID) -> str:
    """The language the person writes in."""
    return Mailbox.objects.values_list("language", flat=True).get(file_id=file_id)


def read_items(visit: mailbox.Visitor, at: datetime) -> list[tuple[ItemBody, object]]:
    """(item, day) of the open mailbox, newest first."""
    file_id = visit.key.file_id
    shred = shred_key(file_id)
    found = []
    for item_id, blob, day in mailbox.items(visit, at):
        cut = 2 + int.from_bytes(blob[:2], "big")
        fresh = visit.key.private.unwrap(item_purpose(file_id, item_id), blob[2:cut])
        place = Place("contact.item.body", file_id, item_id)
        text = unseal(letter_key(fresh, shred), place, blob[cut:]).decode()
        found.append((item_body(text), day))
    return found
