"""Screening a list: finds through spellings, explains every hit, decides nothing."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.screening.core import catalogue, index
from safeconduct.screening.core.ftm import parse_ftm
from safeconduct.screening.core.index import Index, screen
from safeconduct.screening.core.rules import subject_of, weight
from safeconduct.screening.core.terms import (
    EvidenceKind,
    Hit,
    ListEntry,
    PartialDate,
    Query,
    Question,
)

DEMO = Index(parse_ftm(catalogue.demo_list().splitlines()).entries)
KOTOV = Query(("Андрей Котов",), PartialDate(1981, 4, 17))


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.entry_id for hit in hits]


def test_the_plant_is_found_across_scripts_and_stands_first() -> None:
    first, *rest = screen(KOTOV, DEMO)
    assert first.entry_id == "demo-001"
    assert {e.kind for e in first.evidence} == {
        EvidenceKind.SURNAME_SAME,
        EvidenceKind.GIVEN_SAME,
        EvidenceKind.DATE_EXACT,
    }
    assert (first.evidence[0].left, first.evidence[0].right) == ("Котов", "KOTOV")
    assert first.question is Question.PATRONYMIC
    assert all(hit.score < first.score - 5 for hit in rest)


def test_his_brother_father_and_dated_namesake_are_not_put_forward() -> None:
    full = replace(KOTOV, names=("Котов Андрей Викторович",))
    assert not {"demo-002", "demo-003", "demo-004", "demo-005"} & set(ids(screen(full, DEMO)))


def test_a_bare_name_says_how_many_people_fit_and_asks_for_the_date() -> None:
    hits = screen(Query(("Котов Андрей",)), DEMO)
    by_id = {hit.entry_id: hit for hit in hits}
    assert {"demo-001", "demo-003", "demo-005", "demo-008"} <= set(by_id)
    assert by_id["demo-001"].namesakes == 3
    assert by_id["demo-001"].question is Question.BIRTH_DATE


@pytest.mark.parametrize(
    ("name", "born", "found"),
    [
        ("Щеголеватых Ю.Б.", "1968-03-30", "demo-013"),
        ("Podjatschin Jewgenij", "1987-08-19", "demo-014"),
        ("Khrushchalov Serhii", "1992-06-01", "demo-015"),
        ("Цоев Вячеслав Тимурович", "1985-10-10", "demo-016"),
        ("Згурненко Николай", "1972-01-25", "demo-017"),
        ("Королёвский Владимир Петрович", "1977-05-09", "demo-018"),
        ("Соболевский Александр", "1995-12-12", "demo-024"),
        ("Аракчеев Фёдор Львович", "1963-07-07", "demo-025"),
    ],
)
def test_other_spellings_find_their_entry_first(name: str, born: str, found: str) -> None:
    assert ids(screen(Query((name,), PartialDate.parse(born)), DEMO))[:1] == [found]


def test_a_number_finds_the_person_under_another_name() -> None:
    hits = screen(Query(("Лунин",), None, ("0000-000901",)), DEMO)
    assert ids(hits)[:1] == ["demo-009"]
    assert hits[0].question is Question.PAPERS_SIDE_BY_SIDE
    other = subject_of(Query(("Незнамов",), None, ("00-00-000901",)))
    assert [DEMO.entries[at].id for at in DEMO.candidates(other)] == ["demo-009"]


@pytest.mark.parametrize(
    "name", ["Лепестинкий Вадим", "Лепестинсский Вадим", "Lepestonskyi Vadym"]
)
def test_one_letter_left_out_doubled_or_changed_still_finds(name: str) -> None:
    assert ids(screen(Query((name,)), DEMO)) == ["demo-030"]


def test_a_changed_surname_is_still_proposed_by_the_rest() -> None:
    query = Query(("Замужева Олена Сергіївна",), PartialDate(1989, 4, 12))
    assert "demo-023" in [DEMO.entries[at].id for at in DEMO.candidates(subject_of(query))]


def test_an_ordinary_person_raises_nothing() -> None:
    assert screen(Query(("Пелагеев Тихон Маркович",), PartialDate(1990, 1, 1)), DEMO) == ()


def test_words_without_letters_raise_nothing() -> None:
    assert screen(Query(("...",)), DEMO) == ()


def test_the_module_offers_no_verdict_and_says_so() -> None:
    assert "never blocks" in str(index.__doc__)
    public = [name for name in dir(index) if not name.startswith("_")]
    assert not [name for name in public if "match" in name.lower() or name.startswith("is_m")]


ENTRIES = st.sampled_from(DEMO.entries)


@settings(max_examples=100)
@given(ENTRIES, st.none() | st.builds(PartialDate, st.integers(1950, 1999)))
def test_every_hit_is_explained_in_full(entry: ListEntry, born: PartialDate | None) -> None:
    for hit in screen(Query(entry.names, born), DEMO):
        assert hit.score == math.fsum(piece.weight for piece in hit.evidence)
        assert hit.evidence
        assert hit.score >= weight("floor")
        assert 0 <= hit.namesakes < len(DEMO.entries)


@settings(max_examples=100)
@given(ENTRIES)
def test_every_entry_finds_itself_first(entry: ListEntry) -> None:
    hits = screen(Query.of(entry), DEMO)
    best = hits[0].score
    assert entry.id in [hit.entry_id for hit in hits if hit.score == best]


@settings(max_examples=100)
@given(ENTRIES, ENTRIES)
def test_list_against_cases_scores_as_case_against_list(a: ListEntry, b: ListEntry) -> None:
    there = screen(Query.of(a), Index([b], DEMO.rarity))
    back = screen(Query.of(b), Index([a], DEMO.rarity))
    assert [hit.score for hit in there] == [hit.score for hit in back]


def test_the_order_of_the_list_does_not_change_the_scores() -> None:
    turned = Index(DEMO.entries[::-1])
    there = {hit.entry_id: hit.score for hit in screen(KOTOV, DEMO)}
    assert there == {hit.entry_id: hit.score for hit in screen(KOTOV, turned)}
