"""The roster's rules: nobody twice at once, nobody too long, and every gap is found."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.accounts.core.terms import Role
from safeconduct.contact.core.duty import (
    LONGEST_SHIFT,
    ROLE_ON,
    Duty,
    Shift,
    ShiftFacts,
    followers,
    gaps,
    languages_spoken,
    on_duty,
    reasons_not_to_put_on_duty,
    reasons_not_to_take_over,
)
from safeconduct.contact.core.terms import WhyNot

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def shift(start: int, hours: int, duty: Duty = Duty.INTAKE, languages: str = "ru") -> Shift:
    """A shift some hours from AT."""
    begins = AT + start * HOUR
    spoken = tuple(languages.split())
    return Shift(UUID(int=1), UUID(int=2), duty, spoken, begins, begins + hours * HOUR)


def reasons(one: Shift, *others: Shift, role: Role = Role.INTAKE_OFFICER) -> list[WhyNot]:
    return reasons_not_to_put_on_duty(ShiftFacts(one, frozenset({role}), others, AT))


SHIFTS = st.lists(
    st.builds(shift, st.integers(-20, 80), st.integers(1, 12), st.sampled_from(Duty))
)


def test_a_whole_shift_of_the_own_duty_is_taken() -> None:
    assert reasons(shift(0, 12)) == []
    for duty, role in ROLE_ON.items():
        assert reasons(shift(1, 8, duty), role=role) == []


def test_each_no_has_its_reason() -> None:
    assert reasons(shift(0, 13)) == [WhyNot.SHIFT_LONG]
    assert reasons(shift(1, 0)) == [WhyNot.SHIFT_BACKWARDS]
    assert reasons(shift(-8, 8)) == [WhyNot.SHIFT_OVER]
    assert reasons(shift(1, 8, Duty.RECEPTION)) == [WhyNot.NOT_THEIR_DUTY]
    assert reasons(shift(1, 8, Duty.INTERPRETER, "")) == [WhyNot.NO_LANGUAGE]
    assert reasons(shift(1, 8, Duty.INTERPRETER), role=Role.DIRECTOR) == []


@given(st.integers(0, 40), st.integers(1, 12), st.integers(0, 40), st.integers(1, 12))
def test_nobody_is_on_duty_twice_at_once(a: int, long: int, b: int, short: int) -> None:
    first, second = shift(a, long), shift(b, short)
    touch = set(range(a, a + long)) & set(range(b, b + short))
    assert (WhyNot.SHIFT_TWICE in reasons(first, second)) is bool(touch)


@settings(max_examples=100)
@given(SHIFTS, st.sampled_from(Duty))
def test_every_hour_is_either_covered_or_in_one_gap(shifts: list[Shift], duty: Duty) -> None:
    end = AT + 72 * HOUR
    found = gaps(shifts, duty, AT, end)
    for hour in range(72):
        now = AT + hour * HOUR
        covered = any(one.duty is duty for one in on_duty(shifts, now))
        assert sum(gap.holds(now) for gap in found) == (not covered)
    assert all(gap.start >= AT and gap.end <= end for gap in found)


def test_an_empty_roster_is_one_gap_per_duty() -> None:
    for duty in Duty:
        [gap] = gaps([], duty, AT, AT + LONGEST_SHIFT)
        assert (gap.start, gap.end) == (AT, AT + LONGEST_SHIFT)


def test_only_who_is_there_now_counts_as_speaking() -> None:
    shifts = [shift(-1, 2, languages="ru uk"), shift(2, 4, languages="en")]
    assert languages_spoken(shifts, AT) == {"ru", "uk"}
    assert languages_spoken(shifts, AT + 3 * HOUR) == {"en"}


@settings(max_examples=100)
@given(SHIFTS, st.sampled_from(Duty), st.sets(st.integers(1, 4).map(lambda n: UUID(int=n))))
def test_a_hand_over_goes_to_others_and_to_the_roster_before_the_role(
    shifts: list[Shift], duty: Duty, holders: set[UUID]
) -> None:
    for writer in (UUID(int=2), UUID(int=3)):
        found = followers(shifts, duty, holders, writer, AT)
        assert writer not in found
        next_ones = [
            one
            for one in shifts
            if one.duty is duty and one.end > AT and one.start <= AT + LONGEST_SHIFT
        ]
        named = {one.officer_id for one in next_ones} - {writer}
        assert found == (named or holders - {writer})


def test_whoever_wrote_a_note_does_not_confirm_it_and_nobody_twice() -> None:
    writer, other = UUID(int=1), UUID(int=2)
    assert reasons_not_to_take_over(writer, None, other) == []
    assert reasons_not_to_take_over(writer, None, writer) == [WhyNot.HANDOVER_YOURS]
    assert reasons_not_to_take_over(writer, other, other) == [WhyNot.HANDOVER_TAKEN]
