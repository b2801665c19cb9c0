"""Texts for an interpreter on duty: asked for, opened by one, delivered to the file."""

import os
from datetime import datetime
from uuid import UUID

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import public_key_of, require_member, team_ids, worked_on
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.core.translation import (
    How,
    interpreters,
    reasons_not_to_ask,
    reasons_not_to_deliver,
    reasons_not_to_take,
)
from safeconduct.casework.models import Translation, TranslationKey
from safeconduct.casework.queries.translating import (
    ANSWER,
    KEY,
    TEXT,
    as_asked,
    key_for,
    key_row,
    place,
    translation_purpose,
)
from safeconduct.casework.services.state import lock_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.contact.queries.duty import roster
from safeconduct.record.services import act
from safeconduct.vault.core.terms import KEY_BYTES, LONGEST_GRANT, Compartment
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import open_file
from safeconduct.vault.sealing import seal, wrap


def ask_translation(me: Signed, file_id: UUID, text: str, source: str, target: str) -> UUID:
    """Give a text to the interpreters on duty who speak both languages; the first opens it.

    They open this text and nothing else of the case, until their hours end, ten hours from now
    at the latest. Everybody who opens the letters of the case opens it for good.
    """
    require_member(me.actor, file_id, me.at)
    refuse_if([] if may(me.actor, Permission.CASE_ACT) else [WhyNot.ROLE])
    keys = open_file(me.keys, file_id)
    refuse_if([] if keys.may_open(Compartment.CONTACT) else [Vault.NO_KEY])
    left = worked_on(file_id) - team_ids(file_id)
    shifts = roster(me.at, me.at + LONGEST_GRANT)
    asked = interpreters(shifts, {source, target}, {me.actor.officer_id, *left}, me.at)
    refuse_if(reasons_not_to_ask(text, source, target, asked.keys()))
    readers = [(public_key_of(officer), until) for officer, until in sorted(asked.items())]
    made, fresh = new_id(), os.urandom(KEY_BYTES)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        Translation.objects.create(
            id=made,
            case_id=file_id,
            source=source,
            target=target,
            asked_by=me.actor.officer_id,
            asked_at=me.at,
            until=max(asked.values()),
            sealed_key=keys.seal(Compartment.CONTACT, KEY, made, fresh.hex()),
            sealed_text=seal(fresh, place(TEXT, made), text.encode()),
        )
        TranslationKey.objects.bulk_create(
            TranslationKey(
                id=new_id(),
                translation_id=made,
                key_id=key.key_id,
                until=until,
                sealed=wrap(key, translation_purpose(made), fresh),
            )
            for key, until in readers
        )
        a.note(Kind.TRANSLATION_ASKED, file=file_id, about=made, count=len(readers))
    return made


def take_translation(me: Signed, translation_id: UUID) -> None:
    """Open a text to translate it: from now on no other interpreter opens it."""
    mine = me.actor.officer_id
    with act(me.actor, me.at) as a:
        row = _lock(translation_id)
        until = key_row(me, translation_id).until
        refuse_if(reasons_not_to_take(as_asked(row), mine, me.at))
        if row.taken_by == mine:
            return
        others = TranslationKey.objects.filter(translation=row)
        Translation.objects.filter(id=row.id).update(taken_by=mine, taken_at=me.at, until=until)
        others.exclude(key_id=me.keys.key_id).delete()
        a.note(Kind.TRANSLATION_TAKEN, file=row.case_id, about=row.id)


def deliver_translation(me: Signed, translation_id: UUID, text: str, how: How) -> None:
    """Seal the translation to the file; the interpreter opens nothing of it any more."""
    fresh = key_for(me, translation_id)
    with act(me.actor, me.at) as a:
        row = _lock(translation_id)
        mine = me.actor.officer_id
        refuse_if(reasons_not_to_deliver(as_asked(row), mine, text, me.at))
        Translation.objects.filter(id=row.id).update(
            done_at=me.at,
            how=how.name,
            sealed_answer=seal(fresh, place(ANSWER, row.id), text.encode()),
        )
        TranslationKey.objects.filter(translation=row).delete()
        a.note(Kind.TRANSLATION_DONE, file=row.case_id, about=row.id, how=how.name)


def withdraw_translation(me: Signed, file_id: UUID, translation_id: UUID) -> None:
    """Take a text back that is not done; nobody but the case's own officers opens it then."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        row = _lock(translation_id)
        if row.case_id != file_id or row.done_at or row.until <= me.at:
            raise Unknown
        Translation.objects.filter(id=row.id).update(until=me.at)
        TranslationKey.objects.filter(translation=row).delete()
        a.note(Kind.TRANSLATION_WITHDRAWN, file=file_id, about=row.id)


def end_translations(at: datetime) -> int:
    """Remove keys of texts whose hours are over; returns how many. Safe to run twice."""
    gone, _ = TranslationKey.objects.filter(until__lte=at).delete()
    return gone


def _lock(translation_id: UUID) -> Translation:
    rows = Translation.objects.select_for_update(no_key=True).filter(id=translation_id)
    row = rows.first()
    if row is None:
        raise Unknown
    return row
