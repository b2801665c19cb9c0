"""The life of a case: every reason at once, known stages only, and no field for a score."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.flow import (
    MOVES,
    TABLE,
    attest,
    erased,
    reasons_not_to,
    reasons_not_to_apply,
    step,
)
from safeconduct.casework.core.kinds import kinds
from safeconduct.casework.core.terms import (
    BEFORE_ARRIVAL,
    CLOSED,
    IN_SAFETY,
    OPEN,
    CaseAct,
    CaseFacts,
    CaseKind,
    CaseState,
    Confirm,
    Erasing,
    Stage,
    WhyNot,
)

A, S = CaseAct, Stage
WAY = (*OPEN, Stage.SETTLED)
ACTS = st.sampled_from([move.act for move in MOVES])
ROLES = st.frozensets(st.sampled_from(Role), max_size=4)


@st.composite
def states(draw: st.DrawFn) -> CaseState:
    """Any state a case can have; a closed one knows the way back."""
    stage = draw(st.sampled_from(Stage))
    previous = draw(st.sampled_from(OPEN)) if stage in CLOSED else None
    held = draw(st.booleans())
    free = stage in CLOSED and not held
    erasing = draw(st.sampled_from(Erasing)) if free else Erasing.NONE
    lost, dormant, arrivals = draw(st.booleans()), draw(st.booleans()), draw(st.integers(0, 2))
    return CaseState(stage, previous, lost, dormant, arrivals, held, erasing)


FACTS = st.builds(
    CaseFacts,
    state=states(),
    kind=st.sampled_from(CaseKind),
    has_team=st.booleans(),
    open_tasks=st.integers(0, 3),
    conditions_unmet=st.integers(0, 2),
    rights_given=st.booleans(),
    referral_ready=st.booleans(),
    told_first=st.booleans(),
    silent_days=st.sampled_from([0, 89, 90, 400]),
    confirmed=st.frozensets(st.sampled_from(Confirm)),
    pending=st.booleans(),
    goes_on=st.booleans(),
)


def expected(act: CaseAct, facts: CaseFacts) -> set[WhyNot]:
    """What should stand in the way, said once more without the table's order."""
    state, move = facts.state, TABLE[act]
    elsewhere, closed = state.stage not in move.sources, state.stage in CLOSED
    silent = act in (A.CONTACT_RESTORED, A.CLOSE_FOR_SILENCE)
    waits, done = state.erasing is Erasing.WAITING, state.erasing is Erasing.DONE
    stops = act in (A.STOP_ERASURE, A.PLACE_HOLD, A.REOPEN, A.RECORD_DEATH)
    lacks = move.target in WAY and move.target not in kinds()[facts.kind].stages
    companion = facts.kind is CaseKind.COMPANION
    told = {
        WhyNot.CLOSED: elsewhere and closed,
        WhyNot.NOT_THIS_STAGE: elsewhere and not closed,
        WhyNot.NOT_LOST: silent and not state.lost,
        WhyNot.ASLEEP: act is A.SLEEP and state.dormant,
        WhyNot.AWAKE: act is A.WAKE and not state.dormant,
        WhyNot.NOT_HELD: act is A.LIFT_HOLD and not state.held,
        WhyNot.HELD: act in (A.PLACE_HOLD, A.ERASE) and state.held,
        WhyNot.GOES_ON: act is A.ERASE and facts.goes_on,
        WhyNot.NO_ERASURE: act is A.STOP_ERASURE and not waits,
        WhyNot.ERASURE_WAITS: waits and not stops,
        WhyNot.ERASED: done,
        WhyNot.CONTACT_LOST: state.lost and not move.while_lost,
        WhyNot.PENDING: facts.pending and act is not A.WITHDRAW,
        WhyNot.NO_TEAM: act is A.MAKE_OFFER and not facts.has_team,
        WhyNot.ARRIVAL_UNATTESTED: act is A.OPEN_STATUS and state.arrivals < 2,
        WhyNot.OPEN_TASKS: act is A.SETTLE and facts.open_tasks > 0,
        WhyNot.NOT_THIS_KIND: lacks,
        WhyNot.JOURNEY: act is A.BEGIN_CARE and facts.kind is not CaseKind.RELATIVE,
        WhyNot.NO_REFERRAL: act is A.REFER and not facts.referral_ready,
        WhyNot.NO_RIGHTS_SHEET: act is A.MAKE_OFFER and not facts.rights_given,
        WhyNot.NOT_TOLD: companion
        and act in (A.START_TRIAGE, A.OPEN_STATUS)
        and not facts.told_first,
        WhyNot.NOT_SILENT_YET: act is A.CLOSE_FOR_SILENCE and facts.silent_days < 90,
    }
    return {why for why, holds in told.items() if holds}


@given(ACTS, FACTS)
def test_a_refused_act_lists_every_reason(act: CaseAct, facts: CaseFacts) -> None:
    assert set(reasons_not_to(act, facts)) == expected(act, facts)


@given(ACTS, FACTS, ROLES)
def test_role_case_and_missing_ticks_are_told_together(
    act: CaseAct, facts: CaseFacts, roles: frozenset[Role]
) -> None:
    move, found = TABLE[act], reasons_not_to_apply(act, facts, roles)
    assert (WhyNot.ROLE in found) is not bool(roles & move.who)
    unticked = [tick for tick in move.confirms if tick not in facts.confirmed]
    assert [reason for reason in found if isinstance(reason, Confirm)] == unticked
    assert set(reasons_not_to(act, facts)) <= set(found)


