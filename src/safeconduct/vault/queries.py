"""Reads wraps and shred keys and turns them into what a holder may open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from safeconduct.common.refusal import Refused
from safeconduct.vault.core.recovery import Sealed
from safeconduct.vault.core.terms import KEY_BYTES, Compartment, Holder, Place, WhyNot
from safeconduct.vault.links import with_earlier
from safeconduct.vault.models import BUNDLE, DeskWrap, QuickWrap, Wrap
from safeconduct.vault.opening import FileKeys, Holding, PrivateKey, unseal
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import derive, seal
from safeconduct.web.among import among
from safeconduct.web.together import Reads, prepared, read, rows_of

BUNDLE_ORDER = tuple(sorted(Compartment))
T = TypeVar("T")


def purpose(file_id: UUID, compartment: str) -> bytes:
    """HPKE info of a wrap, docs/formats/wrap.md."""
    return b"safeconduct/vault/wrap/v1|" + f"{file_id.hex}|{compartment}".encode()


def desk_purpose(desk_key_id: str) -> bytes:
    """HPKE info of the desk key's wrap to an officer."""
    return b"safeconduct/vault/desk/v1|" + desk_key_id.encode()


def files_at_desk() -> QuerySet[Wrap, Any]:
    """Files that a desk opens, which became nobody's case yet; a subquery."""
    return Wrap.objects.filter(holder=Holder.DESK).values("file_id")


def shred_key(file_id: UUID) -> bytes:
    """The file's shred key (32 bytes); Refused when it was destroyed."""
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_key_of(%s)", [file_id])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise Refused([WhyNot.SHREDDED])
    return bytes(row[0])


def shred_keys(file_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Shred keys of those of these files that were not erased; one query."""
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT file, shred FROM shred_keys_of(%s)", [list(file_ids)])
        return {file_id: bytes(key) for file_id, key in cursor.fetchall()}


def shredded(file_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these files that both databases say were erased: no shred key, and no wrap.

    One of the two alone may be an older copy of itself; what follows from erasing is for good.
    """
    gone = set(file_ids)
    gone -= set(shred_keys(gone))
    return gone - set(Wrap.objects.filter(file_id__in=gone).values_list("file_id", flat=True))


def unbundle(raw: bytes) -> dict[Compartment, bytes]:
    """The seven compartment keys of a bundle, docs/formats/wrap.md."""
    parts = (raw[i : i + KEY_BYTES] for i in range(0, len(raw), KEY_BYTES))
    return dict(zip(BUNDLE_ORDER, parts, strict=True))


def _live(**wanted: Any) -> QuerySet[Wrap]:
    """Wraps given for good, or for a time that runs still (by the database's own clock)."""
    return Wrap.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()), **wanted)


def open_file(keys: Holding, file_id: UUID, *, lasting: bool = False) -> FileKeys:
    """Every compartment of the file that `keys` holds a wrap for (perhaps none), all epochs.

    `lasting`: of those, what is held for good. Whoever gives keys to others opens it so.
    """
    found: dict[Compartment, bytes] = {}
    epochs: dict[Compartment, int] = {}
    wanted = {"until": None} if lasting else {}
    for row in _live(file_id=file_id, key_id=keys.key_id, **wanted).order_by("epoch"):
        raw = keys.private.unwrap(purpose(file_id, row.compartment), bytes(row.sealed))
        bundle = row.compartment == BUNDLE
        opened = unbundle(raw) if bundle else {Compartment(row.compartment): raw}
        found |= opened
        epochs |= dict.fromkeys(opened, row.epoch)
    return with_earlier(file_id, found, shred_key(file_id), epochs)


@dataclass
class ManyFiles:
    """Files of which a key opens one part; `fresh` are quick wraps that wait to be kept.

    `altered` counts wraps that are not genuine.
    """

    files: dict[UUID, FileKeys] = field(default_factory=dict)
    fresh: list[QuickWrap] = field(default_factory=list)
    altered: int = 0


def open_part(keys: Holding, part: Compartment) -> ManyFiles:
    """Every file of which `keys` holds a wrap of this part; shredded files are not there.

    Three queries at most, however many files. Hand `fresh` to `services.keep_quick`, so that
    the next time is fast. The newest key only: what is searched is sealed anew at a renewal.
    """
    rows = list(
        _live(key_id=keys.key_id, compartment=part)
        .order_by("epoch")
        .values_list("id", "file_id", "epoch", "quick__sealed")
    )
    shred = shred_keys({row[1] for row in rows})
    key, many, slow = _quick_key(keys), ManyFiles(), []
    for wrap_id, file_id, epoch, sealed in rows:
        if (here := shred.get(file_id)) is None:
            continue
        place = _quick_place(file_id, wrap_id, epoch)
        secret = _open_quick(key + here, place, bytes(sealed or b""))
        if secret is None:
            slow.append(wrap_id)
        else:
            many.files[file_id] = FileKeys(file_id, {part: secret}, here)
    _open_slowly(keys, slow, shred, many)
    return many


