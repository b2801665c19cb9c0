"""Every row of the equipment and tariff data is whole, sourced and reachable."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from safeconduct.common.money import major
from safeconduct.common.refusal import Refused
from safeconduct.materiel.core import catalogue
from safeconduct.materiel.core.terms import (
    EquipmentType,
    Grade,
    MarksCode,
    SafetyBasis,
    SharePolicy,
    Tariff,
    TariffRow,
    WhyNot,
)

TYPES = catalogue.all_types()
TARIFFS = catalogue.tariffs()
# Types per class as the list of equipment was drawn up; a lost or moved row shows here.
PER_CLASS = {
    "AFV": 15,
    "AIR": 8,
    "AUX": 2,
    "BOAT": 3,
    "HEL": 4,
    "MLRS": 6,
    "REV": 29,
    "SHIP12": 5,
    "SHIP34": 10,
    "SPG": 10,
    "TANK": 9,
    "VEH": 4,
}


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.code)
def test_every_type_is_whole(kind: EquipmentType) -> None:
    assert re.fullmatch(r"[a-z0-9]+", kind.code)
    assert re.search("[А-Яа-я]", kind.ru)
    assert kind.en.isascii() and kind.en.strip() == kind.en != ""
    assert 0 <= kind.crew_min <= (kind.crew_max if kind.crew_max is not None else 1_000)
    assert kind.seats >= 0
    assert kind.source and kind.class_source
    assert kind.source_date <= date(2026, 11, 22)
    assert kind.grade is Grade.GENERAL_KNOWLEDGE
    assert kind.class_grade in {Grade.INFERRED, Grade.PUBLISHED}


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.code)
def test_every_type_has_a_class_in_every_tariff(kind: EquipmentType) -> None:
    assert all(tariff.row(kind.tariff_class) for tariff in TARIFFS)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.code)
def test_ships_and_only_ships_have_ship_classes_and_marks(kind: EquipmentType) -> None:
    afloat = kind.tariff_class in {"SHIP12", "SHIP34", "AUX", "BOAT"}
    assert (kind.marks.code is MarksCode.SHIP) is afloat
    by_class: dict[str, set[int | None]] = {"SHIP12": {1, 2}, "SHIP34": {3, 4, None}}
    assert kind.ship_rank in by_class.get(kind.tariff_class, {None})
    if kind.tariff_class == "SHIP34" and kind.ship_rank is None:
        assert kind.caution


def test_the_list_of_types_is_complete() -> None:
    assert len(TYPES) == 105
    assert Counter(kind.tariff_class for kind in TYPES) == PER_CLASS
    assert len({kind.ru for kind in TYPES}) == len({kind.en for kind in TYPES}) == len(TYPES)


def test_every_family_of_marks_is_used_and_asks_something() -> None:
    families = {kind.marks.code: kind.marks for kind in TYPES}
    assert set(families) == set(MarksCode)
    assert all(family.label and all(family.asks) for family in families.values())
    assert families[MarksCode.AIRCRAFT].asks == (
        "board number",
        "RF registration",
        "factory serial number",
        "log book",
    )


def test_crew_bounds_that_are_not_known_stay_open() -> None:
    assert catalogue.equipment_type("mi8mtpr").crew_max is None
    assert catalogue.equipment_type("uav").crew_min == 0


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(Refused) as no:
        catalogue.equipment_type("deathstar")
    assert no.value.reasons == (WhyNot.UNKNOWN_TYPE,)


@pytest.mark.parametrize("tariff", TARIFFS, ids=lambda tariff: tariff.version)
def test_every_tariff_says_where_it_comes_from(tariff: Tariff) -> None:
    assert tariff.title and tariff.source and tariff.licence
    assert tariff.validity_note and tariff.share_policy_note
    assert tariff.source_date >= date(2022, 3, 30)
    assert tariff.valid_to is None or tariff.valid_from <= tariff.valid_to
    assert len({row.code for row in tariff.rows}) == len(tariff.rows)
    assert all(row.label for row in tariff.rows)
    assert tariff.row("REV") == TariffRow("REV", "not in the published list", None, None)


def test_tariff_versions_never_overlap_and_have_their_own_names() -> None:
    assert len({tariff.version for tariff in TARIFFS}) == len(TARIFFS)
    for early, late in zip(TARIFFS, TARIFFS[1:], strict=False):
        assert early.valid_to is not None
        assert early.valid_to < late.valid_from


def test_amounts_are_those_published_with_bill_7229() -> None:
    tariff = catalogue.tariff_in_force(TARIFFS, date(2024, 1, 1))
    published = {row.code: (row.low, row.high) for row in tariff.rows if row.low}
    fixed = {
        "AIR": 1_000_000,
        "HEL": 500_000,
        "SHIP12": 1_000_000,
        "SHIP34": 500_000,
        "AUX": 200_000,
        "BOAT": 50_000,
        "TANK": 100_000,
        "SPG": 100_000,
        "AFV": 50_000,
        "VEH": 10_000,
    }
    expected = {code: (major(usd), major(usd)) for code, usd in fixed.items()}
    assert published == expected | {"MLRS": (major(25_000), major(35_000))}
    assert tariff.share_policy is SharePolicy.EQUAL_AMONG_CONSENTING


def test_three_payee_classes_and_only_soldiers_who_come_over_need_an_arrival() -> None:
    payees = catalogue.tariff_in_force(TARIFFS, date(2024, 1, 1)).payee_classes
    assert {payee.code: payee.safety_basis for payee in payees} == {
        "russian_forces": SafetyBasis.ARRIVAL,
        "ukrainian_citizen": SafetyBasis.HANDOVER,
        "ukrainian_service_member": SafetyBasis.HANDOVER,
    }


def test_no_tariff_before_the_law_was_adopted() -> None:
    first = TARIFFS[0].valid_from
    assert catalogue.tariff_in_force(TARIFFS, first) is TARIFFS[0]
    assert catalogue.tariff_on(TARIFFS, first - timedelta(days=1)) is None
    with pytest.raises(Refused) as no:
        catalogue.tariff_in_force(TARIFFS, first - timedelta(days=1))
    assert no.value.reasons == (WhyNot.NO_TARIFF_IN_FORCE,)
