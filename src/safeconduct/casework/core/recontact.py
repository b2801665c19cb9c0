"""The agreed question for a return: what counts as its answer, and what follows from another.

Another answer never stands in the way of rescue or care. It only makes somebody look whether
the person is being made to write.
"""

from enum import StrEnum

from safeconduct.casework.core.terms import CLOSED, Stage, WhyNot

LONGEST = 300  # characters; a question that fits a card, an answer that fits a breath


class Heard(StrEnum):
    """What came when the agreed question was asked; values go on the record."""

    AGREED = "agreed"
    ANOTHER = "another"
    NOTHING = "nothing"


def folded(text: str) -> str:
    """Letters and digits alone, in one case, with ё as е: spelling is no sign of coercion."""
    plain = text.casefold().replace("ё", "е")
    return "".join(letter for letter in plain if letter.isalnum())


def heard(agreed: str, said: str) -> Heard:
    """Which of the three `said` is, beside what was agreed."""
    if not folded(said):
        return Heard.NOTHING
    return Heard.AGREED if folded(said) == folded(agreed) else Heard.ANOTHER


def needs_a_look(came: Heard) -> bool:
    """Whether protection looks for coercion: a fear forgets words too, so it only looks."""
    return came is not Heard.AGREED


def reasons_not_to_agree(stage: Stage, question: str, answer: str) -> list[WhyNot]:
    """Why question and answer may not be agreed now; empty when they may."""
    found = [WhyNot.CLOSED] if stage in CLOSED else []
    if not folded(question) or not folded(answer):
        found.append(WhyNot.NO_CHALLENGE_WORDS)
    elif folded(answer) in folded(question):
        found.append(WhyNot.ANSWER_GIVEN_AWAY)
    return found
