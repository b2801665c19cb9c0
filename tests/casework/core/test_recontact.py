"""The agreed question: spelling forgiven, everything else looked at, nothing shut."""

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.flow import MOVES
from safeconduct.casework.core.recontact import (
    Heard,
    folded,
    heard,
    needs_a_look,
    reasons_not_to_agree,
)
from safeconduct.casework.core.terms import CLOSED, CaseFacts, Confirm, Stage, WhyNot

WORDS = st.text(min_size=1, max_size=40).filter(folded)


@given(WORDS, WORDS)
def test_one_of_three_and_only_the_agreed_one_is_beyond_doubt(agreed: str, said: str) -> None:
    came = heard(agreed, said)
    assert (came is Heard.AGREED) == (folded(agreed) == folded(said))
    assert needs_a_look(came) == (came is not Heard.AGREED)


@given(WORDS)
def test_case_stops_and_yo_are_no_sign_of_coercion(agreed: str) -> None:
    for spelt in (agreed.upper().lower(), f"  {agreed}! ", f"«{agreed}»"):
        if folded(spelt) == folded(agreed):
            assert heard(agreed, spelt) is Heard.AGREED
    assert heard("Ёж у бабушки", "еж, у  БАБУШКИ.") is Heard.AGREED
    assert heard("Ёж у бабушки", "уж у бабушки") is Heard.ANOTHER


@given(st.text(alphabet=" .,!?-\n", max_size=10), WORDS)
def test_marks_alone_are_no_answer(marks: str, agreed: str) -> None:
    assert heard(agreed, marks) is Heard.NOTHING


@given(st.sampled_from(Stage), WORDS, WORDS)
def test_a_question_that_holds_its_answer_is_none(
    stage: Stage, question: str, answer: str
) -> None:
    found = reasons_not_to_agree(stage, question, answer)
    assert (WhyNot.CLOSED in found) == (stage in CLOSED)
    assert (WhyNot.ANSWER_GIVEN_AWAY in found) == (folded(answer) in folded(question))
    assert WhyNot.NO_CHALLENGE_WORDS in reasons_not_to_agree(stage, "?", answer)


def test_no_act_reads_what_came_to_the_question() -> None:
    assert not {name for name in CaseFacts.__dataclass_fields__ if "challenge" in name}
    ticks = {tick for move in MOVES for tick in move.confirms if "CHALLENGE" in tick.name}
    assert ticks == {Confirm.CHALLENGE_AGREED, Confirm.CHALLENGE_ASKED}
    assert "there is no time" in Confirm.CHALLENGE_ASKED.value
