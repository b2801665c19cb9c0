"""Capsules: data keys that an officer's request seals to a worker's memory, and presses."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.vault.core.capsule import (
    MOST_FILES,
    Label,
    Progress,
    is_fresh,
    named,
    pack,
    parts_of,
    statement,
)
from safeconduct.vault.core.terms import (
    LONGEST_GRANT,
    PUBLIC_BYTES,
    Compartment,
    Unrenewed,
    WhyNot,
)
from safeconduct.vault.due import due_for, newest_wraps
from safeconduct.vault.models import Capsule, KeyDue, Renewal, WorkerKey
from safeconduct.vault.opening import Holding
from safeconduct.vault.queries import purpose
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import PublicKey, wrap
from safeconduct.vault.signer import check

Parts = Mapping[Compartment, bytes]
PRESS_KEPT = timedelta(days=7)  # far longer than a capsule lives: ten hours


def worker_key(at: datetime) -> PublicKey:
    """The key of the worker that runs now. Refused (NO_WORKER) when none is announced.

    A key that the record's key did not sign, or an old one, is none: whoever writes to the
    database must not be handed data keys.
    """
    for row in WorkerKey.objects.order_by("-started_at"):
        raw = bytes(row.public_key)
        said = statement(row.key_id, raw, row.started_at)
        signed = check(ring().record_key, said, bytes(row.signature))
        if signed and len(raw) == PUBLIC_BYTES and is_fresh(row.started_at, at):
            return PublicKey(raw)
    raise Refused([WhyNot.NO_WORKER])


def keys_due(keys: Holding) -> dict[UUID, dict[Compartment, bytes]]:
    """Newest data keys of what is due and `keys` opens for good, oldest first, 500 files.

    Wraps that do not open are left out: their parts stay due, and the case page says why.
    """
    wanted = dict(list(due_for(keys.key_id).items())[:MOST_FILES])
    found: dict[UUID, dict[Compartment, bytes]] = {file_id: {} for file_id in wanted}
    for row in newest_wraps(keys.key_id, wanted):
        info = purpose(row.file_id, row.compartment)
        try:
            raw = keys.private.unwrap(info, bytes(row.sealed))
        except Refused:
            continue
        found[row.file_id][Compartment(row.compartment)] = raw
    return {file_id: parts for file_id, parts in found.items() if parts}


def fill_capsules(due: Mapping[UUID, Parts], by: UUID, to: PublicKey, at: datetime) -> UUID:
    """Write a press and a capsule per file in the place of earlier ones; the press's id.

    Call inside `act`.
    """
    press = Renewal.objects.create(id=new_id(), asked_by=by, asked_at=at, files=len(due))
    Capsule.objects.filter(file_id__in=list(due)).delete()
    Capsule.objects.bulk_create(
        _capsule(press, file_id, keys, to) for file_id, keys in due.items()
    )
    return press.id


def _capsule(press: Renewal, file_id: UUID, keys: Parts, to: PublicKey) -> Capsule:
    until = press.asked_at + LONGEST_GRANT
    label = Label(new_id(), file_id, press.asked_by, until, tuple(sorted(keys)))
    return Capsule(
        id=label.capsule_id,
        file_id=file_id,
        parts=named(label.parts),
        worker_key_id=to.key_id,
        made_by=label.made_by,
        made_at=press.asked_at,
        until=until,
        renewal=press,
        sealed=wrap(to, label.purpose(), pack(keys, label.parts)),
    )


def label_of(row: Capsule) -> Label:
    """What stands on a capsule."""
    return Label(row.id, row.file_id, row.made_by, row.until, parts_of(row.parts))


@dataclass(frozen=True)
class Waiting:
    """A capsule that a worker with this key may open."""

    label: Label
    press_id: UUID
    sealed: bytes


def capsules_for(key_ids: Iterable[str]) -> list[Waiting]:
    """Capsules for these worker keys that are not over, the oldest press first."""
    rows = Capsule.objects.filter(worker_key_id__in=list(key_ids), until__gt=Now(), failed="")
    rows = rows.order_by("made_at", "file_id")
    return [Waiting(label_of(row), row.renewal_id, bytes(row.sealed)) for row in rows]


def still_due(file_id: UUID, parts: Collection[Compartment]) -> set[Compartment]:
    """Those of these parts that wait for a new key still."""
    rows = KeyDue.objects.filter(file_id=file_id, compartment__in=list(parts))
    return {Compartment(part) for part in rows.values_list("compartment", flat=True)}


def hold(capsule_id: UUID) -> bool:
    """Lock a capsule until the transaction ends; False when it is gone, over or has failed."""
    rows = Capsule.objects.select_for_update(no_key=True)
    return rows.filter(id=capsule_id, until__gt=Now(), failed="").first() is not None


def finish(one: Waiting, parts: Collection[Compartment]) -> None:
    """These parts are renewed: nothing waits, and the press counts one more file."""
    KeyDue.objects.filter(file_id=one.label.file_id, compartment__in=list(parts)).delete()
    Capsule.objects.filter(id=one.label.capsule_id).delete()
    Renewal.objects.filter(id=one.press_id).update(done=F("done") + 1)


def fail(one: Waiting, why: Unrenewed) -> None:
    """Empty a capsule of a file that was left as it was; the press shows why."""
    Capsule.objects.filter(id=one.label.capsule_id).update(sealed=b"", failed=why.name)


def sweep_capsules() -> int:
    """Remove capsules that are over; returns how many. What was due stays due.

    With them go presses that nobody will look up any more.
    """
    Renewal.objects.filter(asked_at__lte=Now() - PRESS_KEPT).delete()
    return Capsule.objects.filter(until__lte=Now()).delete()[0]


@dataclass(frozen=True)
class PressView:
    """One press as its page shows it; `failed` are (file, why)."""

    id: UUID
    asked_by: UUID
    asked_at: datetime
    progress: Progress
    failed: tuple[tuple[UUID, Unrenewed], ...]


def latest_press(by: UUID, at: datetime) -> PressView | None:
    """The officer's latest press."""
    row = Renewal.objects.filter(asked_by=by).order_by("-asked_at").first()
    return _view(row, at) if row else None


def _view(row: Renewal, at: datetime) -> PressView:
    try:
        alive = worker_key(at).key_id
    except Refused:
        alive = ""
    rows = Capsule.objects.filter(renewal=row)
    failed = rows.exclude(failed="").order_by("file_id").values_list("file_id", "failed")
    waiting = rows.filter(failed="", worker_key_id=alive, until__gt=Now()).count()
    told = tuple((file_id, Unrenewed[why]) for file_id, why in failed)
    progress = Progress(row.files, row.done, len(told), waiting)
    return PressView(row.id, row.asked_by, row.asked_at, progress, told)
