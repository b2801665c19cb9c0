"""Reads letters and mailbox items with the keys of whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from safeconduct.common.refusal import Unknown
from safeconduct.contact.core.callback import CallBack, callback
from safeconduct.contact.core.terms import (
    DANGER_ORDER,
    Danger,
    ItemBody,
    ItemKind,
    LetterBody,
    LetterState,
    item_body,
    letter_body,
    under_force,
)
from safeconduct.contact.models import Item, Letter, Mailbox
from safeconduct.vault.core.terms import SEED_BYTES, Compartment, Place
from safeconduct.vault.opening import FileKeys, PrivateKey, first_that_opens, unseal
from safeconduct.web.keyset import capped


def letter_purpose(file_id: UUID, letter_id: UUID) -> bytes:
    """HPKE info of a letter's key."""
    return b"safeconduct/vault/letter/v1|" + f"{file_id.hex}|{letter_id.hex}".encode()


def item_purpose(file_id: UUID, item_id: UUID) -> bytes:
    """HPKE info of an item's key."""
    return b"safeconduct/vault/item/v1|" + f"{file_id.hex}|{item_id.hex}".encode()


def callback_purpose(box: UUID) -> bytes:
    """HPKE info of the call-back words' key."""
    return b"safeconduct/vault/callback/v1|" + box.hex.encode()


def letter_key(fresh: bytes, shred: bytes) -> bytes:
    """Data key of one letter or item: useless once the file's shred key is gone."""
    return fresh + shred


def inbox_private(keys: FileKeys) -> PrivateKey:
    """The file's inbox key of today, for whoever may open the contact compartment.

    Derived, not stored: the public half lies in the mailbox, so that a person can write again
    while nobody at the public door holds a compartment key.
    """
    return _inboxes(keys)[0]


def _inboxes(keys: FileKeys) -> list[PrivateKey]:
    """Inbox keys of every epoch, newest first: what came before a renewal is read still."""
    purpose = b"safeconduct/vault/inbox/v1"
    roots = keys.exports(Compartment.CONTACT, purpose, SEED_BYTES)
    return [PrivateKey(root) for root in roots]


def unwrap_for_inbox(keys: FileKeys, purpose: bytes, sealed: bytes) -> bytes:
    """What was sealed to the file's inbox, in whichever epoch; Refused when it was not."""
    return first_that_opens(_inboxes(keys), lambda inbox: inbox.unwrap(purpose, sealed))


@dataclass(frozen=True)
class LetterRow:
    """A letter as the desk sees it unopened; `danger` is what the file's letters say of it."""

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
    rows = _letters().filter(state=LetterState.NEW.value).order_by("day", "id")
    return _rows(rows[:limit])


def unopened_letters() -> tuple[int, date | None]:
    """How many letters nobody has opened (capped, web/keyset.py MANY), and the oldest day."""
    rows = Letter.objects.filter(state=LetterState.NEW.value)
    return capped(rows, "id"), rows.order_by("day", "id").values_list("day", flat=True).first()


def letter_rows_of(file_ids: Iterable[UUID]) -> dict[UUID, list[LetterRow]]:
    """All letters of each of these files, oldest day first; one query."""
    found: dict[UUID, list[LetterRow]] = {}
    rows = _letters().filter(file_id__in=list(file_ids))
    for row in _rows(rows.order_by("day", "place", "id")):
        found.setdefault(row.file_id, []).append(row)
    return found


def _letters() -> QuerySet[Letter, Any]:
    """Letters with `said`: the greatest danger that any letter of the file tells of.

    A further letter says nothing of the danger, which does not make the first one untrue.
    """
    telling = Letter.objects.filter(file_id=OuterRef("file_id"))
    telling = telling.exclude(danger=Danger.UNSAID.value).order_by(place_of("danger"))
    greatest = Subquery(telling.values("danger")[:1])
    return Letter.objects.annotate(said=Coalesce(greatest, Value(Danger.UNSAID.value)))


def place_of(column: str) -> Case:
    """Places in a list by DANGER_ORDER: left alone the database would sort by the alphabet."""
    places = enumerate(DANGER_ORDER)
    return Case(*(When(**{column: said.value}, then=Value(place)) for place, said in places))


