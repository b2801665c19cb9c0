"""Which parts of which files need a new key, and since when."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from safeconduct.common.ids import new_id
from safeconduct.vault.core.terms import Compartment, Due
from safeconduct.vault.models import Capsule, KeyDue, Wrap
from safeconduct.web.together import Reads, counted, prepared, read, rows_of


def mark_due(parts: Iterable[tuple[UUID, Compartment]], reason: Due) -> None:
    """These parts of these files need a new key; what is due already keeps its day."""
    KeyDue.objects.bulk_create(
        (
            KeyDue(
                id=new_id(), file_id=file_id, compartment=part, since=Now(), reason=reason.name
            )
            for file_id, part in sorted(parts)
        ),
        ignore_conflicts=True,
    )


def drop_due(file_ids: Iterable[UUID]) -> None:
    """Nothing of these files is due any more: nobody can read them."""
    files = list(file_ids)
    KeyDue.objects.filter(file_id__in=files).delete()
    Capsule.objects.filter(file_id__in=files).delete()


def due_of(file_id: UUID) -> dict[Compartment, datetime]:
    """Parts of one file that wait for a new key, each with since when."""
    rows = KeyDue.objects.filter(file_id=file_id).values_list("compartment", "since")
    return {Compartment(part): since for part, since in rows}


def due_for(key_id: str) -> dict[UUID, set[Compartment]]:
    """Parts that wait for a new key and that this key opens for good, oldest first."""
    found: dict[UUID, set[Compartment]] = {}
    for file_id, part in _due_for(key_id).values_list("file_id", "compartment"):
        found.setdefault(file_id, set()).add(Compartment(part))
    return found


def count_due_for(key_id: str) -> int:
    """Of how many files; one query."""
    return read(ask_count_due(key_id))


def ask_count_due(key_id: str) -> Reads[int]:
    """As `count_due_for`, together with other reads."""
    (count,) = yield from rows_of(_count_due(key_id))
    return count


@prepared
def _count_due(key_id: str) -> QuerySet[KeyDue, int]:
    return counted(_due_for(key_id), "file_id")


def _due_for(key_id: str) -> QuerySet[KeyDue]:
    mine = Wrap.objects.filter(
        key_id=key_id,
        file_id=OuterRef("file_id"),
        compartment=OuterRef("compartment"),
        until=None,
    )
    return KeyDue.objects.filter(Exists(mine)).order_by("since", "file_id")


def opens_for_good(key_id: str, file_id: UUID, parts: Collection[Compartment]) -> bool:
    """Whether the key holds every one of these parts for good."""
    held = Wrap.objects.filter(
        key_id=key_id, file_id=file_id, compartment__in=list(parts), until=None
    )
    return held.count() == len(set(parts))


def newest_wraps(key_id: str, wanted: Mapping[UUID, Collection[Compartment]]) -> list[Wrap]:
    """The wraps that open these parts of these files for good; one query."""
    rows = Wrap.objects.filter(key_id=key_id, file_id__in=list(wanted), until=None)
    return [row for row in rows if row.compartment in wanted[row.file_id]]
