"""Reads the readings, deadline rules and holidays; refuses a row that would mislead."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .terms import (
    Authority,
    Calendar,
    DeadlineRule,
    Protection,
    ReadingKind,
    ReadingRow,
    TriggerKind,
    Unit,
)

DATA = Path(__file__).parent.parent / "data"


@cache
def readings() -> Mapping[ReadingKind, ReadingRow]:
    """The legal positions by kind (data/readings.toml); read-only."""
    return MappingProxyType(parse_readings(_read("readings.toml")))


@cache
def deadline_rules() -> Mapping[str, DeadlineRule]:
    """The deadline rules by id (data/deadlines.toml); read-only."""
    return MappingProxyType(parse_deadlines(_read("deadlines.toml")))


@cache
def calendars() -> Mapping[str, Calendar]:
    """Public holidays by seat, such as "DE-BE" (data/holidays.toml); read-only."""
    return MappingProxyType(parse_calendars(_read("holidays.toml")))


def parse_readings(document: Mapping[str, Any]) -> dict[ReadingKind, ReadingRow]:
    """Rows by kind from a parsed TOML document.

    Raises ValueError for a missing or doubled kind, or a row whose closing leads nowhere.
    """
    rows = [_reading(raw) for raw in document["reading"]]
    if sorted(row.kind for row in rows) != sorted(ReadingKind):
        raise ValueError("every kind of reading needs exactly one row")
    for row in rows:
        if bool(row.closers) != bool(row.closes_to):
            raise ValueError(f"{row.kind}: a reading closes by somebody and to something")
    return {row.kind: row for row in rows}


def parse_deadlines(document: Mapping[str, Any]) -> dict[str, DeadlineRule]:
    """Rules by id from a parsed TOML document.

    Raises ValueError for a second row with one id, an empty text, a count below one, a
    quoted date, or a limit on a state that rolls on.
    """
    rules: dict[str, DeadlineRule] = {}
    for raw in document["deadline"]:
        rule = _deadline(raw)
        if rule.id in rules:
            raise ValueError(f"{rule.id}: listed twice")
        rules[rule.id] = rule
    return rules


def parse_calendars(document: Mapping[str, Any]) -> dict[str, Calendar]:
    """Calendars by seat from a parsed TOML document.

    Raises ValueError for a holiday outside the covered years, or a year without any.
    """
    found: dict[str, Calendar] = {}
    for raw in document["calendar"]:
        holidays: frozenset[date] = frozenset(row["day"] for row in raw["holiday"])
        years = frozenset(raw["years"])
        if {day.year for day in holidays} != years:
            raise ValueError(f"{raw['seat']}: the holidays do not fit the years")
        found[raw["seat"]] = Calendar(raw["seat"], raw["title"], holidays, years, raw["source"])
    return found


def _reading(raw: Mapping[str, Any]) -> ReadingRow:
    return ReadingRow(
        kind=ReadingKind(raw["kind"]),
        basis=raw["basis"],
        opens_on=raw["opens_on"],
        adds=frozenset(Protection(name) for name in raw["adds"]),
        closers=frozenset(Authority(name) for name in raw["closers"]),
        closes_to=frozenset(ReadingKind(name) for name in raw["closes_to"]),
        source=raw["source"],
        read_on=_day(raw, "read_on"),
        checked_by=raw["checked_by"],
    )


def _deadline(raw: Mapping[str, Any]) -> DeadlineRule:
    rule = DeadlineRule(
        id=raw["id"],
        forum=raw["forum"],
        trigger=TriggerKind(raw["trigger"]),
        count=raw["count"],
        unit=Unit(raw["unit"]),
        rolls=raw["rolls"],
        binds_state=raw["binds_state"],
        title=raw["title"],
        if_missed=raw["if_missed"],
        basis=raw["basis"],
        source=raw["source"],
        read_on=_day(raw, "read_on"),
        checked_by=raw["checked_by"],
        valid_from=_day(raw, "valid_from"),
    )
    texts = (rule.id, rule.forum, rule.title, rule.if_missed, rule.basis, rule.source)
    if not all(text.strip() for text in texts):
        raise ValueError(f"{rule.id}: a text is empty")
    if rule.count < 1:
        raise ValueError(f"{rule.id}: counts nothing")
    if rule.binds_state and rule.rolls:
        raise ValueError(f"{rule.id}: a limit on a state never rolls on")
    return rule


def _day(raw: Mapping[str, Any], key: str) -> date:
    """A TOML date; a quoted one would compare with nothing, so it is refused."""
    value = raw[key]
    if not isinstance(value, date):
        raise ValueError(f"{key}: {value!r} is not a date")
    return value


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
