"""Sign-in: the one place that makes `OfficerKeys`. The public door may never import it."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from safeconduct.accounts.core.rules import reasons_not_to_hold
from safeconduct.accounts.core.terms import Actor, Kind, Role, WhyNot
from safeconduct.accounts.models import Officer, Question, Session
from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, refuse_if
from safeconduct.record.services import act
from safeconduct.vault.core.terms import SEED_BYTES, Place
from safeconduct.vault.opening import OfficerKeys, PrivateKey, unseal
from safeconduct.vault.sealing import Sealed, derive, seal
from safeconduct.vault.stretch import cookie_hash, stretch, totp_step

IDLE = timedelta(minutes=20)  # programme rule, docs/operating.md
ABSOLUTE = timedelta(hours=10)
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class _Unknown:
    """Signer of a refused sign-in: nobody, on purpose."""

    key_id: str = "unknown"


NO_OFFICER = _Unknown()


def place_of(column: str, officer_id: UUID) -> Place:
    """Where something of an officer is sealed: no file, this officer's row."""
    return Place(f"accounts.officer.{column}", NOBODY, officer_id)


def enrol(
    alias: str, roles: frozenset[Role], password: str, totp_secret: bytes
) -> tuple[Officer, OfficerKeys]:
    """Create an officer: fresh hybrid key pair, private half under Argon2id(password).

    Returns the row and the opened keys. Refused when the roles may not go together.
    """
    refuse_if(reasons_not_to_hold(roles))
    private = PrivateKey(os.urandom(SEED_BYTES))
    public, salt, officer_id = private.public(), os.urandom(16), new_id()
    kek = stretch(password.encode(), salt)
    officer = Officer.objects.create(
        id=officer_id,
        alias=alias,
        roles=sorted(roles),
        key_id=public.key_id,
        public_key=public.raw,
        salt=salt,
        sealed_private=seal(kek, place_of("private", officer_id), private.seed),
        sealed_totp=seal(private.seed, place_of("totp", officer_id), totp_secret),
    )
    return officer, OfficerKeys(officer.key_id, private)


def unlock(alias: str, password: str) -> tuple[Officer, PrivateKey] | None:
    """The officer and the opened key; the same work whether or not the alias exists."""
    officer = Officer.objects.filter(alias=alias, active=True).first()
    kek = stretch(password.encode(), bytes(officer.salt) if officer else bytes(16))
    if officer is None:
        return None
    try:
        return officer, PrivateKey(
            unseal(kek, place_of("private", officer.id), bytes(officer.sealed_private))
        )
    except Refused:
        return None


def why_not_code(
    officer: Officer, private: PrivateKey, code: str, at: datetime
) -> WhyNot | None:
    """Why the code does not count; None when it is right and new (compare-and-set on its step).

    Asked only after the password was right: whoever learns that a code was used knew both.
    """
    secret = unseal(private.seed, place_of("totp", officer.id), bytes(officer.sealed_totp))
    step = totp_step(secret, code, at)
    if step is None:
        return WhyNot.NOT_SIGNED_IN
    fresh = Officer.objects.filter(id=officer.id, last_totp_step__lt=step)
    return None if fresh.update(last_totp_step=step) == 1 else WhyNot.CODE_USED


def sign_in(alias: str, password: str, code: str, at: datetime) -> str:
    """The cookie secret of a new session.

    Refused with one reason for every cause; only a right code that comes twice is told apart.
    """
    return open_session(*_proven(alias, password, code, at), at)


def open_session(officer: Officer, private: PrivateKey, at: datetime) -> str:
    """The cookie secret of a new session of an officer who has proven to be one.

    Sessions that ended by the clock are removed, whoever left them behind.
    """
    cookie = secrets.token_urlsafe(32)
    with act(officer, at) as a:
        ended = Q(seen_at__lt=at - IDLE) | Q(opened_at__lt=at - ABSOLUTE)
        Session.objects.filter(ended).delete()
        Session.objects.create(
            hash=cookie_hash(cookie),
            officer=officer,
            sealed_private=_seal_session(cookie, officer.id, private),
            opened_at=at,
            seen_at=at,
        )
        a.note(Kind.SESSION_OPENED)
    return cookie


def _proven(alias: str, password: str, code: str, at: datetime) -> tuple[Officer, PrivateKey]:
    opened = unlock(alias, password)
    why = why_not_code(*opened, code, at) if opened else WhyNot.NOT_SIGNED_IN
    if opened is None or why is not None:
        raise refused(why or WhyNot.NOT_SIGNED_IN, at)
    return opened


def refused(why: WhyNot, at: datetime) -> Refused:
    """What to raise for a try that failed; it is on the record, signed by nobody."""
    with act(NO_OFFICER, at) as a:
        a.note(Kind.SESSION_REFUSED)
    return Refused([why])


def prove(alias: str, password: str, code: str, at: datetime) -> Signed:
    """Who stands at the operator's prompt, for one command; no session is opened.

    Refused as `sign_in` is.
    """
    officer, private = _proven(alias, password, code, at)
    return Signed(actor_of(officer), OfficerKeys(officer.key_id, private), at)


def _session_key(cookie: str) -> bytes:
    return derive(cookie.encode(), b"safeconduct/accounts/session/v1")


def _seal_session(cookie: str, officer_id: UUID, private: PrivateKey) -> Sealed:
    return seal(_session_key(cookie), place_of("session", officer_id), private.seed)


def resume(cookie: str, at: datetime) -> Signed | None:
    """The signed-in officer behind a cookie, or None when idle, expired or unknown."""
    row = Session.objects.select_related("officer").filter(hash=cookie_hash(cookie)).first()
    if row is None or not row.officer.active:
        return None
    if at - row.seen_at > IDLE or at - row.opened_at > ABSOLUTE:
        row.delete()
        return None
    if at - row.seen_at > timedelta(minutes=1):
        Session.objects.filter(pk=row.pk).update(seen_at=at)
    place = place_of("session", row.officer_id)
    private = PrivateKey(unseal(_session_key(cookie), place, bytes(row.sealed_private)))
    return Signed(actor_of(row.officer), OfficerKeys(row.officer.key_id, private), at)


def actor_of(officer: Officer) -> Actor:
    """The officer as rules see one."""
    roles = frozenset(Role(role) for role in officer.roles)
    return Actor(officer.id, officer.alias, roles, officer.key_id)


def sign_out(cookie: str, at: datetime) -> None:
    """End one session."""
    row = Session.objects.select_related("officer").filter(hash=cookie_hash(cookie)).first()
    if row is None:
        return
    with act(row.officer, at) as a:
        row.delete()
        a.note(Kind.SESSION_CLOSED)


def lock_down(alias: str, at: datetime) -> None:
    """End all sessions of an alias, half-opened ones too; usable by anybody.

    Says nothing, and harms nobody for long.
    """
    officer = Officer.objects.filter(alias=alias).first()
    if officer is None:
        return
    with act(officer, at) as a:
        Session.objects.filter(officer=officer).delete()
        Question.objects.filter(officer=officer).delete()
        a.note(Kind.SESSION_CLOSED, reason="lockdown")
