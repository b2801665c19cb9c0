"""Cold, water and light against published tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.period import Period
from safeconduct.passage.core.catalogue import load, signals_for
from safeconduct.passage.core.terms import Mode
from safeconduct.passage.core.winter import (
    ColdSeen,
    Light,
    ReceptionSeen,
    SunTimes,
    WaterSeen,
    cold_within,
    darkest,
    frostbite,
    frostbite_bands,
    light_at,
    passes,
    signals_visible,
    useful_movement_minutes,
    water,
    water_bands,
    wind_chill_c,
)

# US National Weather Service wind chill chart of 2001 (weather.gov): air F, wind mph, chill F.
NWS_CHART = [
    (40, 5, 36),
    (40, 60, 25),
    (30, 10, 21),
    (30, 25, 16),
    (20, 15, 6),
    (20, 40, -1),
    (10, 20, -9),
    (10, 50, -17),
    (0, 5, -11),
    (0, 15, -19),
    (0, 60, -33),
    (-10, 30, -39),
    (-20, 10, -41),
    (-20, 45, -58),
    (-30, 20, -61),
    (-40, 5, -57),
    (-45, 60, -98),
]
# The same index in metric units, as others compute it: air C, wind km/h, chill C, source.
METRIC = [
    (-20.0, 5.0, -24.3, "pythermalcomfort, test of wind_chill_temperature"),
    (-20.0, 15.0, -29.1, "pythermalcomfort, test of wind_chill_temperature"),
    (-20.0, 60.0, -36.5, "pythermalcomfort, test of wind_chill_temperature"),
    (-20.0, 30.0, -33.0, "Environment Canada wind chill table, as tested in the app Vadret"),
    (-25.0, 30.0, -39.1, "Project Lovelace, wind chill exercise"),
]
# Environment and Climate Change Canada, wind chill hazards (canada.ca, Wind chill index).
FROSTBITE = [
    (0.0, None, "low"),
    (-27.0, None, "low"),
    (-28.0, (10, 30), "increasing"),
    (-39.0, (10, 30), "increasing"),
    (-40.0, (5, 10), "high"),
    (-47.0, (5, 10), "high"),
    (-48.0, (2, 5), "very_high"),
    (-54.0, (2, 5), "very_high"),
    (-55.0, (0, 2), "extreme"),
    (-70.0, (0, 2), "extreme"),
]
# US Search and Rescue Task Force, cold water survival; 40-50 F by the lower of two prints.
# Water F, exhaustion from-to, survival from-to, minutes.
WATER = [
    (32.0, (0, 15), (15, 45)),
    (32.5, (0, 15), (15, 45)),
    (33.0, (15, 30), (30, 90)),
    (40.0, (15, 30), (30, 90)),
    (45.0, (30, 60), (30, 90)),
    (50.0, (30, 60), (30, 90)),
    (55.0, (60, 120), (60, 360)),
    (65.0, (120, 420), (120, 2400)),
    (75.0, (180, 720), (180, None)),
]
# Pokrovsk, 21 December 2026, UTC, computed with astral 3.2.
DAY = datetime(2026, 12, 21, tzinfo=UTC)
SUN = SunTimes(
    civil_dawn=DAY.replace(hour=4, minute=42),
    sunrise=DAY.replace(hour=5, minute=19),
    sunset=DAY.replace(hour=13, minute=38),
    civil_dusk=DAY.replace(hour=14, minute=16),
    source="astral 3.2",
)


def celsius(fahrenheit: float) -> float:
    return (fahrenheit - 32) / 1.8


@pytest.mark.parametrize(("air_f", "mph", "chill_f"), NWS_CHART)
def test_wind_chill_agrees_with_the_weather_service(air_f: int, mph: int, chill_f: int) -> None:
    ours_f = wind_chill_c(celsius(air_f), mph * 1.609344) * 1.8 + 32
    assert abs(ours_f - chill_f) <= 0.75  # half a degree of rounding, and of the coefficients


@pytest.mark.parametrize(("air_c", "kmh", "chill_c", "source"), METRIC)
def test_wind_chill_agrees_in_metric(
    air_c: float, kmh: float, chill_c: float, source: str
) -> None:
    assert source
    tolerance = 0.5 if chill_c == round(chill_c) else 0.1
    assert abs(wind_chill_c(air_c, kmh) - chill_c) <= tolerance


@given(st.floats(-60, 30), st.floats(0, 200))
def test_wind_never_warms(air_c: float, kmh: float) -> None:
    assert wind_chill_c(air_c, kmh) <= air_c


@given(st.floats(-60, 0), st.floats(0, 190), st.floats(0, 10))
def test_more_wind_is_never_warmer(air_c: float, kmh: float, more: float) -> None:
    # 0.05: the line below and the curve above 5 km/h meet within a few hundredths.
    assert wind_chill_c(air_c, kmh + more) <= wind_chill_c(air_c, kmh) + 0.05


def test_calm_and_warm_air_are_left_alone() -> None:
    assert wind_chill_c(-17.0, 0.0) == -17.0
    assert wind_chill_c(12.0, 40.0) == 12.0


@pytest.mark.parametrize(
    ("air_c", "kmh"),
    [(float("nan"), 10), (-300, 10), (-10, -1), (-10, 2000), (-10, float("nan"))],
)
def test_weather_that_cannot_be_is_refused(air_c: float, kmh: float) -> None:
    with pytest.raises(ValueError, match="not possible"):
        wind_chill_c(air_c, kmh)
    with pytest.raises(ValueError, match="not possible"):
        frostbite(float("nan"), 10)


@pytest.mark.parametrize(("chill_c", "minutes", "risk"), FROSTBITE)
def test_frostbite_bands(chill_c: float, minutes: tuple[int, int] | None, risk: str) -> None:
    band = frostbite(chill_c, 20.0)
    assert band.risk == risk
    if minutes is None:
        assert band.most_minutes is None
    else:
        assert (band.least_minutes, band.most_minutes) == minutes


def test_between_two_bands_the_colder_one_counts() -> None:
    assert frostbite(-27.2, 10.0).risk == "increasing"
    assert frostbite(-39.5, 10.0).risk == "high"


def test_strong_wind_moves_one_band_colder() -> None:
    assert frostbite(-30.0, 50.0).risk == "increasing"
    assert frostbite(-30.0, 51.0).risk == "high"
    assert frostbite(-60.0, 60.0).risk == "extreme"
    assert frostbite(-20.0, 60.0).risk == "low"


def test_a_january_evening_of_minus_17_allows_a_way_that_minus_30_does_not() -> None:
    mild, hard = frostbite(wind_chill_c(-17, 10), 10), frostbite(wind_chill_c(-30, 30), 30)
    assert cold_within(mild, 45)
    assert not cold_within(hard, 45)
    assert cold_within(frostbite(-30.0, 10), 9)
    assert not cold_within(frostbite(-30.0, 10), 10)


@pytest.mark.parametrize(("water_f", "exhausted", "survival"), WATER)
def test_water_bands(
    water_f: float, exhausted: tuple[int, int], survival: tuple[int, int | None]
) -> None:
    band = water(celsius(water_f))
    assert (band.exhausted_least, band.exhausted_most) == exhausted
    assert (band.survival_least, band.survival_most) == survival


@given(st.floats(-3, 40), st.floats(-3, 40))
def test_colder_water_never_gives_more_time(one: float, other: float) -> None:
    cold, warm = water(min(one, other)), water(max(one, other))
    assert cold.exhausted_least <= warm.exhausted_least
    assert cold.survival_least <= warm.survival_least


@pytest.mark.parametrize("water_c", [-4.0, 41.0, 300.0, float("nan")])
def test_water_that_cannot_be_is_refused(water_c: float) -> None:
    with pytest.raises(ValueError, match="not possible"):
        water(water_c)


def test_help_oneself_for_about_ten_minutes() -> None:
    assert useful_movement_minutes() == 10


def test_every_band_has_order_and_source() -> None:
    cold, wet = frostbite_bands(), water_bands()
    assert [b.down_to_c for b in cold] == sorted((b.down_to_c for b in cold), reverse=True)
    assert [b.up_to_c for b in wet] == sorted(b.up_to_c for b in wet)
    assert all(source for source in [*(b.source for b in cold), *(b.source for b in wet)])
    assert all(b.most_minutes is None or b.least_minutes < b.most_minutes for b in cold)
    assert all(b.exhausted_least < b.exhausted_most for b in wet)
    table = load("winter")
    assert table["frostbite"]["unit"]
    assert table["water"]["unit"]
    assert table["reviewed_by"] == ""


@pytest.mark.parametrize(
    ("hour", "minute", "light"),
    [
        (4, 41, Light.DARK),
        (4, 42, Light.TWILIGHT),
        (5, 19, Light.DAY),
        (13, 37, Light.DAY),
        (13, 38, Light.TWILIGHT),
        (14, 16, Light.DARK),
        (23, 0, Light.DARK),
    ],
)
def test_light_of_a_december_day(hour: int, minute: int, light: Light) -> None:
    assert light_at(DAY.replace(hour=hour, minute=minute), SUN) is light


@given(st.integers(0, 2000), st.integers(1, 900))
def test_a_window_is_as_dark_as_its_darkest_minute(start: int, length: int) -> None:
    begin = DAY + timedelta(minutes=start)
    window = Period(begin, begin + timedelta(minutes=length))
    seen = {light_at(begin + timedelta(minutes=n), SUN) for n in range(length)}
    expected = next(x for x in (Light.DARK, Light.TWILIGHT, Light.DAY) if x in seen)
    assert darkest(window, SUN) is expected


def test_in_the_dark_a_cloth_alone_is_not_seen() -> None:
    on_foot = {signal.code: signal for signal in signals_for(Mode.FOOT)}
    cloth, voice = on_foot["foot_white_cloth"], on_foot["foot_call_out"]
    assert signals_visible([cloth], Light.DAY)
    assert not signals_visible([cloth], Light.DARK)
    assert signals_visible([cloth, voice], Light.DARK)
    assert not signals_visible([], Light.DAY)


def test_sun_times_out_of_order_or_without_source_are_refused() -> None:
    with pytest.raises(ValueError, match="in order"):
        replace(SUN, sunrise=SUN.sunset, sunset=SUN.sunrise)
    with pytest.raises(ValueError, match="source"):
        replace(SUN, source=" ")
    with pytest.raises(ValueError, match="aware"):
        replace(SUN, sunrise=SUN.sunrise.replace(tzinfo=None))


NOON = Period(DAY.replace(hour=10), DAY.replace(hour=12))
ON_FOOT = signals_for(Mode.FOOT)


@pytest.mark.parametrize(
    ("air", "wind", "minutes", "passed"),
    [(-5.0, 10.0, 600, True), (-20.0, 20.0, 9, True), (-20.0, 20.0, 10, False)],
)
def test_the_cold_passes_while_bare_skin_is_safe(
    air: float, wind: float, minutes: int, passed: bool
) -> None:
    assert passes(ColdSeen(air, wind, minutes), NOON, ON_FOOT) is passed


@given(st.floats(-3, 40), st.integers(0, 200))
def test_nobody_is_longer_in_water_than_they_can_help_themselves(
    degrees: float, minutes: int
) -> None:
    passed = passes(WaterSeen(degrees, minutes), NOON, ON_FOOT)
    longest = min(useful_movement_minutes(), water(degrees).exhausted_least)
    assert passed == (minutes == 0 or minutes < longest)
    assert not (passed and minutes >= 10)


def test_the_light_passes_when_an_agreed_signal_can_be_seen() -> None:
    night = Period(DAY.replace(hour=20), DAY.replace(hour=22))
    cloth = [signal for signal in ON_FOOT if signal.code == "foot_white_cloth"]
    assert passes(SUN, NOON, cloth)
    assert not passes(SUN, night, cloth)
    assert passes(SUN, night, ON_FOOT)


def test_reception_passes_on_its_own_word() -> None:
    assert passes(ReceptionSeen(True), NOON, ())
    assert not passes(ReceptionSeen(False), NOON, ())
