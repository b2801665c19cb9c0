"""Who declares a conflict of interest, who withdraws one, and what it shuts."""

import pytest

from safeconduct.accounts.core.conflicts import (
    ConflictFacts,
    reasons_not_to_declare,
    reasons_not_to_judge,
    reasons_not_to_withdraw,
)
from safeconduct.accounts.core.terms import Actor, Role, WhyNot
from safeconduct.common.ids import new_id


def test_one_that_stands_shuts_judgement() -> None:
    assert reasons_not_to_judge(True) == [WhyNot.CONFLICT]
    assert reasons_not_to_judge(False) == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("stands", [True, False])
def test_everybody_declares_their_own_and_nobody_withdraws_it(
    role: Role, own: bool, stands: bool
) -> None:
    me = Actor(new_id(), "A", frozenset({role}), "k")
    facts = ConflictFacts(me, me.officer_id if own else new_id(), stands)
    supervises = role is Role.SUPERVISOR
    assert (not reasons_not_to_declare(facts)) == (not stands and (own or supervises))
    assert (not reasons_not_to_withdraw(facts)) == (stands and supervises and not own)
