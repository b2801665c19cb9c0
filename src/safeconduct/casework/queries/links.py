"""Reads links between cases, for officers who work on both; nobody else learns of one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import files_of_officer
from safeconduct.casework.core.links import LINK_LIFE, LinkKind
from safeconduct.casework.core.terms import Stage
from safeconduct.casework.models import Link
from safeconduct.web.together import Reads, prepared, read


@dataclass(frozen=True)
class LinkView:
    """A link as seen from one of its cases."""

    id: UUID
    kind: LinkKind
    other: UUID
    alias: str
    stage: Stage
    made: bool
    ending: bool
    proposed_by: UUID | None

    @property
    def waits(self) -> bool:
        """Whether a second person has to confirm something."""
        return not self.made or self.ending


def links_of(actor: Actor, file_id: UUID, at: datetime) -> list[LinkView]:
    """Links of a case to others of the officer's own: made, proposed, about to end."""
    return read(ask_links(actor, file_id, at))


def ask_links(actor: Actor, file_id: UUID, at: datetime) -> Reads[list[LinkView]]:
    """As `links_of`, together with other reads."""
    rows = _links(actor.officer_id, file_id, at, at - LINK_LIFE)
    yield [rows]
    return [_view(row, file_id, at) for row in rows]


@prepared
def _links(officer_id: UUID, file_id: UUID, at: datetime, since: datetime) -> QuerySet[Link]:
    mine = files_of_officer(officer_id, at)
    sides = Q(low_id=file_id, high_id__in=mine) | Q(high_id=file_id, low_id__in=mine)
    rows = Link.objects.filter(sides, ended_at=None).select_related("low", "high")
    # A proposal nobody confirmed in time is none any more.
    rows = rows.filter(Q(confirmed_by__isnull=False) | Q(proposed_at__gt=since))
    return rows.order_by("kind", "proposed_at", "id")


def _view(row: Link, file_id: UUID, at: datetime) -> LinkView:
    other = row.high if row.low_id == file_id else row.low
    end_at = row.end_proposed_at
    ending = end_at is not None and end_at > at - LINK_LIFE
    return LinkView(
        row.id, LinkKind(row.kind), other.file_id, other.alias, Stage(other.stage),
        row.confirmed_by is not None, ending,
        row.end_proposed_by if ending else row.proposed_by,
    )  # fmt: skip
