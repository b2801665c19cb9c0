"""Views are counted whole, handed over late, and no small number is ever told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.outreach.core.reach import (
    AGAIN,
    BATCH,
    FEWEST,
    STEP,
    WAIT,
    WEEKS,
    WEEKS_HELD,
    Cell,
    Counter,
    Key,
    monday,
    told,
    whole_weeks,
)

MONDAY = date(2026, 11, 16)
SUNDAY = MONDAY + timedelta(days=6)
LANGUAGES = ("ru", "uk", "en")
SLUGS = ("home", "rights", "why", "family")
CELLS = st.one_of(st.integers(0, FEWEST + 5), st.integers(0, 3_000))
TABLES = st.dictionaries(
    st.tuples(st.just(MONDAY), st.sampled_from(LANGUAGES), st.sampled_from(SLUGS)), CELLS
)


def counted(counter: Counter, views: int, slug: str = "home") -> None:
    for _ in range(views):
        counter.add(MONDAY, "ru", slug)


@pytest.mark.parametrize("day", [MONDAY, MONDAY + timedelta(days=3), SUNDAY])
def test_a_week_begins_on_monday(day: date) -> None:
    assert monday(day) == MONDAY


def test_the_fiftieth_view_hands_all_of_them_over() -> None:
    counter = Counter(0.0)
    counted(counter, BATCH - 2)
    counter.add(MONDAY, "uk", "rights")
    assert counter.take(MONDAY, 1.0) == ()
    counted(counter, 1)
    assert counter.take(MONDAY, 1.0) == (
        ((MONDAY, "ru", "home"), BATCH - 1),
        ((MONDAY, "uk", "rights"), 1),
    )


@pytest.mark.parametrize(("clock", "due"), [(WAIT - 1, False), (WAIT, True)])
def test_a_quarter_of_an_hour_after_the_last_one_fewer_go(clock: float, due: bool) -> None:
    counter = Counter(100.0)
    counted(counter, 1)
    assert bool(counter.take(MONDAY, 100.0 + clock)) is due


def test_the_first_view_of_a_new_week_hands_the_old_one_over() -> None:
    counter = Counter(0.0)
    counted(counter, 1)
    assert counter.take(SUNDAY, 1.0) == ()
    new = SUNDAY + timedelta(days=1)
    counter.add(new, "ru", "home")
    batch = counter.take(new, 2.0)
    assert batch == (((MONDAY, "ru", "home"), 1), ((new, "ru", "home"), 1))


def test_nothing_held_is_nothing_to_hand_over() -> None:
    assert Counter(0.0).take(MONDAY, 10 * WAIT) == ()


def test_what_comes_while_a_batch_is_on_its_way_waits_for_the_next() -> None:
    counter = Counter(0.0)
    counted(counter, BATCH)
    assert counter.take(MONDAY, 1.0)
    counted(counter, BATCH)
    assert counter.take(MONDAY, 2.0) == ()
    counter.done(3.0)
    assert counter.take(MONDAY, 4.0) == (((MONDAY, "ru", "home"), BATCH),)


def test_a_batch_that_did_not_arrive_is_kept_and_tried_again_later() -> None:
    counter = Counter(0.0)
    counted(counter, BATCH)
    assert counter.take(MONDAY, 10.0)
    counted(counter, 1)
    counter.failed(MONDAY, 10.0)
    assert counter.take(MONDAY, 10.0 + AGAIN - 1) == ()
    assert counter.take(MONDAY, 10.0 + AGAIN) == (((MONDAY, "ru", "home"), BATCH + 1),)


def test_a_database_that_stays_away_fills_no_memory() -> None:
    counter = Counter(0.0)
    day, clock = MONDAY, 0.0
    for _ in range(3 * WEEKS_HELD):
        counter.add(day, "ru", "home")
        day, clock = day + timedelta(weeks=1), clock + WAIT
        if counter.take(day, clock):
            counter.failed(day, clock)
    assert len(counter.held) == WEEKS_HELD - 1  # the week that `day` is in has no view yet
    assert min(week for week, _, _ in counter.held) == day - timedelta(weeks=WEEKS_HELD - 1)


EVENTS = st.lists(st.sampled_from(["view", "clock", "week", "arrives", "fails"]), max_size=400)


@given(EVENTS)
def test_no_view_is_lost_or_counted_twice(events: list[str]) -> None:
    """Within the weeks that are held, whatever fails and in whatever order."""
    counter, day, clock, views, arrived = Counter(0.0), MONDAY, 0.0, 0, 0
    weeks = 0
    for event in events:
        if event == "view":
            counter.add(day, "ru", "home")
            views += 1
        elif event == "clock":
            clock += WAIT
        elif event == "week" and weeks < WEEKS_HELD - 1:
            day, weeks = day + timedelta(weeks=1), weeks + 1
        elif event == "fails" and counter.take(day, clock):
            counter.failed(day, clock)
        elif event == "arrives":
            arrived += sum(n for _, n in counter.take(day, clock))
            counter.done(clock) if counter.sent else None
        assert arrived + sum(counter.held.values()) == views


def test_the_week_that_runs_is_never_among_the_weeks() -> None:
    for day in (MONDAY, SUNDAY):
        weeks = whole_weeks(day)
        assert weeks[0] == MONDAY - timedelta(weeks=1)
        assert len(weeks) == len(set(weeks)) == WEEKS
        assert all(one.weekday() == 0 for one in weeks)


@given(TABLES)
def test_no_small_number_is_told_and_every_told_one_is_rounded(counts: dict[Key, int]) -> None:
    (week,) = told(counts.items(), [MONDAY], LANGUAGES, SLUGS)
    for one in LANGUAGES:
        _is_true(week.languages[one], sum(n for key, n in counts.items() if key[1] == one))
    for one in SLUGS:
        cell, n = week.pages[one], sum(n for key, n in counts.items() if key[2] == one)
        if cell.beside:
            assert cell.n is None
            assert n >= FEWEST
        else:
            _is_true(cell, n)


def _is_true(cell: Cell, n: int) -> None:
    if n < FEWEST:
        assert cell == Cell(None)
    else:
        assert cell.n is not None
        assert cell.n >= FEWEST
        assert cell.n % STEP == 0
        assert abs(cell.n - n) <= STEP // 2


@given(TABLES)
def test_a_difference_of_the_two_tables_never_leaves_a_small_number(
    counts: dict[Key, int],
) -> None:
    """Whatever is hidden, the hidden pages together are many, or all pages are hidden."""
    (week,) = told(counts.items(), [MONDAY], LANGUAGES, SLUGS)
    cells = (*week.languages.values(), *week.pages.values())
    unseen = [slug for slug in SLUGS if week.pages[slug].n is None]
    views = sum(n for key, n in counts.items() if key[2] in unseen)
    if any(cell.n is None for cell in cells):
        assert views >= FEWEST or len(unseen) == len(SLUGS)


def test_a_single_hidden_language_is_not_reckoned_from_the_pages() -> None:
    counts = {
        (MONDAY, "ru", "home"): 400,
        (MONDAY, "uk", "home"): 7,
        (MONDAY, "ru", "rights"): 90,
        (MONDAY, "en", "why"): 120,
        (MONDAY, "en", "family"): 60,
    }
    (week,) = told(counts.items(), [MONDAY], LANGUAGES, SLUGS)
    assert week.languages == {"ru": Cell(490), "uk": Cell(None), "en": Cell(180)}
    assert week.pages == {
        "home": Cell(410),
        "rights": Cell(90),
        "why": Cell(120),
        "family": Cell(None, beside=True),
    }


def test_other_weeks_and_pages_that_are_no_more_are_left_out() -> None:
    before = MONDAY - timedelta(weeks=1)
    counts = {
        (MONDAY, "ru", "gone"): 900,
        (before, "ru", "home"): 900,
        (MONDAY, "x", "why"): 99,
    }
    (week,) = told(counts.items(), [MONDAY], LANGUAGES, SLUGS)
    assert {cell.n for cell in (*week.languages.values(), *week.pages.values())} == {None}
