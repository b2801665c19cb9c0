"""What follows from an audit."""

from safeconduct.oversight.core.terms import AuditFacts, Flaw


def flaws(facts: AuditFacts) -> tuple[Flaw, ...]:
    """Everything that is wrong with the record; empty when it holds."""
    found = {
        Flaw.LINE_ALTERED: facts.first_bad is not None,
        Flaw.ROOT_DIFFERS: not facts.roots_agree,
        Flaw.CHECKPOINT_UNSIGNED: facts.signature_good is False,
        Flaw.CHECKPOINT_DIFFERS: facts.continues is False,
    }
    return tuple(flaw for flaw, wrong in found.items() if wrong)
