"""Makes files and gives, or takes back, the keys to their compartments."""

import os
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, connections, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, refuse_if
from safeconduct.record import queries as record
from safeconduct.vault.core.recovery import Sealed
from safeconduct.vault.core.terms import KEY_BYTES, Compartment, Due, Holder, WhyNot
from safeconduct.vault.desks import leave_desks
from safeconduct.vault.due import drop_due, mark_due
from safeconduct.vault.models import BUNDLE, DeskWrap, QuickWrap, Wrap
from safeconduct.vault.opening import FileKeys, PrivateKey
from safeconduct.vault.queries import BUNDLE_ORDER, desk_purpose, purpose
from safeconduct.vault.ring import Ring, ring
from safeconduct.vault.sealing import OfficerKey, PublicKey, wrap
from safeconduct.web.blind import insert


def new_file_keys(file_id: UUID) -> FileKeys:
    """Fresh compartment keys, and a shred key that is committed to the key store first.

    A crash right after leaves an orphan shred key, which opens nothing and is swept.
    """
    shred = os.urandom(KEY_BYTES)
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_key_new(%s, %s)", [file_id, shred])
    fresh = {part: os.urandom(KEY_BYTES) for part in Compartment}
    return FileKeys(file_id, fresh, shred)


def bundle_wraps(opened: FileKeys, ring: Ring) -> list[Wrap]:
    """The two first wraps of a new file, to be written: intake desk and recovery."""
    bundle = b"".join(opened.keys[part] for part in BUNDLE_ORDER)
    info = purpose(opened.file_id, BUNDLE)
    return [
        Wrap(
            id=new_id(),
            file_id=opened.file_id,
            compartment=BUNDLE,
            holder=holder,
            key_id=key.key_id,
            sealed=wrap(key, info, bundle),
        )
        for holder, key in ((Holder.DESK, ring.desk), (Holder.RECOVERY, ring.recovery))
    ]


def wrap_bundle(opened: FileKeys, ring: Ring) -> None:
    """Store the two first wraps of a new file."""
    insert(*bundle_wraps(opened, ring))


def wrap_for_ombudsman(opened: FileKeys, ring: Ring) -> None:
    """Store the one wrap of a complaint: its contact key, to the ombudsman and nobody else."""
    part = Compartment.CONTACT
    sealed = wrap(ring.ombudsman, purpose(opened.file_id, part), opened.keys[part])
    insert(
        Wrap(
            id=new_id(),
            file_id=opened.file_id,
            compartment=part,
            holder=Holder.DESK,
            key_id=ring.ombudsman.key_id,
            sealed=sealed,
        )
    )


def grant(
    opened: FileKeys,
    to: PublicKey,
    compartments: Iterable[Compartment],
    holder: Holder,
    *,
    at: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Compartment, ...]:
    """Wrap the named compartments to `to`, for good or from `at` `until` (ten hours at most).

    What `to` holds for good is left alone; what it holds for a time is given anew. Refused
    (NO_KEY) when the giver does not hold one of them: nobody can give what he lacks; and when
    nobody vouches for `to`: an officer's key is signed, a service's stands in the ring.
    Conflict when a part was renewed since the giver opened it; the database waits for a renewal
    that runs, and looks. Returns what was newly given. Call inside `act`.
    """
    given = grant_each(opened, [(to, compartments)], holder, at=at, until=until)
    return given.get(to.key_id, ())


