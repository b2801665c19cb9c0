"""Double entry: what each step of a payment posts. Every entry sums to zero."""

from dataclasses import dataclass

from safeconduct.common.money import Money
from safeconduct.support.core.terms import PayAct, Stream


@dataclass(frozen=True)
class Line:
    """One posting; debits are positive, credits negative, in minor units."""

    account: str
    amount: Money


def lines_for(act: PayAct, stream: Stream, amount: Money) -> tuple[Line, ...]:
    """Postings of a release, a payment or a return; empty for acts that move no money."""
    budget, payable = f"budget:{stream.value}", f"payable:{stream.value}"
    moves = {
        PayAct.RELEASE: (budget, payable),
        PayAct.CONFIRM_PAID: (payable, "bank"),
        PayAct.PAYMENT_FAILED: (payable, budget),
    }
    if act not in moves:
        return ()
    debit, credit = moves[act]
    return (Line(debit, amount), Line(credit, Money(-amount.minor, amount.currency)))
