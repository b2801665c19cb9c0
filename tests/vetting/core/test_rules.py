"""The ladder counts copies once; a result needs two people, words, and the person's answer."""

from dataclasses import fields, replace
from datetime import date
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.casework.core.terms import Vetting
from safeconduct.vetting.core.catalogue import indicators
from safeconduct.vetting.core.rules import (
    SENTENCES,
    first_answer,
    ladder,
    moves,
    reasons_not_to_add,
    reasons_not_to_answer,
    reasons_not_to_conclude,
    reasons_not_to_hear_appeal,
    reasons_not_to_propose,
    reasons_not_to_reopen,
    standing,
)
from safeconduct.vetting.core.terms import (
    Answer,
    ConclusionFacts,
    Direction,
    Distortion,
    Finding,
    Grade,
    Lean,
    ReopenFacts,
    Result,
    Source,
    Standing,
    Step,
    WhyNot,
)

ROWS = indicators()
ANALYST, LEAD, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
ORIGINS = [UUID(int=n) for n in range(101, 107)]

findings_of = st.lists(
    st.builds(
        Finding,
        indicator=st.sampled_from(sorted(ROWS)),
        direction=st.sampled_from(list(Direction)),
        source=st.sampled_from(list(Source)),
        grade=st.sampled_from(list(Grade)),
        origin=st.sampled_from(ORIGINS),
        day=st.sampled_from([date(2026, 11, 1), date(2026, 11, 2)]),
        answer=st.sampled_from(list(Answer)),
    ),
    max_size=8,
)


def finding(
    indicator: str = "equipment_handed_over",
    direction: Direction = Direction.SUPPORTS,
    origin: int = 0,
    answer: Answer = Answer.NOT_NEEDED,
) -> Finding:
    """A well sourced finding from one of the invented origins."""
    return Finding(
        indicator, direction, Source.B, Grade.G2, ORIGINS[origin], date(2026, 11, 3), answer
    )


FOR = finding()
AGAINST_MONEY = finding("safety_before_money", Direction.ASKS, 1, Answer.ANSWERED)
AGAINST_CONDUCT = finding("patience_with_checks", Direction.ASKS, 2, Answer.ANSWERED)
COMPLETE = ConclusionFacts(
    result=Result.ADVERSE,
    proposer=ANALYST,
    proposer_is_analyst=True,
    decider=LEAD,
    decider_is_lead=True,
    reasons="Two independent accounts agree.",
    speaks_for="The vehicle came with its log.",
    speaks_against="Cash was asked for before arrival.",
    findings=(FOR, AGAINST_MONEY, AGAINST_CONDUCT),
    distortions_considered=frozenset(Distortion),
    indicators=ROWS,
)


