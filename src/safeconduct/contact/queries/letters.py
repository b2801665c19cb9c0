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
from safeconduct.web.among import among
from safeconduct.web.keyset import capped
from safeconduct.web.together import Reads, prepared, read, rows_of


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
    return _unwrap(_inboxes(keys), purpose, sealed)


def _unwrap(inboxes: list[PrivateKey], purpose: bytes, sealed: bytes) -> bytes:
    return first_that_opens(inboxes, lambda inbox: inbox.unwrap(purpose, sealed))


@dataclass(frozen=True)
class LetterRow:
    """A letter as the desk sees it unopened; `danger` is what the file's letters say of it."""

    id: UUID
    file_id: UUID
    danger: str
    language: str
    day: date
    state: str


COLUMNS = ("id", "file_id", "said", "language", "day", "state")  # of a LetterRow


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
    return [LetterRow(*values) for values in rows.values_list(*COLUMNS)]


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
    return _open(keys, _inboxes(keys), row)


def _open(keys: FileKeys, inboxes: list[PrivateKey], row: Letter) -> LetterBody:
    purpose = letter_purpose(keys.file_id, row.id)
    fresh = _unwrap(inboxes, purpose, bytes(row.sealed_key))
    place = Place("contact.letter.body", keys.file_id, row.id)
    text = unseal(letter_key(fresh, keys.shred), place, bytes(row.sealed_body))
    return letter_body(text.decode())


def letters_read(keys: FileKeys) -> list[tuple[LetterBody, date]]:
    """(letter, day) of all that officers opened, oldest first."""
    rows = Letter.objects.filter(file_id=keys.file_id, state=LetterState.OPENED.value)
    found = list(rows.order_by("day", "place"))
    inboxes = _inboxes(keys) if found else []
    return [(_open(keys, inboxes, row), row.day) for row in found]


def conversation(keys: FileKeys) -> list[Message]:
    """All letters an officer opened and all items sent, oldest first."""
    return read(ask_conversation(keys))


def ask_conversation(keys: FileKeys) -> Reads[list[Message]]:
    """As `conversation`, together with other reads."""
    letters = _in_state(keys.file_id, LetterState.OPENED.value)
    items = _items(keys.file_id)
    yield letters, items
    # Expanded once: that costs more than to open a letter.
    inboxes = _inboxes(keys) if letters else []
    turns: list[tuple[datetime | date, Message]] = []
    for row in letters:
        body = _open(keys, inboxes, row)
        turns.append(
            (row.day, Message(row.id, row.day, True, body.kind, body.text, body.fields))
        )
    for item in items:
        copy = _office_copy(keys, item)
        day = item.at.date()
        turns.append((day, Message(item.id, day, False, copy.kind, copy.text, {})))
    return [message for _, message in sorted(turns, key=lambda turn: turn[0])]


@prepared
def _in_state(file_id: UUID, state: str) -> QuerySet[Letter]:
    rows = Letter.objects.filter(file_id=file_id, state=state)
    return rows.only("day", "sealed_key", "sealed_body").order_by("day", "place")


@prepared
def _items(file_id: UUID) -> QuerySet[Item]:
    rows = Item.objects.filter(file_id=file_id)
    return rows.only("at", "office_copy").order_by("at")


def _office_copy(keys: FileKeys, item: Item) -> ItemBody:
    """What the team sent; for the person alone there is nothing but that it was sent."""
    if item.office_copy is None:
        return ItemBody(ItemKind.ANSWER, gettext("Only the person can read this message."))
    sealed = bytes(item.office_copy)
    return item_body(keys.open(Compartment.CONTACT, "contact.item.copy", item.id, sealed))


def waiting_of(file_id: UUID) -> list[LetterRow]:
    """New letters of one case."""
    return read(ask_waiting(file_id))


def ask_waiting(file_id: UUID) -> Reads[list[LetterRow]]:
    """As `waiting_of`, together with other reads."""
    rows = yield from rows_of(_new_of(file_id))
    return [LetterRow(*values) for values in rows]


@prepared
def _new_of(file_id: UUID) -> QuerySet[Letter, Any]:
    rows = _letters().filter(file_id=file_id, state=LetterState.NEW.value)
    return rows.order_by("day", "place").values_list(*COLUMNS)


def ask_waiting_in(file_ids: list[UUID]) -> Reads[list[LetterRow]]:
    """New letters of several cases, oldest day first, together with other reads."""
    rows = yield from rows_of(_new_in(file_ids))
    return [LetterRow(*values) for values in rows]


@prepared
def _new_in(file_ids: list[UUID]) -> QuerySet[Letter, Any]:
    rows = _letters().filter(among("file_id", file_ids), state=LetterState.NEW.value)
    return rows.order_by("day", "place", "id").values_list(*COLUMNS)


def last_letter_day(file_id: UUID) -> date | None:
    """The day of the last letter, opened or not; None when there is none."""
    return read(ask_last_letter_day(file_id))


def ask_last_letter_day(file_id: UUID) -> Reads[date | None]:
    """As `last_letter_day`, together with other reads."""
    rows = Letter.objects.filter(file_id=file_id).order_by("-day")
    days = rows.values_list("day", flat=True)[:1]
    yield [days]
    return next(iter(days), None)


def language_of(file_id: UUID) -> str:
    """The language the person writes in."""
    return Mailbox.objects.values_list("language", flat=True).get(file_id=file_id)


def callback_of(keys: FileKeys) -> CallBack:
    """The call-back words of a file; Refused without the key of the contact compartment."""
    return read(ask_callback(keys))


def ask_callback(keys: FileKeys) -> Reads[CallBack]:
    """As `callback_of`, together with other reads."""
    (sealed,) = yield from rows_of(_callback_copy(keys.file_id))
    column = "contact.mailbox.callback_copy"
    return callback(keys.open(Compartment.CONTACT, column, keys.file_id, bytes(sealed)))


@prepared
def _callback_copy(file_id: UUID) -> QuerySet[Mailbox, Any]:
    rows = Mailbox.objects.filter(file_id=file_id)
    return rows.values_list("sealed_callback_copy", flat=True)


def alarm_days(keys: FileKeys) -> list[date]:
    """Days of new letters that alarm words sent or that were written under them."""
    return read(ask_alarm_days(keys))


def ask_alarm_days(keys: FileKeys) -> Reads[list[date]]:
    """As `alarm_days`, together with other reads."""
    rows = _in_state(keys.file_id, LetterState.NEW.value)
    yield [rows]
    inboxes = _inboxes(keys) if rows else []
    return [row.day for row in rows if under_force(_open(keys, inboxes, row))]
