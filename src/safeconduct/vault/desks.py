"""Keys of the desks: made, taken into programme.json, moved to, and at last thrown away."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Now

from safeconduct.common.refusal import Conflict, Refused, refuse_if
from safeconduct.vault.core.desk_key import Asked, Signed, TakeFacts, reasons_not_to_take
from safeconduct.vault.core.terms import (
    SEED_BYTES,
    Desk,
    DeskKeyState,
    Holder,
    Place,
    WhyNew,
    WhyNot,
)
from safeconduct.vault.models import DeskKey, DeskWrap, Wrap
from safeconduct.vault.opening import Holding, PrivateKey, unseal
from safeconduct.vault.queries import at_desk, desk_purpose, desks_of, purpose
from safeconduct.vault.ring import publish, ring, vouched
from safeconduct.vault.sealing import OfficerKey, PublicKey, derive, seal, wrap
from safeconduct.web.together import Reads, counted, prepared, read, rows_of

PAGE = 500  # wraps moved at a press: under a second
# An old key stays this long with nothing on it: no letter takes that long to be committed.
LINGER = timedelta(days=1)
S = DeskKeyState


@dataclass(frozen=True)
class Maker:
    """The officer who makes a desk key, with the key that the session opened."""

    id: UUID
    keys: Holding


def _own(maker: Maker) -> tuple[bytes, Place]:
    """Key and place of what a maker writes to herself."""
    key = derive(maker.keys.private.seed, b"safeconduct/vault/desk-made/v1")
    return key, Place("vault.deskkey.sealed_id", maker.id, maker.id)


def _locked(**wanted: object) -> QuerySet[DeskKey]:
    """Rows of desk keys, locked in one order. The ceremony's have theirs from here on."""
    known = ring()
    DeskKey.objects.bulk_create(
        (
            DeskKey(
                key_id=keys[0].key.key_id,
                desk=desk.value,
                number=0,
                state=S.OLD if keys[1:] else S.CURRENT,
                replaced_at=Now() if keys[1:] else None,
            )
            for desk, keys in known.desks.items()
        ),
        ignore_conflicts=True,
    )
    return DeskKey.objects.select_for_update().filter(**wanted).order_by("key_id")


def make_desk_key(
    desk: Desk, maker: Maker, holders: Iterable[OfficerKey], reason: WhyNew, at: datetime
) -> str:
    """A fresh key, sealed to these officers; it waits for its signature. Returns the key id.

    Refused while another one waits. Call inside `act`, with the officers' rows locked.
    """
    rows = list(_locked(desk=desk.value))
    refuse_if([WhyNot.DESK_KEY_WAITS] if any(row.state == S.WAITING for row in rows) else [])
    private = PrivateKey(os.urandom(SEED_BYTES))
    public = private.public()
    DeskWrap.objects.bulk_create(
        DeskWrap(
            key_id=one.key_id,
            desk_key_id=public.key_id,
            sealed=wrap(one, desk_purpose(public.key_id), private.seed),
        )
        for one in holders
    )
    DeskKey.objects.create(
        key_id=public.key_id,
        desk=desk.value,
        number=1 + max([ring().current(desk).number, *(row.number for row in rows)]),
        state=S.WAITING,
        public_key=public.raw,
        sealed_id=seal(*_own(maker), public.key_id.encode()),
        made_by=maker.id,
        made_at=at,
        reason=reason.name,
    )
    return public.key_id


@dataclass(frozen=True)
class WaitingKey:
    """A desk key that waits for its signature."""

    key_id: str
    made_by: UUID
    made_at: datetime


def waiting_key(desk: Desk) -> WaitingKey | None:
    """The key of this desk that waits, or None."""
    return read(ask_waiting_key(desk))


def ask_waiting_key(desk: Desk) -> Reads[WaitingKey | None]:
    """As `waiting_key`, together with other reads."""
    for row in (yield from rows_of(_keys_waiting(desk.value))):
        if row.made_by is not None and row.made_at is not None:
            return WaitingKey(row.key_id, row.made_by, row.made_at)
    return None


@prepared
def _keys_waiting(desk: str) -> QuerySet[DeskKey]:
    return DeskKey.objects.filter(desk=desk, state=S.WAITING)[:1]


def id_made_by(maker: Maker, key_id: str) -> str:
    """The id of a key that this officer made, as the officer's own key sealed it.

    Refused (NOT_GENUINE) when it is not the key of this row: somebody changed the row, or put
    one in. Nobody else can write what opens here, so it may be read aloud.
    """
    row = DeskKey.objects.get(key_id=key_id)
    said = unseal(*_own(maker), bytes(row.sealed_id)).decode()
    refuse_if([] if said == PublicKey(bytes(row.public_key)).key_id else [WhyNot.NOT_GENUINE])
    return said


def asked_keys(makers: dict[UUID | None, str]) -> list[Asked]:
    """What waits for a signature; `makers` are aliases by officer id."""
    rows = DeskKey.objects.filter(state=S.WAITING).order_by("desk")
    return [
        Asked(Desk(row.desk), row.number, makers.get(row.made_by, ""), bytes(row.public_key))
        for row in rows
    ]


def makers() -> list[UUID]:
    """Officers who made a key that waits."""
    rows = DeskKey.objects.filter(state=S.WAITING).exclude(made_by=None)
    return [found for found in rows.values_list("made_by", flat=True) if found]


def drop_desk_key(desk: Desk) -> str:
    """Throw the key away that waits; returns its id, Conflict when none does."""
    rows = list(_locked(desk=desk.value, state=S.WAITING))
    if not rows:
        raise Conflict
    _throw_away(rows[0].key_id)
    return rows[0].key_id


