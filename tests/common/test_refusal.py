"""A refusal names every reason, in the order of the rule; no reason, no refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.refusal import Conflict, Reason, Refused, Unknown, refuse_if


class Why(Reason):
    """Reasons of an invented rule."""

    COLD = "It is too cold."
    DARK = "It is too dark."
    LATE = "It is too late."


REASONS = st.lists(st.sampled_from(Why), min_size=1, max_size=6)


@given(REASONS)
def test_every_reason_is_carried_in_the_order_of_the_rule(reasons: list[Why]) -> None:
    with pytest.raises(Refused) as refused:
        refuse_if(reasons)
    assert refused.value.reasons == tuple(reasons)
    assert str(refused.value) == "; ".join(reason.value for reason in reasons)


def test_without_a_reason_nothing_is_refused() -> None:
    refuse_if([])
    with pytest.raises(ValueError, match="at least one reason"):
        Refused([])


def test_a_later_change_of_the_list_does_not_reach_the_refusal() -> None:
    reasons: list[Reason] = [Why.COLD]
    refused = Refused(reasons)
    reasons.append(Why.DARK)
    assert refused.reasons == (Why.COLD,)


def test_the_three_noes_are_not_one_another() -> None:
    kinds = (Refused, Conflict, Unknown)
    assert not any(issubclass(a, b) for a in kinds for b in kinds if a is not b)


def test_a_reason_is_its_sentence_and_its_name_is_the_code() -> None:
    assert (str(Why.LATE), Why.LATE.name) == ("It is too late.", "LATE")