def grant_each(
    opened: FileKeys,
    wanted: Iterable[tuple[PublicKey, Iterable[Compartment]]],
    holder: Holder,
    *,
    at: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, tuple[Compartment, ...]]:
    """As `grant`, to several keys at once; returns what was newly given by key id."""
    pairs = [(to, part) for to, parts in wanted for part in sorted(set(parts))]
    for to in {to for to, _ in pairs}:
        refuse_if(_reasons_not_to_give(to, holder))
    if not all(opened.may_open(part) for _, part in pairs):
        raise Refused([WhyNot.NO_KEY])
    wraps = Wrap.objects.filter(file_id=opened.file_id)
    rows = wraps.filter(key_id__in={to.key_id for to, _ in pairs})
    held = {
        (row.key_id, row.compartment): row
        for row in rows.only("key_id", "compartment", "until")
    }
    lasting = {one for one, row in held.items() if row.until is None}
    fresh = [(to, part) for to, part in pairs if (to.key_id, part) not in lasting]
    lent = [held[one].id for to, part in fresh if (one := (to.key_id, part)) in held]
    if lent:
        wraps.filter(id__in=lent, until__isnull=False).delete()
    _insert(
        Wrap(
            id=new_id(),
            file_id=opened.file_id,
            compartment=part,
            epoch=opened.epoch(part),
            holder=holder,
            key_id=to.key_id,
            sealed=wrap(to, purpose(opened.file_id, part), opened.keys[part]),
            given_at=at,
            until=until,
        )
        for to, part in fresh
    )
    given: dict[str, tuple[Compartment, ...]] = {to.key_id: () for to, _ in pairs}
    for to, part in fresh:
        given[to.key_id] += (part,)
    return given


# Constraints of the database that say: somebody renewed, or gave, this key first.
MOVED_FIRST = ("vault_wrap_of_newest", "vault_wrap_once")


def _insert(wraps: Iterable[Wrap]) -> None:
    """Write wraps; Conflict when the database holds a newer key of one of the parts."""
    try:
        with transaction.atomic():
            Wrap.objects.bulk_create(wraps)
    except IntegrityError as error:
        if any(name in str(error) for name in MOVED_FIRST):
            raise Conflict from error
        raise


def _reasons_not_to_give(to: PublicKey, holder: Holder) -> list[WhyNot]:
    if holder is Holder.OFFICER:
        return [] if isinstance(to, OfficerKey) else [WhyNot.KEY_UNSIGNED]
    return [] if to in ring().services.values() else [WhyNot.NOT_OF_THE_RING]


def sweep_wraps() -> int:
    """Remove wraps whose time is over; returns how many. They open nothing before this."""
    with transaction.atomic():
        return _take_back(Wrap.objects.filter(until__lte=Now()))


def _take_back(wraps: QuerySet[Wrap], given_anew: Container[str] = ()) -> int:
    """Remove wraps; of officers', the parts are due for a new key unless given anew.

    By their ids: a wrap that is being renewed meanwhile keeps its own, and goes too.
    """
    rows = list(wraps.values_list("id", "file_id", "compartment", "holder"))
    gone = Wrap.objects.filter(id__in=[row[0] for row in rows]).delete()[0] if rows else 0
    lost = {
        (file_id, Compartment(part))
        for _, file_id, part, holder in rows
        if holder == Holder.OFFICER and part not in given_anew
    }
    mark_due(lost, Due.ENDED)
    return gone


def forget_wraps(file_ids: Iterable[UUID]) -> None:
    """Remove all wraps of these files; without any, the sweep drops their shred keys too."""
    files = list(file_ids)
    Wrap.objects.filter(file_id__in=files).delete()
    drop_due(files)


def store_recovered(key_id: str, wraps: Sequence[Sealed]) -> None:
    """Put recovered wraps in place of whatever this officer's key held of the same parts.

    Call inside `act`, after every check: nothing is checked here but that no key was renewed
    this very moment (Conflict).
    """
    for one in wraps:
        Wrap.objects.filter(
            file_id=one.file_id, key_id=key_id, compartment=one.compartment
        ).delete()
    _insert(
        Wrap(
            id=new_id(),
            file_id=one.file_id,
            compartment=one.compartment,
            epoch=one.epoch,
            holder=Holder.OFFICER,
            key_id=key_id,
            sealed=one.sealed,
        )
        for one in wraps
    )


ORPHAN_DAYS = 1  # whole days: no letter takes that long to be committed
SWEEP_PAGE = 1000


