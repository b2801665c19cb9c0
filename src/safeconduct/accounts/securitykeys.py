"""Security keys as a second factor: adding and taking off, and signing in with one."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.accounts import authenticator
from safeconduct.accounts.core.security_keys import (
    QUESTION_LIFE,
    count_goes_on,
    is_open,
    reasons_not_to_add,
)
from safeconduct.accounts.core.terms import Kind, WhyNot
from safeconduct.accounts.models import Officer, Question, SecurityKey
from safeconduct.accounts.signed import Signed
from safeconduct.accounts.signin import (
    NO_OFFICER,
    open_session,
    place_of,
    refused,
    unlock,
    why_not_code,
)
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.record.services import act
from safeconduct.vault.opening import PrivateKey, unseal
from safeconduct.vault.sealing import derive, seal
from safeconduct.vault.stretch import cookie_hash

PURPOSE = b"safeconduct/accounts/question/v1"
TICKET_BYTES = 32


@dataclass(frozen=True)
class Asked:
    """A question to a security key, as the page needs it: the ticket comes back with it."""

    ticket: str
    options: str


def begin(alias: str, password: str, at: datetime) -> Asked:
    """Sign-in with a key, first half: what the key is asked.

    Looks the same whatever was wrong; the record knows which. A right password whose second
    half never comes is on the record too: somebody else may know it.
    """
    opened = unlock(alias, password)
    ticket, challenge = secrets.token_urlsafe(TICKET_BYTES), authenticator.fresh_challenge()
    with act(opened[0] if opened else NO_OFFICER, at) as a:
        a.note(Kind.SESSION_BEGUN if opened else Kind.SESSION_REFUSED)
        if opened:
            _keep(ticket, challenge, opened[0].id, at, opened[1])
    held = SecurityKey.objects.filter(officer__alias=alias, officer__active=True)
    names = map(bytes, held.values_list("name", flat=True))
    return Asked(ticket, authenticator.to_sign(challenge, alias, names))


def finish(ticket: str, answer: str, code: str, at: datetime) -> str:
    """Second half: the cookie secret of a new session, for a key's answer or else a code.

    A ticket works once, right or wrong. Refused with one reason for every cause; a code that
    comes twice and a key that counts backwards are told apart to whoever knew the password.
    """
    question = _take(ticket, at)
    if question is None or question.sealed_private is None:
        raise refused(WhyNot.NOT_SIGNED_IN_BY_KEY, at)
    officer = question.officer
    place, sealed = place_of("question", officer.id), bytes(question.sealed_private)
    private = PrivateKey(unseal(derive(ticket.encode(), PURPOSE), place, sealed))
    if answer:
        why = _why_not_key(officer, answer, bytes(question.challenge), at)
    else:
        why = why_not_code(officer, private, code, at)
    if why is not None:
        by_key = why is WhyNot.NOT_SIGNED_IN
        raise refused(WhyNot.NOT_SIGNED_IN_BY_KEY if by_key else why, at)
    return open_session(officer, private, at)


def _why_not_key(
    officer: Officer, answer: str, challenge: bytes, at: datetime
) -> WhyNot | None:
    """Why the key's answer does not count; None when it does, and its count is kept."""
    name = authenticator.named(answer)
    key = SecurityKey.objects.filter(officer=officer, name=name).first() if name else None
    if key is None:
        return WhyNot.NOT_SIGNED_IN
    count = authenticator.signed(answer, challenge, bytes(key.public_key))
    if count is None:
        return WhyNot.NOT_SIGNED_IN
    if not count_goes_on(key.count, count):
        with act(officer, at) as a:
            a.note(Kind.SECURITY_KEY_COPIED, about=key.id)
        return WhyNot.KEY_COPIED
    same = SecurityKey.objects.filter(id=key.id, count=key.count)
    return None if same.update(count=count) == 1 else WhyNot.NOT_SIGNED_IN


def ask_to_add(me: Signed, password: str) -> Asked:
    """What a new key is asked. Refused without the password: a session alone adds no key.

    A wrong password is on the record.
    """
    if unlock(me.actor.alias, password) is None:
        raise refused(WhyNot.NOT_YOURS, me.at)
    held = SecurityKey.objects.filter(officer_id=me.actor.officer_id)
    names = list(map(bytes, held.values_list("name", flat=True)))
    refuse_if(reasons_not_to_add(len(names)))
    ticket, challenge = secrets.token_urlsafe(TICKET_BYTES), authenticator.fresh_challenge()
    _keep(ticket, challenge, me.actor.officer_id, me.at)
    return Asked(ticket, authenticator.to_register(challenge, names))


def add(me: Signed, ticket: str, answer: str) -> UUID:
    """Keep the key that answered; its id. Refused when it did not, or is on an account."""
    question = _take(ticket, me.at)
    mine = question is not None and question.officer_id == me.actor.officer_id
    if question is None or not mine or question.sealed_private is not None:
        raise Refused([WhyNot.KEY_NOT_ADDED])
    found = authenticator.registered(answer, bytes(question.challenge))
    if found is None:
        raise Refused([WhyNot.KEY_NOT_ADDED])
    with act(me.actor, me.at) as a:
        Officer.objects.select_for_update(no_key=True).get(id=me.actor.officer_id)
        held = SecurityKey.objects.filter(officer_id=me.actor.officer_id).count()
        known = SecurityKey.objects.filter(name=found.name).exists()
        refuse_if([*reasons_not_to_add(held), *([WhyNot.KEY_HELD] if known else [])])
        key = SecurityKey.objects.create(
            id=new_id(),
            officer_id=me.actor.officer_id,
            name=found.name,
            public_key=found.public_key,
            count=found.count,
            added_on=me.at.date(),
        )
        a.note(Kind.SECURITY_KEY_ADDED, about=key.id)
    return key.id


def take_off(me: Signed, key_id: UUID) -> None:
    """Remove one of the officer's own keys; Unknown when it is not theirs."""
    with act(me.actor, me.at) as a:
        own = SecurityKey.objects.filter(id=key_id, officer_id=me.actor.officer_id)
        if own.delete()[0] != 1:
            raise Unknown
        a.note(Kind.SECURITY_KEY_REMOVED, about=key_id)


def _keep(
    ticket: str,
    challenge: bytes,
    officer_id: UUID,
    at: datetime,
    private: PrivateKey | None = None,
) -> None:
    """Keep a question until it is answered or old; old ones of everybody are removed."""
    Question.objects.filter(until__lt=at).delete()
    place, key = place_of("question", officer_id), derive(ticket.encode(), PURPOSE)
    Question.objects.create(
        hash=cookie_hash(ticket),
        officer_id=officer_id,
        challenge=challenge,
        sealed_private=None if private is None else seal(key, place, private.seed),
        until=at + QUESTION_LIFE,
    )


def _take(ticket: str, at: datetime) -> Question | None:
    """The question behind a ticket, which is gone now: nobody answers it a second time."""
    rows = Question.objects.filter(hash=cookie_hash(ticket))
    row = rows.select_related("officer").first()
    if row is None or rows.delete()[0] != 1:
        return None
    return row if row.officer.active and is_open(row.until, at) else None
