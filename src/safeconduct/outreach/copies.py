"""Reported copies of our site: taken from anybody, looked at and decided by an officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count

from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Conflict, Unknown, refuse_if
from safeconduct.outreach.core import copies
from safeconduct.outreach.core.lookalike import Found, Ours, lookalike, ours
from safeconduct.outreach.core.terms import CopyState, Kind, WhyNot
from safeconduct.outreach.models import CopyReport
from safeconduct.record.services import act

MOST_WAITING = 1_000  # so many nobody looked at: a flood, and the next is asked to come later
SHOWN = 100  # on a page; those reported last stand first


@dataclass(frozen=True)
class Copy:
    """A reported site as an officer sees it; `found` tells how its name comes near to ours."""

    id: UUID
    address: str
    times: int
    first_on: date
    last_on: date
    state: CopyState
    decided_by: UUID | None
    decided_on: date | None
    found: Found | None


@lru_cache(maxsize=1)
def own_names() -> Ours:
    """Our names as this installation has them (SC_OUR_HOSTS, SC_OUR_NAMES)."""
    return ours(settings.OUR_HOSTS, settings.OUR_NAMES)


def compared(html: str) -> copies.Compared:
    """How much of a saved page is ours, and what it asks; nothing in it runs or is fetched."""
    return copies.compare(html, copies.own_pages())


def report(address: str) -> None:
    """Take a report of an address (of address_of); the same one again is only counted."""
    refuse_if([WhyNot.OURS] if _is_ours(address) else [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT outreach_report_copy(%s, %s)", [address, MOST_WAITING])
        row = cursor.fetchone()
    refuse_if([WhyNot.FULL] if row and row[0] == "full" else [])


def _is_ours(address: str) -> bool:
    host = address.partition("/")[0]
    return any(host == one or host.endswith(f".{one}") for one in own_names().hosts)


def reported(state: CopyState) -> list[Copy]:
    """The sites in a state, the last reported first, at most SHOWN."""
    rows = CopyReport.objects.filter(state=state.value).order_by("-last_on", "id")[:SHOWN]
    return [_copy(row) for row in rows]


def one_copy(copy_id: UUID) -> Copy:
    """One of them; Unknown if there is no such."""
    row = CopyReport.objects.filter(id=copy_id).first()
    if row is None:
        raise Unknown
    return _copy(row)


def counts() -> dict[CopyState, int]:
    """How many sites are in each state."""
    rows = dict(CopyReport.objects.values_list("state").annotate(n=Count("id")))
    return {state: rows.get(state.value, 0) for state in CopyState}


def decide(me: Signed, copy_id: UUID, seen: CopyState, state: CopyState) -> None:
    """Say what a site is, or put it back to those that wait; Conflict if it is not as `seen`.

    Every change is on the record, which is also how one that was wrong is taken back.
    """
    with act(me.actor, me.at) as a:
        row = CopyReport.objects.select_for_update().filter(id=copy_id).first()
        if row is None:
            raise Unknown
        if row.state != seen.value:
            raise Conflict
        waits = state is CopyState.NEW
        row.state = state.value
        row.decided_by, row.decided_on = (
            (None, None) if waits else (me.actor.officer_id, me.at.date())
        )
        row.save(update_fields=["state", "decided_by", "decided_on"])
        a.note(
            Kind.COPY_DECIDED, about=copy_id, was=seen.name.lower(), state=state.name.lower()
        )


def near(addresses: Sequence[str]) -> list[Found]:
    """Those of many addresses that come near to our names, in the order given."""
    return [found for one in addresses if (found := lookalike(one, own_names()))]


def _copy(row: CopyReport) -> Copy:
    found = lookalike(row.address, own_names())
    return Copy(
        row.id, row.address, row.times, row.first_on, row.last_on, CopyState(row.state),
        row.decided_by, row.decided_on, found,
    )  # fmt: skip
