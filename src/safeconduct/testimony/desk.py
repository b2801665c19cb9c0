"""Reads what waits in the testimony of an officer's cases; nothing is opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import files_of_officer
from safeconduct.testimony.core.terms import CustodyEvent, PackageState
from safeconduct.testimony.models import CustodyLine, Package
from safeconduct.testimony.queries import media_of
from safeconduct.web.together import Reads, prepared, rows_of

MOST = 20  # things of one kind on My work


@dataclass(frozen=True)
class Offered:
    """An exhibit that another officer offers to this one."""

    id: UUID
    file_id: UUID
    alias: str
    name: str


def ask_offered(actor: Actor, at: datetime) -> Reads[list[Offered]]:
    """On the officer's cases, together with other reads; for callers that checked the role."""
    lines = yield from rows_of(_offers(actor.officer_id, actor.key_id, at))
    rows = (line.exhibit for line in lines)
    return [
        Offered(row.id, row.case_id, row.case.alias, f"{row}{media_of(row).extension}")
        for row in rows
    ]


@prepared
def _offers(officer_id: UUID, key_id: str, at: datetime) -> QuerySet[CustodyLine]:
    since = CustodyLine.objects.filter(
        exhibit=OuterRef("exhibit"), number__gt=OuterRef("number")
    )
    rows = CustodyLine.objects.filter(
        ~Exists(since),
        event=CustodyEvent.OFFERED.value,
        to_key=key_id,
        accepted_at=None,
        exhibit__case_id__in=files_of_officer(officer_id, at),
    )
    rows = rows.select_related("exhibit__case").order_by("exhibit__case_id", "exhibit__number")
    return rows.defer("exhibit__sealed_content", "exhibit__sealed_salt")[:MOST]


def ask_with_packages(actor: Actor, at: datetime) -> Reads[list[UUID]]:
    """Those of the officer's cases with a package that is not made, the oldest asked first."""
    files = yield from rows_of(_not_made(actor.officer_id, at))
    return list(dict.fromkeys(files))


@prepared
def _not_made(officer_id: UUID, at: datetime) -> QuerySet[Package, UUID]:
    rows = Package.objects.filter(case_id__in=files_of_officer(officer_id, at))
    rows = rows.exclude(state=PackageState.MADE.value).order_by("proposed_at", "id")
    return rows.values_list("case_id", flat=True)[:MOST]