def _throw_away(key_id: str) -> None:
    DeskWrap.objects.filter(desk_key_id=key_id).delete()
    DeskKey.objects.filter(key_id=key_id).update(
        state=S.GONE, replaced_at=Coalesce("replaced_at", Now())
    )


def leave_desks(key_id: str) -> None:
    """Take an officer's desk keys away: what waits is dropped, what is in use is due for a
    new one, for a copy may have been kept. Call inside `act`.
    """
    held = desks_of(key_id)
    if not held:
        return
    for row in _locked(key_id__in=held):
        if row.state == S.WAITING:
            _throw_away(row.key_id)
    DeskWrap.objects.filter(key_id=key_id).delete()
    used = DeskKey.objects.filter(key_id__in=held, state=S.CURRENT, left_at=None)
    used.update(left_at=Now())


def left_at(desk: Desk) -> datetime | None:
    """When the first officer left who held the key in use; None when nobody did."""
    return read(ask_left_at(desk))


def ask_left_at(desk: Desk) -> Reads[datetime | None]:
    """As `left_at`, together with other reads."""
    rows = yield from rows_of(_left(ring().current(desk).key.key_id))
    return next(iter(rows), None)


@prepared
def _left(key_id: str) -> QuerySet[DeskKey, datetime | None]:
    return DeskKey.objects.filter(key_id=key_id).values_list("left_at", flat=True)


def take_desk_key(key: Signed, live: set[str]) -> str:
    """Put a signed key into programme.json: from now on letters are sealed to it.

    `live` are the key ids of active officers of this desk. Refused when it is not signed, not
    newer than what is there, not made here, or nobody could open what comes in. Returns its
    id. Call inside `act`; when that fails after the file was written, bring the file again.
    """
    public, now = PublicKey(key.public_key), ring().current(key.desk)
    # All desks' rows: two imports at once would each write the file without the other's key.
    rows = {row.key_id: row for row in _locked()}
    row = rows.get(public.key_id)
    mine = row is not None and (row.desk, row.number) == (key.desk.value, key.number)
    facts = TakeFacts(
        number=key.number,
        newest=now.number,
        same=now.key == public and now.number == key.number,
        genuine=vouched(ring().signing, key),
        state=DeskKeyState(row.state) if row is not None and mine else None,
        held=bool(at_desk(public.key_id) & live),
    )
    refuse_if(reasons_not_to_take(facts))
    used = DeskKey.objects.filter(desk=key.desk.value, state=S.CURRENT)
    used.update(state=S.OLD, replaced_at=Now())
    DeskKey.objects.filter(key_id=public.key_id).update(
        state=S.CURRENT, day=key.day, signature=key.signature
    )
    if not facts.same:
        publish(key)
    return public.key_id


def _hanging(key_ids: Iterable[str]) -> QuerySet[Wrap]:
    return Wrap.objects.filter(holder=Holder.DESK, key_id__in=list(key_ids))


def left_to_move(desk: Desk) -> int:
    """How many wraps hang on keys that the desk had before."""
    return read(ask_left_to_move(desk))


def ask_left_to_move(desk: Desk) -> Reads[int]:
    """As `left_to_move`, together with other reads."""
    earlier = tuple(sorted(ring().earlier(desk)))
    if not earlier:
        return 0
    (count,) = yield from rows_of(_count_hanging(earlier))
    return int(count)


@prepared
def _count_hanging(key_ids: tuple[str, ...]) -> QuerySet[Wrap, int]:
    return counted(_hanging(key_ids), "id")


def move_to_current(desk: Desk, keys: Holding) -> tuple[int, int]:
    """Seal up to 500 wraps of the desk's old keys to the one in use; (moved, not genuine).

    Refused without the old key. Whoever presses at the same moment waits, then takes the next
    ones; a file that becomes a case meanwhile keeps no wrap of the desk. Call inside `act`.
    """
    to = ring().current(desk).key
    if not _locked(key_id=to.key_id, state=S.CURRENT):
        raise Conflict  # the new key is just being taken
    held = DeskWrap.objects.filter(key_id=keys.key_id, desk_key_id__in=ring().earlier(desk))
    old = {
        row.desk_key_id: PrivateKey(
            keys.private.unwrap(desk_purpose(row.desk_key_id), bytes(row.sealed))
        )
        for row in held
    }
    refuse_if([] if old else [WhyNot.NO_KEY])
    moved, altered = [], 0
    for row in _hanging(old).select_for_update().order_by("id")[:PAGE]:
        info = purpose(row.file_id, row.compartment)
        try:
            secret = old[row.key_id].unwrap(info, bytes(row.sealed))
        except Refused:
            altered += 1
            continue
        row.key_id, row.sealed = to.key_id, wrap(to, info, secret)
        moved.append(row)
    Wrap.objects.bulk_update(moved, ["key_id", "sealed"])
    return len(moved), altered


def take_from_desk(file_id: UUID) -> None:
    """Remove the desk's wrap of a file, whichever key it hangs on. Call inside `act`."""
    Wrap.objects.filter(file_id=file_id, holder=Holder.DESK).delete()


def throw_away_old(now: datetime) -> list[str]:
    """End keys that nothing hangs on, a day after they were replaced; returns their ids.

    With the last officer's wrap the private key is nowhere any more. Call inside `act`.
    """
    rows = DeskKey.objects.select_for_update().filter(
        state=S.OLD, replaced_at__lte=now - LINGER
    )
    gone = [row.key_id for row in rows if not Wrap.objects.filter(key_id=row.key_id).exists()]
    for key_id in gone:
        _throw_away(key_id)
    return gone
