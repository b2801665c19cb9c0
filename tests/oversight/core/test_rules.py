"""Every way in which a record can fail is named; a sound one has no flaw."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.oversight.core.rules import DRILL_EVERY, drill_is_due, flaws
from safeconduct.oversight.core.terms import AuditFacts, Flaw

SOUND = AuditFacts(first_bad=None, roots_agree=True, signature_good=True, continues=True)
KNOWN = st.none() | st.booleans()


def test_a_sound_record_has_no_flaw() -> None:
    assert flaws(SOUND) == ()


def test_a_record_nobody_signed_yet_has_no_flaw() -> None:
    assert flaws(AuditFacts(None, True, None, None)) == ()


def test_the_first_line_counts_as_altered_too() -> None:
    assert flaws(AuditFacts(0, True, True, True)) == (Flaw.LINE_ALTERED,)


def test_all_flaws_are_named_at_once() -> None:
    assert set(flaws(AuditFacts(3, False, False, False))) == set(Flaw)


@given(st.none() | st.integers(0, 9), st.booleans(), KNOWN, KNOWN)
def test_a_record_holds_only_when_nothing_speaks_against_it(
    first_bad: int | None, roots: bool, signature: bool | None, continues: bool | None
) -> None:
    found = flaws(AuditFacts(first_bad, roots, signature, continues))
    wrong = [first_bad is not None, not roots, signature is False, continues is False]
    assert len(found) == sum(wrong)


@given(st.dates(date(2026, 1, 1), date(2090, 1, 1)), st.integers(0, 3000))
def test_a_drill_is_due_after_a_year(last: date, days: int) -> None:
    assert drill_is_due(last, last + timedelta(days=days)) == (days > DRILL_EVERY.days)


def test_a_drill_that_never_was_is_due() -> None:
    assert drill_is_due(None, date(2026, 11, 22))
