"""Equipment types and tariff versions, read once from the room's data files."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from safeconduct.common.money import Money, major
from safeconduct.common.refusal import Refused
from safeconduct.materiel.core.terms import (
    ConditionPolicy,
    EquipmentType,
    Grade,
    MarksClass,
    MarksCode,
    PayeeClass,
    SafetyBasis,
    SharePolicy,
    Tariff,
    TariffRow,
    WhyNot,
)

Tariffs = tuple[Tariff, ...]


def _read(name: str) -> dict[str, Any]:
    text = files("safeconduct.materiel").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _marks_class(row: dict[str, Any]) -> MarksClass:
    return MarksClass(
        code=MarksCode(row["code"]),
        label=row["label"],
        asks=tuple(row["asks"]),
        grade=Grade(row["grade"]),
        source=row["source"],
        source_date=row["source_date"],
    )


def _equipment(row: dict[str, Any], marks: dict[MarksCode, MarksClass]) -> EquipmentType:
    # `crew` is [least, most]; a single number means that the upper bound is not known.
    crew = row["crew"]
    return EquipmentType(
        code=row["code"],
        ru=row["ru"],
        en=row["en"],
        crew_min=crew[0],
        crew_max=crew[1] if len(crew) > 1 else None,
        seats=row.get("seats", 0),
        tariff_class=row["class"],
        ship_rank=row.get("ship_rank"),
        marks=marks[MarksCode(row["marks"])],
        grade=Grade(row["grade"]),
        source=row["source"],
        source_date=row["source_date"],
        class_grade=Grade(row["class_grade"]),
        class_source=row["class_source"],
        caution=row.get("caution", ""),
    )


@cache
def _types() -> dict[str, EquipmentType]:
    data = _read("equipment.toml")
    # Rows inherit source, date and grade from `defaults` and may override each of them.
    base = data["defaults"]
    marks = {m.code: m for m in (_marks_class(base | row) for row in data["marks"])}
    found: dict[str, EquipmentType] = {}
    for row in data["types"]:
        kind = _equipment(base | row, marks)
        if kind.code in found:
            msg = f"equipment code {kind.code} appears twice"
            raise ValueError(msg)
        found[kind.code] = kind
    return found


def _amount(row: dict[str, Any], key: str, currency: str) -> Money | None:
    return major(row[key], currency) if key in row else None


def _tariff(data: dict[str, Any]) -> Tariff:
    currency = data["currency"]
    return Tariff(
        version=data["version"],
        title=data["title"],
        source=data["source"],
        source_date=data["source_date"],
        licence=data["licence"],
        valid_from=data["valid_from"],
        valid_to=data.get("valid_to"),
        validity_note=data["validity_note"],
        currency=currency,
        condition_policy=ConditionPolicy(data["condition_policy"]),
        share_policy=SharePolicy(data["share_policy"]),
        share_policy_note=data["share_policy_note"],
        rows=tuple(
            TariffRow(
                row["code"],
                row["label"],
                _amount(row, "low", currency),
                _amount(row, "high", currency),
            )
            for row in data["rows"]
        ),
        payee_classes=tuple(
            PayeeClass(row["code"], row["label"], SafetyBasis(row["safety_basis"]))
            for row in data["payee_classes"]
        ),
    )


def read_tariffs(document: dict[str, Any]) -> Tariffs:
    """Every tariff of a document, oldest first."""
    versions = (_tariff(data) for data in document["tariff"])
    return tuple(sorted(versions, key=lambda tariff: tariff.valid_from))


@cache
def tariffs() -> Tariffs:
    """The tariffs that come with the programme, oldest first; data/tariff.toml."""
    return read_tariffs(_read("tariff.toml"))


def tariff_on(among: Tariffs, on: date) -> Tariff | None:
    """The version in force on a handover day, or None."""
    return next((tariff for tariff in reversed(among) if tariff.in_force(on)), None)


def named(among: Tariffs, version: str) -> Tariff | None:
    """The version of a name, or None."""
    return next((tariff for tariff in among if tariff.version == version), None)


def tariff_in_force(among: Tariffs, on: date) -> Tariff:
    """The version in force on a handover day; Refused when there is none."""
    tariff = tariff_on(among, on)
    if tariff is None:
        raise Refused([WhyNot.NO_TARIFF_IN_FORCE])
    return tariff


def equipment_type(code: str) -> EquipmentType:
    """The catalogue entry of a type code; Refused when the catalogue has none."""
    kind = _types().get(code)
    if kind is None:
        raise Refused([WhyNot.UNKNOWN_TYPE])
    return kind


def all_types() -> tuple[EquipmentType, ...]:
    """Every equipment type, in the order of the data file."""
    return tuple(_types().values())
