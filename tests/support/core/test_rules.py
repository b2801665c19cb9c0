"""Why money does not move: every unmet reason at once; hardship knows no vetting."""

from dataclasses import fields, replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.terms import Role
from safeconduct.common.money import Money, major
from safeconduct.common.refusal import Reason
from safeconduct.support.core.flow import TABLE
from safeconduct.support.core.rules import reasons_not_to, reasons_not_to_apply
from safeconduct.support.core.terms import (
    AwardSide,
    PayAct,
    PayeeClass,
    PayFacts,
    Payment,
    PayState,
    Stream,
    WhyNot,
)

A, S = PayAct, PayState
FEDIR, FAINA, MARTA, EMIL = (UUID(int=number) for number in range(1, 5))
PEOPLE = st.sampled_from([FEDIR, FAINA, MARTA, EMIL])
NO_ITEM = WhyNot.HANDOVER  # stands for any reason the equipment's room gives


@st.composite
def facts(draw: st.DrawFn) -> PayFacts:
    """Any payment before any decision."""
    amount = Money(draw(st.sampled_from([100, 200])))
    stream = draw(st.sampled_from(Stream))
    award = AwardSide(
        draw(st.booleans()),
        draw(st.frozensets(PEOPLE, max_size=2)),
        draw(st.none() | st.just(Money(100))),
        draw(st.sampled_from([(), (NO_ITEM,)])),
    )
    drafter, approver, refusal_by = (draw(st.none() | PEOPLE) for _ in range(3))
    payment = Payment(
        stream, draw(st.sampled_from(PayState)), amount, draw(st.sampled_from(PayeeClass)),
        drafter, approver, refusal_by, draw(st.frozensets(PEOPLE, max_size=2)),
    )  # fmt: skip
    flags = {name: draw(st.booleans()) for name in FLAGS}
    side = award if stream is Stream.AWARD else None
    return PayFacts(
        payment, draw(PEOPLE), arrivals=draw(st.integers(0, 2)), award=side, **flags
    )


FLAGS = [
    "in_safety", "lost", "handed_over", "payee_checked", "budget_room", "deviation_written",
    "item_awarded",
]  # fmt: skip
FACTS, ACTS = facts(), st.sampled_from(PayAct)


def ready(stream: Stream, state: PayState, actor: UUID) -> PayFacts:
    """A payment to which nothing is missing."""
    award = AwardSide(True, frozenset({EMIL}), major(900)) if stream is Stream.AWARD else None
    people = (FEDIR, FAINA) if state is S.APPROVED else (FEDIR, None)
    drafter, approver = (None, None) if state is S.NONE else people
    payment = Payment(stream, state, major(900), PayeeClass.PERSON, drafter, approver)
    return PayFacts(
        payment, actor, in_safety=True, arrivals=2, lost=False, payee_checked=True, award=award,
    )  # fmt: skip


