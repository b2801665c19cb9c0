"""Merging: two files of one person, by two officers who both work on both."""

from uuid import UUID

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.queries import is_member, require_member, standing_team
from safeconduct.accounts.services import NEEDS, put_team_on_case
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.rules import reasons_not_to_merge_into
from safeconduct.casework.core.terms import Stage, WhyNot
from safeconduct.casework.models import Case
from safeconduct.casework.services.people import why_not_assign
from safeconduct.casework.services.state import finish, lock_case
from safeconduct.common.refusal import refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault.queries import open_file

BRING = "bring_team"


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


def bring_team(me: Signed, file_id: UUID) -> int:
    """Give the keys of a merged file to the team that goes on; how many could not be given.

    Refused (NOT_MERGED) for a case that was not merged; Unknown unless the officer is on both.
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        refuse_if([] if case.stage == Stage.MERGED.value else [WhyNot.NOT_MERGED])
        left = give_to_team(a, me, case)
        if not left:
            finish(a, me.actor, file_id, BRING)
    return left


def give_to_team(a: Act, me: Signed, case: Case) -> int:
    """As `bring_team`, inside an act: as far as the officer's own lasting keys reach.

    Whoever was on the merged case keeps the place they have; roles that stay apart stay apart.
    """
    survivor = case.merged_into
    if survivor is None:
        return 0
    require_member(me.actor, survivor, me.at)
    opened = open_file(me.keys, case.file_id, lasting=True)
    fresh, left = waiting(me.actor, case), 0
    given: dict[UUID, Role] = {}
    for officer_id, role in fresh.items():
        if all(opened.may_open(part) for part in NEEDS[role]):
            given[officer_id] = role
        else:
            left += 1
    if given:
        put_team_on_case(a, opened, given)
    return left


def lacks_keys(me: Signed, file_id: UUID) -> bool:
    """Whether somebody of the team that goes on could be given keys to this merged case."""
    case = Case.objects.filter(file_id=file_id, stage=Stage.MERGED.value).first()
    if case is None or case.merged_into is None:
        return False
    both = all(is_member(me.actor, one, me.at) for one in (file_id, case.merged_into))
    return both and bool(waiting(me.actor, case))


def waiting(actor: Actor, case: Case) -> dict[UUID, Role]:
    """Who works for good on the case that goes on, is not on the merged one, and may be."""
    if case.merged_into is None:
        return {}
    here = standing_team(actor, case.file_id).standings
    there = standing_team(actor, case.merged_into).standings
    return {
        officer_id: one.role
        for officer_id, one in there.items()
        if one.lasting
        and officer_id not in here
        and not why_not_assign(case, officer_id, one.role)
    }
