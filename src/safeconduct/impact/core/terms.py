"""Vocabulary of the impact room: asset classes, paths, sides, assumptions and results.

No result holds a bare number of lives: every estimate is an `Interval` or a `Chance`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from safeconduct.common.money import Money
from safeconduct.common.refusal import Reason


class AssetClass(StrEnum):
    """A kind of equipment; `OTHER` is counted but nothing is derived from it."""

    TANK = "tank"
    IFV_APC = "ifv_apc"
    SELF_PROPELLED_ARTILLERY = "self_propelled_artillery"
    HELICOPTER = "helicopter"
    COMBAT_AIRCRAFT = "combat_aircraft"
    OTHER = "other"


class Path(StrEnum):
    """The two ways in which the same asset leaves the war."""

    DESTROYED = "destroyed"
    HANDED_OVER = "handed_over"


class Side(StrEnum):
    """Whose people die; both count the same."""

    RUSSIAN = "russian"
    UKRAINIAN = "ukrainian"


class Grade(StrEnum):
    """How well a number is founded."""

    DATA = "data"
    EXPERT = "expert"
    ASSUMED = "assumed"


class Shape(StrEnum):
    """The distribution a number is drawn from."""

    FIXED = "fixed"
    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    BETA = "beta"


class WhyNot(Reason):
    """Why no figure is given."""

    NEGATIVE_COUNT = "A count below zero cannot be right; please check the totals."
    NO_PRIORS = "There are no agreed assumptions for this class of equipment yet."
    REPEATED_CLASS = "Each class of equipment may appear only once in the totals."
    TOO_FEW_DRAWS = "At least 1,000 draws are needed before an interval may be shown."


class Note(StrEnum):
    """What a reader must know beside a figure; the value is the sentence."""

    AVERAGE = (
        "Averages over many such cases under the listed assumptions. One handover can go "
        "worse: the helicopter handed over in August 2023 cost three lives."
    )
    CAPTURED = (
        "Captured is never counted as surrendered. The captured share is only an upper "
        "bound on what may have been handed over willingly."
    )
    CONTESTED = (
        "Both sides' death tolls are contested by a factor of two or more; the range is kept."
    )
    COUNTED_ONCE = (
        "People who arrived with an asset are counted once, as people. For the asset itself "
        "only the lives of the other side and the deaths it cost are counted."
    )
    NOT_COUNTED = "Equipment of other classes is counted but no lives are derived from it."
    NOTHING_YET = "Nothing has arrived yet, so there is nothing to derive."
    REPLACEMENT = (
        "Replacement can cancel the military effect, never the life of the person who left; "
        "results for 0, 50 and 90 % replacement are shown apart."
    )


@dataclass(frozen=True)
class Assumption:
    """One input of the model as the register shows it.

    `value` is the mode (triangular), the mean (uniform, beta) or the number (fixed). `low` and
    `high` are the ends of the range; for a beta they are its 5 % and 95 % points.
    """

    name: str
    asset_class: AssetClass | None
    label: str
    value: float
    low: float
    high: float
    shape: Shape
    unit: str
    grade: Grade
    source: str
    source_date: date
    licence: str
    a: float = 0.0
    b: float = 0.0

    def fixed_at(self, value: float) -> "Assumption":
        """The same input held at one value, for limits and what-if questions."""
        return replace(self, value=value, low=value, high=value, shape=Shape.FIXED)


@dataclass(frozen=True)
class Interval:
    """Median with the 5 % and 95 % points; the three never part. ValueError out of order."""

    low: float
    median: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.median <= self.high:
            msg = f"not an interval: {self.low}, {self.median}, {self.high}"
            raise ValueError(msg)


@dataclass(frozen=True)
class Chance:
    """How many of the draws went one way. ValueError unless 0 <= hits <= draws, draws > 0."""

    hits: int
    draws: int

    def __post_init__(self) -> None:
        if self.draws < 1 or not 0 <= self.hits <= self.draws:
            msg = f"not a chance: {self.hits} of {self.draws}"
            raise ValueError(msg)

    @property
    def percent(self) -> str:
        """Whole percent as text; never rounded to certainty ('under 1', 'over 99')."""
        share = 100 * self.hits / self.draws
        if share < 1:
            return "under 1"
        return "over 99" if share > 99 else f"{share:.0f}"


@dataclass(frozen=True)
class CapturedShare:
    """Losses of one class recorded as captured: an upper bound on willing handover."""

    asset_class: AssetClass
    period: str
    captured: int
    total: int
    unit: str
    grade: Grade
    source: str
    source_date: date
    licence: str


@dataclass(frozen=True)
class Quote:
    """A product of two published numbers, and the result somebody printed (None: nobody)."""

    name: str
    people: int
    unit_cost: float
    quoted: float | None
    unit: str
    grade: Grade
    source: str
    source_date: date
    licence: str


@dataclass(frozen=True)
class PathDeaths:
    """Deaths per asset on one path, by side and together."""

    path: Path
    russian: Interval
    ukrainian: Interval
    total: Interval

    def of(self, side: Side) -> Interval:
        """Deaths of one side."""
        return self.russian if side is Side.RUSSIAN else self.ukrainian


@dataclass(frozen=True)
class HandoverParts:
    """What a handover costs, per asset: shown first, never netted away."""

    unwitting_crew: Interval
    crossing: Interval
    reprisal: Interval
    reception: Interval


@dataclass(frozen=True)
class AtReplacement:
    """Net deaths avoided if this share of what left is replaced, and the chance of a loss."""

    replacement_percent: int
    avoided: Interval
    net_loss: Chance


@dataclass(frozen=True)
class TwoPaths:
    """The same asset removed in two ways: mean deaths per asset, and the difference.

    `net_loss_one`: chance that one single handover costs more lives than one loss in combat.
    `net_loss_mean`: chance that handovers do so on average, whatever single cases bring.
    """

    asset_class: AssetClass
    draws: int
    seed: int
    destroyed: PathDeaths
    handed_over: PathDeaths
    parts: HandoverParts
    avoided_russian: Interval
    avoided_ukrainian: Interval
    avoided: Interval
    net_loss_one: Chance
    net_loss_mean: Chance
    at_replacement: tuple[AtReplacement, ...]
    captured: CapturedShare
    captured_share: Interval
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class ProgrammeFacts:
    """The programme's own totals on one day; nothing about any one person.

    `deaths_recorded` are deaths on the way and of unwitting crews; None when not yet counted,
    and then they are estimated rather than taken as zero.
    """

    as_of: date
    people_arrived: int = 0
    assets: Sequence[tuple[AssetClass, int]] = ()
    money_paid: Sequence[Money] = ()
    deaths_recorded: int | None = None


@dataclass(frozen=True)
class ProgrammeReport:
    """Counted totals, and what follows from them; `avoided*` are net of deaths caused."""

    as_of: date
    people_arrived: int
    assets: tuple[tuple[AssetClass, int], ...]
    money_paid: tuple[Money, ...]
    draws: int
    seed: int
    deaths_caused: Interval
    avoided_russian: Interval
    avoided_ukrainian: Interval
    avoided: Interval
    net_loss: Chance
    at_replacement: tuple[AtReplacement, ...]
    notes: tuple[Note, ...]
