"""Who may be the second person of a link."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.links import (
    CHOSEN,
    LinkFacts,
    LinkKind,
    reasons_not_to_confirm_link,
)
from safeconduct.casework.core.terms import WhyNot

PEOPLE = st.sampled_from([UUID(int=1), UUID(int=2)])
FACTS = st.builds(
    LinkFacts,
    waits=st.booleans(),
    proposed_by=PEOPLE,
    confirmer=PEOPLE,
    proposer_on_both=st.booleans(),
)


@given(FACTS)
def test_a_link_is_confirmed_by_somebody_else_while_it_waits(facts: LinkFacts) -> None:
    assert set(reasons_not_to_confirm_link(facts)) == {
        why
        for why, holds in {
            WhyNot.PROPOSAL_ENDED: not facts.waits,
            WhyNot.PROPOSED_BY_YOU: facts.confirmer == facts.proposed_by,
            WhyNot.PROPOSER_GONE: not facts.proposer_on_both,
        }.items()
        if holds
    }


def test_only_a_split_says_that_two_came_from_one_file() -> None:
    assert set(LinkKind) - set(CHOSEN) == {LinkKind.PARTED}
