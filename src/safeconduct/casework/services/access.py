"""Who works on a case ends too: taken off, passed on to a colleague, or lent for hours."""

from datetime import timedelta
from uuid import UUID

from safeconduct.accounts.core.leaving import (
    reasons_not_to_lend,
    reasons_not_to_pass_on,
    reasons_not_to_take_off,
)
from safeconduct.accounts.core.terms import Leaving, Role
from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.accounts.departure import let_go
from safeconduct.accounts.queries import key_ids, require_member, standing_team
from safeconduct.accounts.services import NEEDS, put_on_case, take_off_case
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.terms import UNSEAL_HOURS, Kind, Lend, WhyNot
from safeconduct.casework.models import Case, CaseLine, Proposal
from safeconduct.casework.services.people import why_not_assign
from safeconduct.casework.services.state import lock_case
from safeconduct.common.refusal import Unknown, refuse_if
from safeconduct.record.services import Act, act
from safeconduct.vault.core.terms import Kind as VaultKind
from safeconduct.vault.queries import open_file


def take_off(me: Signed, file_id: UUID, officer_id: UUID, reason: Leaving) -> None:
    """Take an officer off the case with every key to it; what was read before stays read.

    Refused when the case would be left without somebody who opens a part of it, leads it or
    protects the person. Everything of theirs that waits for a second person is dropped.
    """
    require_member(me.actor, file_id, me.at)
    with act(me.actor, me.at) as a:
        lock_case(file_id)
        team = standing_team(me.actor, file_id)
        refuse_if(reasons_not_to_take_off(team, officer_id))
        _drop_proposals(a, officer_id, file_id)
        by = me.actor.officer_id
        take_off_case(a, file_id, officer_id, team.standings[officer_id], reason, by)


def pass_on(me: Signed, file_id: UUID, to: UUID) -> None:
    """Give the own place to a colleague who holds the role: one act, both steps or neither."""
    require_member(me.actor, file_id, me.at)
    opened = open_file(me.keys, file_id, lasting=True)
    mine = me.actor.officer_id
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        team = standing_team(me.actor, file_id)
        refuse_if([] if mine in team.standings else [Account.NOT_ON_CASE])
        one = team.standings[mine]
        reasons = reasons_not_to_pass_on(team, to, NEEDS[one.role])
        refuse_if([*reasons, *why_not_assign(case, to, one.role)])
        put_on_case(a, opened, to, one.role)
        _drop_proposals(a, mine, file_id)
        take_off_case(a, file_id, mine, one, Leaving.PASSED_ON, mine, to)
        a.note(VaultKind.ACCESS_PASSED_ON, file=file_id, about=key_ids([to])[to])


def lend(
    me: Signed, file_id: UUID, officer_id: UUID, role: Role, hours: int, reason: Lend
) -> None:
    """Put an officer on the case for some hours, ten at most; place and keys end together."""
    require_member(me.actor, file_id, me.at)
    refuse_if([] if 1 <= hours <= UNSEAL_HOURS else [WhyNot.LEND_HOURS])
    opened = open_file(me.keys, file_id, lasting=True)
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        reasons = reasons_not_to_lend(standing_team(me.actor, file_id), officer_id)
        refuse_if([*reasons, *why_not_assign(case, officer_id, role)])
        put_on_case(a, opened, officer_id, role, me.at + timedelta(hours=hours))
        key_id = key_ids([officer_id])[officer_id]
        facts: dict[str, str | int] = {"lent": reason.name, "hours": hours}
        a.note(VaultKind.ACCESS_LENT, file=file_id, about=key_id, **facts)


def confirm_departure(me: Signed, departure_id: UUID, officer_id: UUID) -> None:
    """The second person confirms that an officer leaves the programme: everything ends now."""
    with act(me.actor, me.at) as a:
        _lock_cases_of(officer_id)
        _drop_proposals(a, officer_id)
        if let_go(a, me, departure_id) != officer_id:
            raise Unknown


def _lock_cases_of(officer_id: UUID) -> None:
    """All cases they work on, in one order, before anything of them: as every act does."""
    theirs = CaseLine.objects.filter(officer_id=officer_id).values("file_id")
    rows = Case.objects.select_for_update(no_key=True).filter(file_id__in=theirs)
    list(rows.order_by("file_id").values_list("file_id"))


def _drop_proposals(a: Act, officer_id: UUID, file_id: UUID | None = None) -> None:
    """Drop what the officer proposed and nobody confirmed yet, on one case or on all."""
    rows = Proposal.objects.select_for_update(no_key=True).order_by("id")
    rows = rows.filter(proposed_by=officer_id, state="pending")
    for row in rows if file_id is None else rows.filter(case_id=file_id):
        Proposal.objects.filter(id=row.id).update(state="dropped")
        a.note(Kind.PROPOSAL_DROPPED, file=row.case_id, about=row.id, act=row.act)
