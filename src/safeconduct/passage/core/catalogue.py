"""Reference data of the passage room, loaded from data/*.toml as frozen values."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from safeconduct.common.money import Money
from safeconduct.passage.core.terms import CostKind, Limits, Mode

# Role aliases of addressees, by the spelling alphabet of ICAO Annex 10, volume II: they stand
# in clear and name no unit. Who is behind one is sealed.
DESK_CODES = ("duty-alpha", "duty-bravo", "duty-charlie", "duty-delta", "duty-echo")


class Language(StrEnum):
    """The languages in which every text of this room exists."""

    EN = "en"
    RU = "ru"
    UK = "uk"


class SignalKind(StrEnum):
    """What a signal is made of. Protected emblems and distress signals are not in the list."""

    CLOTH = "cloth"
    FOLLOW = "follow"
    HANDS = "hands"
    LIGHTS = "lights"
    MANOEUVRE = "manoeuvre"
    VEHICLE = "vehicle"
    VOICE = "voice"
    WEAPON = "weapon"


class SeenIn(StrEnum):
    """When a signal can be noticed: by day only, or also in the dark."""

    ANY = "any"
    DAY = "day"


class Checklist(StrEnum):
    """The lists of questions an officer answers before a step."""

    BEFORE_NOTICE = "before_notice"
    BEFORE_OFFER = "before_offer"
    NO_DURESS = "no_duress"


@dataclass(frozen=True)
class Texts:
    """One sentence in every language; `reviewed_by` is empty until a named person read it."""

    en: str
    ru: str
    uk: str
    source: str
    dated: str
    reviewed_by: str

    def in_(self, language: Language) -> str:
        """The sentence in one language."""
        return {Language.EN: self.en, Language.RU: self.ru, Language.UK: self.uk}[language]


@dataclass(frozen=True)
class Signal:
    """One signal of clear intent for one way of crossing."""

    code: str
    mode: Mode
    kind: SignalKind
    seen_in: SeenIn
    texts: Texts


@dataclass(frozen=True)
class Item:
    """One question of a checklist."""

    checklist: Checklist
    code: str
    texts: Texts


@dataclass(frozen=True)
class Cost:
    """One kind of help in kind with its ceiling for a whole case."""

    kind: CostKind
    ceiling: Money
    texts: Texts


@dataclass(frozen=True)
class LimitRow:
    """One limit in minutes and where it comes from."""

    name: str
    value: int
    unit: str
    source: str


@dataclass(frozen=True)
class Step:
    """One step told to the person; `mode` None means every way of crossing."""

    mode: Mode | None
    place: str
    texts: Texts


@dataclass(frozen=True)
class Instructions:
    """Steps in order; a page numbers them and says so while `reviewed` is false."""

    mode: Mode
    language: Language
    steps: tuple[str, ...]
    reviewed: bool


@cache
def load(name: str) -> dict[str, Any]:
    """The parsed table data/<name>.toml."""
    source = files("safeconduct.passage").joinpath("data", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def texts(row: dict[str, Any], table: dict[str, Any]) -> Texts:
    """The sentences of a row; a review of its own goes before that of the whole table."""
    return Texts(
        en=row["en"],
        ru=row["ru"],
        uk=row["uk"],
        source=row["source"],
        dated=str(table["dated"]),
        reviewed_by=row.get("reviewed_by", table["reviewed_by"]),
    )


@cache
def signals() -> tuple[Signal, ...]:
    """Every signal of clear intent, from data/signals.toml."""
    table = load("signals")
    return tuple(
        Signal(
            code=row["code"],
            mode=Mode(row["mode"]),
            kind=SignalKind(row["kind"]),
            seen_in=SeenIn(row["light"]),
            texts=texts(row, table),
        )
        for row in table["signal"]
    )


def signals_for(mode: Mode) -> tuple[Signal, ...]:
    """The signals one may agree for this way of crossing."""
    return tuple(signal for signal in signals() if signal.mode is mode)


def signal_codes(mode: Mode) -> tuple[str, ...]:
    """The codes of `signals_for(mode)`, as the approval rule wants them."""
    return tuple(signal.code for signal in signals_for(mode))


@cache
def costs() -> tuple[Cost, ...]:
    """What may be paid in kind, with ceilings, from data/costs.toml."""
    table = load("costs")
    return tuple(
        Cost(
            kind=CostKind(row["kind"]),
            ceiling=Money(row["ceiling_minor"], row["currency"]),
            texts=texts(row, table),
        )
        for row in table["cost"]
    )


def ceiling_of(kind: CostKind) -> Money:
    """The ceiling of one kind of help for a whole case."""
    return next(cost.ceiling for cost in costs() if cost.kind is kind)


@cache
def limit_rows() -> tuple[LimitRow, ...]:
    """Every limit with unit and source, from data/limits.toml."""
    return tuple(LimitRow(**row) for row in load("limits")["limit"])


@cache
def limits() -> Limits:
    """The limits in force, in minutes, as the rules want them."""
    return Limits(**{row.name: row.value for row in limit_rows()})


@cache
def steps() -> tuple[Step, ...]:
    """Every step told to a person, from data/instructions.toml."""
    table = load("instructions")
    return tuple(
        Step(
            mode=None if row["mode"] == "all" else Mode(row["mode"]),
            place=row["place"],
            texts=texts(row, table),
        )
        for row in table["step"]
    )


def instructions(mode: Mode, language: Language) -> Instructions:
    """What a person is told for this way of crossing, in order; equal for everyone."""
    chosen = [
        step
        for place in ("first", "middle", "last")
        for step in steps()
        if step.place == place and step.mode in (None, mode)
    ]
    return Instructions(
        mode=mode,
        language=language,
        steps=tuple(step.texts.in_(language) for step in chosen),
        reviewed=all(step.texts.reviewed_by for step in chosen),
    )
