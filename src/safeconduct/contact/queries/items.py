"""Reads an open mailbox: items, the ombudsman's answers, call-back words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from safeconduct.contact import mailbox
from safeconduct.contact.core.callback import CallBack, callback
from safeconduct.contact.core.keeping import complaint_kept_until
from safeconduct.contact.core.terms import ItemBody, ItemKind, item_body
from safeconduct.contact.queries.letters import callback_purpose, item_purpose
from safeconduct.vault.core.terms import Place
from safeconduct.vault.queries import shred_key


@dataclass(frozen=True)
class Shown:
    """One item of an open mailbox; `leaving` when this session destroys it."""

    id: UUID
    body: ItemBody
    day: date
    leaving: bool

    @property
    def closed(self) -> bool:
        """Whether it is shown only after the person asked: it can be read once."""
        return self.body.once and not self.leaving

    @property
    def kept_until(self) -> date | None:
        """Until when an answer of the ombudsman is kept; others go with the mailbox."""
        if self.body.kind != ItemKind.OMBUDSMAN:
            return None
        return complaint_kept_until(self.day, None)


def item_place(file_id: UUID, item_id: UUID) -> Place:
    """What an item is bound to."""
    return Place("contact.item.body", file_id, item_id)


def callback_place(box: UUID) -> Place:
    """What the call-back words of a mailbox or an alarm box are bound to."""
    return Place("contact.mailbox.callback", box, box)


def open_items(visit: mailbox.Visitor, at: datetime) -> list[Shown]:
    """Everything in the open mailbox, newest first."""
    return [
        Shown(item.id, body, item.day, item.leaving)
        for item, body, _ in unsealed_items(visit, at)
    ]


def unsealed_items(
    visit: mailbox.Visitor, at: datetime
) -> Iterator[tuple[mailbox.SealedItem, ItemBody, bytes]]:
    """(item, its inside, the shred key it lies under) of everything in the open mailbox."""
    mine = shred_key(visit.key.file_id)
    for item in mailbox.items(visit, at):
        # An answer of the ombudsman lies under its complaint, which is a file of its own.
        own = item.file_id == visit.box
        shred = mine if own else shred_key(item.file_id)
        private = visit.key.private if own else visit.answers
        purpose, place = item_purpose(item.file_id, item.id), item_place(item.file_id, item.id)
        text = mailbox.open_as(private, purpose, place, shred, item.sealed)
        yield item, item_body(text), shred


def read_items(visit: mailbox.Visitor, at: datetime) -> list[tuple[ItemBody, date]]:
    """(item, day) of the open mailbox, newest first."""
    return [(item.body, item.day) for item in open_items(visit, at)]


def own_callback(visit: mailbox.Visitor) -> CallBack:
    """The call-back words of the open mailbox."""
    purpose, place = callback_purpose(visit.box), callback_place(visit.box)
    shred = shred_key(visit.key.file_id)
    private = visit.key.private
    return callback(mailbox.open_as(private, purpose, place, shred, visit.sealed_callback))
