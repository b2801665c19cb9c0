"""Puts shifts on the roster and takes them off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.accounts.queries import roles_of
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.contact.core.duty import (
    Duty,
    Shift,
    ShiftFacts,
    reasons_not_to_put_on_duty,
)
from safeconduct.contact.core.terms import Kind
from safeconduct.contact.models import Shift as Row
from safeconduct.contact.queries.duty import shifts_of
from safeconduct.record.services import act

DAY = timedelta(days=1)


def add_shift(
    me: Signed,
    officer_id: UUID,
    duty: Duty,
    start: datetime,
    end: datetime,
    languages: Sequence[str] = (),
    days: int = 1,
) -> list[UUID]:
    """Put an officer on duty, on so many days in a row at the same hours: all or none."""
    roles = roles_of(officer_id)
    made: list[UUID] = []
    with act(me.actor, me.at) as a:
        for day in range(days):
            shift = Shift(
                new_id(), officer_id, duty, tuple(languages), start + day * DAY, end + day * DAY
            )
            others = shifts_of(officer_id, me.at)
            refuse_if(reasons_not_to_put_on_duty(ShiftFacts(shift, roles, others, me.at)))
            Row.objects.create(
                id=shift.id,
                officer_id=officer_id,
                duty=duty.value,
                languages=list(languages),
                starts_at=shift.start,
                ends_at=shift.end,
                made_by=me.actor.officer_id,
            )
            a.note(Kind.SHIFT_ADDED, about=shift.id, duty=duty.value)
            made.append(shift.id)
    return made


def remove_shift(me: Signed, shift_id: UUID) -> None:
    """Take a shift off the roster that is not over; Unknown when there is none."""
    with act(me.actor, me.at) as a:
        gone, _ = Row.objects.filter(id=shift_id, ends_at__gt=me.at).delete()
        if not gone:
            raise Unknown
        a.note(Kind.SHIFT_REMOVED, about=shift_id)
