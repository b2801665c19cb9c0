"""Every row of the impact data is whole, sourced, graded and in range."""

from datetime import date

import numpy as np
import pytest

from safeconduct.common.refusal import Refused
from safeconduct.impact.core import catalogue
from safeconduct.impact.core.rules import implied_deaths, mixture, share_of
from safeconduct.impact.core.terms import (
    AssetClass,
    Assumption,
    CapturedShare,
    Grade,
    Quote,
    Shape,
    WhyNot,
)

ROWS = [*catalogue.assumptions(), *catalogue.anchors()]
CLASS_INPUTS = {
    "crew",
    "deaths_other",
    "deaths_severe",
    "others_aboard",
    "severe_share",
    "time_in_fight",
    "weapon_factor",
}
# Deaths per loss agreed for each class as a whole (low, high) before it was split in two.
AGREED = {
    AssetClass.TANK: (0.2, 2.0),
    AssetClass.IFV_APC: (0.2, 5.0),
    AssetClass.SELF_PROPELLED_ARTILLERY: (0.1, 2.0),
    AssetClass.HELICOPTER: (0.5, 3.0),
    AssetClass.COMBAT_AIRCRAFT: (0.1, 1.5),
}


def name_of(row: Assumption) -> str:
    return f"{row.asset_class or 'all'}.{row.name}"


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_every_number_has_range_unit_source_and_day(row: Assumption) -> None:
    assert row.low <= row.value <= row.high
    assert row.label
    assert row.unit
    assert row.source
    assert date(1944, 1, 1) < row.source_date <= date(2026, 11, 22)
    assert (row.shape is Shape.FIXED) == (row.low == row.high) or row.name.startswith("tank_")


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_shares_lie_between_nothing_and_all(row: Assumption) -> None:
    assert row.low >= 0
    if row.unit == "share":
        assert row.high <= 1


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_what_is_only_assumed_says_so(row: Assumption) -> None:
    assert row.source.startswith("Project assumption") == (row.grade is Grade.ASSUMED)


@pytest.mark.parametrize("row", [r for r in ROWS if r.shape is Shape.BETA], ids=name_of)
def test_the_range_shown_for_a_beta_is_the_one_drawn(row: Assumption) -> None:
    draws = np.random.default_rng(1).beta(row.a, row.b, 200_000)
    low, high = np.quantile(draws, (0.05, 0.95))
    assert row.value == pytest.approx(row.a / (row.a + row.b), abs=1e-3)
    assert row.low == pytest.approx(low, abs=5e-3)
    assert row.high == pytest.approx(high, abs=5e-3)


@pytest.mark.parametrize("row", [r for r in ROWS if r.shape is Shape.UNIFORM], ids=name_of)
def test_the_middle_of_a_uniform_is_its_mean(row: Assumption) -> None:
    assert row.value == pytest.approx((row.low + row.high) / 2)


def test_no_input_is_named_twice_in_one_class() -> None:
    names = [name_of(row) for row in ROWS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("owner", catalogue.MODELLED)
def test_every_class_has_all_its_inputs(owner: AssetClass) -> None:
    inputs = catalogue.inputs_for(owner)
    assert set(inputs) >= CLASS_INPUTS | set(catalogue.common_inputs())
    assert inputs["crew"].asset_class is owner


@pytest.mark.parametrize("owner", catalogue.MODELLED)
def test_combat_deaths_stay_inside_what_was_agreed(owner: AssetClass) -> None:
    rows = catalogue.inputs_for(owner)
    severe, other = rows["deaths_severe"], rows["deaths_other"]
    mean = mixture(
        rows["severe_share"].value,
        (severe.low + severe.value + severe.high) / 3,
        (other.low + other.value + other.high) / 3,
    )
    low, high = AGREED[owner]
    assert low < mean < high


def test_the_helicopter_learns_from_its_one_case() -> None:
    shared, own = catalogue.common_inputs(), catalogue.inputs_for(AssetClass.HELICOPTER)
    # one case of one, crew unaware; two of two died
    assert (own["unwitting_share"].a, own["unwitting_share"].b) == (
        shared["unwitting_share"].a + 1,
        shared["unwitting_share"].b,
    )
    assert (own["unwitting_death"].a, own["unwitting_death"].b) == (
        shared["unwitting_death"].a + 2,
        shared["unwitting_death"].b,
    )


def test_a_class_without_assumptions_gets_no_figure() -> None:
    with pytest.raises(Refused) as refused:
        catalogue.inputs_for(AssetClass.OTHER)
    assert refused.value.reasons == (WhyNot.NO_PRIORS,)


def test_the_range_of_deaths_follows_from_the_names() -> None:
    coverage = catalogue.anchor("named_coverage")
    named = catalogue.anchor("named_deaths_january_2025")
    toll = catalogue.common_inputs()["russian_killed"]
    low, high = implied_deaths(int(named.value), coverage.low, coverage.high)
    assert low == pytest.approx(toll.low, abs=500)
    assert high == pytest.approx(toll.high, abs=500)


def test_the_hazard_follows_from_the_names_and_the_force() -> None:
    coverage = catalogue.anchor("named_coverage")
    before = catalogue.anchor("named_deaths_june_2024")
    after = catalogue.anchor("named_deaths_january_2025")
    years = (after.source_date - before.source_date).days / 365.25
    new = int(after.value - before.value)
    low, high = (n / years / 600_000 for n in implied_deaths(new, coverage.low, coverage.high))
    hazard = catalogue.common_inputs()["hazard"]
    assert hazard.low == pytest.approx(low, abs=0.005)
    assert hazard.high == pytest.approx(high, abs=0.005)


@pytest.mark.parametrize("row", catalogue.captured_shares(), ids=lambda r: r.asset_class)
def test_captured_counts_name_their_licence(row: CapturedShare) -> None:
    assert row.licence == "CC BY 4.0"
    assert "Oryx" in row.source
    assert row.period == "2024"
    assert row.grade is Grade.DATA


def test_captured_is_a_small_bound_after_the_first_year() -> None:
    for owner in catalogue.MODELLED:
        row = catalogue.captured(owner)
        assert share_of(row.captured, row.total).median < 0.03


@pytest.mark.parametrize("row", catalogue.quotes(), ids=lambda r: r.name)
def test_every_quote_has_a_source(row: Quote) -> None:
    assert row.source
    assert row.unit
    assert row.people > 0
    assert row.source_date <= date(2026, 11, 22)


def test_a_row_with_an_unknown_key_is_a_defect() -> None:
    with pytest.raises(ValueError, match="unknown keys"):
        catalogue._assumption({"name": "x", "colour": "red"})
