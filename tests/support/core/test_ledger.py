"""Double entry: every entry sums to zero, and what went out can come back."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.money import Money, major
from safeconduct.support.core.ledger import lines_for
from safeconduct.support.core.terms import PayAct, Stream

A = PayAct
AMOUNTS = st.builds(Money, st.integers(1, 10**10), st.sampled_from(["USD", "EUR", "UAH"]))
STREAMS = st.sampled_from(Stream)


def balance(stream: Stream, amount: Money, *acts: PayAct) -> dict[str, int]:
    total: Counter[str] = Counter()
    for act in acts:
        for line in lines_for(act, stream, amount):
            total[line.account] += line.amount.minor
    return {account: minor for account, minor in total.items() if minor}


@given(st.sampled_from(PayAct), STREAMS, AMOUNTS)
def test_every_entry_sums_to_zero(act: PayAct, stream: Stream, amount: Money) -> None:
    lines = lines_for(act, stream, amount)
    assert sum(line.amount.minor for line in lines) == 0
    assert {line.amount.currency for line in lines} <= {amount.currency}
    assert len(lines) in (0, 2)


@given(STREAMS, AMOUNTS)
def test_a_returned_payment_leaves_no_trace_in_the_balances(
    stream: Stream, amount: Money
) -> None:
    assert balance(stream, amount, A.RELEASE, A.PAYMENT_FAILED) == {}


@given(STREAMS, AMOUNTS)
def test_a_paid_payment_moves_budget_to_bank(stream: Stream, amount: Money) -> None:
    assert balance(stream, amount, A.RELEASE, A.CONFIRM_PAID) == {
        f"budget:{stream.value}": amount.minor, "bank": -amount.minor,
    }  # fmt: skip


@pytest.mark.parametrize("act", [A.DRAFT, A.APPROVE, A.REFUSE, A.APPEAL, A.TAKE_BACK])
def test_papers_move_no_money(act: PayAct) -> None:
    assert lines_for(act, Stream.AWARD, major(100)) == ()


def test_streams_never_share_an_account() -> None:
    seen = [
        {line.account for line in lines_for(A.RELEASE, stream, major(1))} for stream in Stream
    ]
    assert not any(a & b for a in seen for b in seen if a is not b)
