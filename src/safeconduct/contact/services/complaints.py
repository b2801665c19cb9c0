"""Complaints: sealed to the ombudsman alone, answered into the mailbox, apart from any case."""

import os
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from safeconduct.accounts.signed import Signed
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown, refuse_if
from safeconduct.contact.core.rules import reasons_not_to_take
from safeconduct.contact.core.terms import (
    ComplaintBody,
    ItemBody,
    ItemKind,
    Kind,
    LetterBody,
    LetterKind,
    LetterState,
)
from safeconduct.contact.mailbox import ANSWERS, KeptKey, Visitor
from safeconduct.contact.models import Complaint
from safeconduct.contact.queries import COMPLAINT_BODY, OpenedComplaint, open_complaint
from safeconduct.contact.services.letters import put_item
from safeconduct.record.services import act
from safeconduct.vault.core.terms import KEY_BYTES, Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_at_desk, shred_key
from safeconduct.vault.ring import ring
from safeconduct.vault.sealing import PublicKey
from safeconduct.vault.services import new_file_keys, wrap_for_ombudsman
from safeconduct.web.blind import insert


def receive_complaint(
    *, visitor: Visitor, complaint_id: UUID, text: str, name_case: bool, at: datetime
) -> bool:
    """Take a complaint from an open mailbox; False when its id was kept before.

    It is a file of its own, so nothing in the tables leads from the case to it, and it stays
    when the case is erased. The case is named inside the seal if the person wishes, and never
    otherwise.
    """
    refuse_if(reasons_not_to_take(LetterBody(LetterKind.MESSAGE, text)))
    body = ComplaintBody(
        text=text,
        language=visitor.language,
        applicant=visitor.answers.public().raw.hex(),
        file_id=visitor.key.file_id.hex if name_case else "",
    )
    try:
        keys = _keys(complaint_id)
        sealed = keys.seal(Compartment.CONTACT, COMPLAINT_BODY, complaint_id, body.to_json())
        row = Complaint(
            id=complaint_id, thread=visitor.thread, sealed_body=sealed, day=at.date()
        )
        with transaction.atomic():
            wrap_for_ombudsman(keys, ring())
            insert(row)
    except IntegrityError:
        return False  # the same form came twice over a bad line: the first one counts
    return True


def _keys(complaint_id: UUID) -> FileKeys:
    """Keys of a new complaint; when a first sending got as far as the shred key, with that."""
    try:
        shred = shred_key(complaint_id)
    except Refused:
        return new_file_keys(complaint_id)
    return FileKeys(complaint_id, {Compartment.CONTACT: os.urandom(KEY_BYTES)}, shred)


def read_complaint(me: Signed, complaint_id: UUID) -> OpenedComplaint:
    """Open a complaint, on the record each time and without any case.

    Unknown when there is none; Refused for whoever does not hold the ombudsman's key.
    """
    found = open_complaint(_opened(me, complaint_id))
    with act(me.actor, me.at) as a:
        Complaint.objects.filter(id=complaint_id).update(state=LetterState.OPENED.value)
        a.note(Kind.COMPLAINT_OPENED, about=complaint_id)
    return found


def answer_complaint(me: Signed, complaint_id: UUID, text: str) -> None:
    """Answer into the mailbox of whoever complained; refused as `read_complaint` is."""
    keys = _opened(me, complaint_id)
    with act(me.actor, me.at) as a:
        person = _answer_to(keys)
        put_item(a, keys, person, ItemBody(ItemKind.OMBUDSMAN, text), new_id())


def _answer_to(keys: FileKeys) -> PublicKey:
    """The key inside the complaint, or the one since its writer took new words.

    Inside a transaction: till it ends the person takes no new words.
    """
    rows = Complaint.objects.select_for_update().filter(id=keys.file_id)
    key = rows.values_list("answer_key", flat=True).get()
    if key is None:
        return PublicKey(bytes.fromhex(open_complaint(keys).body.applicant))
    return KeptKey(keys.file_id, ANSWERS, bytes(key)).checked(keys.shred)


def _opened(me: Signed, complaint_id: UUID) -> FileKeys:
    if not Complaint.objects.filter(id=complaint_id).exists():
        raise Unknown
    return open_at_desk(me.keys, complaint_id)
