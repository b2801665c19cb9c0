"""Who wants to be told by mail that there is work, and when they may be."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.models import Notice
from safeconduct.accounts.signed import Signed

AT_MOST_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Wanted:
    """An officer who wants mail: quiet hours by the programme's clock, what they know of."""

    actor: Actor
    quiet: tuple[int, int]
    told_until: datetime


def hours_of(actor: Actor) -> tuple[int, int] | None:
    """The officer's own quiet hours; None while they want no mail."""
    row = Notice.objects.filter(officer_id=actor.officer_id).first()
    return (row.quiet_begins, row.quiet_ends) if row else None


def want(me: Signed, begins: int, ends: int) -> None:
    """Be told by mail of work from now on, but between these hours."""
    hours = {"quiet_begins": begins, "quiet_ends": ends}
    Notice.objects.update_or_create(
        officer_id=me.actor.officer_id,
        defaults=hours,
        create_defaults={**hours, "told_until": me.at},
    )


def end(me: Signed) -> None:
    """No mail any more. Twice changes nothing."""
    Notice.objects.filter(officer_id=me.actor.officer_id).delete()


def wanted(at: datetime) -> list[Wanted]:
    """Active officers who want mail and got none within the hour."""
    rows = Notice.objects.select_related("officer").filter(officer__active=True)
    return [
        Wanted(
            Actor(
                row.officer_id,
                row.officer.alias,
                frozenset(map(Role, row.officer.roles)),
                row.officer.key_id,
            ),
            (row.quiet_begins, row.quiet_ends),
            row.told_until,
        )
        for row in rows.filter(_free(at)).order_by("officer_id")
    ]


def claim(officer_id: UUID, at: datetime) -> bool:
    """Take the hour's one mail; False when another worker took it."""
    return Notice.objects.filter(_free(at), officer_id=officer_id).update(tried_at=at) == 1


def told(officer_id: UUID, at: datetime) -> None:
    """The mail went out: they know of all work up to then."""
    Notice.objects.filter(officer_id=officer_id).update(told_until=at)


def _free(at: datetime) -> Q:
    return Q(tried_at=None) | Q(tried_at__lte=at - AT_MOST_EVERY)
