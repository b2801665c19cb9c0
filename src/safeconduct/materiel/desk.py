"""Reads lists of claims: every claim of the officer's cases, a page at a time."""

from datetime import datetime

from django.db.models import QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import own_files
from safeconduct.casework.queries import NEWEST, room_page
from safeconduct.common.keyset import Position, Slice
from safeconduct.materiel.core.flow import ENDS
from safeconduct.materiel.core.terms import Waiting
from safeconduct.materiel.models import Alert, Claim, Move
from safeconduct.materiel.queries import ClaimView, views_of
from safeconduct.web.among import among

# What migrations/0002_lists.py calls its two lists.
LISTED, ON_THE_WAY = "claim", "custody"


def claims_page(
    actor: Actor, at: datetime, position: Position | None = None, *, open_only: bool = False
) -> Slice[ClaimView]:
    """A page of the claims of the officer's cases, newest first."""
    page = room_page(actor, at, ON_THE_WAY if open_only else LISTED, NEWEST, position)
    known = Claim.objects.filter(among("id", page.rows)).defer("sealed_marks", "matcher_copy")
    found = {row.id: row for row in known}
    rows = views_of([found[one] for one in page.rows if one in found])
    return Slice(tuple(rows), page.start, page.newer, page.older)


def claims_asking(actor: Actor, at: datetime) -> list[ClaimView]:
    """Open claims of the officer's cases on which a second person is waited for, or an alert
    is undecided: all of them, newest first.
    """
    # From what waits, which is little, to whose it is: not from every claim to what waits.
    mine, alerts = own_files(actor, at), Alert.objects.filter(confirmed_by=None)
    moves = Move.objects.filter(status=Waiting.PENDING.value, claim__case_id__in=mine)
    asking = moves.values_list("claim_id", flat=True).union(
        alerts.filter(low__case_id__in=mine).values_list("low_id", flat=True),
        alerts.filter(high__case_id__in=mine).values_list("high_id", flat=True),
    )
    rows = _open(Claim.objects.filter(id__in=list(asking)))
    return views_of(list(rows.order_by("-registered_at", "id")))


def _open(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    return rows.exclude(state__in=[state.value for state in ENDS])
