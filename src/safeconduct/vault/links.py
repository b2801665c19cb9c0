"""The chain of earlier keys: each epoch's key lies sealed under the next one's."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Max

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused
from safeconduct.vault.core.terms import Compartment, Place, WhyNot
from safeconduct.vault.models import EarlierKey
from safeconduct.vault.opening import FileKeys, unseal
from safeconduct.vault.sealing import seal

COLUMN = "vault.earlierkey.sealed"


def epochs_of(file_id: UUID) -> dict[Compartment, int]:
    """The newest epoch of each part that was renewed; the others are at epoch 1."""
    rows = EarlierKey.objects.filter(file_id=file_id).values("compartment")
    found = rows.annotate(last=Max("epoch")).values_list("compartment", "last")
    return {Compartment(part): last + 1 for part, last in found}


def with_earlier(
    file_id: UUID,
    newest: dict[Compartment, bytes],
    shred: bytes,
    parts: Mapping[Compartment, int],
) -> FileKeys:
    """`newest` with the earlier keys of `parts` (part to epoch); one query, none at epoch 1.

    Refused (NOT_GENUINE) when the chain is broken: then the newest key is not the one that was
    made, or somebody took a link away.
    """
    renewed = [part for part, epoch in parts.items() if epoch > 1]
    rows = EarlierKey.objects.filter(file_id=file_id, compartment__in=renewed)
    links: dict[str, list[EarlierKey]] = {}
    for row in rows.order_by("-epoch") if renewed else ():
        links.setdefault(row.compartment, []).append(row)
    earlier = {
        part: _walk(newest[part] + shred, shred, links.get(part, []), parts[part])
        for part in renewed
    }
    return FileKeys(file_id, newest, shred, earlier)


def _walk(key: bytes, shred: bytes, links: list[EarlierKey], epoch: int) -> tuple[bytes, ...]:
    if [link.epoch for link in links] != list(range(epoch - 1, 0, -1)):
        raise Refused([WhyNot.NOT_GENUINE])
    found = []
    for link in links:
        older = unseal(key, Place(COLUMN, link.file_id, link.id), bytes(link.sealed))
        found.append(older)
        key = older + shred
    return tuple(found)


def link(opened: FileKeys, part: Compartment, fresh: bytes) -> EarlierKey:
    """The row that leads from the fresh key of a part back to the newest of `opened`."""
    row_id = new_id()
    place = Place(COLUMN, opened.file_id, row_id)
    return EarlierKey(
        id=row_id,
        file_id=opened.file_id,
        compartment=part,
        epoch=opened.epoch(part),
        sealed=seal(fresh + opened.shred, place, opened.keys[part]),
    )


def require_newest(opened: FileKeys, part: Compartment) -> None:
    """Conflict when the part was renewed since it was opened: load the page again."""
    if epochs_of(opened.file_id).get(part, 1) != opened.epoch(part):
        raise Conflict
