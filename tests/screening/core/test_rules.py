"""Comparing people: each kind of evidence, its sign, symmetry, and the question."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.screening.core.fold import fold
from safeconduct.screening.core.names import Role
from safeconduct.screening.core.rules import (
    Rarity,
    compare,
    fits_by_name,
    name_evidence,
    question_for,
    subject_of,
    total,
    weight,
)
from safeconduct.screening.core.terms import (
    Evidence,
    EvidenceKind,
    PartialDate,
    Query,
    Question,
)

K = EvidenceKind
NOBODY = Rarity()


def ask(name: str, born: str = "", *numbers: str) -> Query:
    """A query as an officer would type it."""
    return Query((name,), PartialDate.parse(born) if born else None, numbers)


def evidence(one: Query, other: Query) -> tuple[Evidence, ...]:
    return compare(subject_of(one), subject_of(other), NOBODY)


def kinds(one: Query, other: Query) -> set[EvidenceKind]:
    return {item.kind for item in evidence(one, other)}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Котов Андрей", "KOTOV Andrii", K.SURNAME_SAME),
        ("Верховцев-Лунин Глеб", "Verkhovtsev Gleb", K.SURNAME_PART),
        ("Тихомудров Денис", "Tihomurov Denis", K.SURNAME_NEAR),
        ("Котов Андрей", "Жуков Андрей", K.SURNAME_DIFFERS),
        ("Котов Андрей", "Котов Андрій", K.GIVEN_SAME),
        ("Котов Николай", "Котов Микола", K.GIVEN_PAIR),
        ("Котов Саша", "Котов Александр", K.GIVEN_SHORT),
        ("Котов Слава", "Котов Ярослав", K.GIVEN_SHORT),
        ("Котов А.", "Котов Андрей", K.GIVEN_INITIAL),
        ("Котов В.", "Котов Андрей", K.GIVEN_DIFFERS),
        ("Муртазаев Алихан", "Муртазаев Алиган", K.GIVEN_SAME),
        ("Муртазаев Алихан", "Муртазаев Алихар", K.GIVEN_NEAR),
        ("Котов Андрей", "Котов Антон", K.GIVEN_DIFFERS),
        ("Котов Иван Николаевич", "Kotov Ivan Mykolaiovych", K.PATRONYMIC_SAME),
        ("Котов И.Н.", "Котов Иван Николаевич", K.PATRONYMIC_INITIAL),
        ("Котов Иван Гарольдович", "Котов Иван Гарондович", K.PATRONYMIC_NEAR),
        ("Котов Иван Николаевич", "Котов Иван Петрович", K.PATRONYMIC_DIFFERS),
        ("Котова Анна Викторовна", "Котов Антон Викторович", K.PATRONYMIC_DIFFERS),
    ],
)
def test_names_give_this_evidence(one: str, other: str, kind: EvidenceKind) -> None:
    assert kind in kinds(ask(one), ask(other))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("1981-04-17", "1981-04-17", K.DATE_EXACT),
        ("1981-04-17", "1981-04-07", K.DATE_ONE_DIGIT),
        ("1981-04-17", "1931-04-17", K.DATE_ONE_DIGIT),
        ("1994-04-11", "1994-11-04", K.DATE_SWAPPED),
        ("1981-04-17", "1981-04", K.DATE_MONTH),
        ("1981-04-17", "1981", K.DATE_YEAR),
        ("1981", "1981", K.DATE_YEAR),
        ("1981", "1982", K.DATE_DIFFERS),
        ("1981-04", "1981-05-17", K.DATE_DIFFERS),
        ("1981-04-17", "1974-11-23", K.DATE_DIFFERS),
    ],
)
def test_dates_give_this_evidence(one: str, other: str, kind: EvidenceKind) -> None:
    assert kind in kinds(ask("Котов", one), ask("Котов", other))


def test_a_missing_date_is_no_evidence() -> None:
    assert kinds(ask("Котов"), ask("Котов", "1981")) == {K.SURNAME_SAME}


def test_the_best_of_several_dates_counts_once() -> None:
    many = Query(("Котов",), PartialDate(1970), (), (PartialDate(1981, 4, 17),))
    dates = [e for e in evidence(ask("Котов", "1981-04-17"), many) if e.kind.startswith("date")]
    assert [e.kind for e in dates] == [K.DATE_EXACT]


def test_a_shared_number_counts_and_another_number_does_not() -> None:
    assert K.NUMBER_SAME in kinds(ask("Котов", "", "AB-200200"), ask("Жуков", "", "АВ 200200"))
    assert kinds(ask("Котов", "", "АБ200200"), ask("Котов", "", "АБ200201")) == {K.SURNAME_SAME}


def test_a_number_too_short_to_tell_is_ignored() -> None:
    assert K.NUMBER_SAME not in kinds(ask("Котов", "", "12"), ask("Жуков", "", "12"))


def test_a_rare_name_weighs_more_than_a_common_one() -> None:
    people = [subject_of(ask("Иванов Сергей"))] * 400 + [subject_of(ask("Ознобкин Рауль"))]
    rarity = Rarity.of(people)
    common = name_evidence(people[0], people[0], rarity)
    rare = name_evidence(people[-1], people[-1], rarity)
    assert total(rare) > total(common) + 4


def test_on_a_long_list_the_weight_is_the_log_of_the_frequency() -> None:
    rarity = Rarity(200_000, Counter({(Role.SURNAME, fold("Иванов")): 2_000}))
    person = subject_of(ask("Иванов"))
    (piece,) = name_evidence(person, person, rarity)
    assert piece.weight == pytest.approx(-math.log(0.01), abs=0.01)


def test_brothers_and_twins_weigh_far_less_than_the_same_person() -> None:
    person = ask("Журавейников Павел Ильич", "1979-12-05")
    twin = ask("Журавейников Пётр Ильич", "1979-12-05")
    brother = ask("Журавейников Пётр Ильич", "1982-03-30")
    assert total(evidence(person, twin)) < total(evidence(person, person)) - 10
    assert total(evidence(person, brother)) < weight("floor")


def test_namesakes_agree_in_name_and_contradict_nothing() -> None:
    one = subject_of(ask("Котов Андрей Викторович"))
    fits = ["Kotov Andrii", "Котов А.", "Kotov Andrei Viktorovich"]
    not_fits = ["Котлов Андрей", "Котов Андрей Сергеевич", "Котов", "Котов Антон"]
    found = [
        fits_by_name(name_evidence(one, subject_of(ask(n)), NOBODY)) for n in fits + not_fits
    ]
    assert found == [True] * len(fits) + [False] * len(not_fits)


@pytest.mark.parametrize(
    ("query", "entry", "question"),
    [
        (ask("Котов Андрей"), ask("Котов Андрей", "1981-04-17"), Question.BIRTH_DATE),
        (ask("Котов Андрей", "1981"), ask("Котов Андрей", "1981-04-17"), Question.FULL_DATE),
        (ask("Котов Андрей"), ask("Котов Андрей Викторович"), Question.PATRONYMIC),
        (ask("Котов А.В."), ask("Котов Андрей Викторович"), Question.PATRONYMIC),
        (ask("Котов А."), ask("Котов Андрей"), Question.FULL_GIVEN_NAME),
        (ask("Котов Саша"), ask("Котов Александр"), Question.FULL_GIVEN_NAME),
        (ask("Котов", "1981-04-17"), ask("Котов", "1981-04-07"), Question.DATE_ON_PAPER),
        (ask("Тихомудров"), ask("Тихомуров"), Question.SPELLING_ON_PAPER),
        (ask("Котов"), ask("Котов", "", "АБ200200"), Question.PAPER_NUMBER),
        (ask("Котов"), ask("Котов"), Question.PAPERS_SIDE_BY_SIDE),
        (
            ask("Котов", "", "АБ200200"),
            ask("Котов", "1981", "АБ200200"),
            Question.PAPERS_SIDE_BY_SIDE,
        ),
    ],
)
def test_the_question_is_the_one_that_would_settle_it(
    query: Query, entry: Query, question: Question
) -> None:
    asked, other = subject_of(query), subject_of(entry)
    assert question_for(asked, other, compare(asked, other, NOBODY)) is question


SURNAMES = [
    "Котов",
    "KOTOV",
    "Kotlov",
    "Їжакевич",
    "Верховцев-Лунин",
    "Лунин",
    "Ознобкин",
    "Oznobkyn",
]
GIVEN = ["Андрей", "Andrii", "Саша", "Oleksandr", "А.", "Слава", "Алихан", "Alikhar", ""]
FATHERS = ["Викторович", "Viktorovych", "Викторовна", "Заур оглы", "Гарольдович", ""]
DATES = st.one_of(
    st.builds(PartialDate, st.integers(1979, 1982)),
    st.builds(PartialDate, st.integers(1979, 1981), st.integers(3, 5)),
    st.builds(PartialDate, st.integers(1979, 1981), st.integers(3, 5), st.integers(3, 17)),
)
NAMES = st.builds(
    lambda words: " ".join(word for word in words if word),
    st.tuples(*map(st.sampled_from, (SURNAMES, GIVEN, FATHERS))).flatmap(st.permutations),
)
QUERIES = st.builds(
    Query,
    st.lists(NAMES, min_size=1, max_size=3).map(tuple),
    st.none() | DATES,
    st.lists(st.sampled_from(["АБ200200", "AБ-200200", "000000077"]), max_size=2).map(tuple),
    st.lists(DATES, max_size=1).map(tuple),
)
RARITIES = st.lists(QUERIES, max_size=6).map(lambda qs: Rarity.of(map(subject_of, qs)))


@settings(max_examples=100)
@given(QUERIES, QUERIES, RARITIES)
def test_both_directions_weigh_exactly_the_same(a: Query, b: Query, rarity: Rarity) -> None:
    left, right = subject_of(a), subject_of(b)
    assert total(compare(left, right, rarity)) == total(compare(right, left, rarity))


@settings(max_examples=60)
@given(QUERIES, QUERIES)
def test_evidence_shows_values_as_they_were_written(a: Query, b: Query) -> None:
    for piece in evidence(a, b):
        sources = [
            " ".join(q.names) + " ".join(map(str, q.birth_dates + q.numbers)) for q in (a, b)
        ]
        assert all(w in sources[0] for w in piece.left.split())
        assert all(w in sources[1] for w in piece.right.split())


@settings(max_examples=60)
@given(QUERIES, QUERIES)
def test_more_spellings_never_weaken_the_name(a: Query, b: Query) -> None:
    both = subject_of(Query(a.names + b.names))
    alone = name_evidence(subject_of(a), subject_of(b), NOBODY)
    assert total(name_evidence(both, subject_of(b), NOBODY)) >= total(alone)
