"""Who may be asked to translate a text, who takes it, and when it is over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.translation import (
    Asked,
    NotTranslated,
    Step,
    interpreters,
    reasons_not_to_ask,
    reasons_not_to_deliver,
    reasons_not_to_take,
    step,
)
from safeconduct.contact.core.duty import Duty, Shift
from safeconduct.vault.core.terms import LONGEST_GRANT

AT = datetime(2026, 11, 22, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, TWO = UUID(int=1), UUID(int=2)
BOTH = frozenset({"ru", "en"})
shifts = st.builds(
    lambda who, duty, languages, start, hours: Shift(
        UUID(int=9), UUID(int=who), duty, tuple(languages), AT + start * HOUR,
        AT + (start + hours) * HOUR,
    ),
    st.integers(1, 3), st.sampled_from(list(Duty)),
    st.sets(st.sampled_from(["ru", "en", "uk"])),
    st.integers(-12, 12), st.integers(1, 12),
)  # fmt: skip


@given(st.lists(shifts, max_size=6))
def test_only_interpreters_of_both_languages_within_their_hours(roster: list[Shift]) -> None:
    found = interpreters(roster, BOTH, {TWO}, AT)
    assert TWO not in found
    for who, until in found.items():
        assert AT < until <= AT + LONGEST_GRANT
        assert any(
            one.officer_id == who
            and one.duty is Duty.INTERPRETER
            and set(one.languages) >= BOTH
            and until <= one.end
            for one in roster
        )


def test_a_text_goes_to_nobody_where_nobody_speaks_it() -> None:
    assert reasons_not_to_ask("Text", "ru", "en", set()) == [NotTranslated.NOBODY_INTERPRETS]
    assert reasons_not_to_ask("Text", "ru", "en", {ONE}) == []
    assert reasons_not_to_ask(" ", "ru", "ru", {ONE}) == [
        NotTranslated.EMPTY,
        NotTranslated.SAME_LANGUAGE,
    ]
    assert reasons_not_to_ask("x" * 20_001, "ru", "en", {ONE}) == [NotTranslated.TOO_LONG]


@given(st.sampled_from([None, ONE, TWO]), st.booleans(), st.integers(-3, 3))
def test_one_takes_it_and_the_same_one_delivers_in_time(
    taken_by: UUID | None, done: bool, left: int
) -> None:
    asked = Asked(AT + left * HOUR, taken_by, AT if done else None)
    running = left > 0 and not done
    assert (step(asked, AT) in {Step.WAITS, Step.TAKEN}) == running
    takes = not reasons_not_to_take(asked, ONE, AT)
    assert takes == (running and taken_by in {None, ONE})
    delivers = not reasons_not_to_deliver(asked, ONE, "Text", AT)
    assert delivers == (running and taken_by == ONE)
    assert reasons_not_to_deliver(asked, ONE, "", AT)