def missing(act: PayAct, at: PayFacts) -> dict[Reason, bool]:
    """Each reason with the sentence of the rule behind it, said once more."""
    pay, side = at.payment, at.award
    moving = act in (A.DRAFT, A.APPROVE, A.RELEASE)
    person = pay.payee is not PayeeClass.UKRAINIAN
    out = pay.state not in TABLE[act].sources
    early = act is A.RELEASE and pay.state in (S.NONE, S.DRAFTED)
    release = act is A.RELEASE
    found: dict[Reason, bool] = {
        WhyNot.NOT_APPROVED: early,
        WhyNot.NOT_THIS_STATE: out and not early,
        WhyNot.ARRIVAL: release and person and at.arrivals < 2,
        WhyNot.NOT_IN_SAFETY: release and person and not at.in_safety,
        WhyNot.TOO_EARLY: act is A.DRAFT and person and side is None and not at.in_safety,
        WhyNot.HANDOVER: release and not person and not at.handed_over,
        WhyNot.DRAFTED_BY_YOU: act in (A.APPROVE, A.RELEASE, A.PROPOSE_REFUSAL, A.REFUSE)
        and pay.drafter == at.actor,
        WhyNot.APPROVED_BY_YOU: release and pay.approver == at.actor,
        WhyNot.REFUSED_BY_YOU: act in (A.DRAFT, A.APPROVE) and at.actor in pay.refusers,
        WhyNot.NO_REFUSAL: act in (A.REFUSE, A.TURN_DOWN) and pay.refusal_by is None,
        WhyNot.REFUSAL_BY_YOU: act is A.REFUSE and pay.refusal_by == at.actor,
        WhyNot.REFUSAL_WAITS: (moving or act is A.PROPOSE_REFUSAL)
        and pay.refusal_by is not None,
        WhyNot.CONTACT_LOST: moving and at.lost,
        WhyNot.BUDGET: act is A.DRAFT and not at.budget_room,
        WhyNot.AWARDED: act is A.DRAFT and at.item_awarded,
        WhyNot.PAYEE: release and not at.payee_checked,
    }
    if side is not None and moving:
        ruled = side.amount_by_rule
        found[WhyNot.VETTING] = not side.vetting_allows
        found[WhyNot.HANDOVER] |= bool(side.item_reasons)
        found[WhyNot.VERIFIED_BY_YOU] = at.actor in side.verified_by
        found[WhyNot.NEEDS_DECISION] = ruled is None and not at.deviation_written
        wrong = ruled is not None and ruled != pay.amount
        found[WhyNot.AMOUNT] = wrong and not at.deviation_written
    return found


@given(ACTS, FACTS)
def test_every_unmet_reason_is_told_at_once(act: PayAct, at: PayFacts) -> None:
    expected = {why for why, holds in missing(act, at).items() if holds}
    assert set(reasons_not_to(act, at)) == expected


def who_may(act: PayAct, stream: Stream) -> frozenset[Role]:
    """In words: the vetting lead stands in for the supervisor, about awards alone."""
    who, lead = TABLE[act].who, {Role.VETTING_LEAD}
    decides = act in (A.REFUSE, A.TURN_DOWN) and stream is Stream.AWARD
    return frozenset(who - {Role.SUPERVISOR} | lead) if decides else who


@given(ACTS, FACTS, st.frozensets(st.sampled_from(Role), max_size=3))
def test_the_role_is_asked_first(act: PayAct, at: PayFacts, roles: frozenset[Role]) -> None:
    found = reasons_not_to_apply(act, at, roles)
    role = [] if roles & who_may(act, at.payment.stream) else [WhyNot.ROLE]
    assert found == role + reasons_not_to(act, at)


@given(FACTS)
def test_no_money_is_released_before_arrival(at: PayFacts) -> None:
    if at.payment.payee is not PayeeClass.UKRAINIAN and at.arrivals < 2:
        assert WhyNot.ARRIVAL in reasons_not_to(A.RELEASE, at)


@given(PEOPLE, PEOPLE, PEOPLE, st.sampled_from(Stream))
def test_three_different_people_stand_behind_every_release(
    drafter: UUID, approver: UUID, releaser: UUID, stream: Stream
) -> None:
    drafted = ready(stream, S.DRAFTED, approver)
    drafted = replace(drafted, payment=replace(drafted.payment, drafter=drafter))
    approved = ready(stream, S.APPROVED, releaser)
    approved = replace(
        approved, payment=replace(approved.payment, drafter=drafter, approver=approver)
    )
    may_approve = not set(reasons_not_to(A.APPROVE, drafted)) - {WhyNot.VERIFIED_BY_YOU}
    may_release = not set(reasons_not_to(A.RELEASE, approved)) - {WhyNot.VERIFIED_BY_YOU}
    assert (may_approve and may_release) is (len({drafter, approver, releaser}) == 3)


