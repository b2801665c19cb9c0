"""Renews keys of cases: an officer starts it, the worker does it, one case at a time."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.queries import key_ids, public_key_named, require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.services.search import seal_cards_anew
from safeconduct.casework.services.state import lock_case
from safeconduct.common.refusal import Conflict, Refused, Unknown, refuse_if
from safeconduct.contact.services import renew_inbox
from safeconduct.jobs.queue import WORKER, app
from safeconduct.record.services import Act, act
from safeconduct.vault.capsules import (
    Waiting,
    fail,
    fill_capsules,
    finish,
    hold,
    keys_due,
    still_due,
    worker_key,
)
from safeconduct.vault.core.terms import Compartment, Due, Kind, Unrenewed, WhyNot
from safeconduct.vault.due import mark_due, opens_for_good
from safeconduct.vault.epochs import renew
from safeconduct.vault.links import epochs_of, with_earlier
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file, shred_key
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import OfficerKey

RUN = "casework.keys.renew"
Opens = Callable[[Waiting], dict[Compartment, bytes]]
FORGED = {WhyNot.KEY_FORGED, WhyNot.KEY_UNSIGNED, WhyNot.NOT_OF_THE_RING}


def ask_for_new_keys(me: Signed, file_id: UUID, reason: Due) -> None:
    """Mark the parts that the officer opens for good: they need new keys.

    Refused (NO_KEY) when there is no such part: somebody else has to ask.
    """
    require_member(me.actor, file_id, me.at)
    parts = set(open_file(me.keys, file_id, lasting=True).keys)
    refuse_if([] if parts else [WhyNot.NO_KEY])
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        mark_due(((file_id, part) for part in parts), reason)
        a.note(Kind.KEYS_DUE, file=file_id, due=reason.name, parts=len(parts))


def start_renewal(me: Signed) -> UUID:
    """Hand the newest keys of what is due to the worker's memory; the id of this press.

    What the officer opens for hours only is left out. Refused (NOTHING_DUE) when nothing is
    left, and (NO_WORKER) when no worker has said that it is there.
    """
    due = keys_due(me.keys)
    refuse_if([] if due else [WhyNot.NOTHING_DUE])
    to = worker_key(me.at)
    with act(me.actor, me.at) as a:
        press_id = fill_capsules(due, me.actor.officer_id, to, me.at)
        a.note(Kind.RENEWAL_ASKED, about=press_id, count=len(due))
        app.configure_task(RUN).defer(press_id=str(press_id))
    return press_id


def renew_all(waiting: Iterable[Waiting], opens: Opens, at: datetime) -> int:
    """Renew file after file, each whole or not at all; how many were. Safe to repeat.

    An error that nobody foresaw stops no other file: all are told of when the last was tried.
    """
    done, errors = 0, list[Exception]()
    for one in waiting:
        try:
            done += renew_one(one, opens, at)
        except Exception as error:  # raised below
            errors.append(error)
    if errors:
        msg = "keys of files were not renewed"
        raise ExceptionGroup(msg, errors)
    return done


def renew_one(one: Waiting, opens: Opens, at: datetime) -> bool:
    """Renew the keys of one capsule; otherwise the capsule is emptied and says why."""
    try:
        with act(WORKER, at) as a:
            return _renew(a, one, opens)
    except (Conflict, Unknown):
        why = Unrenewed.MOVED_ON
    except Refused as refused:
        why = _why(refused)
    with act(WORKER, at):
        fail(one, why)
    return False


def _why(refused: Refused) -> Unrenewed:
    if FORGED & set(refused.reasons):
        return Unrenewed.HOLDER
    if WhyNot.NOT_GENUINE in refused.reasons:
        return Unrenewed.ALTERED
    return Unrenewed.NOT_YOURS if WhyNot.NO_KEY in refused.reasons else Unrenewed.MOVED_ON


def _renew(a: Act, one: Waiting, opens: Opens) -> bool:
    label = one.label
    lock_case(label.file_id)
    if not hold(label.capsule_id):
        return False  # pressed again, or done, since it was looked up
    parts = still_due(label.file_id, label.parts)
    refuse_if([] if parts else [WhyNot.NOTHING_DUE])
    _require_holder(label.made_by, label.file_id, parts)
    keys = opens(one)
    opened = _with_links(label.file_id, {part: keys[part] for part in parts})
    fresh = renew(opened, parts, ring(), _officer_key)
    seal_cards_anew(fresh, parts)
    if Compartment.CONTACT in parts:
        renew_inbox(fresh)
    finish(one, parts)
    a.note(Kind.KEYS_RENEWED, file=label.file_id, parts=len(parts))
    return True


def _require_holder(officer_id: UUID, file_id: UUID, parts: Collection[Compartment]) -> None:
    """Refused (NO_KEY) unless an active officer who opens these parts for good asked for it."""
    key_id = key_ids([officer_id]).get(officer_id, "")
    refuse_if([] if opens_for_good(key_id, file_id, parts) else [WhyNot.NO_KEY])


def _with_links(file_id: UUID, keys: dict[Compartment, bytes]) -> FileKeys:
    """What these keys open. A key that is not the newest does not open the last link."""
    epochs = epochs_of(file_id)
    newest = {part: epochs.get(part, 1) for part in keys}
    return with_earlier(file_id, keys, shred_key(file_id), newest)


def _officer_key(key_id: str) -> OfficerKey:
    try:
        return public_key_named(key_id)
    except Unknown as error:  # a holder whose row is gone: nobody vouches for the key
        raise Refused([WhyNot.KEY_FORGED]) from error
