"""Writes down places that receive people, and what they said last."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID

from django.db.models import Max

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Unknown, refuse_if
from safeconduct.contact.core.places import PlaceKind, Room, Tonight, reasons_not_to_write
from safeconduct.contact.core.terms import Kind
from safeconduct.contact.models import ReceptionPlace
from safeconduct.record.services import act


@dataclass(frozen=True)
class Said:
    """What is said of a place: room, hours (UTC), days of the week, tonight, extension."""

    room: Room
    opens: time
    closes: time
    days: frozenset[int]
    tonight: Tonight
    extension: str

    def columns(self) -> dict[str, object]:
        """As the row keeps it."""
        return {
            "room": self.room.name,
            "opens": self.opens,
            "closes": self.closes,
            "days": sorted(self.days),
            "tonight": self.tonight.name,
            "extension": self.extension,
        }


def add_place(me: Signed, kind: PlaceKind, said: Said) -> UUID:
    """Write a place down under the next number of its kind."""
    _require(me, said)
    made = new_id()
    with act(me.actor, me.at) as a:
        rows = ReceptionPlace.objects.filter(kind=kind.name)
        last = rows.aggregate(last=Max("number"))["last"] or 0
        ReceptionPlace.objects.create(
            id=made,
            kind=kind.name,
            number=last + 1,
            said_by=me.actor.officer_id,
            said_at=me.at,
            **said.columns(),
        )
        a.note(Kind.PLACE_CHANGED, about=made, tonight=said.tonight.name)
    return made


def change_place(me: Signed, place_id: UUID, said: Said, seen: str) -> None:
    """Write down what is so now; Conflict when somebody did since `seen`."""
    _require(me, said)
    with act(me.actor, me.at) as a:
        rows = ReceptionPlace.objects.select_for_update(no_key=True).filter(id=place_id)
        row = rows.first()
        if row is None:
            raise Unknown
        if str(row.said_at) != seen:
            raise Conflict
        who = {"said_by": me.actor.officer_id, "said_at": me.at}
        ReceptionPlace.objects.filter(id=place_id).update(**said.columns(), **who)
        a.note(Kind.PLACE_CHANGED, about=place_id, tonight=said.tonight.name)


def _require(me: Signed, said: Said) -> None:
    refuse_if([] if may(me.actor, Permission.ROSTER_WRITE) else [Account.ROLE])
    refuse_if(reasons_not_to_write(said.days, said.extension))
