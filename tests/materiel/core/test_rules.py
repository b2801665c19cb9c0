"""Values, awards, shares and same-item alerts, each rule shown able to say no."""

from dataclasses import fields, replace
from datetime import date, timedelta
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.money import Money, major
from safeconduct.common.refusal import Refused
from safeconduct.materiel.core import catalogue, flow, rules
from safeconduct.materiel.core.terms import (
    Agreement,
    AwardFacts,
    Companions,
    EquipmentType,
    ItemState,
    Mark,
    Marks,
    Outcome,
    Point,
    Sameness,
    Tariff,
    ValuationKind,
    WhyNot,
)

DAY = date(2024, 2, 3)
TARIFFS = catalogue.tariffs()
TARIFF = catalogue.tariff_in_force(TARIFFS, DAY)
KINDS = st.sampled_from(catalogue.all_types())
DAYS = st.dates(min_value=TARIFF.valid_from, max_value=TARIFF.valid_from + timedelta(days=3000))


# --- values


def test_a_mi8amtsh_is_worth_half_a_million_whatever_was_asked() -> None:
    said = rules.value(TARIFFS, "mi8amtsh", DAY)
    assert said.kind is ValuationKind.FIXED
    assert said.amount == major(500_000, "USD")


def test_a_bomber_needs_a_decision_because_the_list_is_silent() -> None:
    said = rules.value(TARIFFS, "tu22m3", DAY)
    assert said.kind is ValuationKind.DECISION
    assert said.reason is WhyNot.NOT_IN_PUBLISHED_LIST
    assert said.low is said.high is said.amount is None


def test_a_grad_shows_its_range() -> None:
    said = rules.value(TARIFFS, "bm21", DAY)
    assert said.kind is ValuationKind.RANGE
    assert (said.low, said.high, said.amount) == (major(25_000), major(35_000), None)


def test_without_a_tariff_in_force_people_decide() -> None:
    said = rules.value(TARIFFS, "t90m", date(2022, 3, 31))
    assert said.kind is ValuationKind.DECISION
    assert said.reason is WhyNot.NO_TARIFF_IN_FORCE
    assert said.tariff is None
    assert said.class_label == ""


def test_a_class_that_a_version_does_not_know_needs_a_decision() -> None:
    bare = replace(TARIFF, rows=())
    said = rules.value_under(catalogue.equipment_type("t90m"), bare, DAY)
    assert said.reason is WhyNot.NOT_IN_PUBLISHED_LIST


def test_an_unknown_type_has_no_value() -> None:
    with pytest.raises(Refused):
        rules.value(TARIFFS, "deathstar", DAY)


@given(KINDS, DAYS, DAYS)
def test_the_award_is_the_same_now_or_later(
    kind: EquipmentType, now: date, later: date
) -> None:
    first, second = rules.value(TARIFFS, kind.code, now), rules.value(TARIFFS, kind.code, later)
    assert replace(first, on=later) == second


def test_a_value_cannot_look_at_testimony_or_speed_or_person() -> None:
    assert list(signature(rules.value).parameters) == ["among", "type_code", "on"]
    assert {field.name for field in fields(AwardFacts)} == {
        "companions",
        "compared",
        "duplicate_of_awarded",
        "same_item_alert_open",
        "seized_by_programme",
        "state",
        "verified_by",
    }


@given(KINDS, KINDS, DAYS)
def test_values_stand_in_the_order_of_the_tariff(
    a: EquipmentType, b: EquipmentType, on: date
) -> None:
    row_a, row_b = TARIFF.row(a.tariff_class), TARIFF.row(b.tariff_class)
    said_a, said_b = rules.value(TARIFFS, a.code, on), rules.value(TARIFFS, b.code, on)
    assert row_a and row_b
    if row_a.low is None or row_b.low is None or row_a.high is None or row_b.high is None:
        assert ValuationKind.DECISION in {said_a.kind, said_b.kind}
        return
    assert said_a.low and said_b.low and said_a.high and said_b.high
    assert (said_a.low <= said_b.low) is (row_a.low <= row_b.low)
    assert (said_a.high <= said_b.high) is (row_a.high <= row_b.high)


def raised(tariff: Tariff, code: str, by: Money) -> Tariff:
    """The tariff with one class raised by an amount, all else the same."""
    rows = tuple(
        replace(row, low=row.low + by, high=row.high + by)
        if row.code == code and row.low and row.high
        else row
        for row in tariff.rows
    )
    return replace(tariff, rows=rows)