@given(findings_of, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_copies_and_order_change_nothing(findings: list[Finding], chance: Random) -> None:
    copied = findings + [chance.choice(findings) for _ in findings]
    chance.shuffle(copied)
    assert ladder(copied, ROWS) == ladder(findings, ROWS)
    facts = replace(COMPLETE, findings=tuple(findings))
    again = replace(COMPLETE, findings=tuple(copied))
    assert reasons_not_to_conclude(again) == reasons_not_to_conclude(facts)


@given(findings_of)
@settings(max_examples=100)
def test_the_same_voice_on_another_day_adds_no_step(findings: list[Finding]) -> None:
    again = [replace(f, day=date(2026, 11, 20)) for f in findings]
    assert ladder(findings + again, ROWS) == ladder(findings, ROWS)


@given(findings_of, st.sampled_from(sorted(ROWS)), st.sampled_from(ORIGINS))
@settings(max_examples=100)
def test_what_cannot_be_judged_moves_no_other_step(
    findings: list[Finding], name: str, origin: UUID
) -> None:
    rumour = replace(
        FOR,
        indicator=name,
        origin=origin,
        source=Source.F,
        grade=Grade.G6,
        answer=Answer.ANSWERED,
    )
    before = [s for s in ladder(findings, ROWS) if s.lean is not Lean.NOTHING]
    after = [s for s in ladder([*findings, rumour], ROWS) if s.lean is not Lean.NOTHING]
    assert after == before


@given(findings_of)
@settings(max_examples=100)
def test_no_origin_and_no_group_stands_on_two_weighed_steps(findings: list[Finding]) -> None:
    weighed = [s for s in ladder(findings, ROWS) if s.lean is not Lean.NOTHING]
    moving = [f for f in findings if moves(f)]
    assert len(weighed) <= len({f.origin for f in moving})
    assert len(weighed) <= len({ROWS[f.indicator].group for f in moving})
    groups = [{r.group for r in ROWS.values() if r.question in s.questions} for s in weighed]
    assert sum(map(len, groups)) == len(set().union(*groups))


def test_three_reports_from_one_mouth_are_one_step() -> None:
    mouth = [finding(name, origin=0) for name in ("equipment_handed_over", "named_by_comrades")]
    assert len(ladder(mouth, ROWS)) == 1
    apart = [mouth[0], replace(mouth[1], origin=ORIGINS[5])]
    assert len(ladder(apart, ROWS)) == 2


def test_two_bundles_joined_by_a_third_finding_become_one_step() -> None:
    first = finding("equipment_handed_over", origin=0)
    last = finding("named_by_comrades", origin=1)
    link = finding("named_by_comrades", origin=0)
    assert len(ladder([first, last], ROWS)) == 2
    assert len(ladder([first, last, link], ROWS)) == 1


def test_a_step_that_points_both_ways_says_so() -> None:
    (step,) = ladder([FOR, finding(direction=Direction.ASKS, origin=1)], ROWS)
    assert (step.lean, step.several_origins, step.still_to_put) == (Lean.BOTH, True, True)


def test_the_ladder_shows_words_and_no_number() -> None:
    assert {f.type for f in fields(Step)}.isdisjoint({int, float, "int", "float"})
    assert not any(sign.isdigit() for text in SENTENCES.values() for sign in text)
    assert [
        s.standing for s in ladder([replace(FOR, grade=Grade.G5), AGAINST_MONEY], ROWS)
    ] == [
        Standing.FIRM,
        Standing.WEAK,
    ]


@pytest.mark.parametrize(
    ("source", "grade", "words"),
    [
        (Source.A, Grade.G1, Standing.FIRM),
        (Source.A, Grade.G3, Standing.FAIR),
        (Source.E, Grade.G1, Standing.WEAK),
        (Source.F, Grade.G1, Standing.WEAK),
        (Source.A, Grade.G6, Standing.WEAK),
        (Source.F, Grade.G6, Standing.UNJUDGED),
    ],
)
def test_a_finding_stands_as_its_worse_half(
    source: Source, grade: Grade, words: Standing
) -> None:
    assert standing(replace(FOR, source=source, grade=grade)) is words


def test_a_complete_adverse_result_can_be_concluded() -> None:
    assert reasons_not_to_conclude(COMPLETE) == []


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(COMPLETE, decider=ANALYST), WhyNot.SAME_PERSON),
        (replace(COMPLETE, proposer_is_analyst=False), WhyNot.NOT_AN_ANALYST),
        (replace(COMPLETE, decider_is_lead=False), WhyNot.NOT_A_LEAD),
        (replace(COMPLETE, reasons=" \n"), WhyNot.NO_REASONS),
        (replace(COMPLETE, speaks_for=""), WhyNot.FOR_NOT_WRITTEN),
        (replace(COMPLETE, speaks_against=""), WhyNot.AGAINST_NOT_WRITTEN),
        (
            replace(COMPLETE, distortions_considered=frozenset({Distortion.AGE})),
            WhyNot.DISTORTIONS_NOT_CONSIDERED,
        ),
        (replace(COMPLETE, findings=(FOR,)), WhyNot.NOTHING_AGAINST),
        (replace(COMPLETE, findings=(FOR, AGAINST_MONEY)), WhyNot.ONE_FACT_ALONE),
        (
            replace(COMPLETE, result=Result.CLEAR, findings=(AGAINST_MONEY,)),
            WhyNot.NOTHING_FOR,
        ),
    ],
)
def test_each_missing_piece_is_named(facts: ConclusionFacts, reason: WhyNot) -> None:
    assert reasons_not_to_conclude(facts) == [reason]


def test_every_missing_piece_is_named_at_once() -> None:
    empty = replace(
        COMPLETE,
        decider=ANALYST,
        decider_is_lead=False,
        reasons="",
        speaks_for="",
        speaks_against="",
        findings=(),
        distortions_considered=frozenset(),
    )
    assert reasons_not_to_conclude(empty) == [
        WhyNot.SAME_PERSON,
        WhyNot.NOT_A_LEAD,
        WhyNot.NO_REASONS,
        WhyNot.FOR_NOT_WRITTEN,
        WhyNot.AGAINST_NOT_WRITTEN,
        WhyNot.DISTORTIONS_NOT_CONSIDERED,
        WhyNot.NOTHING_AGAINST,
    ]


@pytest.mark.parametrize("answer", [Answer.NOT_PUT, Answer.NOT_NEEDED])
@pytest.mark.parametrize("result", Result)
def test_nothing_is_concluded_behind_the_persons_back(answer: Answer, result: Result) -> None:
    findings = (FOR, AGAINST_MONEY, replace(AGAINST_CONDUCT, answer=answer))
    facts = replace(COMPLETE, result=result, findings=findings)
    assert WhyNot.NOT_PUT_TO_PERSON in reasons_not_to_conclude(facts)