@pytest.mark.parametrize("stream", Stream)
@pytest.mark.parametrize(
    ("act", "state", "actor"),
    [(A.DRAFT, S.NONE, FEDIR), (A.APPROVE, S.DRAFTED, FAINA), (A.RELEASE, S.APPROVED, MARTA),
     (A.PROPOSE_REFUSAL, S.DRAFTED, FAINA), (A.CONFIRM_PAID, S.RELEASED, FEDIR)],
)  # fmt: skip
def test_when_nothing_is_missing_money_moves(
    stream: Stream, act: PayAct, state: PayState, actor: UUID
) -> None:
    assert reasons_not_to(act, ready(stream, state, actor)) == []


@pytest.mark.parametrize("stream", Stream)
def test_two_people_refuse_and_the_vetting_lead_decides_about_awards_only(
    stream: Stream,
) -> None:
    at = ready(stream, S.DRAFTED, MARTA)
    waits = replace(at, payment=replace(at.payment, refusal_by=FAINA))
    assert reasons_not_to(A.REFUSE, at) == [WhyNot.NO_REFUSAL]
    assert reasons_not_to(A.REFUSE, replace(waits, actor=FAINA)) == [WhyNot.REFUSAL_BY_YOU]
    may = {r for r in Role if not reasons_not_to_apply(A.REFUSE, waits, frozenset({r}))}
    assert may == {Role.VETTING_LEAD if stream is Stream.AWARD else Role.SUPERVISOR}


@pytest.mark.parametrize("stream", [Stream.HARDSHIP, Stream.RELOCATION])
def test_hardship_cannot_carry_an_award_side(stream: Stream) -> None:
    at = ready(stream, S.NONE, FEDIR)
    with pytest.raises(ValueError, match="belongs to the award stream"):
        replace(at, award=AwardSide(vetting_allows=True))


def test_an_award_cannot_leave_its_side_out() -> None:
    with pytest.raises(ValueError, match="belongs to the award stream"):
        replace(ready(Stream.AWARD, S.NONE, FEDIR), award=None)


@given(ACTS, FACTS)
def test_hardship_never_hears_of_vetting_or_equipment(act: PayAct, at: PayFacts) -> None:
    award_only = {
        WhyNot.VETTING, WhyNot.AMOUNT, WhyNot.NEEDS_DECISION, WhyNot.VERIFIED_BY_YOU,
    }  # fmt: skip
    if at.payment.stream is not Stream.AWARD:
        assert not award_only & set(reasons_not_to(act, at))


@given(FACTS)
def test_what_the_bank_did_is_a_fact_whatever_became_of_the_case(at: PayFacts) -> None:
    for act in (A.CONFIRM_PAID, A.PAYMENT_FAILED):
        assert set(reasons_not_to(act, at)) <= {WhyNot.NOT_THIS_STATE}


@given(FACTS)
def test_an_appeal_needs_nothing_but_a_refusal(at: PayFacts) -> None:
    refused = at.payment.state is S.REFUSED
    assert reasons_not_to(A.APPEAL, at) == ([] if refused else [WhyNot.NOT_THIS_STATE])


def test_the_facts_know_no_rank_and_the_hardship_part_no_score() -> None:
    names = {one.name for one in fields(PayFacts)} | {one.name for one in fields(Payment)}
    assert not any(word in name for name in names for word in ("rank", "vetting", "score"))


@pytest.mark.parametrize(
    ("act", "state"), [(A.DRAFT, S.NONE), (A.APPROVE, S.DRAFTED), (A.RELEASE, S.APPROVED)]
)
def test_whoever_verified_the_equipment_moves_no_award_for_it(
    act: PayAct, state: PayState
) -> None:
    at = ready(Stream.AWARD, state, EMIL)
    assert reasons_not_to(act, at) == [WhyNot.VERIFIED_BY_YOU]


def test_an_award_may_be_drafted_before_arrival_but_not_released() -> None:
    at = replace(ready(Stream.AWARD, S.NONE, FEDIR), in_safety=False, arrivals=0)
    assert reasons_not_to(A.DRAFT, at) == []
    late = replace(ready(Stream.AWARD, S.APPROVED, MARTA), in_safety=False, arrivals=0)
    assert reasons_not_to(A.RELEASE, late) == [WhyNot.ARRIVAL, WhyNot.NOT_IN_SAFETY]
