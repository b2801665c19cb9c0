"""The keys of the intake desk and of the ombudsman, renewed by the officers who sit there."""

from dataclasses import dataclass
from datetime import date, datetime

from safeconduct.accounts.core.desks import (
    ROLE_AT,
    DeskKeyFacts,
    Due,
    desk_of,
    due,
    reasons_not_to_renew,
)
from safeconduct.accounts.core.terms import WhyNot
from safeconduct.accounts.models import Officer
from safeconduct.accounts.queries import names_of, public_key_of
from safeconduct.accounts.signed import Signed
from safeconduct.common.refusal import Reason, Refused, Unknown, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault import desks as vault
from safeconduct.vault.core.desk_key import Asked
from safeconduct.vault.core.desk_key import Signed as SignedKey
from safeconduct.vault.core.terms import Desk, Kind, WhyNew
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import at_desk
from safeconduct.vault.ring import ring
from safeconduct.web.together import Reads, each


@dataclass(frozen=True)
class Seat:
    """An officer who holds the desk's key; `why`: why nothing can be sealed to this officer."""

    alias: str
    why: Reason | None


@dataclass(frozen=True)
class Waits:
    """A new key that waits for its signature. `key_id` is there for whoever made it, and may
    be read aloud; `why` says that it is not the key that was made.
    """

    by: str
    made_at: datetime
    key_id: str
    why: Reason | None


@dataclass(frozen=True)
class DeskView:
    """What the page about a desk's key shows; `to_move`: wraps that hang on older keys."""

    desk: Desk
    key_id: str
    since: date
    due: list[Due]
    waits: Waits | None
    to_move: int
    seats: list[Seat]


def _desk(me: Signed) -> Desk:
    """The desk at which this officer may renew the key; Refused for anybody else."""
    desk = desk_of(me.actor)
    if desk is None:
        raise Refused([WhyNot.ROLE])
    holds = me.keys.key_id in at_desk(ring().current(desk).key.key_id)
    refuse_if(reasons_not_to_renew(DeskKeyFacts(me.actor, desk, holds)))
    return desk


def _seated(desk: Desk, *, lock: bool = False) -> list[Officer]:
    """Active officers of the desk's role who hold the key in use, by alias."""
    held = at_desk(ring().current(desk).key.key_id)
    rows = Officer.objects.select_for_update(no_key=True) if lock else Officer.objects.all()
    role = ROLE_AT[desk].value
    found = rows.filter(key_id__in=held, roles__contains=[role], active=True)
    return list(found.order_by("alias"))


def renew_desk_key(me: Signed, reason: WhyNew) -> str:
    """Make a new key for the officer's desk, sealed to everybody who sits there; its key id.

    Nothing is sealed to it before the programme's offline key signed it. Refused as a whole
    when the key of one of the officers is not signed, or not the one that was.
    """
    desk = _desk(me)
    with act(me.actor, me.at) as a:
        # Officers before desk keys, as in a departure: each waits for the other, none for both.
        holders = [public_key_of(row.id) for row in _seated(desk, lock=True)]
        maker = vault.Maker(me.actor.officer_id, me.keys)
        key_id = vault.make_desk_key(desk, maker, holders, reason, me.at)
        a.note(
            Kind.DESK_KEY_MADE,
            about=key_id,
            desk=desk.value,
            why_new=reason.name,
            count=len(holders),
        )
    return key_id


def drop_desk_key(me: Signed) -> None:
    """Throw the key of the officer's desk away that waits for its signature."""
    desk = _desk(me)
    with act(me.actor, me.at) as a:
        a.note(Kind.DESK_KEY_GONE, about=vault.drop_desk_key(desk), desk=desk.value)


def move_letters(me: Signed) -> int:
    """Seal up to 500 files at the desk from its old keys to the one in use; how many.

    Refused (NOT_GENUINE) when all that is left was altered: it stays as it is.
    """
    desk = _desk(me)
    with act(me.actor, me.at) as a:
        moved, altered = vault.move_to_current(desk, me.keys)
        refuse_if([Vault.NOT_GENUINE] if altered and not moved else [])
        if moved:
            a.note(Kind.DESK_KEY_MOVED, desk=desk.value, count=moved, altered=altered)
    return moved


def asked_desk_keys() -> list[Asked]:
    """Desk keys that wait for the programme's signature."""
    return vault.asked_keys(names_of(vault.makers()))


def take_desk_key(a: Act, key: SignedKey) -> None:
    """Put a key into use that came back from the offline machine. Call inside `act`.

    Refused as `vault.desks.take_desk_key` is; nothing is changed then.
    """
    rows = Officer.objects.filter(active=True, roles__contains=[ROLE_AT[key.desk].value])
    live = set(rows.exclude(key_signature=None).values_list("key_id", flat=True))
    key_id = vault.take_desk_key(key, live)
    a.note(Kind.DESK_KEY_SET, about=key_id, desk=key.desk.value, number=key.number)


def why_due(desk: Desk, on: date) -> list[Due]:
    """Why a desk's key is due for a new one on this day; empty when it is not."""
    return _why_due(desk, on, vault.left_at(desk))


def _why_due(desk: Desk, on: date, left_at: datetime | None) -> list[Due]:
    age = (on - ring().current(desk).day).days
    return due(age, left=left_at is not None)


def desk_view(me: Signed) -> DeskView:
    """The desk's key as an officer who sits there sees it; Unknown for anybody else."""
    desk = desk_of(me.actor)
    if desk is None:
        raise Unknown
    now = ring().current(desk)
    return DeskView(
        desk=desk,
        key_id=now.key.key_id,
        since=now.day,
        due=why_due(desk, me.at.date()),
        waits=_waits(me, desk),
        to_move=vault.left_to_move(desk),
        seats=[Seat(row.alias, _why_not(row)) for row in _seated(desk)],
    )


def _why_not(row: Officer) -> Reason | None:
    try:
        public_key_of(row.id)
    except Refused as refused:
        return refused.reasons[0]
    return None


def _waits(me: Signed, desk: Desk) -> Waits | None:
    row = vault.waiting_key(desk)
    if row is None:
        return None
    by, key_id, why = names_of([row.made_by]).get(row.made_by, ""), "", None
    if row.made_by == me.actor.officer_id:
        try:
            key_id = vault.id_made_by(vault.Maker(row.made_by, me.keys), row.key_id)
        except Refused as refused:
            why = refused.reasons[0]
    return Waits(by, row.made_at, key_id, why)


def ask_desk_work(me: Signed) -> Reads[tuple[list[Due], int]]:
    """(why the key of the officer's desk is due, how much hangs on old keys) for My work."""
    desk = desk_of(me.actor)
    if desk is None:
        return [], 0
    waits, left_at, to_move = yield from each(
        [vault.ask_waiting_key(desk), vault.ask_left_at(desk), vault.ask_left_to_move(desk)]
    )
    return [] if waits else _why_due(desk, me.at.date(), left_at), to_move