def test_a_point_that_cannot_be_answered_yet_allows_limited_at_most() -> None:
    findings = (FOR, AGAINST_MONEY, replace(AGAINST_CONDUCT, answer=Answer.PUT_UNANSWERABLE))
    facts = replace(COMPLETE, findings=findings)
    assert reasons_not_to_conclude(facts) == [WhyNot.NOT_ANSWERABLE_YET]
    assert reasons_not_to_conclude(replace(facts, result=Result.LIMITED)) == []


@given(findings_of, st.sampled_from(list(Result)))
@settings(max_examples=100)
def test_no_result_against_a_person_without_a_heard_and_judgeable_point(
    findings: list[Finding], result: Result
) -> None:
    facts = replace(COMPLETE, findings=tuple(findings), result=result)
    if reasons_not_to_conclude(facts):
        return
    asks = [f for f in findings if f.direction is Direction.ASKS]
    assert all(f.answer in {Answer.ANSWERED, Answer.PUT_UNANSWERABLE} for f in asks)
    if result is not Result.CLEAR:
        assert any(moves(f) for f in asks)
    if result is Result.ADVERSE:
        assert all(f.answer is Answer.ANSWERED for f in asks)
        assert len({f.origin for f in asks if moves(f)}) > 1


@pytest.mark.parametrize("state", Vetting)
def test_only_a_result_is_reopened_by_a_lead_with_a_reason(state: Vetting) -> None:
    facts = ReopenFacts(state, by_vetting_lead=True, reason="A new witness came.")
    has_result = state not in {Vetting.NONE, Vetting.OPEN}
    assert (reasons_not_to_reopen(facts) == []) == has_result
    bare = replace(facts, by_vetting_lead=False, reason=" ")
    assert reasons_not_to_reopen(bare)[-2:] == [
        WhyNot.MAY_NOT_REOPEN,
        WhyNot.NO_REASON_TO_REOPEN,
    ]


def test_an_appeal_goes_to_someone_new() -> None:
    took_part = frozenset({ANALYST, LEAD})
    assert reasons_not_to_hear_appeal(OTHER, took_part) == []
    assert reasons_not_to_hear_appeal(LEAD, took_part) == [WhyNot.NOT_SOMEONE_NEW]


def test_a_proposal_waits_only_for_its_decider() -> None:
    alone = replace(COMPLETE, decider=ANALYST, decider_is_lead=False)
    assert reasons_not_to_propose(alone) == []
    assert reasons_not_to_conclude(alone) == [WhyNot.SAME_PERSON, WhyNot.NOT_A_LEAD]


@given(findings_of, st.sampled_from(list(Result)), st.booleans())
@settings(max_examples=100)
def test_what_cannot_be_proposed_cannot_be_concluded(
    findings: list[Finding], result: Result, analyst: bool
) -> None:
    facts = replace(
        COMPLETE, findings=tuple(findings), result=result, proposer_is_analyst=analyst
    )
    assert set(reasons_not_to_propose(facts)) <= set(reasons_not_to_conclude(facts))


def test_a_finding_needs_a_known_indicator_a_note_and_a_past_day() -> None:
    assert reasons_not_to_add(Vetting.NONE, False, " ", True) == [
        WhyNot.NOT_POSSIBLE_NOW,
        WhyNot.NO_SUCH_INDICATOR,
        WhyNot.NO_NOTE,
        WhyNot.IN_THE_FUTURE,
    ]


@pytest.mark.parametrize("state", sorted(set(Vetting) - {Vetting.NONE}))
def test_facts_stay_recordable_after_a_result(state: Vetting) -> None:
    assert reasons_not_to_add(state, True, "Seen.", False) == []


@pytest.mark.parametrize("direction", Direction)
def test_a_point_against_the_person_starts_as_not_put(direction: Direction) -> None:
    asks = direction is Direction.ASKS
    assert first_answer(direction) is (Answer.NOT_PUT if asks else Answer.NOT_NEEDED)


@pytest.mark.parametrize("now", Answer)
@pytest.mark.parametrize("fresh", Answer)
def test_what_the_person_said_is_never_replaced(now: Answer, fresh: Answer) -> None:
    reasons = reasons_not_to_answer(now, fresh, "He said so.")
    goes_on = fresh in {Answer.ANSWERED, Answer.PUT_UNANSWERABLE} and now is not Answer.ANSWERED
    assert reasons == ([] if goes_on else [WhyNot.NOT_POSSIBLE_NOW])


def test_an_answer_has_words() -> None:
    assert reasons_not_to_answer(Answer.NOT_PUT, Answer.ANSWERED, " ") == [
        WhyNot.NO_ANSWER_WRITTEN
    ]
    assert reasons_not_to_answer(Answer.NOT_PUT, Answer.PUT_UNANSWERABLE, "") == []
