"""Writing down the danger anew: it orders the desks and nothing else."""

from uuid import UUID

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import require_member
from safeconduct.accounts.services import touch
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.rules import reasons_not_to_reassess
from safeconduct.casework.core.terms import Kind, WhyNot
from safeconduct.casework.models import Case
from safeconduct.casework.queries import view_of
from safeconduct.casework.services.state import lock_case
from safeconduct.common.refusal import Conflict, refuse_if
from safeconduct.contact.core.terms import Danger
from safeconduct.record.services import act


def reassess_danger(
    me: Signed, file_id: UUID, danger: Danger, seen: Danger | None = None
) -> None:
    """Write down the danger as it is told today; the same on the same day changes nothing.

    The version of the case stays: no proposal that waits is lost by it. Conflict when the
    danger is not the one that the page showed (`seen`).
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        now = view_of(case)
        role = [] if may(me.actor, Permission.DANGER_WRITE) else [WhyNot.ROLE]
        refuse_if([*role, *reasons_not_to_reassess(now.state.stage)])
        if seen not in (None, now.danger):
            raise Conflict
        if (danger, me.at.date()) == (now.danger, now.told_at.date()):
            return
        Case.objects.filter(file_id=file_id).update(danger=danger.value, danger_at=me.at)
        touch(file_id, me.at)
        a.note(Kind.DANGER_CHANGED, file=file_id, about=file_id, danger=danger.name.lower())