@given(KINDS, st.sampled_from([row.code for row in TARIFF.rows]), st.integers(1, 10**9))
def test_a_raised_class_never_lowers_any_value(
    kind: EquipmentType, code: str, cents: int
) -> None:
    by = Money(cents, TARIFF.currency)
    before = rules.value_under(kind, TARIFF, DAY)
    after = rules.value_under(kind, raised(TARIFF, code, by), DAY)
    assert after.kind is before.kind
    if before.low and before.high and kind.tariff_class == code:
        assert (after.low, after.high) == (before.low + by, before.high + by)
    else:
        assert (after.low, after.high) == (before.low, before.high)


@given(KINDS, DAYS)
def test_every_number_can_be_traced_on_a_page(kind: EquipmentType, on: date) -> None:
    said = rules.value(TARIFFS, kind.code, on)
    text = "\n".join(str(line) for line in rules.explain(said))
    for fact in (
        kind.en,
        kind.ru,
        TARIFF.version,
        TARIFF.source,
        TARIFF.source_date.isoformat(),
    ):
        assert fact in text
    assert said.class_label in text
    assert kind.caution in text
    assert "%(" not in text
    shown = [str(said.low), str(said.high)] if said.low else [said.reason or "?"]
    assert all(part in text for part in shown)


def test_an_explanation_without_a_tariff_says_so_and_cites_none() -> None:
    text = [str(line) for line in rules.explain(rules.value(TARIFFS, "t90m", date(2021, 1, 1)))]
    assert f"No amount is set: {WhyNot.NO_TARIFF_IN_FORCE}" in text
    assert not any(TARIFF.version in line for line in text)


def test_a_placing_that_was_paid_so_is_not_called_our_reading() -> None:
    paid = {str(line) for line in rules.explain(rules.value(TARIFFS, "mi8amtsh", DAY))}
    read = {str(line) for line in rules.explain(rules.value(TARIFFS, "ka52", DAY))}
    assert any("our reading" in line for line in read)
    assert not any("our reading" in line for line in paid)


# --- awards


CLEAR = AwardFacts(
    state=ItemState.VERIFIED,
    verified_by=frozenset({"olena", "marta"}),
    compared=True,
    duplicate_of_awarded=False,
    companions=Companions.UNHARMED,
    seized_by_programme=False,
    same_item_alert_open=False,
)


@pytest.mark.parametrize("companions", [Companions.UNHARMED, Companions.NOBODY_ELSE])
def test_a_verified_item_with_everyone_unharmed_may_be_awarded(companions: Companions) -> None:
    assert rules.reasons_not_to_award(replace(CLEAR, companions=companions)) == []


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (replace(CLEAR, state=ItemState.IDENTIFIED), WhyNot.NOT_VERIFIED),
        (replace(CLEAR, verified_by=frozenset({"olena"})), WhyNot.NEEDS_TWO_VERIFIERS),
        (replace(CLEAR, verified_by=frozenset({"olena", ""})), WhyNot.NEEDS_TWO_VERIFIERS),
        (replace(CLEAR, duplicate_of_awarded=True), WhyNot.ALREADY_AWARDED),
        (replace(CLEAR, companions=Companions.HARMED), WhyNot.COMPANIONS_HARMED),
        (replace(CLEAR, companions=Companions.NOT_KNOWN), WhyNot.COMPANIONS_NOT_KNOWN),
        (replace(CLEAR, seized_by_programme=True), WhyNot.SEIZED_BY_PROGRAMME),
        (replace(CLEAR, same_item_alert_open=True), WhyNot.SAME_ITEM_ALERT_OPEN),
        (replace(CLEAR, compared=False), WhyNot.NOT_COMPARED),
    ],
)
def test_each_fact_alone_stops_an_award(facts: AwardFacts, why: WhyNot) -> None:
    assert rules.reasons_not_to_award(facts) == [why]


FACTS = st.builds(
    AwardFacts,
    state=st.sampled_from(ItemState),
    verified_by=st.frozensets(st.sampled_from(["a", "b", "c"])),
    compared=st.booleans(),
    duplicate_of_awarded=st.booleans(),
    companions=st.sampled_from(Companions),
    seized_by_programme=st.booleans(),
    same_item_alert_open=st.booleans(),
)


