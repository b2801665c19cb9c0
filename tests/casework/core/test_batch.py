"""Only acts about who works on a case are done for several at once; never money or a doubt."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.rules import WHO, may
from safeconduct.accounts.core.terms import Actor, Permission, Role
from safeconduct.casework.core.batch import (
    MOST,
    NEEDED,
    BatchAct,
    WhyNot,
    may_together,
    reasons_not_to_begin,
    reasons_not_to_gather,
)
from safeconduct.casework.core.terms import CaseAct

EVERYBODY = Actor(uuid4(), "all", frozenset(Role), "k")
ROLES = st.frozensets(st.sampled_from(Role))


def actor(roles: frozenset[Role]) -> Actor:
    return Actor(uuid4(), "one", roles, "k")


@pytest.mark.parametrize("name", [*CaseAct, *(one.name for one in CaseAct), *Permission])
def test_no_act_of_the_table_and_no_permission_is_an_act_for_several(name: str) -> None:
    assert reasons_not_to_gather(EVERYBODY, name, 1) == [WhyNot.NOT_TOGETHER]


def test_what_is_done_together_is_about_the_team_alone() -> None:
    assert set(NEEDED) == set(BatchAct)
    assert {one.value.rsplit(":", 1)[0] for one in NEEDED.values()} == {"casework:member"}


@given(ROLES, st.sampled_from(BatchAct), st.integers(0, 2 * MOST))
def test_as_alone_so_together(roles: frozenset[Role], act: BatchAct, count: int) -> None:
    me = actor(roles)
    why = reasons_not_to_gather(me, act.name, count)
    assert (WhyNot.NOT_TOGETHER in why) is not may(me, NEEDED[act])
    assert (WhyNot.NONE_CHOSEN in why) is (count == 0)
    assert (WhyNot.TOO_MANY in why) is (count > MOST)
    assert (act in may_together(me)) is bool(roles & WHO[NEEDED[act]])


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("begun", [True, False])
def test_begun_once_and_never_without_a_name(named: bool, begun: bool) -> None:
    why = reasons_not_to_begin(named=named, begun=begun)
    assert (why == []) is (named and not begun)
