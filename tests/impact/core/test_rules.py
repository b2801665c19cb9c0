"""Exact arithmetic of the impact room, checked against published numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.money import Money
from safeconduct.impact.core import rules
from safeconduct.impact.core.catalogue import anchor, quotes
from safeconduct.impact.core.terms import AssetClass, Note, ProgrammeFacts, Quote, WhyNot

DAY = date(2026, 1, 1)
shares = st.floats(0, 1)
QUOTES = {quote.name: quote for quote in quotes()}


def test_dupuy_tank_casualties_are_met_exactly() -> None:
    burned, whole = anchor("tank_casualties_burned"), anchor("tank_casualties_not_burned")
    found = rules.mixture(anchor("tank_burned_share").value, burned.value, whole.value)
    assert found == pytest.approx(0.98, abs=1e-12)
    published = anchor("tank_casualties_all")
    assert published.low <= round(found, 2) <= published.high


def test_chieu_hoi_cost_is_met_exactly() -> None:
    check = rules.check_quote(QUOTES["chieu_hoi_programme_1966"])
    assert check.computed == pytest.approx(6_010_889.92, abs=0.005)
    assert not check.is_slip


def test_a_printed_sum_wrong_by_ten_is_flagged() -> None:
    check = rules.check_quote(QUOTES["chieu_hoi_cost_if_killed"])
    assert check.computed == 22.5e9
    assert check.quoted == 2.25e9
    assert check.tens_off == 1
    assert check.is_slip


@given(st.integers(1, 10**6), st.floats(1, 1e6), st.floats(0.5, 2.0))
def test_rounding_in_print_is_no_slip(people: int, cost: float, factor: float) -> None:
    quote = QUOTES["chieu_hoi_programme_1966"]
    told = Quote(**{**vars(quote), "people": people, "unit_cost": cost})
    near = Quote(**{**vars(told), "quoted": people * cost * factor})
    assert not rules.check_quote(near).is_slip


@given(shares, st.floats(0, 10), st.floats(0, 10))
def test_a_mixture_lies_between_its_parts(share: float, severe: float, other: float) -> None:
    found = rules.mixture(share, severe, other)
    assert min(severe, other) - 1e-9 <= found <= max(severe, other) + 1e-9


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_mixture_refuses_an_impossible_share(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        rules.mixture(share, 1, 1)


def test_named_deaths_give_the_published_ranges() -> None:
    assert rules.implied_deaths(90_019, 0.45, 0.65) == (138_491, 200_042)
    assert rules.implied_deaths(122_883, 0.45, 0.65) == (189_051, 273_073)


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.5), (0.6, 0.5), (0.5, 1.1)])
def test_coverage_must_make_sense(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="coverage"):
        rules.implied_deaths(100, low, high)


@given(st.integers(1, 10_000), st.data())
def test_a_share_lies_in_its_interval(total: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, total))
    found = rules.share_of(hits, total)
    assert 0 <= found.low <= found.median <= found.high <= 1
    assert found.low < found.high


def test_a_share_interval_matches_the_closed_form() -> None:
    # Wilson bounds solve (p - share)^2 = z^2 p (1 - p) / n
    found, z2 = rules.share_of(38, 1729), rules.Z_90**2
    for bound in (found.low, found.high):
        assert (bound - found.median) ** 2 == pytest.approx(z2 * bound * (1 - bound) / 1729)


@pytest.mark.parametrize(("hits", "total"), [(0, 0), (-1, 5), (6, 5)])
def test_an_impossible_share_is_a_defect(hits: int, total: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        rules.share_of(hits, total)


@given(st.integers(0, 5_000))
def test_few_draws_give_no_interval(draws: int) -> None:
    refused = rules.reasons_not_to_draw(draws) == [WhyNot.TOO_FEW_DRAWS]
    assert refused == (draws < 1_000)


@given(
    people=st.integers(-2, 5),
    tanks=st.integers(-2, 5),
    minor=st.integers(-2, 5),
    deaths=st.none() | st.integers(-2, 5),
)
def test_totals_below_zero_are_refused(
    people: int, tanks: int, minor: int, deaths: int | None
) -> None:
    facts = ProgrammeFacts(DAY, people, ((AssetClass.TANK, tanks),), (Money(minor),), deaths)
    below = min(people, tanks, minor, deaths or 0) < 0
    assert rules.reasons_not_to_total(facts) == ([WhyNot.NEGATIVE_COUNT] if below else [])


def test_all_reasons_come_at_once() -> None:
    twice = ((AssetClass.TANK, 1), (AssetClass.TANK, 1))
    assert rules.reasons_not_to_total(ProgrammeFacts(DAY, -1, twice)) == [
        WhyNot.NEGATIVE_COUNT,
        WhyNot.REPEATED_CLASS,
    ]


@given(
    st.lists(st.builds(Money, st.integers(0, 10**9), st.sampled_from(["EUR", "UAH", "USD"])))
)
def test_money_is_summed_by_currency_and_none_is_lost(paid: list[Money]) -> None:
    sums = rules.sum_by_currency(paid)
    assert [s.currency for s in sums] == sorted({p.currency for p in paid})
    for total in sums:
        assert total.minor == sum(p.minor for p in paid if p.currency == total.currency)


def test_an_empty_programme_says_that_nothing_came_yet() -> None:
    assert rules.notes_for_totals(ProgrammeFacts(DAY)) == (Note.NOTHING_YET,)
    zero = ((AssetClass.TANK, 0),)
    assert rules.notes_for_totals(ProgrammeFacts(DAY, assets=zero)) == (Note.NOTHING_YET,)


def test_a_death_is_never_nothing() -> None:
    assert Note.AVERAGE in rules.notes_for_totals(ProgrammeFacts(DAY, deaths_recorded=1))


@pytest.mark.parametrize(("count", "told"), [(0, False), (3, True)])
def test_other_equipment_is_said_to_be_left_out(count: int, told: bool) -> None:
    facts = ProgrammeFacts(DAY, 1, ((AssetClass.OTHER, count),))
    assert (Note.NOT_COUNTED in rules.notes_for_totals(facts)) is told