def _rows(rows: QuerySet[Letter, Any]) -> list[LetterRow]:
    columns = ("id", "file_id", "said", "language", "day", "state")
    return [LetterRow(*values) for values in rows.values_list(*columns)]


def letter_row(letter_id: UUID) -> LetterRow:
    """One letter's clear columns; Unknown when there is none."""
    rows = _rows(_letters().filter(id=letter_id))
    if not rows:
        raise Unknown
    return rows[0]


def open_letter(keys: FileKeys, letter_id: UUID) -> LetterBody:
    """The letter's content; Refused without the key of the contact compartment."""
    row = Letter.objects.filter(id=letter_id, file_id=keys.file_id).first()
    if row is None:
        raise Unknown
    return _open(keys, row)


def _open(keys: FileKeys, row: Letter) -> LetterBody:
    purpose = letter_purpose(keys.file_id, row.id)
    fresh = unwrap_for_inbox(keys, purpose, bytes(row.sealed_key))
    place = Place("contact.letter.body", keys.file_id, row.id)
    text = unseal(letter_key(fresh, keys.shred), place, bytes(row.sealed_body))
    return letter_body(text.decode())


def conversation(keys: FileKeys) -> list[Message]:
    """All letters an officer opened and all items sent, oldest first."""
    letters = Letter.objects.filter(file_id=keys.file_id, state=LetterState.OPENED.value)
    turns: list[tuple[datetime | date, Message]] = []
    for row in letters.order_by("day", "place"):
        body = _open(keys, row)
        turns.append(
            (row.day, Message(row.id, row.day, True, body.kind, body.text, body.fields))
        )
    for item in Item.objects.filter(file_id=keys.file_id).order_by("at"):
        copy = _office_copy(keys, item)
        day = item.at.date()
        turns.append((day, Message(item.id, day, False, copy.kind, copy.text, {})))
    return [message for _, message in sorted(turns, key=lambda turn: turn[0])]


def _office_copy(keys: FileKeys, item: Item) -> ItemBody:
    """What the team sent; for the person alone there is nothing but that it was sent."""
    if item.office_copy is None:
        return ItemBody(ItemKind.ANSWER, gettext("Only the person can read this message."))
    sealed = bytes(item.office_copy)
    return item_body(keys.open(Compartment.CONTACT, "contact.item.copy", item.id, sealed))


def waiting_of(file_id: UUID) -> list[LetterRow]:
    """New letters of one case."""
    rows = _letters().filter(file_id=file_id, state=LetterState.NEW.value)
    return _rows(rows.order_by("day", "place"))


def waiting_in(file_ids: Iterable[UUID]) -> list[LetterRow]:
    """New letters of several cases, oldest day first; one query."""
    rows = _letters().filter(file_id__in=list(file_ids), state=LetterState.NEW.value)
    return _rows(rows.order_by("day", "place", "id"))


def last_letter_day(file_id: UUID) -> date | None:
    """The day of the last letter, opened or not; None when there is none."""
    rows = Letter.objects.filter(file_id=file_id).order_by("-day")
    return rows.values_list("day", flat=True).first()


def language_of(file_id: UUID) -> str:
    """The language the person writes in."""
    return Mailbox.objects.values_list("language", flat=True).get(file_id=file_id)


def callback_of(keys: FileKeys) -> CallBack:
    """The call-back words of a file; Refused without the key of the contact compartment."""
    sealed = Mailbox.objects.values_list("sealed_callback_copy", flat=True).get(
        file_id=keys.file_id
    )
    column = "contact.mailbox.callback_copy"
    return callback(keys.open(Compartment.CONTACT, column, keys.file_id, bytes(sealed)))


def alarm_days(keys: FileKeys) -> list[date]:
    """Days of new letters that alarm words sent or that were written under them."""
    rows = Letter.objects.filter(file_id=keys.file_id, state=LetterState.NEW.value)
    return [row.day for row in rows.order_by("day") if under_force(_open(keys, row))]
