"""Reference data of screening: given names, short forms, weights, barred lists."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
GRADES = frozenset({"measured", "inferred", "assumed", "decided"})


@dataclass(frozen=True)
class GivenName:
    """One given name in its languages; `stems` begin its patronymic where that is irregular."""

    id: str
    forms: tuple[str, ...]
    stems: tuple[str, ...]
    source: str
    grade: str
    date: str


@dataclass(frozen=True)
class ShortName:
    """A short form and the ids of every given name it may stand for."""

    form: str
    names: tuple[str, ...]
    source: str
    grade: str
    date: str


@dataclass(frozen=True)
class Weight:
    """One figure of the score with its unit, its source and how well it is known."""

    key: str
    value: float
    unit: str
    source: str
    grade: str
    date: str


@dataclass(frozen=True)
class BarredList:
    """A list that is never imported, and why."""

    name: str
    why: str
    source: str
    grade: str
    date: str


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def given_names() -> tuple[GivenName, ...]:
    """Every given name of `data/given_names.toml`, in file order."""
    table = _read("given_names.toml")
    return tuple(
        GivenName(
            id=row["id"],
            forms=(row["ru"], row["uk"], *row.get("also", ())),
            stems=tuple(row.get("stems", ())),
            source=row["source"],
            grade=table["grade"],
            date=table["date"],
        )
        for row in table["name"]
    )


@cache
def short_names() -> tuple[ShortName, ...]:
    """Every short form of `data/short_names.toml`, in file order."""
    table = _read("short_names.toml")
    return tuple(
        ShortName(
            form=row["form"],
            names=tuple(row["names"]),
            source=row["source"],
            grade=table["grade"],
            date=table["date"],
        )
        for row in table["short"]
    )


@cache
def weights() -> Mapping[str, Weight]:
    """The figures of `data/weights.toml` by key."""
    rows = (Weight(**row) for row in _read("weights.toml")["weight"])
    return MappingProxyType({row.key: row for row in rows})


@cache
def barred_lists() -> tuple[BarredList, ...]:
    """The lists of `data/barred_lists.toml`."""
    return tuple(BarredList(**row) for row in _read("barred_lists.toml")["barred"])


def demo_list() -> str:
    """The text of the small invented list of the demo: one FollowTheMoney entity a line."""
    return (DATA / "demo_list.ftm.json").read_text(encoding="utf-8")
