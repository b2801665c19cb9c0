"""Who may attest, what may be asked, and what the page says of every act."""

from dataclasses import fields
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.flow import MOVES, reasons_not_to
from safeconduct.casework.core.rules import (
    AttestFacts,
    asks,
    danger_shown,
    explain,
    place_on_desk,
    reasons_not_to_ask,
    reasons_not_to_attest,
    reasons_not_to_reassess,
)
from safeconduct.casework.core.terms import (
    CLOSED,
    IN_SAFETY,
    CaseFacts,
    CaseState,
    Stage,
    WhyNot,
)
from safeconduct.contact.core.terms import DANGER_ORDER, Danger
from tests.casework.core.test_flow import FACTS, ROLES, states

RUTA, RASA, KIRILL = UUID(int=1), UUID(int=2), UUID(int=3)
MOMENTS = st.integers(0, 9).map(lambda hour: datetime(2026, 12, 1, hour, tzinfo=UTC))
PEOPLE = st.sampled_from([RUTA, RASA, KIRILL])
ATTEST = st.builds(
    AttestFacts,
    state=states(),
    attester=PEOPLE,
    attester_on_team=st.booleans(),
    attester_coordinates=st.booleans(),
    seen_in_person=st.booleans(),
    first=st.none() | PEOPLE,
    first_on_team=st.booleans(),
)


def seen_by(attester: UUID, *, arrivals: int = 0, on_team: bool = False) -> AttestFacts:
    """Somebody in passage, seen by an officer who does not coordinate."""
    return AttestFacts(
        CaseState(Stage.PASSAGE, arrivals=arrivals), attester, on_team, False, True
    )


@given(ATTEST)
def test_attesting_is_refused_with_every_reason(facts: AttestFacts) -> None:
    both = facts.first is not None and facts.first_on_team and facts.attester_on_team
    expected = {
        WhyNot.NOT_THIS_STAGE: facts.state.stage not in (Stage.PASSAGE, *IN_SAFETY),
        WhyNot.ATTESTED_TWICE: facts.state.arrivals == 2,
        WhyNot.NOT_SEEN: not facts.seen_in_person,
        WhyNot.COORDINATOR: facts.attester_coordinates,
        WhyNot.ATTESTED_BY_YOU: facts.first == facts.attester,
        WhyNot.BOTH_ON_TEAM: both,
    }
    assert set(reasons_not_to_attest(facts)) == {
        why for why, holds in expected.items() if holds
    }


def test_the_first_may_be_from_the_team_or_from_outside() -> None:
    assert reasons_not_to_attest(seen_by(RUTA, on_team=True)) == []
    assert reasons_not_to_attest(seen_by(RUTA, on_team=False)) == []


def test_one_of_two_comes_from_outside_the_case() -> None:
    facts = AttestFacts(
        CaseState(Stage.PASSAGE, arrivals=1), RASA, True, False, True, RUTA, True
    )
    assert reasons_not_to_attest(facts) == [WhyNot.BOTH_ON_TEAM]


def test_lost_contact_does_not_stop_a_person_seen_at_reception() -> None:
    facts = AttestFacts(CaseState(Stage.PASSAGE, lost=True), RUTA, False, False, True)
    assert reasons_not_to_attest(facts) == []


@given(states(), st.booleans())
def test_before_two_attestations_only_listed_questions_are_asked(
    state: CaseState, listed: bool
) -> None:
    closed = [WhyNot.CLOSED] if state.stage in CLOSED else []
    outside = [] if listed or state.arrivals == 2 else [WhyNot.OUTSIDE_LIST]
    assert reasons_not_to_ask(state, listed) == closed + outside


@pytest.mark.parametrize("mark", ["?", "？", "؟", "⁇", "¿"])
def test_every_kind_of_question_mark_asks(mark: str) -> None:
    assert asks(f"Где вы{mark}")
    assert not asks("Мы ответим завтра.")


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_alone_never_opens_free_questions(stage: Stage) -> None:
    for arrivals in (0, 1):
        state = CaseState(stage, arrivals=arrivals)
        assert WhyNot.OUTSIDE_LIST in reasons_not_to_ask(state, from_closed_list=False)


@given(FACTS, ROLES)
def test_the_page_shows_every_act_with_all_its_reasons(
    facts: CaseFacts, roles: frozenset[Role]
) -> None:
    shown = explain(facts, roles)
    assert [one.move for one in shown] == list(MOVES)
    for one in shown:
        reasons = set(one.reasons)
        assert reasons - {WhyNot.ROLE} == set(reasons_not_to(one.move.act, facts))
        assert (WhyNot.ROLE in reasons) is not bool(roles & one.move.who)
        assert one.allowed is not bool(reasons)
        assert set(one.who) == one.move.who


def test_attesting_asks_nothing_about_vetting_money_or_value() -> None:
    assert {one.name for one in fields(AttestFacts)} == {
        "attester", "attester_coordinates", "attester_on_team", "first", "first_on_team",
        "seen_in_person", "state",
    }  # fmt: skip


@given(st.sampled_from(Danger), MOMENTS, st.none() | MOMENTS)
def test_only_the_front_ends_and_only_by_an_arrival_after_it(
    told: Danger, told_at: datetime, arrived_at: datetime | None
) -> None:
    shown = danger_shown(told, told_at, arrived_at)
    arrived = arrived_at is not None and arrived_at >= told_at
    assert shown is (Danger.UNSAID if arrived and told is Danger.FRONT else told)


@given(st.sampled_from(Danger), MOMENTS, MOMENTS)
def test_an_arrival_alone_never_says_that_there_is_no_danger(
    told: Danger, told_at: datetime, arrived_at: datetime
) -> None:
    shown = danger_shown(told, told_at, arrived_at)
    assert shown is told or shown not in (Danger.ABROAD, Danger.WAITING)


@given(st.sampled_from(Stage), st.sampled_from(Danger))
def test_desks_go_by_danger_alone_and_closed_cases_come_last(
    stage: Stage, danger: Danger
) -> None:
    open_places = [place_on_desk(Stage.CONTACT, one) for one in DANGER_ORDER]
    assert open_places == sorted(set(open_places))
    place = place_on_desk(stage, danger)
    if stage in CLOSED:
        assert place > max(open_places)
    else:
        assert place == place_on_desk(Stage.CONTACT, danger)


@pytest.mark.parametrize("stage", Stage)
def test_the_danger_is_written_down_until_the_case_is_closed(stage: Stage) -> None:
    assert reasons_not_to_reassess(stage) == ([WhyNot.CLOSED] if stage in CLOSED else [])
