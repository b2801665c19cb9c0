"""Reads wraps and shred keys and turns them into what a holder may open."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.recovery import Sealed
from safeconduct.vault.core.terms import KEY_BYTES, Compartment, Holder, WhyNot
from safeconduct.vault.models import BUNDLE, DeskWrap, Wrap
from safeconduct.vault.opening import FileKeys, Holding, PrivateKey

BUNDLE_ORDER = tuple(sorted(Compartment))


def purpose(file_id: UUID, compartment: str) -> bytes:
    """HPKE info of a wrap, docs/formats/wrap.md."""
    return b"safeconduct/vault/wrap/v1|" + f"{file_id.hex}|{compartment}".encode()


def desk_purpose(desk_key_id: str) -> bytes:
    """HPKE info of the desk key's wrap to an officer."""
    return b"safeconduct/vault/desk/v1|" + desk_key_id.encode()


def shred_key(file_id: UUID) -> bytes:
    """The file's shred key (32 bytes); Refused when it was destroyed."""
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_key_of(%s)", [file_id])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise Refused([WhyNot.SHREDDED])
    return bytes(row[0])


def unbundle(raw: bytes) -> dict[Compartment, bytes]:
    """The seven compartment keys of a bundle, docs/formats/wrap.md."""
    parts = (raw[i : i + KEY_BYTES] for i in range(0, len(raw), KEY_BYTES))
    return dict(zip(BUNDLE_ORDER, parts, strict=True))


def _live(**wanted: Any) -> QuerySet[Wrap]:
    """Wraps given for good, or for a time that runs still (by the database's own clock)."""
    return Wrap.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()), **wanted)


def open_file(keys: Holding, file_id: UUID) -> FileKeys:
    """Every compartment of the file that `keys` holds a wrap for (perhaps none)."""
    found: dict[Compartment, bytes] = {}
    for row in _live(file_id=file_id, key_id=keys.key_id).order_by("epoch"):
        raw = keys.private.unwrap(purpose(file_id, row.compartment), bytes(row.sealed))
        if row.compartment == BUNDLE:
            found |= unbundle(raw)
        else:
            found[Compartment(row.compartment)] = raw
    return FileKeys(file_id, found, shred_key(file_id))


def desk_keys(keys: Holding) -> Holding:
    """The intake desk's key, for an officer on duty; Refused for anybody else."""
    row = DeskWrap.objects.filter(key_id=keys.key_id).first()
    if row is None:
        raise Refused([WhyNot.NO_KEY])
    seed = keys.private.unwrap(desk_purpose(row.desk_key_id), bytes(row.sealed))
    return Holding(row.desk_key_id, PrivateKey(seed))


def holders(file_id: UUID) -> dict[str, set[Compartment]]:
    """Officers' key ids and the compartments each may open (bundles and services left out)."""
    rows = _live(file_id=file_id, holder=Holder.OFFICER)
    found: dict[str, set[Compartment]] = {}
    for key_id, compartment in rows.values_list("key_id", "compartment"):
        found.setdefault(key_id, set()).add(Compartment(compartment))
    return found


def may_open(key_id: str, file_ids: Iterable[UUID], compartment: Compartment) -> set[UUID]:
    """Those of `file_ids` whose compartment the key may open; one query."""
    rows = _live(key_id=key_id, file_id__in=list(file_ids), compartment=compartment)
    return set(rows.values_list("file_id", flat=True))


def recovery_wraps(
    recovery_key: str, file_ids: Iterable[UUID], compartments: Iterable[str]
) -> tuple[Sealed, ...]:
    """What the recovery key holds of these parts of these files: bundles, or single parts."""
    rows = Wrap.objects.filter(
        key_id=recovery_key,
        holder=Holder.RECOVERY,
        file_id__in=list(file_ids),
        compartment__in=[BUNDLE, *compartments],
    ).order_by("file_id", "compartment", "epoch")
    return tuple(
        Sealed(row.file_id, row.compartment, row.epoch, bytes(row.sealed)) for row in rows
    )


def fully_held(file_ids: Iterable[UUID], key_ids: Iterable[str]) -> int:
    """Of how many of these files every compartment is held by one of these officers' keys."""
    rows = _live(file_id__in=list(file_ids), holder=Holder.OFFICER, key_id__in=list(key_ids))
    counts = rows.values("file_id").annotate(parts=Count("compartment", distinct=True))
    return counts.filter(parts=len(Compartment)).count()
