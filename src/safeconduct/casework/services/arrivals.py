"""Attesting that a person stands in safety: two different people."""

from uuid import UUID

from safeconduct.accounts.conflicts import why_not_judge
from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.flow import attest
from safeconduct.casework.core.rules import reasons_not_to_attest
from safeconduct.casework.core.terms import HeadsWhy, Kind, WhyNot
from safeconduct.casework.models import (
    Arrival,
    Attestation,
)
from safeconduct.casework.queries import attest_facts, state_of
from safeconduct.casework.services.state import lock_case, save_state
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import refuse_if
from safeconduct.record.services import act


def attest_arrival(
    me: Signed,
    file_id: UUID,
    seen: bool,
    head_count: int,
    why: HeadsWhy = HeadsWhy.UNKNOWN,
) -> int:
    """Attest having seen the person arrive; returns how many attestations there are now.

    Two different officers, neither of them coordinating the passage, one of them not on the
    case. The second makes the arrival. A head count unlike the first blocks nothing; `why` goes
    on the record with it.
    """
    with act(me.actor, me.at) as a:
        case = lock_case(file_id)
        state = state_of(case)
        earlier = Attestation.objects.filter(case=case).order_by("ordinal").first()
        facts = attest_facts(me.actor, case, me.at, seen=seen)
        allowed = may(me.actor, Permission.ARRIVAL_ATTEST)
        role: list[WhyNot] = [] if allowed else [WhyNot.ROLE]
        conflict = why_not_judge(me.actor.officer_id, file_id)
        refuse_if([*role, *conflict, *reasons_not_to_attest(facts)])
        row = Attestation.objects.create(
            id=new_id(),
            case=case,
            ordinal=state.arrivals + 1,
            officer_id=me.actor.officer_id,
            key_id=me.actor.key_id,
            on_team=facts.attester_on_team,
            head_count=head_count,
            at=me.at,
        )
        if earlier is not None:
            Arrival.objects.create(id=new_id(), case=case, first=earlier, second=row, at=me.at)
        noted: dict[str, str | int] = {"ordinal": row.ordinal}
        if earlier is not None and earlier.head_count != head_count:
            noted |= {"heads_more": head_count - earlier.head_count, "heads_why": why.name}
        a.note(Kind.ARRIVAL_ATTESTED, file=file_id, about=row.id, **noted)
        save_state(a, case, attest(state))
    return row.ordinal