@given(ACTS, FACTS)
def test_an_allowed_act_leads_to_a_known_state(act: CaseAct, facts: CaseFacts) -> None:
    if reasons_not_to(act, facts):
        return
    after = step(facts.state, act)
    assert after.stage in Stage
    assert (after.previous is not None) is (after.stage in CLOSED)
    assert after.previous in (None, *OPEN)
    assert after.arrivals == facts.state.arrivals
    target = TABLE[act].target
    assert target is None or after.stage is target


@given(ACTS, states())
def test_lost_contact_changes_by_its_own_acts_only(act: CaseAct, state: CaseState) -> None:
    touches = {A.CONTACT_LOST, A.CONTACT_RESTORED, A.ALREADY_IN_SAFETY}
    assert act in touches or step(state, act).lost == state.lost
    assert act in {A.SLEEP, A.WAKE} or step(state, act).dormant == state.dormant
    assert act in {A.PLACE_HOLD, A.LIFT_HOLD} or step(state, act).held == state.held


@given(states())
def test_only_what_two_agreed_and_nobody_held_is_erased(state: CaseState) -> None:
    if state.erasing is Erasing.WAITING:
        assert erased(state).erasing is Erasing.DONE
        return
    with pytest.raises(ValueError, match="agreed by two"):
        erased(state)


@given(ACTS, FACTS)
def test_nothing_moves_an_erased_case_and_no_act_skips_the_waiting_time(
    act: CaseAct, facts: CaseFacts
) -> None:
    if facts.state.erasing is Erasing.DONE:
        assert WhyNot.ERASED in reasons_not_to(act, facts)
    elif not reasons_not_to(act, facts):
        assert step(facts.state, act).erasing is not Erasing.DONE
        held = step(facts.state, act).held
        assert not (held and step(facts.state, act).erasing is Erasing.WAITING)


@given(FACTS, st.sampled_from(OPEN))
def test_withdrawing_is_one_step_from_every_open_stage(facts: CaseFacts, stage: Stage) -> None:
    open_state = replace(facts.state, stage=stage, previous=None, erasing=Erasing.NONE)
    here = replace(facts, state=open_state)
    assert reasons_not_to(A.WITHDRAW, here) == []
    assert TABLE[A.WITHDRAW].confirmers == frozenset()
    after = step(here.state, A.WITHDRAW)
    assert (after.stage, after.previous) == (S.WITHDRAWN, stage)


@given(states(), st.sampled_from([A.WITHDRAW, A.REFER]))
def test_whoever_withdrew_comes_back_to_the_same_stage(state: CaseState, end: CaseAct) -> None:
    if state.stage in OPEN:
        assert step(step(state, end), A.REOPEN) == state


def test_a_settled_case_reopens_at_support_and_a_merged_one_never() -> None:
    settled = step(CaseState(S.SUPPORT), A.SETTLE)
    assert step(settled, A.REOPEN).stage is S.SUPPORT
    merged = CaseFacts(step(CaseState(S.OFFER), A.MERGE))
    assert reasons_not_to(A.REOPEN, merged) == [WhyNot.CLOSED]
    died = step(settled, A.RECORD_DEATH)
    assert step(died, A.REOPEN).stage is S.SUPPORT  # news of a death can be wrong


@given(states())
def test_the_second_attestation_arrives_and_nothing_else_does(state: CaseState) -> None:
    after = attest(state)
    assert after.arrivals == state.arrivals + 1
    assert not after.lost
    arrives = state.stage is S.PASSAGE and state.arrivals == 1
    assert after.stage is (S.ARRIVED if arrives else state.stage)


def test_facts_have_no_field_about_vetting_money_rank_or_value() -> None:
    names = {one.name for kind in (CaseFacts, CaseState) for one in fields(kind)}
    assert names == {
        "arrivals", "conditions_unmet", "confirmed", "dormant", "erasing", "goes_on",
        "has_team", "held",
        "kind", "lost", "open_tasks", "pending", "previous", "referral_ready", "rights_given",
        "silent_days",
        "stage", "state", "told_first",
    }  # fmt: skip


@given(FACTS)
def test_urgent_passage_never_waits_for_conditions_or_tasks(facts: CaseFacts) -> None:
    busy = replace(facts, open_tasks=3, conditions_unmet=2)
    quiet = replace(facts, open_tasks=0, conditions_unmet=0)
    assert reasons_not_to(A.URGENT_PASSAGE, busy) == reasons_not_to(A.URGENT_PASSAGE, quiet)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.act.value)
def test_every_row_is_whole(move: object) -> None:
    row = TABLE[getattr(move, "act")]  # noqa: B009
    assert row is move
    assert row.who
    assert row.sources
    assert row.label
    assert not row.who & {Role.VETTING_ANALYST, Role.VETTING_LEAD, Role.TREASURER}


def test_an_act_stands_once_in_the_table() -> None:
    assert len(TABLE) == len(MOVES)
    assert set(CaseAct) - set(TABLE) == {A.ATTEST_ARRIVAL}  # its own service and rule


@pytest.mark.parametrize(
    "act",
    [
        A.URGENT_PASSAGE,
        A.SETTLE,
        A.CLOSE_FOR_SILENCE,
        A.REFER,
        A.MERGE,
        A.SPLIT,
        A.CHANGE_KIND,
        A.RECORD_DEATH,
    ],  # fmt: skip
)
def test_grave_acts_need_a_second_person(act: CaseAct) -> None:
    assert TABLE[act].confirmers


def test_every_stage_belongs_to_one_group() -> None:
    groups = (*BEFORE_ARRIVAL, *IN_SAFETY, *CLOSED)
    assert sorted(groups) == sorted(Stage)
