"""Why money does not move: every unmet reason at once, in a fixed order."""

from safeconduct.accounts.core.terms import Role
from safeconduct.common.refusal import Reason
from safeconduct.support.core.flow import TABLE
from safeconduct.support.core.terms import (
    AwardSide,
    PayAct,
    PayeeClass,
    PayFacts,
    PayState,
    WhyNot,
)

A = PayAct
SAFETY_ATTESTATIONS = 2
DECIDES = frozenset({A.REFUSE, A.TURN_DOWN})
MOVING = frozenset({A.DRAFT, A.APPROVE, A.RELEASE})  # frozen while contact is lost


def _state(act: PayAct, facts: PayFacts) -> list[Reason]:
    if facts.payment.state in TABLE[act].sources:
        return []
    if act is A.RELEASE and facts.payment.state in (PayState.NONE, PayState.DRAFTED):
        return [WhyNot.NOT_APPROVED]
    return [WhyNot.NOT_THIS_STATE]


def _safety(act: PayAct, facts: PayFacts) -> list[Reason]:
    """Money moves after arrival only; a Ukrainian payee has a handover instead."""
    if facts.payment.payee is PayeeClass.UKRAINIAN:
        missing = act is A.RELEASE and not facts.handed_over
        return [WhyNot.HANDOVER] if missing else []
    found: list[Reason] = []
    if act is A.RELEASE and facts.arrivals < SAFETY_ATTESTATIONS:
        found.append(WhyNot.ARRIVAL)
    if act is A.RELEASE and not facts.in_safety:
        found.append(WhyNot.NOT_IN_SAFETY)
    if act is A.DRAFT and facts.award is None and not facts.in_safety:
        found.append(WhyNot.TOO_EARLY)
    return found


def _people(act: PayAct, facts: PayFacts) -> list[Reason]:
    """Three different people: drafter, approver, releaser; an appeal goes to somebody new."""
    payment, found = facts.payment, list[Reason]()
    if (
        act in (A.APPROVE, A.RELEASE, A.PROPOSE_REFUSAL, A.REFUSE)
        and payment.drafter == facts.actor
    ):
        found.append(WhyNot.DRAFTED_BY_YOU)
    if act is A.RELEASE and payment.approver == facts.actor:
        found.append(WhyNot.APPROVED_BY_YOU)
    if act in (A.DRAFT, A.APPROVE) and facts.actor in payment.refusers:
        found.append(WhyNot.REFUSED_BY_YOU)
    return found


def _refusal(act: PayAct, facts: PayFacts) -> list[Reason]:
    """A refusal takes two people; while it waits, nothing else moves."""
    proposer = facts.payment.refusal_by
    if act in DECIDES:
        if proposer is None:
            return [WhyNot.NO_REFUSAL]
        alone = act is A.REFUSE and proposer == facts.actor
        return [WhyNot.REFUSAL_BY_YOU] if alone else []
    waits = proposer is not None and (act in MOVING or act is A.PROPOSE_REFUSAL)
    return [WhyNot.REFUSAL_WAITS] if waits else []


def _award(act: PayAct, facts: PayFacts, side: AwardSide) -> list[Reason]:
    if act not in MOVING:
        return []
    found: list[Reason] = []
    if not side.vetting_allows:
        found.append(WhyNot.VETTING)
    found += side.item_reasons
    if facts.actor in side.verified_by:
        found.append(WhyNot.VERIFIED_BY_YOU)
    return found + _amount(facts, side)


def _amount(facts: PayFacts, side: AwardSide) -> list[Reason]:
    if facts.deviation_written:
        return []
    if side.amount_by_rule is None:
        return [WhyNot.NEEDS_DECISION]
    return [] if side.amount_by_rule == facts.payment.amount else [WhyNot.AMOUNT]


def _other(act: PayAct, facts: PayFacts) -> list[Reason]:
    found: list[Reason] = []
    if act in MOVING and facts.lost:
        found.append(WhyNot.CONTACT_LOST)
    if act is A.DRAFT and facts.item_awarded:
        found.append(WhyNot.AWARDED)
    if act is A.DRAFT and not facts.budget_room:
        found.append(WhyNot.BUDGET)
    if act is A.RELEASE and not facts.payee_checked:
        found.append(WhyNot.PAYEE)
    return found


def reasons_not_to(act: PayAct, facts: PayFacts) -> list[Reason]:
    """Every reason why this actor may not do this act now; empty when they may."""
    found = _state(act, facts) + _safety(act, facts) + _people(act, facts)
    found += _refusal(act, facts)
    if facts.award is not None:
        found += _award(act, facts, facts.award)
    return found + _other(act, facts)


def reasons_not_to_apply(act: PayAct, facts: PayFacts, roles: frozenset[Role]) -> list[Reason]:
    """As `reasons_not_to`, with the role asked first."""
    who = TABLE[act].roles(facts.payment.stream)
    role: list[Reason] = [] if roles & who else [WhyNot.ROLE]
    return role + reasons_not_to(act, facts)
