"""Columns guessed in three languages; every row taken or told what is wrong; two people."""

from datetime import date
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.casework.core.importing import (
    OFTEN,
    OVER,
    Checked,
    ImportFacts,
    ImportState,
    Target,
    WhyNotImport,
    Wrong,
    checked,
    day_of,
    guessed,
    reasons_not_to_change,
    reasons_not_to_hand_over,
    reasons_not_to_map,
    reasons_not_to_take_in,
    words_of,
)
from safeconduct.casework.core.tables import Table, text_table
from safeconduct.contact.core.code import Language
from safeconduct.contact.core.terms import Danger

T = Target
TODAY = date(2026, 11, 22)
ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
HEAD = ("ref", "surname", "language", "danger", "contact", "date", "note")
CELLS = st.text(max_size=12) | st.sampled_from(["", "1", "ru", "front", "2025-01-01", "abroad"])


def look(*rows: tuple[str, ...], known: set[str] | None = None) -> Checked:
    sheet = Table(HEAD, tuple((*row, *[""] * len(HEAD))[: len(HEAD)] for row in rows))
    return checked(sheet, guessed(HEAD), Language.RU, Danger.UNSAID, TODAY, known or set())


def test_every_word_belongs_to_a_code_that_there_is() -> None:
    assert set(words_of("target").values()) == set(map(str, T))
    assert set(words_of("language").values()) == set(map(str, Language))
    assert set(words_of("danger").values()) == set(map(str, Danger))


@pytest.mark.parametrize(
    "head",
    [
        ("No.", "Surname", "Rank", "Phone", "Comment"),
        ("№", "Фамилия", "Звание", "Телефон", "Примечание"),
        ("№", "ПРІЗВИЩЕ", "Звання:", "Зв’язок", "Примітка"),
    ],
)
def test_columns_are_guessed_in_three_languages(head: tuple[str, ...]) -> None:
    assert guessed(head) == (T.REFERENCE, T.SURNAME, T.RANK, T.REACH, T.NOTE)


@given(st.lists(st.sampled_from([*HEAD, "прибыл", "paid", ""]), max_size=12))
def test_a_guess_can_always_be_kept_and_loses_no_column(head: list[str]) -> None:
    targets = guessed(head)
    assert reasons_not_to_map(targets) == []
    assert T.IGNORED not in targets


def test_the_sample_in_the_manual_is_taken_whole() -> None:
    sample = Path(__file__).resolve().parents[3] / "docs" / "samples" / "earlier-list.csv"
    sheet = text_table(sample.read_bytes())
    assert set(guessed(sheet.head)) == set(T) - {T.IGNORED}
    found = checked(sheet, guessed(sheet.head), Language.RU, Danger.UNSAID, TODAY)
    assert found.findings == () and len(found.entries) == len(sheet.rows)


def test_ten_thousand_rows_with_some_wrong_are_told_apart() -> None:
    rows = [
        (str(n), f"name {n}", "", "", "@x", "" if n % 100 else "soon") for n in range(10_000)
    ]
    found = look(*rows)
    assert len(found.entries) == 9_900
    assert [one.row for one in found.findings] == list(range(2, 10_002, 100))


def test_only_notes_and_ways_to_reach_stand_twice() -> None:
    for one in T:
        assert bool(reasons_not_to_map([one, one])) is (one not in OFTEN)


def test_a_row_gives_codes_days_and_texts() -> None:
    [entry] = look(("7", "Лис", "УКР", "На фронте", "@x", "01.02.25", "прибыл 3 марта")).entries
    assert (entry.row, entry.language, entry.danger) == (2, "uk", "at the front now")
    assert entry.texts["first_day"] == "2025-02-01" and entry.texts["note"] == "прибыл 3 марта"
    assert entry.part([T.SURNAME, T.UNIT]) == {"surname": "Лис"}


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (("", "", "ru"), "", Wrong.EMPTY),
        (("1", "x", "фр"), "language", Wrong.LANGUAGE),
        (("1", "x", "", "очень"), "danger", Wrong.DANGER),
        (("1", "x", "", "", "", "31.02.2025"), "date", Wrong.DAY),
        (("1", "x", "", "", "", "2027-01-01"), "date", Wrong.DAY_AHEAD),
        (("1", "x" * 81), "surname", Wrong.LONG),
        (("9", "x"), "ref", Wrong.KNOWN),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(
    row: tuple[str, ...], column: str, why: Wrong
) -> None:
    found = look(("8", "good"), row, known={"9"})
    assert [(one.row, one.column, one.why) for one in found.findings] == [(3, column, why)]
    assert [one.row for one in found.entries] == [2]


def test_a_reference_comes_once_and_empty_rows_are_no_fault() -> None:
    found = look(("1", "a"), (), ("1", "b"), ("", "c"), ("", "d"))
    assert [(one.row, one.why) for one in found.findings] == [(4, Wrong.TWICE)]
    assert (found.blank, len(found.entries)) == (1, 3)


@given(st.lists(st.tuples(*[CELLS] * len(HEAD)), max_size=6))
def test_every_row_is_taken_or_told_of_or_empty(rows: list[tuple[str, ...]]) -> None:
    found = look(*rows)
    taken, wrong = {one.row for one in found.entries}, found.wrong_rows
    assert not taken & wrong
    assert len(taken) + len(wrong) + found.blank == len(rows)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_days_are_read_as_people_write_them(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%dT10:00:00", "%d.%m.%Y 10:00"):
        assert day_of(day.strftime(form)) == day


def test_whoever_read_a_list_never_takes_it_in() -> None:
    for state, actor, receiver, may, lead in product(
        ImportState, (ONE, TWO), (None, ONE, TWO), (True, False), (True, False)
    ):
        facts = ImportFacts(state, ONE, actor, receiver, 3, may, lead)
        can = not reasons_not_to_take_in(facts)
        running = state in (ImportState.ASKED, ImportState.TAKING)
        assert can is (running and actor == receiver == TWO and may and lead)
        handed = not reasons_not_to_hand_over(facts)
        assert handed is (state not in OVER and receiver != ONE and may and lead)
        assert (not reasons_not_to_change(facts)) is (state is ImportState.DRAFT)


def test_no_rows_no_handing_over() -> None:
    facts = ImportFacts(ImportState.DRAFT, ONE, ONE, THREE, 0)
    assert reasons_not_to_hand_over(facts) == [WhyNotImport.NO_ROWS]
