"""Terms of the room refuse to hold nonsense."""

from dataclasses import replace
from datetime import date

import pytest

from safeconduct.common.money import major
from safeconduct.materiel.core import catalogue, rules
from safeconduct.materiel.core.terms import (
    Point,
    TariffRow,
    ValuationKind,
    WhyNot,
)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (major(1), None),
        (None, major(1)),
        (major(2), major(1)),
        (major(0), major(1)),
        (major(1), major(1, "EUR")),
    ],
)
def test_a_tariff_row_needs_sense(low: object, high: object) -> None:
    with pytest.raises(ValueError, match="tariff row X"):
        TariffRow("X", "x", low, high)  # type: ignore[arg-type]


def test_a_valuation_cannot_claim_another_kind_or_lose_its_reason() -> None:
    fixed = rules.value(catalogue.tariffs(), "t90m", date(2024, 1, 1))
    with pytest.raises(ValueError, match="kind range"):
        replace(fixed, kind=ValuationKind.RANGE)
    with pytest.raises(ValueError, match="a reason belongs"):
        replace(fixed, reason=WhyNot.NOT_IN_PUBLISHED_LIST)
    with pytest.raises(ValueError, match="a reason belongs"):
        replace(rules.value(catalogue.tariffs(), "tu22m3", date(2024, 1, 1)), reason=None)


def test_a_tariff_is_in_force_from_its_first_day_to_its_last() -> None:
    tariff = replace(
        catalogue.tariffs()[0], valid_from=date(2022, 4, 1), valid_to=date(2022, 4, 3)
    )
    days = [date(2022, 3, 31), date(2022, 4, 1), date(2022, 4, 3), date(2022, 4, 4)]
    assert [tariff.in_force(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1)])
def test_a_point_lies_on_the_earth(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="a point needs"):
        Point(lat, lon)


def test_every_reason_is_a_calm_sentence() -> None:
    assert all(why.value[0].isupper() and why.value.endswith(".") for why in WhyNot)
    assert not any("!" in why.value for why in WhyNot)
