"""Shift hand-over: a note sealed to whoever follows on the duty; one of them confirms it."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.queries import public_key_of, with_role
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.contact.core.duty import (
    LONGEST_SHIFT,
    ROLE_ON,
    Duty,
    followers,
    reasons_not_to_take_over,
)
from safeconduct.contact.core.terms import Kind, WhyNot
from safeconduct.contact.models import Handover, HandoverKey
from safeconduct.contact.queries.duty import roster
from safeconduct.record.services import act
from safeconduct.vault.core.terms import KEY_BYTES, Place
from safeconduct.vault.opening import unseal
from safeconduct.vault.sealing import seal, wrap
from safeconduct.web.together import Reads, counted, prepared, read, rows_of

NOTES = 20  # shown at most: several shifts of every duty
KEPT = timedelta(days=7)  # working memory of a desk: what matters longer belongs on a case


def handover_purpose(handover_id: UUID) -> bytes:
    """HPKE info of a hand-over's key."""
    return b"safeconduct/vault/handover/v1|" + handover_id.hex.encode()


def _place(handover_id: UUID) -> Place:
    return Place("contact.handover.note", handover_id, handover_id)


@dataclass(frozen=True)
class Note:
    """A hand-over as one of its readers sees it."""

    id: UUID
    duty: Duty
    made_by: UUID
    made_at: datetime
    text: str
    taken_by: UUID | None
    taken_at: datetime | None


def write_handover(me: Signed, duty: Duty, text: str) -> UUID:
    """Leave a note to whoever follows; the writer can read it again. Old, taken notes go.

    Refused when nobody follows, or when the key of one of them is not signed.
    """
    handover_id, fresh = new_id(), os.urandom(KEY_BYTES)
    role, mine = ROLE_ON.get(duty), me.actor.officer_id
    holders = [officer for officer, _ in with_role(role)] if role else []
    shifts = roster(me.at, me.at + LONGEST_SHIFT)
    readers = followers(shifts, duty, holders, mine, me.at)
    refuse_if([] if readers else [WhyNot.NOBODY_FOLLOWS])
    keys = [public_key_of(officer) for officer in sorted({*readers, mine})]
    with act(me.actor, me.at) as a:
        old = Handover.objects.filter(made_at__lt=me.at - KEPT, taken_by__isnull=False)
        old.delete()
        Handover.objects.create(
            id=handover_id,
            duty=duty.value,
            made_by=mine,
            made_at=me.at,
            sealed_note=seal(fresh, _place(handover_id), text.encode()),
        )
        HandoverKey.objects.bulk_create(
            HandoverKey(
                id=new_id(),
                handover_id=handover_id,
                key_id=key.key_id,
                sealed=wrap(key, handover_purpose(handover_id), fresh),
            )
            for key in keys
        )
        a.note(Kind.HANDOVER_WRITTEN, about=handover_id, duty=duty.value, count=len(readers))
    return handover_id


def take_handover(me: Signed, handover_id: UUID) -> None:
    """Confirm that one read the note and goes on from there; once, and by somebody else."""
    with act(me.actor, me.at) as a:
        rows = Handover.objects.select_for_update(no_key=True, of=("self",))
        row = rows.filter(id=handover_id, handoverkey__key_id=me.keys.key_id).first()
        if row is None:
            raise Unknown
        mine = me.actor.officer_id
        refuse_if(reasons_not_to_take_over(row.made_by, row.taken_by, mine))
        Handover.objects.filter(id=handover_id).update(taken_by=mine, taken_at=me.at)
        a.note(Kind.HANDOVER_TAKEN, about=handover_id, duty=row.duty)


def notes_for(me: Signed) -> list[Note]:
    """The newest notes this officer can open, newest first."""
    return read(ask_notes(me))


def ask_notes(me: Signed) -> Reads[list[Note]]:
    """As `notes_for`, together with other reads."""
    rows = yield from rows_of(_notes(me.keys.key_id))
    return [_opened(me, row) for row in rows]


@prepared
def _notes(key_id: str) -> QuerySet[HandoverKey]:
    rows = HandoverKey.objects.filter(key_id=key_id).select_related("handover")
    return rows.order_by("-handover__made_at")[:NOTES]


def ask_waiting_handovers(me: Signed) -> Reads[int]:
    """How many notes wait for this officer, who did not write them."""
    (count,) = yield from rows_of(_count_waiting(me.keys.key_id, me.actor.officer_id))
    return count


@prepared
def _count_waiting(key_id: str, officer_id: UUID) -> QuerySet[HandoverKey, int]:
    rows = HandoverKey.objects.filter(key_id=key_id, handover__taken_by=None)
    return counted(rows.exclude(handover__made_by=officer_id), "id")


def _opened(me: Signed, key: HandoverKey) -> Note:
    row = key.handover
    fresh = me.keys.private.unwrap(handover_purpose(row.id), bytes(key.sealed))
    text = unseal(fresh, _place(row.id), bytes(row.sealed_note)).decode()
    return Note(
        row.id, Duty(row.duty), row.made_by, row.made_at, text, row.taken_by, row.taken_at
    )
