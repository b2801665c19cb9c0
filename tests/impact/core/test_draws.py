"""The draws: reproducible, fast, right at their limits, and moving the right way."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.common.money import Money
from safeconduct.common.refusal import Refused
from safeconduct.impact.core import draws
from safeconduct.impact.core.catalogue import MODELLED, assumptions, captured, inputs_for
from safeconduct.impact.core.terms import (
    AssetClass,
    Assumption,
    Interval,
    Note,
    ProgrammeFacts,
    Shape,
    TwoPaths,
    WhyNot,
)

DAY = date(2026, 1, 1)
FEW = 1_000  # the least allowed; enough where only order matters
NOTHING = Interval(0.0, 0.0, 0.0)
HANDOVER_RISKS = ("crossing_with_asset", "unwitting_share", "reprisal", "reception_asset")
classes = st.sampled_from(MODELLED)
seeds = st.integers(0, 2**32)


def held(owner: AssetClass, values: Mapping[str, float]) -> dict[str, Assumption]:
    rows = inputs_for(owner)
    return rows | {name: rows[name].fixed_at(value) for name, value in values.items()}


def what_if(owner: AssetClass, values: Mapping[str, float], seed: int = 1) -> TwoPaths:
    return draws.two_paths(owner, draws=FEW, seed=seed, inputs=held(owner, values))


def below(first: Interval, second: Interval) -> bool:
    return (
        first.low <= second.low and first.median <= second.median and first.high <= second.high
    )


@settings(max_examples=20, deadline=None)
@given(classes, seeds)
def test_the_same_seed_gives_the_same_result(owner: AssetClass, seed: int) -> None:
    once, again = (draws.two_paths(owner, draws=FEW, seed=seed) for _ in range(2))
    assert once == again
    assert once != draws.two_paths(owner, draws=FEW, seed=seed + 1)


def test_ten_thousand_draws_take_under_half_a_second() -> None:
    draws.two_paths(AssetClass.TANK)
    start = time.perf_counter()
    draws.two_paths(AssetClass.TANK, draws=10_000)
    assert time.perf_counter() - start < 0.5


def test_chunks_do_not_change_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    # one input drawn in pieces continues its own stream
    row, streams = inputs_for(AssetClass.TANK)["replacement"], draws.Streams(5)
    pieces = [draws.sample(row, streams.of(row.name), size) for size in (300, 700)]
    whole = draws.sample(row, draws.Streams(5).of(row.name), 1_000)
    assert np.array_equal(np.concatenate(pieces), whole)
    monkeypatch.setattr(draws, "CHUNK", 400)
    small = draws.two_paths(AssetClass.TANK, draws=1_000, seed=5)
    monkeypatch.undo()
    assert small.destroyed == draws.two_paths(AssetClass.TANK, draws=1_000, seed=5).destroyed


def test_two_inputs_never_share_their_chance() -> None:
    streams = draws.Streams(5)
    first, second = (streams.of(name).random(5_000) for name in ("reprisal", "replacement"))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.06  # four standard errors


def test_results_have_settled_at_ten_thousand_draws() -> None:
    first, second = (draws.two_paths(AssetClass.TANK, seed=seed).avoided for seed in (1, 2))
    assert first.median == pytest.approx(second.median, rel=0.03)


@pytest.mark.parametrize("row", assumptions(), ids=lambda r: f"{r.asset_class}.{r.name}")
def test_every_input_is_drawn_from_its_own_range(row: Assumption) -> None:
    found = draws.sample(row, draws.Streams(3).of(row.name), 2_000)
    if row.shape is Shape.BETA:
        inside = np.mean((found >= row.low) & (found <= row.high))
        assert inside == pytest.approx(0.9, abs=0.03)
    else:
        assert row.low <= found.min() <= found.max() <= row.high


@pytest.mark.parametrize("owner", MODELLED)
def test_no_risk_in_the_handover_means_no_death_on_that_path(owner: AssetClass) -> None:
    found = what_if(owner, dict.fromkeys(HANDOVER_RISKS, 0.0))
    assert found.handed_over.total == NOTHING
    assert found.avoided == found.destroyed.total
    assert (found.net_loss_one.hits, found.net_loss_mean.hits) == (0, 0)


@pytest.mark.parametrize("risk", HANDOVER_RISKS)
def test_each_risk_of_the_handover_is_charged(risk: str) -> None:
    others = [name for name in HANDOVER_RISKS if name != risk]
    found = what_if(AssetClass.IFV_APC, dict.fromkeys(others, 0.0))
    assert found.handed_over.total.median > 0


@pytest.mark.parametrize("owner", MODELLED)
def test_full_replacement_leaves_no_effect_on_the_other_side(owner: AssetClass) -> None:
    found = what_if(owner, {"replacement": 1.0})
    assert found.destroyed.ukrainian == NOTHING
    assert found.destroyed.total == found.destroyed.russian


def test_a_certain_case_is_exact() -> None:
    certain = {
        "severe_share": 0.4,
        "deaths_severe": 1.28,
        "deaths_other": 0.78,
        "others_aboard": 2.0,
        "unwitting_share": 0.5,
        "unwitting_death": 0.5,
        "crossing_with_asset": 0.1,
        "reprisal": 0.01,
        "reprisal_years": 3.0,
        "reception_asset": 0.02,
        "hazard": 0.2,
        "ukrainian_killed": 50_000.0,
        "russian_killed": 200_000.0,
        "crew": 3.0,
        "time_in_fight": 2.0,
        "weapon_factor": 4.0,
        "replacement": 0.75,
    }
    found = what_if(AssetClass.TANK, certain)
    assert found.destroyed.russian.median == pytest.approx(0.98)
    # 3 men x 2 years x 4 x (0.2 x 1/4) x (1 - 0.75)
    assert found.destroyed.ukrainian.median == pytest.approx(0.3)
    # crew 2 x 0.5 x 0.5; crossing 0.1 x 2.5 alive; reprisal 2 knowing x 0.9 x 0.03
    assert found.handed_over.russian.median == pytest.approx(0.5 + 0.25 + 0.054)
    assert found.handed_over.ukrainian.median == pytest.approx(0.02)
    assert found.avoided.low == found.avoided.high == pytest.approx(1.28 - 0.824)


@settings(max_examples=25, deadline=None)
@given(
    owner=classes,
    name=st.sampled_from(["crossing_with_asset", "unwitting_share", "reprisal"]),
    pair=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    seed=seeds,
)
def test_more_danger_in_the_handover_never_saves_lives(
    owner: AssetClass, name: str, pair: tuple[float, float], seed: int
) -> None:
    less, more = (what_if(owner, {name: value}, seed) for value in sorted(pair))
    if name != "unwitting_share":  # crew killed cannot also die of reprisal: only the sum falls
        assert below(less.handed_over.total, more.handed_over.total)
    assert below(less.parts.unwitting_crew, more.parts.unwitting_crew)
    assert less.destroyed == more.destroyed  # common draws: nothing else moved


@settings(max_examples=25, deadline=None)
@given(classes, st.tuples(st.floats(0, 1), st.floats(0, 1)), seeds)
def test_more_replacement_never_saves_lives(
    owner: AssetClass, pair: tuple[float, float], seed: int
) -> None:
    less, more = (what_if(owner, {"replacement": value}, seed) for value in sorted(pair))
    assert below(more.avoided, less.avoided)
    assert less.handed_over == more.handed_over


@settings(max_examples=25, deadline=None)
@given(
    owner=classes,
    name=st.sampled_from(["deaths_severe", "deaths_other", "time_in_fight", "weapon_factor"]),
    pair=st.tuples(st.floats(0, 20), st.floats(0, 20)),
)
def test_a_deadlier_fight_makes_the_handover_save_more(
    owner: AssetClass, name: str, pair: tuple[float, float]
) -> None:
    less, more = (what_if(owner, {name: value}) for value in sorted(pair))
    assert below(less.avoided, more.avoided)
    assert more.net_loss_mean.hits <= less.net_loss_mean.hits


@pytest.mark.parametrize("owner", MODELLED)
def test_zero_fifty_and_ninety_percent_replacement_are_always_shown(owner: AssetClass) -> None:
    found = draws.two_paths(owner, draws=FEW)
    assert [at.replacement_percent for at in found.at_replacement] == [0, 50, 90]
    none, half, most = (at.avoided for at in found.at_replacement)
    assert below(most, half)
    assert below(half, none)
    asked = what_if(owner, {"replacement": 0.5}, draws.SEED).avoided
    assert half.median == pytest.approx(asked.median)


@pytest.mark.parametrize("owner", MODELLED)
def test_captured_is_only_ever_a_bound_in_a_note(owner: AssetClass) -> None:
    found = draws.two_paths(owner, draws=FEW)
    assert Note.CAPTURED in found.notes
    assert found.captured == captured(owner)
    assert found.captured_share.high < 0.15


@pytest.mark.parametrize("owner", MODELLED)
def test_one_handover_is_riskier_than_the_average(owner: AssetClass) -> None:
    found = draws.two_paths(owner)
    assert found.net_loss_one.hits > found.net_loss_mean.hits
    assert 0.01 < found.net_loss_one.hits / found.net_loss_one.draws < 0.5


def test_a_crew_certain_to_die_makes_the_handover_a_loss() -> None:
    harmless = dict.fromkeys(("deaths_severe", "deaths_other", "weapon_factor"), 0.0)
    deadly = {"unwitting_share": 1.0, "unwitting_death": 1.0, "others_aboard": 2.0}
    found = what_if(AssetClass.HELICOPTER, harmless | deadly)
    assert found.net_loss_one.hits == found.net_loss_mean.hits == FEW
    assert found.avoided.high < -2


def test_few_draws_and_unknown_classes_are_refused() -> None:
    with pytest.raises(Refused) as few:
        draws.two_paths(AssetClass.TANK, draws=999)
    assert few.value.reasons == (WhyNot.TOO_FEW_DRAWS,)
    with pytest.raises(Refused) as unknown:
        draws.two_paths(AssetClass.OTHER)
    assert unknown.value.reasons == (WhyNot.NO_PRIORS,)


def test_an_empty_programme_has_saved_nobody_yet() -> None:
    found = draws.programme_totals(ProgrammeFacts(DAY), draws=FEW)
    assert (found.avoided, found.avoided_russian, found.avoided_ukrainian) == (NOTHING,) * 3
    assert found.deaths_caused == NOTHING
    assert found.net_loss.hits == 0
    assert (found.people_arrived, found.assets, found.money_paid) == (0, (), ())
    assert found.notes == (Note.NOTHING_YET,)


def test_totals_are_reported_as_counted() -> None:
    assets = ((AssetClass.TANK, 2), (AssetClass.OTHER, 1))
    paid = (Money(5_00), Money(7_00, "EUR"), Money(1_00))
    found = draws.programme_totals(ProgrammeFacts(DAY, 9, assets, paid), draws=FEW)
    assert (found.as_of, found.people_arrived) == (DAY, 9)
    assert dict(found.assets) == dict(assets)
    assert found.money_paid == (Money(7_00, "EUR"), Money(6_00))
    assert Note.COUNTED_ONCE in found.notes


def test_a_thousand_arrivals_save_some_hundreds_on_their_own_side() -> None:
    found = draws.programme_totals(ProgrammeFacts(DAY, 1_000))
    assert 97 < found.avoided_russian.median < 535  # range found before by a separate model
    assert 0 < found.avoided_ukrainian.median < 75
    assert found.deaths_caused.low > 0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 500), st.integers(1, 500), seeds)
def test_more_arrivals_save_more(people: int, more: int, seed: int) -> None:
    few, many = (
        draws.programme_totals(ProgrammeFacts(DAY, n), draws=FEW, seed=seed).avoided_russian
        for n in (people, people + more + 100)
    )
    assert few.median < many.median


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 30), st.integers(0, 3), seeds)
def test_every_recorded_death_is_charged(people: int, deaths: int, seed: int) -> None:
    facts = ProgrammeFacts(DAY, people, deaths_recorded=deaths)
    base, worse = (
        draws.programme_totals(f, draws=FEW, seed=seed)
        for f in (facts, replace(facts, deaths_recorded=deaths + 1))
    )
    assert worse.avoided.median == base.avoided.median - 1
    assert worse.deaths_caused.low == base.deaths_caused.low + 1


def test_deaths_not_yet_counted_are_estimated() -> None:
    facts = ProgrammeFacts(DAY, 500)
    unknown = draws.programme_totals(facts, draws=FEW)
    none = draws.programme_totals(replace(facts, deaths_recorded=0), draws=FEW)
    assert unknown.deaths_caused.median > none.deaths_caused.median


def test_an_asset_of_another_class_changes_no_life() -> None:
    facts = ProgrammeFacts(DAY, 20)
    other = replace(facts, assets=((AssetClass.OTHER, 5),))
    first, second = (draws.programme_totals(f, draws=FEW) for f in (facts, other))
    assert first.avoided == second.avoided


@pytest.mark.parametrize("owner", MODELLED)
def test_assets_save_lives_on_the_other_side(owner: AssetClass) -> None:
    facts = ProgrammeFacts(DAY, 0, ((owner, 200),))
    found = draws.programme_totals(facts, draws=FEW)
    assert found.avoided_ukrainian.median > 0
    assert found.avoided_russian.median <= 0  # its crew are counted as people, its dead here
    none, half, most = (at.avoided for at in found.at_replacement)
    assert none.median > half.median > most.median


def test_totals_that_cannot_be_right_are_refused_with_every_reason() -> None:
    twice = ((AssetClass.TANK, 1), (AssetClass.TANK, 1))
    with pytest.raises(Refused) as refused:
        draws.programme_totals(ProgrammeFacts(DAY, -1, twice), draws=1)
    assert refused.value.reasons == (
        WhyNot.NEGATIVE_COUNT,
        WhyNot.REPEATED_CLASS,
        WhyNot.TOO_FEW_DRAWS,
    )
