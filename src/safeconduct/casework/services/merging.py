"""Merging: two files of one person, by two officers who both work on both."""

from uuid import UUID

from safeconduct.accounts.core.terms import Actor
from safeconduct.accounts.queries import is_member
from safeconduct.casework.core.rules import reasons_not_to_merge_into
from safeconduct.casework.core.terms import Stage, WhyNot
from safeconduct.casework.models import Case
from safeconduct.casework.services.state import lock_case
from safeconduct.record.services import Act


def lock_both(file_id: UUID, other: UUID | None) -> Case:
    """The case's row, locked with the other's, always in one order; Unknown without it."""
    for one in sorted({file_id, other or file_id}):
        if one == other:
            Case.objects.select_for_update(no_key=True).filter(file_id=one).first()
        else:
            lock_case(one)
    return lock_case(file_id)


def reasons_about_other(
    a: Act, actor: Actor, file_id: UUID, other: UUID | None
) -> list[WhyNot]:
    """Why this officer may not merge into the other case.

    One the officer is not on is answered like one that is not there: no alias is tried out.
    """
    row = Case.objects.filter(file_id=other).first() if other else None
    if row is None or other is None or other == file_id or not is_member(actor, other, a.at):
        return [WhyNot.NO_OTHER_CASE]
    return reasons_not_to_merge_into(Stage(row.stage))
