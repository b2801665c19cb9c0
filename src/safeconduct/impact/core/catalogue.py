"""Reads the room's own numbers: assumptions, captured counts and published anchors."""

import tomllib
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from safeconduct.common.refusal import Refused
from safeconduct.impact.core.terms import (
    AssetClass,
    Assumption,
    CapturedShare,
    Grade,
    Quote,
    Shape,
    WhyNot,
)

MODELLED: tuple[AssetClass, ...] = tuple(c for c in AssetClass if c is not AssetClass.OTHER)


def _rows(name: str) -> list[dict[str, Any]]:
    """Rows of one data file; the file's `[defaults]` fill what a row leaves out."""
    text = files("safeconduct.impact").joinpath("data", name).read_text(encoding="utf-8")
    table = tomllib.loads(text)
    defaults = table.get("defaults", {})
    return [{**defaults, **row} for row in table["row"]]


def _assumption(row: dict[str, Any]) -> Assumption:
    known = {field.name for field in fields(Assumption)}
    if unknown := set(row) - known:
        msg = f"unknown keys in {row.get('name')}: {sorted(unknown)}"
        raise ValueError(msg)
    owner = row.get("asset_class")
    return Assumption(
        **{
            **row,
            "asset_class": None if owner is None else AssetClass(owner),
            "shape": Shape(row["shape"]),
            "grade": Grade(row["grade"]),
        }
    )


@cache
def assumptions() -> tuple[Assumption, ...]:
    """The register: every input of the model, shared ones first, then class by class."""
    return tuple(_assumption(row) for f in ("common.toml", "assets.toml") for row in _rows(f))


@cache
def anchors() -> tuple[Assumption, ...]:
    """Published numbers the model is checked against; none is drawn from."""
    return tuple(_assumption(row) for row in _rows("anchors.toml"))


def anchor(name: str) -> Assumption:
    """The anchor of that name; KeyError when there is none."""
    return {row.name: row for row in anchors()}[name]


def common_inputs() -> dict[str, Assumption]:
    """Inputs shared by all classes, by name."""
    return {row.name: row for row in assumptions() if row.asset_class is None}


def own_inputs(asset_class: AssetClass) -> tuple[Assumption, ...]:
    """Inputs of one class alone; empty for a class without agreed assumptions."""
    return tuple(row for row in assumptions() if row.asset_class is asset_class)


def inputs_for(asset_class: AssetClass) -> dict[str, Assumption]:
    """Inputs of one class by name: the shared ones, overridden by the class's own.

    Raises Refused(NO_PRIORS) for a class without agreed assumptions.
    """
    if asset_class not in MODELLED:
        raise Refused([WhyNot.NO_PRIORS])
    own = {row.name: row for row in own_inputs(asset_class)}
    return {**common_inputs(), **own}


@cache
def captured_shares() -> tuple[CapturedShare, ...]:
    """Recorded captures by class: upper bounds only, never pooled over the years."""
    return tuple(
        CapturedShare(
            **{
                **row,
                "asset_class": AssetClass(row["asset_class"]),
                "grade": Grade(row["grade"]),
            }
        )
        for row in _rows("captured.toml")
    )


def captured(asset_class: AssetClass) -> CapturedShare:
    """The recorded captures of one class; KeyError when there are none."""
    return {row.asset_class: row for row in captured_shares()}[asset_class]


@cache
def quotes() -> tuple[Quote, ...]:
    """Published costs to be checked by multiplication."""
    return tuple(
        Quote(**{"quoted": None, **row, "grade": Grade(row["grade"])})
        for row in _rows("quotes.toml")
    )
