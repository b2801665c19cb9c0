"""Takes exhibits in, gives a receipt, and keeps an unbroken custody."""

import base64
import os
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext

from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.services import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, refuse_if
from safeconduct.contact.core.terms import ItemBody, ItemKind
from safeconduct.contact.queries import language_of
from safeconduct.contact.services import post
from safeconduct.record.core.leaf import commit
from safeconduct.record.core.terms import COMMITMENT, SALT_BYTES
from safeconduct.record.services import act
from safeconduct.testimony import queries
from safeconduct.testimony.core.exhibits import (
    OfferFacts,
    reasons_not_to_accept,
    reasons_not_to_offer,
    reasons_not_to_receive,
    sniff,
)
from safeconduct.testimony.core.terms import CustodyEvent, Kind
from safeconduct.testimony.models import CustodyLine, Exhibit
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys


@dataclass(frozen=True)
class Receipt:
    """What the giver keeps: the file's own SHA-256, and what stands on the record."""

    exhibit_id: UUID
    ref: str
    sha256: str
    commitment: str
    posted: bool


def receive_exhibit(
    me: Signed,
    file_id: UUID,
    content: bytes,
    statement_id: UUID | None = None,
) -> Receipt:
    """Take a file in and make its receipt; the name it came with is never kept.

    The receipt goes into the person's mailbox when this officer's key reaches it, and is
    printed otherwise.
    """
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    refuse_if(reasons_not_to_receive(content))
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        if statement_id is not None:
            queries.statement_row(file_id, statement_id)
        row = _store(me, keys, statement_id, content)
        CustodyLine.objects.create(
            id=new_id(), exhibit=row, number=1, event=CustodyEvent.RECEIVED.value,
            by_key=me.actor.key_id, at=me.at,
        )  # fmt: skip
        facts: dict[str, str | int] = {COMMITMENT: row.commitment, "number": row.number}
        a.note(Kind.EXHIBIT_RECEIVED, file=file_id, about=row.id, **facts)
        receipt = _receipt(keys, row, posted=keys.may_open(Compartment.CONTACT))
        if receipt.posted:
            post(a, keys, ItemBody(ItemKind.ANSWER, _letter(file_id, receipt)))
    return receipt


def _store(me: Signed, keys: FileKeys, statement_id: UUID | None, content: bytes) -> Exhibit:
    """The exhibit's row: content, salt and hash sealed, the commitment in clear."""
    exhibit_id, salt = new_id(), os.urandom(SALT_BYTES)
    kind = sniff(content)
    assert kind is not None  # noqa: S101  `reasons_not_to_receive` refused it otherwise
    place, hidden = queries.PLACE, f"{salt.hex()} {sha256(content).hexdigest()}"
    text = base64.b64encode(content).decode()
    return Exhibit.objects.create(
        id=exhibit_id,
        case_id=keys.file_id,
        statement_id=statement_id,
        number=Exhibit.objects.filter(case_id=keys.file_id).count() + 1,
        media=kind.id,
        sealed_content=keys.seal(place, "testimony.exhibit.content", exhibit_id, text),
        sealed_salt=keys.seal(place, "testimony.exhibit.salt", exhibit_id, hidden),
        commitment=commit(salt, content),
        at=me.at,
    )


def _receipt(keys: FileKeys, row: Exhibit, posted: bool) -> Receipt:
    return Receipt(row.id, str(row), queries.digests(keys, row)[1], row.commitment, posted)


def _letter(file_id: UUID, receipt: Receipt) -> str:
    """The receipt in the person's language."""
    with translation.override(language_of(file_id)):
        return gettext(
            "Receipt: your file is kept as %(ref)s. SHA-256 of the file: %(sha256)s. "
            "On the record: %(commitment)s."
        ) % {
            "ref": receipt.ref,
            "sha256": receipt.sha256,
            "commitment": receipt.commitment,
        }


def offer_exhibit(me: Signed, file_id: UUID, exhibit_id: UUID, to_key: str) -> None:
    """Offer an exhibit to another officer; it changes hands only when that one accepts."""
    queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        row = queries.exhibit_row(file_id, exhibit_id)
        custody = queries.custody_of(row.id)
        keyed = to_key in dict(queries.receivers(me, file_id))
        refuse_if(reasons_not_to_offer(OfferFacts(custody, me.actor.key_id, to_key, keyed)))
        CustodyLine.objects.create(
            id=new_id(), exhibit=row, number=len(custody) + 1,
            event=CustodyEvent.OFFERED.value, by_key=me.actor.key_id, to_key=to_key, at=me.at,
        )  # fmt: skip
        a.note(Kind.CUSTODY_OFFERED, file=file_id, about=row.id, to=to_key)


def accept_exhibit(me: Signed, file_id: UUID, exhibit_id: UUID) -> None:
    """Accept the exhibit offered to you, after its bytes were hashed again and agree."""
    keys = queries.enter(me, file_id, Permission.TESTIMONY_WRITE)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        row = queries.exhibit_row(file_id, exhibit_id)
        newest = (
            CustodyLine.objects.select_for_update(no_key=True)
            .filter(exhibit=row)
            .order_by("-number")[:1]
        )
        line = newest[0]
        refuse_if(reasons_not_to_accept(queries.custody_of(row.id), me.actor.key_id))
        salt, _ = queries.digests(keys, row)
        if commit(salt, queries.content_of(keys, row)) != row.commitment:
            raise Conflict
        line.accepted, line.accepted_at = True, me.at
        line.save(update_fields=["accepted", "accepted_at"])
        a.note(Kind.CUSTODY_ACCEPTED, file=file_id, about=row.id, by=line.by_key)
