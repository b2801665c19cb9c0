"""Ends mailboxes nobody came back to, and old complaints: rows go, and their shred keys."""

from uuid import UUID

from django.db import connection

from safeconduct.contact.core.keeping import Complained, Keeping, complaint_ends, ends
from safeconduct.contact.core.terms import Kind
from safeconduct.record.services import Act
from safeconduct.vault.services import shred


def end_mailbox(a: Act, file_id: UUID, facts: Keeping) -> bool:
    """End one mailbox; False when somebody came back, or a case was opened, meanwhile.

    The database asks the same once more, under a lock, and refuses by its own clock what was
    visited within a year. The keys go by the same door as those of an erased case.
    """
    if not ends(facts):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT mailbox_end(%s, %s)", [file_id, facts.visited_in])
        if not cursor.fetchone()[0]:
            return False
    a.note(Kind.MAILBOX_ENDED, file=file_id)
    # Last: if the key store cannot be reached, nothing of this happened and it runs again.
    shred(file_id)
    return True


def end_complaint(a: Act, complaint_id: UUID, facts: Complained) -> bool:
    """End one complaint with its answers; False when it was answered meanwhile.

    The database asks the same once more, as it does for a mailbox. No second person is needed:
    the term is public, told to whoever complains, and nothing unread is taken.
    """
    if not complaint_ends(facts):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT complaint_end(%s)", [complaint_id])
        if not cursor.fetchone()[0]:
            return False
    a.note(Kind.COMPLAINT_ENDED, about=complaint_id)
    shred(complaint_id)  # last, as above
    return True
