"""What follows from an audit, and when a drill is due."""

from datetime import date, timedelta

from safeconduct.oversight.core.terms import AuditFacts, Flaw

DRILL_EVERY = timedelta(days=365)  # programme rule, docs/operating.md


def drill_is_due(last: date | None, today: date) -> bool:
    """Whether recovery was never rehearsed, or longer than a year ago."""
    return last is None or today - last > DRILL_EVERY


def flaws(facts: AuditFacts) -> tuple[Flaw, ...]:
    """Everything that is wrong with the record; empty when it holds."""
    found = {
        Flaw.LINE_ALTERED: facts.first_bad is not None,
        Flaw.ROOT_DIFFERS: not facts.roots_agree,
        Flaw.CHECKPOINT_UNSIGNED: facts.signature_good is False,
        Flaw.CHECKPOINT_DIFFERS: facts.continues is False,
    }
    return tuple(flaw for flaw, wrong in found.items() if wrong)
