"""An officer's conflict of interest with a case: declared at any time, withdrawn by another.

It shuts judgement only: alarms, answers to the person and signs of life never wait for it.
"""

from uuid import UUID

from safeconduct.accounts import conflicts
from safeconduct.accounts.core.terms import Cleared, Interest
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.signed import Signed
from safeconduct.casework.services.state import lock_case
from safeconduct.record.services import act


def declare_conflict(me: Signed, file_id: UUID, about: UUID, interest: Interest) -> UUID:
    """Say so of oneself, or as a supervisor of another officer, on the case or not yet."""
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        return conflicts.declare(a, me, file_id, about, interest)


def withdraw_conflict(me: Signed, conflict_id: UUID, why: Cleared) -> UUID:
    """Withdraw it; returns the case."""
    file_id = conflicts.file_of_conflict(conflict_id)
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        conflicts.withdraw(a, me, file_id, conflict_id, why)
    return file_id
