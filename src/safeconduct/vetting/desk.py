"""Reads what waits in the vetting of an officer's cases; codes and counts alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import files_of_officer
from safeconduct.vetting.core.terms import Answer, ProposalState
from safeconduct.vetting.models import Conclusion, Finding
from safeconduct.web.together import Reads, both, prepared, rows_of

MOST = 100  # files on My work


@dataclass(frozen=True)
class Waits:
    """What waits in the vetting of the officer's cases; codes and counts alone."""

    to_be_put: dict[UUID, int]  # findings by file
    pending: dict[UUID, UUID]  # the conclusion, by file, that somebody else proposed

    @property
    def files(self) -> list[UUID]:
        """Every file of it, in one order."""
        return sorted({*self.to_be_put, *self.pending})


def ask_waits(actor: Actor, at: datetime) -> Reads[Waits]:
    """On the officer's cases, together with other reads; for callers that checked the role."""
    mine = actor.officer_id, at
    findings, proposals = yield from both(rows_of(_to_be_put(*mine)), rows_of(_pending(*mine)))
    return Waits(dict(findings), dict(proposals))


@prepared
def _to_be_put(officer_id: UUID, at: datetime) -> QuerySet[Finding, tuple[UUID, int]]:
    rows = Finding.objects.filter(
        answer=Answer.NOT_PUT.value, file_id__in=files_of_officer(officer_id, at)
    )
    return rows.order_by("file_id").values_list("file_id").annotate(n=Count("id"))[:MOST]


@prepared
def _pending(officer_id: UUID, at: datetime) -> QuerySet[Conclusion, tuple[UUID, UUID]]:
    rows = Conclusion.objects.filter(
        state=ProposalState.PENDING.value, file_id__in=files_of_officer(officer_id, at)
    )
    rows = rows.exclude(proposed_by=officer_id).order_by("proposed_at", "id")
    return rows.values_list("file_id", "id")[:MOST]