@given(FACTS)
def test_an_award_is_open_only_when_nothing_at_all_stands_against_it(facts: AwardFacts) -> None:
    reasons = rules.reasons_not_to_award(facts)
    fine = (
        flow.is_verified(facts.state)
        and len(facts.verified_by) >= 2
        and facts.companions in {Companions.UNHARMED, Companions.NOBODY_ELSE}
        and not (facts.duplicate_of_awarded or facts.same_item_alert_open)
        and not facts.seized_by_programme
        and facts.compared
    )
    assert (reasons == []) is fine
    assert len(set(reasons)) == len(reasons)


# --- shares


@given(st.integers(0, 10**12), st.integers(1, 700), st.sampled_from(["USD", "UAH"]))
def test_shares_are_equal_to_the_cent_and_lose_nothing(
    minor: int, payees: int, currency: str
) -> None:
    parts = rules.shares(Money(minor, currency), payees)
    assert len(parts) == payees
    assert sum(part.minor for part in parts) == minor
    assert max(parts).minor - min(parts).minor <= 1
    assert {part.currency for part in parts} == {currency}


def test_a_crew_of_three_shares_a_patrol_boat() -> None:
    parts = rules.shares(major(50_000), 3)
    assert [part.minor for part in parts] == [1_666_667, 1_666_667, 1_666_666]


@pytest.mark.parametrize(("minor", "payees"), [(100, 0), (100, -1), (-1, 2)])
def test_no_share_for_nobody_and_none_of_a_debt(minor: int, payees: int) -> None:
    with pytest.raises(ValueError, match="at least one person"):
        rules.shares(Money(minor), payees)


# --- same item


@pytest.mark.parametrize(
    "written",
    [
        "02КТ1187",
        "02KT1187",
        "02кт1187",
        "02 кт-1187",
        "№ 02 КТ–1187",
        "０２KT1187",
        "02kT/1187",
    ],
)
def test_one_serial_however_it_is_written(written: str) -> None:
    assert rules.fold_mark(written) == "02KT1187"


def test_every_plate_letter_folds_to_its_latin_twin() -> None:
    assert rules.fold_mark("авекмнорстух ІЈЅ") == rules.fold_mark("abekmhopctyx IJS")
    assert rules.fold_mark("О") != rules.fold_mark("0")
    assert rules.fold_mark("Б") != rules.fold_mark("B")
    assert rules.fold_mark(" - ") == ""


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert rules.fold_mark(rules.fold_mark(text)) == rules.fold_mark(text)


# Story of the two claims for one BMP-2: the driver's on the third, a farmer's on the fourth.
DRIVER = Marks("bmp2", "02КТ1187", "", "214", "Малий Хутір", Point(50.000, 36.000), DAY)
FARMER = replace(
    DRIVER, serial="02kt-1187", tactical="731", point=Point(50.008, 36.005), on=date(2024, 2, 4)
)


def test_two_claims_for_one_repainted_vehicle_alert_both_cases() -> None:
    found = rules.same_item(DRIVER, FARMER)
    assert {a.mark: a.outcome for a in found} == {
        Mark.SERIAL: Outcome.AGREE,
        Mark.PLATE: Outcome.MISSING,
        Mark.TACTICAL: Outcome.DIFFER,
        Mark.PLACE: Outcome.AGREE,
        Mark.DATE: Outcome.AGREE,
        Mark.TYPE: Outcome.AGREE,
    }
    assert rules.sameness(found) is Sameness.ALERT


def test_with_the_plate_photograph_it_is_the_same_item() -> None:
    a, b = replace(DRIVER, plate="1234 ОК 21"), replace(FARMER, plate="1234ok-21")
    assert rules.sameness(rules.same_item(a, b)) is Sameness.SAME


