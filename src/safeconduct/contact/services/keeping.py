"""Ends mailboxes that nobody came back to: rows go, and the shred key with them."""

from uuid import UUID

from django.db import connection

from safeconduct.contact.core.keeping import Keeping, ends
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
