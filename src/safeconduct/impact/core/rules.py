"""Exact arithmetic and refusals of the impact room: no randomness here."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10, sqrt

from safeconduct.common.money import Money
from safeconduct.common.refusal import Reason
from safeconduct.impact.core.terms import (
    AssetClass,
    Interval,
    Note,
    ProgrammeFacts,
    Quote,
    WhyNot,
)

MIN_DRAWS = 1_000  # below this the 5 % and 95 % points move by more than about one per cent
REPLACEMENT_PERCENTS = (0, 50, 90)  # always shown beside the drawn one
Z_90 = 1.6448536269514722  # 95 % point of the standard normal: a two-sided 90 % interval


def reasons_not_to_draw(draws: int) -> list[Reason]:
    """Why an interval may not be shown from so few draws; empty when it may."""
    return [WhyNot.TOO_FEW_DRAWS] if draws < MIN_DRAWS else []


def reasons_not_to_total(facts: ProgrammeFacts) -> list[Reason]:
    """Every reason why these totals cannot be reported; empty when they can."""
    counts = [facts.people_arrived, facts.deaths_recorded or 0]
    counts += [count for _, count in facts.assets] + [paid.minor for paid in facts.money_paid]
    classes = [owner for owner, _ in facts.assets]
    reasons: list[Reason] = []
    if min(counts) < 0:
        reasons.append(WhyNot.NEGATIVE_COUNT)
    if len(set(classes)) < len(classes):
        reasons.append(WhyNot.REPEATED_CLASS)
    return reasons


def mixture(severe_share: float, if_severe: float, if_not: float) -> float:
    """People hit per asset lost, when a share of losses is severe (burned, no way out).

    Form of the Dupuy Institute's count of 898 tanks, 1944-45. ValueError outside 0..1.
    """
    if not 0 <= severe_share <= 1:
        msg = "a share lies between 0 and 1"
        raise ValueError(msg)
    return severe_share * if_severe + (1 - severe_share) * if_not


def implied_deaths(named: int, coverage_low: float, coverage_high: float) -> tuple[int, int]:
    """Range of all deaths (low, high) when `named` of them are known by name.

    Coverage is the share named, 0 < low <= high <= 1; ValueError otherwise.
    """
    if not 0 < coverage_low <= coverage_high <= 1:
        msg = "coverage must be a share above zero, low before high"
        raise ValueError(msg)
    return round(named / coverage_high), round(named / coverage_low)


def share_of(hits: int, total: int) -> Interval:
    """A share with its 90 % Wilson score interval (E. B. Wilson, 1927); total must be > 0."""
    if total < 1 or not 0 <= hits <= total:
        msg = f"not a share: {hits} of {total}"
        raise ValueError(msg)
    share, z2 = hits / total, Z_90 * Z_90
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    spread = sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    half = Z_90 * spread / (1 + z2 / total)
    # rounding must not push a bound past the share itself at 0 or 1
    return Interval(
        max(0.0, min(share, centre - half)), share, min(1.0, max(share, centre + half))
    )


@dataclass(frozen=True)
class QuoteCheck:
    """A published product recomputed; `tens_off` is the slip in powers of ten (0: none)."""

    computed: float
    quoted: float | None
    tens_off: int

    @property
    def is_slip(self) -> bool:
        """True when the printed number is wrong by ten or more."""
        return self.tens_off != 0


def check_quote(quote: Quote) -> QuoteCheck:
    """Multiply again what somebody multiplied in prose; amounts in the quote's unit."""
    computed = quote.people * quote.unit_cost
    if quote.quoted is None:
        return QuoteCheck(computed, None, 0)
    return QuoteCheck(computed, quote.quoted, round(log10(computed / quote.quoted)))


def sum_by_currency(paid: Sequence[Money]) -> tuple[Money, ...]:
    """One sum per currency, in alphabetical order; currencies are never converted."""
    totals: dict[str, Money] = {}
    for amount in paid:
        known = totals.get(amount.currency, Money(0, amount.currency))
        totals[amount.currency] = known + amount
    return tuple(totals[currency] for currency in sorted(totals))


def notes_for_totals(facts: ProgrammeFacts) -> tuple[Note, ...]:
    """What a reader must know beside the programme's own numbers."""
    counts = dict(facts.assets)
    if not facts.people_arrived and not any(counts.values()) and not facts.deaths_recorded:
        return (Note.NOTHING_YET,)
    notes = [Note.AVERAGE, Note.CONTESTED, Note.COUNTED_ONCE, Note.REPLACEMENT]
    if counts.get(AssetClass.OTHER):
        notes.append(Note.NOT_COUNTED)
    return tuple(notes)