def _open_slowly(
    keys: Holding, wrap_ids: list[UUID], shred: dict[UUID, bytes], many: ManyFiles
) -> None:
    """Open wraps that have no quick one yet, and make it."""
    key = _quick_key(keys)
    for row in _live(id__in=wrap_ids).order_by("epoch") if wrap_ids else ():
        part, here = Compartment(row.compartment), shred[row.file_id]
        try:
            secret = keys.private.unwrap(purpose(row.file_id, part), bytes(row.sealed))
        except Refused:
            many.altered += 1
            continue
        many.files[row.file_id] = FileKeys(row.file_id, {part: secret}, here)
        sealed = seal(key + here, _quick_place(row.file_id, row.id, row.epoch), secret)
        many.fresh.append(QuickWrap(wrap_id=row.id, sealed=sealed))


def _quick_key(keys: Holding) -> bytes:
    return derive(keys.private.seed, b"safeconduct/vault/quick/v1")


def _quick_place(file_id: UUID, wrap_id: UUID, epoch: int) -> Place:
    # Of an earlier epoch it does not open: whoever keeps one late keeps nothing.
    return Place(f"vault.quickwrap.sealed.{epoch}", file_id, wrap_id)


def _open_quick(key: bytes, place: Place, sealed: bytes) -> bytes | None:
    """The data key; None when there is no quick wrap, or not a genuine one: the wrap tells."""
    if not sealed:
        return None
    try:
        return unseal(key, place, sealed)
    except Refused:
        return None


def desk_keys(keys: Holding, file_id: UUID | None = None) -> Holding:
    """The desk's key, for an officer on duty; Refused for anybody else.

    Of a file: the key that it is wrapped to, be it an old one; else the one in use.
    """
    held = {row.desk_key_id: row for row in DeskWrap.objects.filter(key_id=keys.key_id)}
    wanted = [one[-1].key.key_id for one in ring().desks.values()]
    if file_id is not None:
        rows = Wrap.objects.filter(file_id=file_id, holder=Holder.DESK, key_id__in=held)
        wanted = [*rows.values_list("key_id", flat=True), *wanted]
    row = next((held[key_id] for key_id in wanted if key_id in held), None)
    if row is None:
        raise Refused([WhyNot.NO_KEY])
    seed = keys.private.unwrap(desk_purpose(row.desk_key_id), bytes(row.sealed))
    return Holding(row.desk_key_id, PrivateKey(seed))


def open_at_desk(keys: Holding, file_id: UUID) -> FileKeys:
    """The file as its desk opens it; Refused for whoever does not hold the desk's key.

    Asked once more when nothing opened: the wrap may have moved to a new key just then.
    """
    found = open_file(desk_keys(keys, file_id), file_id)
    return found if found.keys else open_file(desk_keys(keys, file_id), file_id)


def holders(file_id: UUID) -> dict[str, set[Compartment]]:
    """Officers' key ids and the compartments each may open (bundles and services left out)."""
    rows = _live(file_id=file_id, holder=Holder.OFFICER)
    return _parts_by(rows.values_list("key_id", "compartment"))


def lasting(key_id: str) -> dict[UUID, set[Compartment]]:
    """Files and compartments that an officer's key opens for good."""
    rows = Wrap.objects.filter(key_id=key_id, holder=Holder.OFFICER, until=None)
    return _parts_by(rows.values_list("file_id", "compartment"))


def opened_by(key_ids: Iterable[str], file_ids: Iterable[UUID]) -> dict[UUID, set[Compartment]]:
    """What these officers' keys open together, for good, of these files."""
    rows = Wrap.objects.filter(
        file_id__in=list(file_ids), key_id__in=list(key_ids), holder=Holder.OFFICER, until=None
    )
    return _parts_by(rows.values_list("file_id", "compartment").distinct())


def lasting_holders(file_id: UUID) -> dict[str, set[Compartment]]:
    """Officers' key ids and the compartments each opens for good."""
    rows = Wrap.objects.filter(file_id=file_id, holder=Holder.OFFICER, until=None)
    return _parts_by(rows.values_list("key_id", "compartment"))


def _parts_by(pairs: Iterable[tuple[T, str]]) -> dict[T, set[Compartment]]:
    found: dict[T, set[Compartment]] = {}
    for one, part in pairs:
        found.setdefault(one, set()).add(Compartment(part))
    return found


def desks_of(key_id: str) -> set[str]:
    """Key ids of the desks (intake, ombudsman) whose private key this officer's key opens."""
    return set(DeskWrap.objects.filter(key_id=key_id).values_list("desk_key_id", flat=True))


def at_desk(desk_key_id: str) -> set[str]:
    """Officers' key ids that open a desk's private key."""
    return set(
        DeskWrap.objects.filter(desk_key_id=desk_key_id).values_list("key_id", flat=True)
    )


def may_open(key_id: str, file_ids: Iterable[UUID], compartment: Compartment) -> set[UUID]:
    """Those of `file_ids` whose compartment the key may open; one query."""
    return read(ask_may_open(key_id, list(file_ids), compartment))


def ask_may_open(
    key_id: str, file_ids: list[UUID], compartment: Compartment
) -> Reads[set[UUID]]:
    """As `may_open`, together with other reads."""
    return set((yield from rows_of(_opening(key_id, file_ids, compartment))))


@prepared
def _opening(
    key_id: str, file_ids: list[UUID], compartment: Compartment
) -> QuerySet[Wrap, UUID]:
    rows = _live(key_id=key_id, compartment=compartment).filter(among("file_id", file_ids))
    return rows.values_list("file_id", flat=True)


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
