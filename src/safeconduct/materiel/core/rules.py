"""What an item is worth under the tariff, whether it may be awarded, and who else claims it."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from safeconduct.common.money import Money
from safeconduct.materiel.core import catalogue, flow
from safeconduct.materiel.core.terms import (
    Agreement,
    AwardFacts,
    Companions,
    ConditionPolicy,
    EquipmentType,
    Grade,
    ItemEvent,
    ItemState,
    Mark,
    Marks,
    Outcome,
    Point,
    Sameness,
    Tariff,
    Valuation,
    ValuationKind,
    Waiting,
    WhyNot,
)

TWO_PEOPLE = 2  # one rule of the whole product: no single person moves value
TWO_MARKS = 2  # one mark can be copied or misread; two independent ones rarely are

# Both limits are our own choice, with no outside source: a vehicle driven in one evening is
# often reported as found the next day, some fields away. They are wide because agreement here
# never decides anything; it only adds to what asks people to look.
DAYS_APART = 3
METRES_APART = 2_000

EARTH_RADIUS_M = 6_371_008.8  # mean radius R1 of GRS 80 (Moritz 2000)

# Cyrillic capitals drawn like Latin ones; the first twelve are the letters of Russian plates
# (GOST R 50577-2018), the rest appear on Ukrainian and older factory plates.
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")


class Sentence(StrEnum):
    """Message ids of the lines that explain a valuation, with named placeholders."""

    AMOUNT = "Value: %(amount)s."
    CAUTION = "Still to be checked by an expert: %(caution)s"
    CLASS = "Class in the tariff: %(label)s (%(code)s)."
    CLASS_INFERRED = (
        "The published list names classes, not types; placing this type is our reading."
    )
    CONDITION_SERVICEABLE = "Published condition: the item is suitable for use."
    DECISION = "No amount is set: %(reason)s"
    RANGE = "Value: from %(low)s to %(high)s; two people decide within it."
    SOURCE = "Source: %(source)s, %(source_date)s."
    TARIFF = "Tariff: %(title)s, version %(version)s, as in force on %(on)s."
    TYPE = "Equipment: %(en)s (%(ru)s)."


@dataclass(frozen=True)
class Line:
    """One explaining sentence and its values, kept apart so that a door can translate it."""

    sentence: Sentence
    values: tuple[tuple[str, str | date], ...] = ()

    def __str__(self) -> str:
        return self.sentence.value % dict(self.values) if self.values else self.sentence.value


def value(among: catalogue.Tariffs, type_code: str, on: date) -> Valuation:
    """What the tariff in force on the handover day `on` says of a type.

    It asks for nothing but type and day, so the answer is the same for those who come now or
    later under one version, with or without testimony. Refused for a code not in the catalogue.
    """
    tariff = catalogue.tariff_on(among, on)
    return value_under(catalogue.equipment_type(type_code), tariff, on)


def value_under(kind: EquipmentType, tariff: Tariff | None, on: date) -> Valuation:
    """What a given tariff version says of a type; None stands for no tariff in force."""
    row = tariff.row(kind.tariff_class) if tariff else None
    low, high = (row.low, row.high) if row else (None, None)
    reason = None
    if tariff is None:
        answer, reason = ValuationKind.DECISION, WhyNot.NO_TARIFF_IN_FORCE
    elif low is None:
        answer, reason = ValuationKind.DECISION, WhyNot.NOT_IN_PUBLISHED_LIST
    else:
        answer = ValuationKind.FIXED if low == high else ValuationKind.RANGE
    label = row.label if row else ""
    return Valuation(answer, kind, on, low, high, reason, tariff, label)


def explain(valuation: Valuation) -> tuple[Line, ...]:
    """Lines that let a reader trace the number to its source; `str(line)` is the English."""
    kind, tariff = valuation.equipment, valuation.tariff
    lines = [Line(Sentence.TYPE, (("en", kind.en), ("ru", kind.ru))), _amount_line(valuation)]
    if tariff:
        lines += _tariff_lines(valuation, tariff)
    if kind.class_grade is Grade.INFERRED:
        lines.append(Line(Sentence.CLASS_INFERRED))
    if kind.caution:
        lines.append(Line(Sentence.CAUTION, (("caution", kind.caution),)))
    return tuple(lines)


def _amount_line(valuation: Valuation) -> Line:
    if valuation.reason is not None:
        return Line(Sentence.DECISION, (("reason", valuation.reason.value),))
    if valuation.kind is ValuationKind.FIXED:
        return Line(Sentence.AMOUNT, (("amount", str(valuation.low)),))
    return Line(Sentence.RANGE, (("low", str(valuation.low)), ("high", str(valuation.high))))


def _tariff_lines(valuation: Valuation, tariff: Tariff) -> list[Line]:
    title = (("title", tariff.title), ("version", tariff.version))
    source = (("source", tariff.source), ("source_date", tariff.source_date))
    label = (("label", valuation.class_label), ("code", valuation.equipment.tariff_class))
    lines = [
        Line(Sentence.CLASS, label),
        Line(Sentence.TARIFF, (*title, ("on", valuation.on))),
        Line(Sentence.SOURCE, source),
    ]
    if tariff.condition_policy is ConditionPolicy.SERVICEABLE:
        lines.append(Line(Sentence.CONDITION_SERVICEABLE))
    return lines


def reasons_not_to_award(facts: AwardFacts) -> list[WhyNot]:
    """Every reason against an award for one item; empty when none stands against it.

    A person's protection, care and hardship support are decided elsewhere and never read this.
    """
    checks = (
        (not flow.is_verified(facts.state), WhyNot.NOT_VERIFIED),
        (len(facts.verified_by - {""}) < TWO_PEOPLE, WhyNot.NEEDS_TWO_VERIFIERS),
        (facts.duplicate_of_awarded, WhyNot.ALREADY_AWARDED),
        (not facts.compared, WhyNot.NOT_COMPARED),
        (facts.same_item_alert_open, WhyNot.SAME_ITEM_ALERT_OPEN),
        (facts.companions is Companions.HARMED, WhyNot.COMPANIONS_HARMED),
        (facts.companions is Companions.NOT_KNOWN, WhyNot.COMPANIONS_NOT_KNOWN),
        (facts.seized_by_programme, WhyNot.SEIZED_BY_PROGRAMME),
    )
    return [why for stands, why in checks if stands]


def reasons_not_to_value(on: date | None, today: date) -> list[WhyNot]:
    """Why this day of handover is not taken; None stands for not handed over yet."""
    return [WhyNot.DAY_AHEAD] if on is not None and on > today else []


def reasons_not_to_rewrite_marks(state: ItemState) -> list[WhyNot]:
    """Why marks no longer change: two people verified the item by them, or it has ended."""
    settled = flow.is_verified(state) or state in flow.ENDS
    return [WhyNot.MARKS_FIXED] if settled else []


def reasons_not_to_record_move(
    state: ItemState, event: ItemEvent, another_waits: bool
) -> list[WhyNot]:
    """Why the first person may not record a move; the second is asked for in `flow`.

    A person's own withdrawal is no custody move and is refused here.
    """
    found = [WhyNot.MOVE_WAITS] if another_waits else []
    move = flow.TABLE.get((state, event))
    if move is None or move.people < TWO_PEOPLE:
        found.append(WhyNot.CANNOT_MOVE_SO)
    return found


def reasons_not_to_confirm_move(status: Waiting, first: str, second: str) -> list[WhyNot]:
    """Why this second person (opaque ids) may not confirm a recorded move."""
    found = [] if status is Waiting.PENDING else [WhyNot.MOVE_ENDED]
    return [*found, *([WhyNot.RECORDED_BY_YOU] if first == second else [])]


@dataclass(frozen=True)
class DecideFacts:
    """What a decision about an alert may look at; people are opaque ids, "" is nobody.

    Whoever decides works on both cases: nobody judges a claim that they may not read.
    """

    decider: str
    works_on_both: bool
    proposed_by: str
    decided: bool


def reasons_not_to_propose_end(facts: DecideFacts, reason: str) -> list[WhyNot]:
    """Why this person may not propose how an alert ends, with these words of reason."""
    checks = (
        (facts.decided, WhyNot.ALERT_ENDED),
        (bool(facts.proposed_by) and not facts.decided, WhyNot.MOVE_WAITS),
        (not facts.works_on_both, WhyNot.BOTH_CASES),
        (not reason.strip(), WhyNot.NEEDS_A_REASON),
    )
    return [why for stands, why in checks if stands]


def reasons_not_to_confirm_end(facts: DecideFacts) -> list[WhyNot]:
    """Why this person may not confirm, or turn down, the proposed end of an alert."""
    checks = (
        (facts.decided or not facts.proposed_by, WhyNot.ALERT_ENDED),
        (not facts.works_on_both, WhyNot.BOTH_CASES),
        (facts.decider == facts.proposed_by, WhyNot.RECORDED_BY_YOU),
    )
    return [why for stands, why in checks if stands]


def shares(total: Money, payees: int) -> tuple[Money, ...]:
    """An award split equally among consenting people, exact to the cent and summing to total.

    Cents that do not divide go one each to the first; callers order people by random id, so no
    rank or role is favoured. ValueError for fewer than one payee or a negative total.
    """
    if payees < 1 or total.minor < 0:
        msg = "an award is shared among at least one person and is never negative"
        raise ValueError(msg)
    each, left = divmod(total.minor, payees)
    return tuple(Money(each + (place < left), total.currency) for place in range(payees))


def fold_mark(text: str) -> str:
    """A number as compared: capitals, look-alikes as Latin, letters and digits only.

    `02кт-1187`, `02 KT 1187` and `№ 02КТ1187` fold alike. The letter O and zero stay apart.
    """
    bare = unicodedata.normalize("NFKD", text.replace("№", "")).upper()
    spread = unicodedata.normalize("NFKD", bare).translate(_LOOK_ALIKES)
    return "".join(letter for letter in spread if letter.isalnum())


def same_item(a: Marks, b: Marks) -> tuple[Agreement, ...]:
    """How the marks of two claims compare, mark by mark, always in the same order.

    The order of the claims does not matter, and no value of either claim is in the answer, so
    that both case pages may show it. `sameness` says what it amounts to.
    """
    return (
        Agreement(Mark.SERIAL, _text(a.serial, b.serial)),
        Agreement(Mark.PLATE, _text(a.plate, b.plate)),
        Agreement(Mark.TACTICAL, _text(a.tactical, b.tactical)),
        Agreement(Mark.PLACE, _place(a, b)),
        Agreement(Mark.DATE, _date(a.on, b.on)),
        Agreement(Mark.TYPE, _text(a.type_code, b.type_code)),
    )


def sameness(agreements: tuple[Agreement, ...]) -> Sameness:
    """What a comparison amounts to: same, an alert, or nothing.

    `same`: two of three agree, namely serial; plate; tactical number with place and date.
    `alert`: the serial agrees, or two of plate, tactical number, place with date. The alert is
    wider on purpose: it decides nothing and takes nothing from anybody, it asks two people to
    lay the claims side by side, and a missed double claim would pay twice for one vehicle. The
    type is shown but not counted (variants are often misnamed), and a tactical number alone
    never counts: it is repainted and it repeats from unit to unit.
    """
    agreed = {found.mark for found in agreements if found.outcome is Outcome.AGREE}
    serial, plate, tactical = (
        mark in agreed for mark in (Mark.SERIAL, Mark.PLATE, Mark.TACTICAL)
    )
    spot = {Mark.PLACE, Mark.DATE} <= agreed
    if serial + plate + (tactical and spot) >= TWO_MARKS:
        return Sameness.SAME
    if serial or plate + tactical + spot >= TWO_MARKS:
        return Sameness.ALERT
    return Sameness.NONE


def _outcome(agrees: bool) -> Outcome:
    return Outcome.AGREE if agrees else Outcome.DIFFER


def _text(a: str, b: str) -> Outcome:
    left, right = fold_mark(a), fold_mark(b)
    return _outcome(left == right) if left and right else Outcome.MISSING


def _date(a: date | None, b: date | None) -> Outcome:
    if a is None or b is None:
        return Outcome.MISSING
    return _outcome(abs((a - b).days) <= DAYS_APART)


def _place(a: Marks, b: Marks) -> Outcome:
    # Measured points decide when both claims have one; a village name is the fallback.
    if a.point and b.point:
        return _outcome(_metres(a.point, b.point) <= METRES_APART)
    return _text(a.place, b.place)


def _metres(a: Point, b: Point) -> float:
    """Great-circle distance in metres by the haversine formula."""
    north = sin(radians(b.lat - a.lat) / 2) ** 2
    east = sin(radians(b.lon - a.lon) / 2) ** 2
    half = north + cos(radians(a.lat)) * cos(radians(b.lat)) * east
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))
