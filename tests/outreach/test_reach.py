"""Views come whole into the database, whoever else adds; a page never waits for it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import (
    Error,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from django.utils import timezone

from safeconduct.outreach import reach
from safeconduct.outreach.core.reach import BATCH, KEPT, WAIT, Counter, monday, whole_weeks
from safeconduct.outreach.jobs import forget_old_views
from safeconduct.outreach.models import ReachCount
from tests.cast import Cast
from tests.doors import Door
from tests.materiel.making import as_role
from tests.racing import elsewhere, race

THREADS, EACH = 4, 3 * BATCH + 7
CELL = re.compile(r'<td class="num" data-th="[^"]*">([^<]*)</td>')


def today() -> date:
    return datetime.now(UTC).date()


def rows() -> dict[tuple[str, str], int]:
    found = ReachCount.objects.filter(week=monday(today()))
    told = found.values_list("language", "slug", "n")
    return {(language, slug): n for language, slug, n in told}


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """A process that has just begun, and whose first view is due at once."""
    fresh = Counter(handed_at=-WAIT)
    monkeypatch.setattr(reach, "counter", fresh)
    return fresh


@pytest.fixture
def swept() -> Iterator[None]:
    """What threads really wrote goes again."""
    yield
    elsewhere(ReachCount.objects.all().delete)


def seen_often(slug: str) -> None:
    for _ in range(EACH):
        reach.seen("ru", slug)


def test_views_at_one_moment_are_all_there(counter: Counter, swept: None) -> None:
    slugs = ("home", "rights", "home", "rights")
    race(*(partial(seen_often, slug) for slug in slugs))
    arrived = elsewhere(rows)
    assert sum(arrived.values()) > 0
    for slug in ("home", "rights"):
        held = counter.held.get((monday(today()), "ru", slug), 0)
        assert arrived.get(("ru", slug), 0) + held == 2 * EACH


def test_processes_that_add_at_one_moment_lose_nothing(swept: None) -> None:
    """Each in the order of the keys, so that none waits for another in a ring."""
    week = monday(today())
    batch = tuple(((week, "ru", slug), n) for n, slug in enumerate("abcdefgh", start=1))

    def deed() -> None:
        for _ in range(25):
            reach._add(batch)

    race(*[deed] * THREADS)
    assert elsewhere(rows) == {
        ("ru", slug): n * 25 * THREADS for n, slug in enumerate("abcdefgh", start=1)
    }


def test_a_database_that_is_away_breaks_nothing_and_loses_nothing(
    counter: Counter, swept: None
) -> None:
    key = (monday(today()), "uk", "rights")

    def without_a_database() -> None:
        link = connections["default"]
        link.settings_dict = {**link.settings_dict, "HOST": "/nowhere", "PORT": "1"}
        with pytest.raises(Error):
            reach._add(((key, 1),))
        for _ in range(2 * BATCH):
            reach.seen("uk", "rights")

    elsewhere(without_a_database)
    assert counter.held == {key: 2 * BATCH}
    assert counter.sent == {}
    counter.not_before = 0.0
    elsewhere(lambda: reach.seen("uk", "rights"))
    assert elsewhere(rows) == {("uk", "rights"): 2 * BATCH + 1}
    assert counter.held == {}


def test_a_page_is_counted_once_for_each_time_it_is_shown(
    public_door: Door, counter: Counter
) -> None:
    public_door.get("/ru/rights/")
    assert rows() == {("ru", "rights"): 1}  # by the door's own role
    for path in ("/uk/", "/uk/", "/en/nothing-of-that-name/"):
        public_door.get(path)
    assert counter.held == {(monday(today()), "uk", "home"): 2}


def test_a_preview_that_asks_for_no_page_does_not_count(
    public_door: Door, counter: Counter
) -> None:
    with public_door.settings:
        assert public_door.browser.head("/ru/rights/").status_code == 200
    assert (counter.held, rows()) == ({}, {})


def test_the_page_comes_though_the_database_is_away(
    public_door: Door, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_batch: object) -> None:
        raise OperationalError("the server is away")

    monkeypatch.setattr(reach, "_add", away)
    assert "<h1" in public_door.get("/ru/rights/")
    assert public_door.page.status_code == 200
    assert sum(counter.held.values()) == 1


def test_a_defect_leaves_no_batch_on_its_way(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_batch: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(reach, "_add", broken)
    with pytest.raises(RuntimeError):
        reach.seen("ru", "home")
    assert (sum(counter.held.values()), counter.sent) == (1, {})


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("sc_public", "SELECT 1 FROM outreach_reachcount"),
        ("sc_public", "UPDATE outreach_reachcount SET n = 0"),
        ("sc_public", "DELETE FROM outreach_reachcount"),
        ("sc_public", "SELECT 1 FROM outreach_understoodcount"),
        ("sc_public", "SELECT outreach_add_answer('ru', 'home', 1, 1, true)"),
        ("sc_office", "SELECT outreach_add_views(current_date, 'ru', 'home', 1)"),
        ("sc_office", "UPDATE outreach_reachcount SET n = 0"),
        ("sc_office", 'UPDATE outreach_understoodcount SET "right" = 0'),
        ("sc_worker", "UPDATE outreach_reachcount SET n = 0"),
        ("sc_partner", "SELECT 1 FROM outreach_reachcount"),
    ],
)
def test_each_role_may_add_or_read_and_no_more(role: str, statement: str) -> None:
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with as_role(role), denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("days", "language", "slug", "n"),
    [
        (0, "ru", "home", 0),
        (0, "ru", "home", -5),
        (1, "ru", "home", 1),
        (-140, "ru", "home", 1),
        (14, "ru", "home", 1),
        (0, "rus", "home", 1),
        (0, "ru", "Home page", 1),
    ],
)
def test_a_door_that_was_taken_over_adds_views_of_pages_and_nothing_else(
    days: int, language: str, slug: str, n: int
) -> None:
    week = monday(today()) + timedelta(days=days)
    wrong = pytest.raises(Error, match="no views")
    with as_role("sc_public"), wrong, transaction.atomic():
        reach._add((((week, language, slug), n),))
    assert rows() == {}


def test_what_is_two_years_old_is_forgotten() -> None:
    week = monday(timezone.now().date() - KEPT)
    for begins in (week - timedelta(weeks=1), week, week + timedelta(weeks=1)):
        ReachCount.objects.create(week=begins, language="ru", slug="home", n=9)
    with as_role("sc_worker"):
        forget_old_views(0)
        forget_old_views(0)
    left = set(ReachCount.objects.values_list("week", flat=True))
    assert all(begins >= timezone.now().date() - KEPT for begins in left)
    assert week + timedelta(weeks=1) in left


@pytest.fixture
def auditor(office_door: Door, cast: Cast) -> Door:
    """Audra at the office."""
    office_door.sign_in(cast.audra, timezone.now())
    return office_door


def grown(language: str, slug: str, n: int, ago: int = 0) -> None:
    week = whole_weeks(timezone.now().date())[ago]
    ReachCount.objects.create(week=week, language=language, slug=slug, n=n)


def test_without_a_number_to_tell_the_page_says_so(auditor: Door) -> None:
    grown("ru", "home", 49)
    page = auditor.get("/oversight/reach/")
    assert "No number to tell yet" in page
    assert "<svg" not in page
    assert not set(CELL.findall(page)) & {"49", "50"}
    assert 'href="/oversight/reach/"' in auditor.get("/oversight/")


def test_small_numbers_are_in_no_table_no_picture_and_no_file(auditor: Door) -> None:
    for ago in range(3):
        grown("ru", "home", 233, ago)
        grown("ru", "rights", 64, ago)
        grown("kk", "why", 47 - ago, ago)
    now_running = monday(timezone.now().date())
    ReachCount.objects.create(week=now_running, language="ru", slug="home", n=7_770)
    page = auditor.get("/oversight/reach/?language=ru&page=home")
    files = [auditor.get(f"/oversight/reach/{which}/") for which in ("languages", "pages")]
    assert "fewer than 50" in page
    assert "not told" in page  # "rights", by which "why" could be reckoned
    assert page.count("<svg") == 4
    assert {one for one in CELL.findall(page) if one.isdigit()} == {"300", "230"}
    for text in (page, *files):
        unplaced = re.sub(r' (?:x|y|width|height)="\d+"', "", text)  # units of the drawing
        assert not re.search(r"\b(4[5-7]|64|60|233|297|777\d)\b", unplaced)
    assert set(re.findall(r'<text class="value"[^>]*>(\d+)<', page)) == {"300", "230"}
    assert "Of this page no week" in auditor.get("/oversight/reach/?page=why")


def test_a_file_has_every_week_and_no_more_than_the_page(auditor: Door) -> None:
    grown("uk", "home", 1_004, 25)
    lines = auditor.get("/oversight/reach/languages/").splitlines()
    assert lines[0] == "week from,ru,uk,en,kk,tg,uz"
    assert len(lines) == 27
    assert lines[-1].endswith(",<50,1000,<50,<50,<50,<50")
    assert len(auditor.get("/oversight/reach/pages/").splitlines()) == 27


@pytest.mark.parametrize("path", ["?language=de", "?page=nothing", "people/"])
def test_an_unknown_language_page_or_table_is_not_found(auditor: Door, path: str) -> None:
    auditor.get(f"/oversight/reach/{path}")
    assert auditor.page.status_code == 404


@pytest.mark.parametrize("name", ["olena", "marta", "iryna"])
def test_only_oversight_reads_it(office_door: Door, cast: Cast, name: str) -> None:
    office_door.sign_in(getattr(cast, name), timezone.now())
    for path in ("/oversight/reach/", "/oversight/reach/pages/"):
        office_door.get(path)
        assert office_door.page.status_code == 404
