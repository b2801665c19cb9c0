"""Filters kept under a name: both are sealed to the officer, who alone reads them."""

import json
from dataclasses import dataclass
from uuid import UUID

from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.saved import UNDO, reasons_not_to_keep
from safeconduct.casework.models import SavedFilter
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.record.services import act
from safeconduct.vault.own import open_own, seal_own

COLUMN = "casework.savedfilter.sealed"


@dataclass(frozen=True)
class Kept:
    """One kept filter: its name and what its address says."""

    id: UUID
    name: str
    address: dict[str, str]


@dataclass(frozen=True)
class Shelf:
    """An officer's kept filters by name; `dropped` can be taken back, `altered` not be read."""

    kept: tuple[Kept, ...]
    dropped: tuple[Kept, ...]
    altered: int


def shelf(me: Signed) -> Shelf:
    """Every filter that this officer keeps, or dropped within a day."""
    kept: list[Kept] = []
    dropped: list[Kept] = []
    altered = 0
    for row in SavedFilter.objects.filter(officer_id=me.actor.officer_id):
        if row.dropped_at is not None and row.dropped_at <= me.at - UNDO:
            continue
        try:
            told = json.loads(open_own(me.keys, COLUMN, row.id, bytes(row.sealed)))
        except Refused:
            altered += 1
            continue
        one = Kept(row.id, told["name"], told["address"])
        (dropped if row.dropped_at else kept).append(one)
    return Shelf(_by_name(kept), _by_name(dropped), altered)


def _by_name(found: list[Kept]) -> tuple[Kept, ...]:
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def keep(me: Signed, name: str, address: dict[str, str]) -> UUID:
    """Keep a filter (what its address says) under a name; those dropped long ago go."""
    filter_id = new_id()
    with act(me.actor, me.at):
        _lock(me)
        others = [one.name for one in shelf(me).kept]
        refuse_if(reasons_not_to_keep(name, others, empty=not address))
        own = SavedFilter.objects.filter(officer_id=me.actor.officer_id)
        own.filter(dropped_at__lte=me.at - UNDO).delete()
        text = json.dumps({"name": name, "address": address}, ensure_ascii=False)
        SavedFilter.objects.create(
            id=filter_id,
            officer_id=me.actor.officer_id,
            sealed=seal_own(me.keys, COLUMN, filter_id, text),
        )
    return filter_id


def drop(me: Signed, filter_id: UUID) -> None:
    """Delete a filter; for a day it can be taken back. Unknown when it is another's."""
    with act(me.actor, me.at):
        rows = SavedFilter.objects.filter(id=filter_id, officer_id=me.actor.officer_id)
        if not rows.exists():
            raise Unknown
        rows.filter(dropped_at=None).update(dropped_at=me.at)


def take_back(me: Signed, filter_id: UUID) -> None:
    """Undo a deletion; Refused when a filter of this name was kept meanwhile."""
    with act(me.actor, me.at):
        _lock(me)
        now = shelf(me)
        found = [one for one in now.dropped if one.id == filter_id]
        if not found:
            raise Unknown
        others = [one.name for one in now.kept]
        refuse_if(reasons_not_to_keep(found[0].name, others, empty=False))
        SavedFilter.objects.filter(id=filter_id).update(dropped_at=None)


def _lock(me: Signed) -> None:
    """Of two filters kept at once the later sees the earlier."""
    own = SavedFilter.objects.select_for_update().filter(officer_id=me.actor.officer_id)
    list(own.order_by("id").values_list("id", flat=True))
