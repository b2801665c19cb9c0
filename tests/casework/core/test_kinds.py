"""Every kind says which stages it has; what it lacks is refused, whatever else holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.accounts.core.terms import Role
from safeconduct.casework.core.flow import MOVES, reasons_not_to
from safeconduct.casework.core.kinds import (
    KindRow,
    Track,
    has_stage,
    kinds,
    reasons_not_to_become,
    tracks_without,
)
from safeconduct.casework.core.rules import explain
from safeconduct.casework.core.terms import (
    CLOSED,
    OPEN,
    CaseAct,
    CaseFacts,
    CaseKind,
    CaseState,
    Stage,
    WhyNot,
)
from tests.casework.core.test_flow import FACTS


@pytest.mark.parametrize("row", kinds().values(), ids=lambda row: row.kind.value)
def test_a_kind_is_explained_and_has_a_source(row: KindRow) -> None:
    assert row.explained.endswith(".")
    assert len(row.source) > 8
    assert {Stage.CONTACT, Stage.TRIAGE} <= row.stages <= {*OPEN, Stage.SETTLED}
    assert row.arrives or not row.travels  # whoever crosses must be able to arrive


@pytest.mark.parametrize("row", kinds().values(), ids=lambda row: row.kind.value)
def test_tracks_and_stages_of_a_kind_agree(row: KindRow) -> None:
    for track, stage in (
        (Track.PASSAGE, Stage.PASSAGE),
        (Track.STATUS, Stage.STATUS),
        (Track.MONEY, Stage.SUPPORT),
    ):
        assert (track in row.tracks) is (stage in row.stages)
    assert {*tracks_without(row.kind), *row.tracks} == set(Track)
    assert row.arrives or Track.VETTING not in row.tracks  # who never comes is never weighed


def test_every_kind_stands_in_the_data_once() -> None:
    assert set(kinds()) == set(CaseKind)
    assert [kind for kind, row in kinds().items() if row.told_first] == [CaseKind.COMPANION]


@given(FACTS, st.sampled_from([move for move in MOVES if move.target is not None]))
def test_a_stage_that_the_kind_lacks_is_refused_with_the_reason(
    facts: CaseFacts, move: object
) -> None:
    act: CaseAct = getattr(move, "act")  # noqa: B009
    target: Stage = getattr(move, "target")  # noqa: B009
    refused = WhyNot.NOT_THIS_KIND in reasons_not_to(act, facts)
    assert refused is not has_stage(facts.kind, target)


@given(st.sampled_from(CaseKind), st.sampled_from(CLOSED))
def test_every_kind_can_be_withdrawn_referred_merged_and_mourned(
    kind: CaseKind, end: Stage
) -> None:
    assert has_stage(kind, end) or end is Stage.SETTLED


@given(st.sampled_from(CaseKind), st.sampled_from(CaseKind), st.sampled_from(OPEN))
def test_a_case_becomes_only_what_has_its_stage(
    now: CaseKind, kind: CaseKind, stage: Stage
) -> None:
    found = reasons_not_to_become(now, kind, stage)
    if now is kind:
        assert found == [WhyNot.NO_OTHER_KIND]
    else:
        assert found == ([] if stage in kinds()[kind].stages else [WhyNot.NOT_THIS_KIND])
    assert reasons_not_to_become(now, None, stage) == [WhyNot.NO_OTHER_KIND]


def test_the_page_says_why_a_companion_waits_to_be_told() -> None:
    facts = CaseFacts(CaseState(), CaseKind.COMPANION, has_team=True)
    shown = {one.move.act: one.reasons for one in explain(facts, frozenset(Role))}
    assert shown[CaseAct.START_TRIAGE] == (WhyNot.NOT_TOLD,)
    assert shown[CaseAct.ALREADY_IN_SAFETY] == ()  # a fact waits for nothing
    assert shown[CaseAct.WITHDRAW] == ()