@pytest.mark.parametrize(
    ("agreed", "verdict"),
    [
        (set(), Sameness.NONE),
        ({Mark.TACTICAL}, Sameness.NONE),
        ({Mark.TACTICAL, Mark.TYPE}, Sameness.NONE),
        ({Mark.TACTICAL, Mark.PLACE}, Sameness.NONE),
        ({Mark.TACTICAL, Mark.DATE, Mark.TYPE}, Sameness.NONE),
        ({Mark.PLATE}, Sameness.NONE),
        ({Mark.PLACE, Mark.DATE, Mark.TYPE}, Sameness.NONE),
        ({Mark.SERIAL}, Sameness.ALERT),
        ({Mark.PLATE, Mark.TACTICAL}, Sameness.ALERT),
        ({Mark.PLATE, Mark.PLACE, Mark.DATE}, Sameness.ALERT),
        ({Mark.TACTICAL, Mark.PLACE, Mark.DATE}, Sameness.ALERT),
        ({Mark.SERIAL, Mark.PLACE, Mark.DATE}, Sameness.ALERT),
        ({Mark.SERIAL, Mark.PLATE}, Sameness.SAME),
        ({Mark.SERIAL, Mark.TACTICAL, Mark.PLACE, Mark.DATE}, Sameness.SAME),
        ({Mark.PLATE, Mark.TACTICAL, Mark.PLACE, Mark.DATE}, Sameness.SAME),
    ],
)
def test_what_agreement_amounts_to(agreed: set[Mark], verdict: Sameness) -> None:
    found = tuple(
        Agreement(mark, Outcome.AGREE if mark in agreed else Outcome.DIFFER) for mark in Mark
    )
    assert rules.sameness(found) is verdict


def test_days_and_metres_have_an_edge() -> None:
    def outcome(mark: Mark, other: Marks) -> Outcome:
        return {a.mark: a.outcome for a in rules.same_item(DRIVER, other)}[mark]

    last = DAY + timedelta(days=rules.DAYS_APART)
    assert outcome(Mark.DATE, replace(DRIVER, on=last)) is Outcome.AGREE
    assert outcome(Mark.DATE, replace(DRIVER, on=last + timedelta(days=1))) is Outcome.DIFFER
    # One degree of latitude is 111.19 km on the mean sphere: 0.0179 is 1 990 m, 0.0181 2 013 m.
    assert outcome(Mark.PLACE, replace(DRIVER, point=Point(50.0179, 36.0))) is Outcome.AGREE
    assert outcome(Mark.PLACE, replace(DRIVER, point=Point(50.0181, 36.0))) is Outcome.DIFFER


def test_a_village_name_serves_where_no_point_was_measured() -> None:
    named = replace(DRIVER, point=None)
    for place, expected in (
        ("малий  хутір", Outcome.AGREE),
        ("Велика Балка", Outcome.DIFFER),
        ("", Outcome.MISSING),
    ):
        found = rules.same_item(named, replace(FARMER, place=place))
        assert Agreement(Mark.PLACE, expected) in found


NUMBERS = st.text("02КкKТтT18-7 ", max_size=8)
MARKS = st.builds(
    Marks,
    type_code=st.sampled_from(["", "bmp1", "bmp2"]),
    serial=NUMBERS,
    plate=NUMBERS,
    tactical=NUMBERS,
    place=st.sampled_from(["", "Малий Хутір", "Велика Балка"]),
    point=st.none()
    | st.builds(Point, st.floats(49.98, 50.02), st.floats(35.97, 36.03))
    | st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)),
    on=st.none() | st.dates(date(2024, 2, 1), date(2024, 2, 9)),
)


@given(MARKS, MARKS)
def test_it_does_not_matter_which_claim_came_first(a: Marks, b: Marks) -> None:
    assert rules.same_item(a, b) == rules.same_item(b, a)


@given(MARKS)
def test_an_item_never_differs_from_itself(a: Marks) -> None:
    found = rules.same_item(a, a)
    assert Outcome.DIFFER not in {one.outcome for one in found}
    if rules.fold_mark(a.serial) and rules.fold_mark(a.plate):
        assert rules.sameness(found) is Sameness.SAME


@given(st.sets(st.sampled_from(Mark)), st.sampled_from(Mark))
def test_more_agreement_never_weakens_the_verdict(agreed: set[Mark], more: Mark) -> None:
    order = [Sameness.NONE, Sameness.ALERT, Sameness.SAME]

    def verdict(marks: set[Mark]) -> int:
        found = tuple(Agreement(mark, Outcome.AGREE) for mark in Mark if mark in marks)
        return order.index(rules.sameness(found))

    assert verdict(agreed) <= verdict(agreed | {more})


def test_the_comparison_carries_no_value_of_the_other_claim() -> None:
    assert {field.name for field in fields(Agreement)} == {"mark", "outcome"}
