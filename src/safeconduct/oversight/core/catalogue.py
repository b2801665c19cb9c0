"""The data catalogue: what is kept about whom, what for, on what basis, how long; pure."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"
FILES = (DATA / "catalogue.toml", DATA / "risks.toml")


@dataclass(frozen=True)
class Purpose:
    """What data is for: legal basis (GDPR Articles 6 and 9), necessity, who receives it."""

    code: str
    say: str
    basis: str
    special: str
    necessity: str
    recipients: tuple[str, ...]
    controller: str
    assumed: bool
    source: str
    date: date


@dataclass(frozen=True)
class Kept:
    """How long, in words, and where the number stands."""

    code: str
    say: str
    source: str


@dataclass(frozen=True)
class Table:
    """One table: whose data, purpose, term; `columns` are meanings of its own."""

    name: str
    whose: str
    purpose: Purpose
    kept: Kept
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Risk:
    """A risk to people, measures, and the row of the threat model on what they do not stop."""

    say: str
    severity: str
    likelihood: str
    threat: str
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """The whole catalogue; `columns` and `endings` are meanings that tables share."""

    purposes: dict[str, Purpose]
    kept: dict[str, Kept]
    tables: dict[str, Table]
    columns: dict[str, str]
    endings: dict[str, str]
    risks: tuple[Risk, ...]

    def meaning(self, table: str, column: str) -> str:
        """What the column holds; KeyError when nobody has said it."""
        own = self.tables[table].columns
        if column in own or column in self.columns:
            return own.get(column) or self.columns[column]
        return self.endings["_" + column.rpartition("_")[2]]


def _lists(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(one) if isinstance(one, list) else one for name, one in row.items()}


@cache
def catalogue() -> Catalogue:
    """The catalogue as it stands in data/."""
    raw, risks = (tomllib.loads(path.read_text()) for path in FILES)
    purposes = {row["code"]: Purpose(**_lists(row)) for row in raw["purpose"]}
    kept = {row["code"]: Kept(**row) for row in raw["kept"]}
    tables = {
        row["name"]: Table(
            row["name"],
            row["whose"],
            purposes[row["purpose"]],
            kept[row["kept"]],
            row.get("columns", {}),
        )
        for row in raw["table"]
    }
    found = tuple(Risk(**_lists(row)) for row in risks["risk"])
    return Catalogue(purposes, kept, tables, raw["columns"], raw["endings"], found)


@cache
def version() -> str:
    """The first 16 hex digits of the SHA-256 over the catalogue's files: which one was read."""
    joined = b"\n".join(path.read_bytes() for path in FILES)
    return hashlib.sha256(joined).hexdigest()[:16]
