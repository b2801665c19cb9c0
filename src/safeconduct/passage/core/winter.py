"""Cold air, cold water and light: what an officer should see before the checks are made."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from safeconduct.common.period import Period
from safeconduct.passage.core.catalogue import SeenIn, Signal, load

# 2001 wind chill index, Environment Canada (degrees Celsius, km/h at 10 m); the same index as
# the US National Weather Service's, which states it for air up to 50 F (10 C).
WARMEST_AIR_C = 10.0
# Below 5 km/h: a straight line from calm (Environment Canada, climate.weather.gc.ca glossary).
LOWEST_WIND_KMH = 5.0
COLDEST_AIR_C = -90.0  # colder than any weather record (-89.2 C, Vostok 1983, WMO): a slip
STRONGEST_WIND_KMH = 410.0  # above the strongest gust on record (408 km/h, 1996, WMO): a slip


class Light(StrEnum):
    """How much light there is, by civil twilight."""

    DARK = "dark"
    DAY = "day"
    TWILIGHT = "twilight"


@dataclass(frozen=True)
class FrostbiteBand:
    """Minutes until bare skin may freeze; `most_minutes` None means that no limit is given."""

    down_to_c: float
    least_minutes: int
    most_minutes: int | None
    risk: str
    source: str


@dataclass(frozen=True)
class WaterBand:
    """Minutes to exhaustion and of expected survival; None means that no limit is given."""

    up_to_c: float
    exhausted_least: int
    exhausted_most: int
    survival_least: int
    survival_most: int | None
    source: str


@dataclass(frozen=True)
class SunTimes:
    """Civil dawn, sunrise, sunset and civil dusk of one day, supplied with their source."""

    civil_dawn: datetime
    sunrise: datetime
    sunset: datetime
    civil_dusk: datetime
    source: str

    def __post_init__(self) -> None:
        times = (self.civil_dawn, self.sunrise, self.sunset, self.civil_dusk)
        if any(time.tzinfo is None for time in times):
            msg = "sun times must be aware"
            raise ValueError(msg)
        if list(times) != sorted(times):
            msg = "sun times must be in order: dawn, sunrise, sunset, dusk"
            raise ValueError(msg)
        if not self.source.strip():
            msg = "sun times need their source"
            raise ValueError(msg)


@cache
def frostbite_bands() -> tuple[FrostbiteBand, ...]:
    """The bands from mild to extreme, from data/winter.toml."""
    table = load("winter")["frostbite"]
    return tuple(
        FrostbiteBand(
            down_to_c=row["down_to_c"],
            least_minutes=row["least_minutes"],
            most_minutes=row["most_minutes"] or None,
            risk=row["risk"],
            source=table["source"],
        )
        for row in table["band"]
    )


@cache
def water_bands() -> tuple[WaterBand, ...]:
    """The bands from ice water upwards, from data/winter.toml."""
    table = load("winter")["water"]
    return tuple(
        WaterBand(
            up_to_c=row["up_to_c"],
            exhausted_least=row["exhausted_least"],
            exhausted_most=row["exhausted_most"],
            survival_least=row["survival_least"],
            survival_most=row["survival_most"] or None,
            source=table["source"],
        )
        for row in table["band"]
    )


def _check_weather(air_c: float, wind_kmh: float) -> None:
    if not (math.isfinite(air_c) and air_c >= COLDEST_AIR_C):
        msg = "the air temperature is not possible; is it in degrees Celsius?"
        raise ValueError(msg)
    if not 0 <= wind_kmh <= STRONGEST_WIND_KMH:
        msg = "the wind speed is not possible; is it in km/h?"
        raise ValueError(msg)


def wind_chill_c(air_c: float, wind_kmh: float) -> float:
    """Wind chill in degrees Celsius for air in degrees Celsius and wind in km/h at 10 m.

    Above 10 C the index is not defined: the air temperature comes back. Never warmer than the
    air. Raises ValueError for weather that cannot be.
    """
    _check_weather(air_c, wind_kmh)
    if air_c > WARMEST_AIR_C:
        return air_c
    if wind_kmh < LOWEST_WIND_KMH:
        chill = air_c + (-1.59 + 0.1345 * air_c) / LOWEST_WIND_KMH * wind_kmh
    else:
        power = wind_kmh**0.16
        chill = 13.12 + 0.6215 * air_c - 11.37 * power + 0.3965 * air_c * power
    return min(air_c, chill)


def frostbite(chill_c: float, wind_kmh: float) -> FrostbiteBand:
    """The frostbite band of a wind chill; over 50 km/h the next colder one, as the table warns.

    Raises ValueError for weather that cannot be.
    """
    _check_weather(max(chill_c, COLDEST_AIR_C), wind_kmh)
    bands = frostbite_bands()
    index = next(i for i, band in enumerate(bands) if chill_c >= band.down_to_c)
    fast = wind_kmh > load("winter")["frostbite"]["fast_wind_kmh"]
    if fast and bands[index].most_minutes is not None:
        index = min(index + 1, len(bands) - 1)
    return bands[index]


def cold_within(band: FrostbiteBand, minutes_outside: int) -> bool:
    """Whether the way is shorter than the least time to frostbite of bare skin.

    The mild band gives no limit and always passes; the table speaks of bare skin only.
    """
    return band.most_minutes is None or minutes_outside < band.least_minutes


def water(water_c: float) -> WaterBand:
    """The immersion band of a water temperature; ValueError outside -3 to 40 C.

    Sea water freezes near -1.9 C at 35 g/kg (UNESCO formula), so anything far below is a slip.
    """
    bands = water_bands()
    if not -3.0 <= water_c <= bands[-1].up_to_c:
        msg = "the water temperature is not possible; is it in degrees Celsius?"
        raise ValueError(msg)
    return next(band for band in bands if water_c <= band.up_to_c)


def useful_movement_minutes() -> int:
    """About how long a person in cold water can help themselves, in minutes (1-10-1 rule)."""
    minutes: int = load("winter")["water"]["useful_movement_minutes"]
    return minutes


def light_at(at: datetime, sun: SunTimes) -> Light:
    """Day from sunrise to sunset, twilight from civil dawn to civil dusk, else dark."""
    if sun.sunrise <= at < sun.sunset:
        return Light.DAY
    return Light.TWILIGHT if sun.civil_dawn <= at < sun.civil_dusk else Light.DARK


def darkest(window: Period, sun: SunTimes) -> Light:
    """The least light anywhere in the window, for the day of `sun`; outside that day, dark."""
    if sun.sunrise <= window.start and window.end <= sun.sunset:
        return Light.DAY
    if sun.civil_dawn <= window.start and window.end <= sun.civil_dusk:
        return Light.TWILIGHT
    return Light.DARK


def signals_visible(agreed: Iterable[Signal], light: Light) -> bool:
    """Whether at least one agreed signal can be noticed in this light."""
    return any(signal.seen_in is SeenIn.ANY or light is not Light.DARK for signal in agreed)


@dataclass(frozen=True)
class ColdSeen:
    """Air in degrees Celsius, wind in km/h at 10 m, minutes that people will be outside."""

    air_c: float
    wind_kmh: float
    minutes_outside: int


@dataclass(frozen=True)
class WaterSeen:
    """Water in degrees Celsius, minutes that somebody will be in it (0: nobody will)."""

    water_c: float
    minutes_in_water: int


@dataclass(frozen=True)
class ReceptionSeen:
    """Whether the reception team says that it is ready for exactly these people."""

    ready: bool


Seen = ColdSeen | ReceptionSeen | SunTimes | WaterSeen


def passes(seen: Seen, window: Period, agreed: Iterable[Signal]) -> bool:
    """Whether what was seen lets people set out in `window` with the `agreed` signals.

    In water the shorter of useful movement (1-10-1 rule) and exhaustion counts.
    """
    if isinstance(seen, ReceptionSeen):
        return seen.ready
    if isinstance(seen, SunTimes):
        return signals_visible(agreed, darkest(window, seen))
    if isinstance(seen, ColdSeen):
        chill = wind_chill_c(seen.air_c, seen.wind_kmh)
        return cold_within(frostbite(chill, seen.wind_kmh), seen.minutes_outside)
    longest = min(useful_movement_minutes(), water(seen.water_c).exhausted_least)
    return seen.minutes_in_water == 0 or seen.minutes_in_water < longest
