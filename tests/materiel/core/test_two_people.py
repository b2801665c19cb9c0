"""Who may record, confirm and decide: never one person alone, never about an unread claim."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.materiel.core import flow, rules
from safeconduct.materiel.core.rules import DecideFacts
from safeconduct.materiel.core.terms import ItemEvent, ItemState, Waiting, WhyNot

TODAY = date(2026, 11, 22)
PEOPLE = st.sampled_from(["emil", "edita", "olena", ""])


def test_a_handover_cannot_lie_ahead() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert rules.reasons_not_to_value(tomorrow, TODAY) == [WhyNot.DAY_AHEAD]
    assert rules.reasons_not_to_value(TODAY, TODAY) == []
    assert rules.reasons_not_to_value(None, TODAY) == []


@given(st.sampled_from(ItemState))
def test_marks_stand_once_two_people_verified_by_them(state: ItemState) -> None:
    refused = rules.reasons_not_to_rewrite_marks(state) == [WhyNot.MARKS_FIXED]
    assert refused is (flow.is_verified(state) or state in flow.ENDS)


@given(st.sampled_from(ItemState), st.sampled_from(ItemEvent), st.booleans())
def test_a_step_is_recorded_only_from_the_table_and_one_at_a_time(
    state: ItemState, event: ItemEvent, another_waits: bool
) -> None:
    reasons = rules.reasons_not_to_record_move(state, event, another_waits)
    in_table = (state, event) in flow.TABLE and event is not ItemEvent.WITHDRAW
    assert (reasons == []) is (in_table and not another_waits)


@given(st.sampled_from(Waiting), PEOPLE, PEOPLE)
def test_nobody_confirms_what_they_recorded(status: Waiting, first: str, second: str) -> None:
    reasons = rules.reasons_not_to_confirm_move(status, first, second)
    assert (WhyNot.RECORDED_BY_YOU in reasons) is (first == second)
    assert (WhyNot.MOVE_ENDED in reasons) is (status is not Waiting.PENDING)


FACTS = st.builds(
    DecideFacts,
    decider=st.sampled_from(["emil", "edita"]),
    works_on_both=st.booleans(),
    proposed_by=PEOPLE,
    decided=st.booleans(),
)


@given(FACTS)
def test_an_alert_ends_by_two_people_who_work_on_both_cases(facts: DecideFacts) -> None:
    allowed = rules.reasons_not_to_confirm_end(facts) == []
    two = facts.proposed_by not in ("", facts.decider)
    assert allowed is (two and facts.works_on_both and not facts.decided)


@given(FACTS, st.sampled_from(["", "  ", "seen both"]))
def test_an_end_is_proposed_once_and_with_a_reason(facts: DecideFacts, reason: str) -> None:
    allowed = rules.reasons_not_to_propose_end(facts, reason) == []
    free = not facts.decided and not facts.proposed_by
    assert allowed is (free and facts.works_on_both and bool(reason.strip()))


@pytest.mark.parametrize("decided", [True, False])
def test_a_waiting_proposal_and_a_decision_are_told_apart(decided: bool) -> None:
    facts = DecideFacts("emil", works_on_both=True, proposed_by="edita", decided=decided)
    why = WhyNot.ALERT_ENDED if decided else WhyNot.MOVE_WAITS
    assert rules.reasons_not_to_propose_end(facts, "seen both") == [why]
