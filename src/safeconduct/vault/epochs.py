"""Gives parts of a file new keys: holders go on, copies of the old keys do not."""

import os
from collections.abc import Callable, Collection
from dataclasses import replace

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused
from safeconduct.vault.core.terms import KEY_BYTES, Compartment, Holder, WhyNot
from safeconduct.vault.links import link
from safeconduct.vault.models import EarlierKey, Wrap
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import purpose
from safeconduct.vault.ring import Ring
from safeconduct.vault.sealing import OfficerKey, wrap


def renew(
    opened: FileKeys,
    parts: Collection[Compartment],
    ring: Ring,
    officer_key: Callable[[str], OfficerKey],
) -> FileKeys:
    """Fresh keys for these parts, wrapped to all who hold them now; what they open then.

    Conflict when `opened` is not the newest. Refused when the key of one holder is not genuine:
    nobody is left out in silence. Call inside `act`, with the case's row locked.
    """
    rows = _locked(opened, parts)
    if any(row.epoch != opened.epoch(Compartment(row.compartment)) for row in rows):
        raise Conflict
    fresh = {part: os.urandom(KEY_BYTES) for part in parts}
    EarlierKey.objects.bulk_create(link(opened, part, fresh[part]) for part in sorted(parts))
    renewed = replace(
        opened,
        keys=opened.keys | fresh,
        earlier={
            **opened.earlier,
            **{part: (opened.keys[part], *opened.earlier.get(part, ())) for part in parts},
        },
    )
    _wrap_anew(rows, renewed, ring, officer_key)
    _wrap_to_recovery(rows, renewed, parts, ring)
    return renewed


def _locked(opened: FileKeys, parts: Collection[Compartment]) -> list[Wrap]:
    """All wraps of these parts, locked until the transaction ends."""
    wraps = Wrap.objects.select_for_update().order_by("id")
    wanted = wraps.filter(file_id=opened.file_id, compartment__in=list(parts))
    # Read twice: what somebody gave while we waited is seen only by the second look, and
    # after the first nobody gives any more.
    list(wanted.values_list("id"))
    return list(wanted)


def _wrap_anew(
    rows: list[Wrap], keys: FileKeys, ring: Ring, officer_key: Callable[[str], OfficerKey]
) -> None:
    """The same rows with the new key: who is revoked at this moment loses this one, too."""
    known = {one.key_id: one for one in (ring.recovery, *ring.services.values())}
    for row in rows:
        if row.holder == Holder.OFFICER and row.key_id not in known:
            known[row.key_id] = officer_key(row.key_id)
        if row.key_id not in known:
            raise Refused([WhyNot.NOT_OF_THE_RING])
        part = Compartment(row.compartment)
        row.epoch = keys.epoch(part)
        row.sealed = wrap(known[row.key_id], purpose(keys.file_id, part), keys.keys[part])
    Wrap.objects.bulk_update(rows, ["epoch", "sealed"])


def _wrap_to_recovery(
    rows: list[Wrap], keys: FileKeys, parts: Collection[Compartment], ring: Ring
) -> None:
    """A wrap of its own for each part that recovery has in the first bundle only."""
    to = ring.recovery
    held = {row.compartment for row in rows if row.key_id == to.key_id}
    Wrap.objects.bulk_create(
        Wrap(
            id=new_id(),
            file_id=keys.file_id,
            compartment=part,
            epoch=keys.epoch(part),
            holder=Holder.RECOVERY,
            key_id=to.key_id,
            sealed=wrap(to, purpose(keys.file_id, part), keys.keys[part]),
        )
        for part in sorted(set(parts) - held)
    )
