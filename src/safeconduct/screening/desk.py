"""Reads the hits that wait for a look on an officer's cases; nothing is opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from safeconduct.accounts.queries import files_of_officer
from safeconduct.accounts.signed import Signed
from safeconduct.casework.queries import ask_aliases_of
from safeconduct.screening.core.review import QueryState
from safeconduct.screening.models import Hit, Query, Review
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.queries import ask_may_open
from safeconduct.web.together import Reads, both, prepared, rows_of

MOST = 100  # hits on My work


@dataclass(frozen=True)
class ToLook:
    """A hit that nobody has looked at yet; nothing of it is opened."""

    id: UUID
    file_id: UUID
    alias: str


def ask_to_look(me: Signed) -> Reads[list[ToLook]]:
    """Hits of the newest answers on the officer's cases whose key they hold, oldest first."""
    hits = yield from rows_of(_to_look(me.actor.officer_id, me.at))
    files = list({file_id for _, file_id in hits})
    if not files:
        return []
    # One case whose key is not there yet keeps nobody from the others.
    keyed, names = yield from both(
        ask_may_open(me.keys.key_id, files, Compartment.IDENTITY), ask_aliases_of(files)
    )
    return [ToLook(one, file, names.get(file, "")) for one, file in hits if file in keyed]


@prepared
def _to_look(officer_id: UUID, at: datetime) -> QuerySet[Hit, tuple[UUID, UUID]]:
    asked, answered = OuterRef("query__asked_at"), OuterRef("query__answered_at")
    later = Query.objects.filter(
        Q(asked_at__gt=asked)
        | Q(asked_at=asked, answered_at__gt=answered)
        | Q(asked_at=asked, answered_at=answered, id__gt=OuterRef("query_id")),
        person_id=OuterRef("query__person_id"),
        state=QueryState.DONE.value,
    )
    rows = Hit.objects.filter(
        ~Exists(Review.objects.filter(hit=OuterRef("pk"))),
        ~Exists(later),
        file_id__in=files_of_officer(officer_id, at),
    )
    rows = rows.order_by("query__asked_at", "query_id", "ordinal")
    return rows.values_list("id", "file_id")[:MOST]