def sweep_shred_keys(today: date) -> int:
    """Drop shred keys of files that never came to be, or are gone; returns how many.

    Only where there is no wrap, and no row of any table knows the file: a wrap that was lost
    may come back from a backup, a shred key would not. Refused (OTHER_DATABASE) when the record
    here does not continue the one that the key store saw last: after a restore from an older
    backup, keys of living files would look like orphans. Safe to run twice.
    """
    _refuse_unless_continued()
    before, after, dropped = today - timedelta(days=ORPHAN_DAYS), UUID(int=0), 0
    while page := _shred_keys_before(before, after):
        held = Wrap.objects.filter(file_id__in=page).values_list("file_id", flat=True)
        for file_id in _unknown(set(page) - set(held)):
            _drop_shred_key(file_id)
            dropped += 1
        after = page[-1]
    return dropped


def _unknown(file_ids: set[UUID]) -> set[UUID]:
    """Those that no uuid column of any table holds."""
    if not file_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault_known_files(%s)", [list(file_ids)])
        return file_ids - {row[0] for row in cursor.fetchall()}


def _shred_keys_before(before: date, after: UUID) -> list[UUID]:
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_keys_before(%s, %s, %s)", [before, after, SWEEP_PAGE])
        return [row[0] for row in cursor.fetchall()]


def _refuse_unless_continued() -> None:
    """Hold the record against the head seen last, then let the key store see this one."""
    lines = record.size()
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT size, root FROM record_seen_last()")
        seen = cursor.fetchone()
        if seen is not None:
            same = seen[0] <= lines and record.root(seen[0]) == bytes(seen[1])
            refuse_if([] if same else [WhyNot.OTHER_DATABASE])
        cursor.execute("SELECT record_seen_note(%s, %s)", [lines, record.root(lines)])


def _drop_shred_key(file_id: UUID) -> None:
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_key_drop(%s)", [file_id])


def rewrite_shred_keys() -> bool:
    """Write the key store's table anew when keys were dropped since; whether that was needed.

    Until then their bytes lie in its files, and in every backup of these. Safe to run twice.
    """
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_keys_rewrite()")
        return bool(cursor.fetchone()[0])


def shred(file_id: UUID) -> None:
    """Destroy a file's shred key and all its wraps: nobody can read it any more.

    Safe to run twice. The key store keeps no version of the row; its backups are short-lived.
    """
    forget_wraps([file_id])
    _drop_shred_key(file_id)


def revoke(file_id: UUID, key_id: str, given_anew: Container[str] = ()) -> int:
    """Remove every wrap a key holds for the file; what was read before stays read.

    An officer's parts are due for new keys then, but for those that are given anew at once.
    """
    with transaction.atomic():
        return _take_back(Wrap.objects.filter(file_id=file_id, key_id=key_id), given_anew)


def keep_quick(fresh: Iterable[QuickWrap]) -> None:
    """Keep quick wraps that `queries.open_part` made; none when a wrap was just revoked.

    Then the next search makes those that are left.
    """
    with suppress(IntegrityError), transaction.atomic():
        QuickWrap.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=["wrap"], update_fields=["sealed"]
        )


def revoke_all(key_id: str) -> int:
    """Remove every wrap of a key, the desks' too. Call inside `act`."""
    leave_desks(key_id)
    return _take_back(Wrap.objects.filter(key_id=key_id))


def put_on_desk(desk: PrivateKey, officer: OfficerKey) -> None:
    """Seal a desk's private key to an officer who goes on duty, beside older ones.

    Refused (KEY_UNSIGNED) for a key that the programme did not sign.
    """
    refuse_if(_reasons_not_to_give(officer, Holder.OFFICER))
    desk_id = desk.public().key_id
    DeskWrap.objects.update_or_create(
        key_id=officer.key_id,
        desk_key_id=desk_id,
        defaults={"sealed": wrap(officer, desk_purpose(desk_id), desk.seed)},
    )
