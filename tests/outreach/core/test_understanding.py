"""Questions are asked alike in every language, and shares are told with their doubt."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.outreach.core.languages import EVERY, LANGUAGES
from safeconduct.outreach.core.pages import READING_ORDER, slugs
from safeconduct.outreach.core.understanding import (
    FEWEST_READERS,
    Count,
    Question,
    answers,
    asked_about,
    marked,
    questions,
    read_questions,
    share,
    weakest,
    why_not_used,
    wilson,
)

ONE = Question("Is it so?", "No.", ("Yes.", "Only at night."))
ROW = '[[home]]\nask = "{ask}"\nright = "{right}"\nwrong = {wrong}\n'
COUNTS = st.integers(1, 5_000).flatmap(
    lambda asked: st.tuples(st.integers(0, asked), st.just(asked))
)


def write(root: Path, language: str, text: str) -> None:
    (root / language).mkdir(parents=True, exist_ok=True)
    (root / language / "questions.toml").write_text(text, encoding="utf-8")


def row(ask: str = "A?", right: str = "No.", wrong: str = '["Yes.", "Perhaps."]') -> str:
    return ROW.format(ask=ask, right=right, wrong=wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_two_questions_that_are_used(language: str) -> None:
    assert why_not_used(language) == ""
    assert asked_about(language) == slugs(language)
    assert {len(questions(language, slug)) for slug in slugs(language)} == {2}


@pytest.mark.parametrize("language", EVERY)
def test_whatever_is_used_has_three_different_answers(language: str) -> None:
    for slug in asked_about(language):
        for number, one in enumerate(questions(language, slug), start=1):
            assert len(set(answers(slug, number, one))) == 3


def test_no_answer_is_right_by_where_it_stands() -> None:
    """Of forty questions each place has about a third of the right answers."""
    places = [
        answers(slug, number, one).index(one.right)
        for slug in READING_ORDER
        for number, one in enumerate(read_questions("en")[slug], start=1)
    ]
    assert len(places) == 40
    assert min(places.count(place) for place in range(3)) >= 7


def test_the_order_is_the_same_in_every_language_and_every_time() -> None:
    other = Question("Так?", "Ні.", ("Так.", "Лише вночі."))
    for number in (1, 2):
        here, there = answers("home", number, ONE), answers("home", number, other)
        assert here == answers("home", number, ONE)
        assert here.index(ONE.right) == there.index(other.right)
        assert here.index(ONE.wrong[0]) == there.index(other.wrong[0])


def test_only_the_right_place_is_right() -> None:
    place = answers("home", 1, ONE).index(ONE.right)
    for given_place in (0, 1, 2):
        assert marked("home", [ONE], [given_place]) == [given_place == place]
    assert marked("home", [ONE], [None]) == [False]
    with pytest.raises(IndexError):
        marked("home", [ONE], [3])
    with pytest.raises(ValueError, match="zip"):
        marked("home", [ONE], [])


@pytest.mark.parametrize(
    ("mine", "why"),
    [
        (row().replace("[[home]]", "[[rights]]"), "asks about other pages"),
        (row(wrong='["Yes."]'), "uk/questions.toml, home: other counts"),
        (row() + row(), "uk/questions.toml, home: other counts"),
        ("", "asks about other pages"),
        (row(), ""),
    ],
)
def test_what_is_half_translated_is_not_used(tmp_path: Path, mine: str, why: str) -> None:
    write(tmp_path, "en", row())
    write(tmp_path, "uk", mine)
    found = why_not_used("uk", tmp_path)
    assert why in found
    assert bool(found) is bool(why)
    assert (asked_about("uk", tmp_path) == ()) or not why


def test_a_language_without_questions_asks_none(tmp_path: Path) -> None:
    write(tmp_path, "en", row())
    assert why_not_used("kk", tmp_path) == "kk/questions.toml is missing"
    assert asked_about("kk", tmp_path) == ()
    with pytest.raises(LookupError):
        questions("kk", "home", tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        row(ask=" "),
        row(right=""),
        row(wrong="[]"),
        row(wrong='"Yes."'),
        row(wrong='["No.", "Yes."]'),
        row(wrong='["Yes.", 3]'),
        '[[home]]\nask = "A?"\nright = "No."\n',
    ],
)
def test_a_question_that_is_not_whole_names_its_page(tmp_path: Path, text: str) -> None:
    write(tmp_path, "en", text)
    with pytest.raises(ValueError, match="en/home"):
        read_questions("en", tmp_path)


@pytest.mark.parametrize(
    ("language", "slug"), [("en", "nothing"), ("de", "home"), ("../en", "home"), ("", "")]
)
def test_nothing_is_asked_about_a_page_that_is_not_there(language: str, slug: str) -> None:
    with pytest.raises(LookupError):
        questions(language, slug)


@pytest.mark.parametrize(
    ("right", "asked", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: printed to four places.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_literature(
    right: int, asked: int, low: float, high: float
) -> None:
    assert wilson(right, asked) == pytest.approx((low, high), abs=5e-5)


@given(COUNTS)
def test_the_interval_holds_the_share_and_stays_in_its_range(counts: tuple[int, int]) -> None:
    right, asked = counts
    low, high = wilson(right, asked)
    assert 0 <= low <= right / asked + 1e-12
    assert right / asked - 1e-12 <= high <= 1
    other = wilson(asked - right, asked)
    assert other == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(COUNTS)
def test_more_readers_leave_less_doubt(counts: tuple[int, int]) -> None:
    right, asked = counts
    (low, high), (lower, higher) = wilson(10 * right, 10 * asked), wilson(right, asked)
    assert high - low < higher - lower


@pytest.mark.parametrize(("right", "asked"), [(1, 0), (0, 0), (-1, 3), (4, 3)])
def test_there_is_no_interval_of_nothing(right: int, asked: int) -> None:
    with pytest.raises(ValueError, match="asked"):
        wilson(right, asked)


@given(st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_told_from_five_readers_on(counts: tuple[int, int]) -> None:
    right, asked = counts
    found = share(Count(right, asked))
    assert (found is None) is (asked < FEWEST_READERS)
    if found is not None:
        assert 0 <= found.low <= found.percent <= found.high <= 100


def test_a_page_is_as_clear_as_its_worst_question() -> None:
    counts = [Count(9, 10), Count(6, 10), Count(0, 0)]
    assert weakest(counts) == Count(6, 10)
    assert weakest([Count(1, 2), Count(5, 10)]) == Count(5, 10)
    assert weakest([]) == weakest([Count(0, 0)]) == Count(0, 0)
