"""Coming back by code: every code is answered with the same work, whatever lies behind it."""

import os
from datetime import datetime

from django.db import transaction

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact import mailbox
from safeconduct.contact.core.code import read
from safeconduct.contact.core.terms import (
    ALARM,
    Alarm,
    Danger,
    LetterBody,
    LetterKind,
    WhyNot,
)
from safeconduct.contact.services.letters import insert_letter
from safeconduct.vault.core.terms import KEY_BYTES
from safeconduct.vault.queries import shred_key
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import PublicKey

USED = LetterBody(LetterKind.ALARM, "", {ALARM: Alarm.USED.value})


def come_back(text: str, cookie: str, at: datetime) -> None:
    """Open the mailbox of these words under `cookie`; Refused, always the same, when not.

    Wrong, ended and destroyed codes do the work of right ones, writing included, and roll it
    back. Right words do the work of alarm words: the alarm's letter is sealed and written each
    time and stays under alarm words only. So neither page, size nor time tells them apart.
    """
    opened = mailbox.open_code(read(text))
    found = mailbox.find(opened.locator)
    shred = _shred_key(found)
    whole = shred is not None
    with transaction.atomic():
        mailbox.remember(cookie, found.box, opened.private, "", at)
        there = mailbox.note_visit(found.file_id, at.date(), opened.locator, opens=whole)
        _plead(found, shred or os.urandom(KEY_BYTES), at)
        if not (whole and there):
            raise Refused([WhyNot.BAD_CODE])


def _shred_key(found: mailbox.Found) -> bytes | None:
    """The file's shred key; None when it was destroyed, or belongs to a stand-in."""
    try:
        return shred_key(found.file_id)
    except Refused:
        return None


def _inbox(found: mailbox.Found, shred: bytes) -> PublicKey:
    """Where the alarm's letter goes; to another key, at one cost, if that is not genuine."""
    try:
        return found.inbox.checked(shred)
    except Refused:
        return ring().desk


def _plead(found: mailbox.Found, shred: bytes, at: datetime) -> None:
    """Write the alarm's letter; take it back, which costs the same, after the right words."""
    here = transaction.savepoint()
    insert_letter(
        new_id(), found.file_id, _inbox(found, shred), shred, USED,
        Danger.UNSAID.value, found.language, at,
    )  # fmt: skip
    alarm = found.box != found.file_id
    (transaction.savepoint_commit if alarm else transaction.savepoint_rollback)(here)
