"""Reads what the programme did, never one case, and draws figures from it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from safeconduct.impact.core import draws
from safeconduct.impact.core.catalogue import MODELLED
from safeconduct.impact.core.terms import AssetClass, ProgrammeFacts, ProgrammeReport, TwoPaths
from safeconduct.materiel.core.catalogue import equipment_type
from safeconduct.oversight.figures import programme_totals

# Tariff class -> class of the model. Anything else is counted, and nothing is derived from it.
CLASS_OF: Mapping[str, AssetClass] = {
    "AFV": AssetClass.IFV_APC,
    "AIR": AssetClass.COMBAT_AIRCRAFT,
    "HEL": AssetClass.HELICOPTER,
    "SPG": AssetClass.SELF_PROPELLED_ARTILLERY,
    "TANK": AssetClass.TANK,
}


def by_asset_class(by_type: Mapping[str, int]) -> tuple[tuple[AssetClass, int], ...]:
    """Counts per class of the model from counts per equipment type code, in class order."""
    sums: dict[AssetClass, int] = {}
    for code, count in by_type.items():
        owner = CLASS_OF.get(equipment_type(code).tariff_class, AssetClass.OTHER)
        sums[owner] = sums.get(owner, 0) + count
    return tuple((owner, sums[owner]) for owner in AssetClass if sums.get(owner))


def facts_on(day: date) -> ProgrammeFacts:
    """The programme's totals as they stand; deaths on the way are not counted but estimated."""
    found = programme_totals()
    return ProgrammeFacts(
        as_of=day,
        people_arrived=found.people,
        assets=by_asset_class(found.items),
        money_paid=found.paid,
    )


def report_on(day: date) -> ProgrammeReport:
    """Counted totals and what follows from them, with intervals."""
    return _report(facts_on(day), draws.SEED)


@lru_cache(maxsize=8)
def _report(facts: ProgrammeFacts, seed: int) -> ProgrammeReport:
    return draws.programme_totals(facts, seed=seed)


@lru_cache(maxsize=2 * len(MODELLED))
def paths_of(asset_class: AssetClass, seed: int = draws.SEED) -> TwoPaths:
    """The same asset, two paths; drawn once per class and seed, then kept in memory."""
    return draws.two_paths(asset_class, seed=seed)
