"""Unsealing an identity for some hours: a second person gives the key; it ends by itself."""

from datetime import timedelta

from safeconduct.accounts.queries import public_key_of
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import Kind
from safeconduct.casework.models import Proposal
from safeconduct.record.services import Act
from safeconduct.vault.core.terms import Compartment, Holder
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import grant


def unseal_identity(a: Act, me: Signed, row: Proposal) -> None:
    """Wrap the identity key to whoever asked, from the confirming officer's own key.

    Refused (NO_KEY) when the confirming officer cannot open it. Call inside `act`, after it was
    seen that whoever asked is on the case still.
    """
    key = public_key_of(row.proposed_by)
    until = a.at + timedelta(hours=row.hours)
    opened = open_file(me.keys, row.case_id, lasting=True)
    grant(opened, key, [Compartment.IDENTITY], Holder.OFFICER, at=a.at, until=until)
    a.note(
        Kind.IDENTITY_UNSEALED,
        file=row.case_id,
        about=key.key_id,
        need=row.need,
        hours=row.hours,
    )
