"""Makes files and gives, or takes back, the keys to their compartments."""

import os
from collections.abc import Iterable
from uuid import UUID

from django.db import connections, transaction

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.vault.core.terms import KEY_BYTES, Compartment, Holder, WhyNot
from safeconduct.vault.models import BUNDLE, DeskWrap, Wrap
from safeconduct.vault.opening import FileKeys, PrivateKey
from safeconduct.vault.queries import BUNDLE_ORDER, desk_purpose, purpose
from safeconduct.vault.ring import Ring
from safeconduct.vault.sealing import PublicKey, wrap


def new_file_keys(file_id: UUID) -> FileKeys:
    """Fresh compartment keys, and a shred key that is committed to the key store first.

    A crash right after leaves an orphan shred key, which opens nothing and is swept.
    """
    shred = os.urandom(KEY_BYTES)
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_key_new(%s, %s)", [file_id, shred])
    fresh = {part: os.urandom(KEY_BYTES) for part in Compartment}
    return FileKeys(file_id, fresh, shred)


def wrap_bundle(opened: FileKeys, ring: Ring) -> None:
    """Store the two first wraps of a new file: intake desk and recovery."""
    bundle = b"".join(opened.keys[part] for part in BUNDLE_ORDER)
    info = purpose(opened.file_id, BUNDLE)
    # Blind inserts: the public door may add wraps and read none.
    Wrap.objects.bulk_create(
        Wrap(
            id=new_id(),
            file_id=opened.file_id,
            compartment=BUNDLE,
            holder=holder,
            key_id=key.key_id,
            sealed=wrap(key, info, bundle),
        )
        for holder, key in ((Holder.DESK, ring.desk), (Holder.RECOVERY, ring.recovery))
    )


def grant(
    opened: FileKeys, to: PublicKey, compartments: Iterable[Compartment], holder: Holder
) -> tuple[Compartment, ...]:
    """Wrap the named compartments to `to`; those it already holds are left alone.

    Refused (NO_KEY) when the giver does not hold one of them: nobody can give what he lacks.
    Returns what was newly given. Call inside `act`.
    """
    wanted = sorted(set(compartments))
    if not all(opened.may_open(part) for part in wanted):
        raise Refused([WhyNot.NO_KEY])
    held = Wrap.objects.filter(file_id=opened.file_id, key_id=to.key_id)
    known = set(held.values_list("compartment", flat=True))
    fresh = tuple(part for part in wanted if part not in known)
    Wrap.objects.bulk_create(
        Wrap(
            id=new_id(),
            file_id=opened.file_id,
            compartment=part,
            holder=holder,
            key_id=to.key_id,
            sealed=wrap(to, purpose(opened.file_id, part), opened.keys[part]),
        )
        for part in fresh
    )
    return fresh


def revoke(file_id: UUID, key_id: str) -> int:
    """Remove every wrap a key holds for the file; what was read before stays read."""
    with transaction.atomic():
        return Wrap.objects.filter(file_id=file_id, key_id=key_id).delete()[0]


def put_on_desk(desk: PrivateKey, officer: PublicKey) -> None:
    """Seal the intake desk's private key to an officer who goes on duty."""
    desk_id = desk.public().key_id
    DeskWrap.objects.update_or_create(
        key_id=officer.key_id,
        defaults={
            "desk_key_id": desk_id,
            "sealed": wrap(officer, desk_purpose(desk_id), desk.seed),
        },
    )
