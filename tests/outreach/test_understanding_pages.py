"""The comprehension kit counts answers and nothing else; every page of guidance has a state."""

import html
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import pytest
from django.utils import timezone

from safeconduct.common.refusal import Refused, Unknown
from safeconduct.outreach.core.pages import READING_ORDER, page
from safeconduct.outreach.core.understanding import Count, WhyNot, answers, questions
from safeconduct.outreach.models import UnderstoodCount
from safeconduct.outreach.understanding import asked_pages, count_reader
from safeconduct.record import queries as record
from safeconduct.vault.ceremony import Offline
from tests.cast import Cast, make_cast
from tests.doors import Door
from tests.racing import DONE, elsewhere, race, sweep_everything

KIT = "/comprehension/ru/rights/"
CELLS = re.compile(r'<td class="num"[^>]*>([^<]+)</td>')
VERSION = page("ru", "rights").version


def right_places(language: str = "ru", slug: str = "rights") -> list[int]:
    return [
        answers(slug, number, one).index(one.right)
        for number, one in enumerate(questions(language, slug), start=1)
    ]


def wrong_places() -> list[int]:
    return [(place + 1) % 3 for place in right_places()]


def sent(places: Sequence[int | str]) -> dict[str, object]:
    named = {f"question{n}": place for n, place in enumerate(places, start=1)}
    return {"version": VERSION, **named}


def counts(language: str = "ru", slug: str = "rights") -> tuple[Count, ...]:
    return next(one.counts for one in asked_pages(language) if one.page.slug == slug)


@pytest.fixture
def office(office_door: Door, cast: Cast) -> Door:
    """Vasyl, a supervisor, at the office."""
    office_door.sign_in(cast.vasyl, timezone.now())
    return office_door


def test_a_reader_is_counted_by_the_questions_answered_and_nothing_else_is_kept(
    office: Door, cast: Cast
) -> None:
    good, bad = right_places()[0], wrong_places()[1]
    text = office.fill(KIT, **sent([good, bad]))
    assert office.path == "/comprehension/?language=ru"
    assert CELLS.findall(text).count("1") == 2  # asked of one reader, both questions
    assert counts() == (Count(1, 1), Count(0, 1))
    assert {field.name for field in UnderstoodCount._meta.concrete_fields} == {
        *("id", "language", "slug", "version", "question", "right", "asked"),
    }
    line = record.newest(1, None)[0].line
    assert (line.kind, line.actor) == (
        "outreach.understanding.counted",
        cast.vasyl.actor.key_id,
    )
    assert dict(line.facts) == {"version": VERSION}


def test_who_does_not_know_did_not_understand(office: Door) -> None:
    office.fill(KIT, **sent(["unsure", right_places()[1]]))
    assert counts() == (Count(0, 1), Count(1, 1))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"question1": 0},
        {"question1": 0, "question2": 9},
        {"question1": 0, "question2": "x"},
    ],
)
def test_an_answer_that_is_missing_is_asked_for_and_nothing_counts(
    office: Door, given: dict[str, object]
) -> None:
    text = office.fill(KIT, version=VERSION, **given)
    assert "There is a problem" in text
    assert 'href="#id_question2_0"' in text
    assert not UnderstoodCount.objects.exists()


def test_a_form_sent_twice_counts_one_reader(office: Door) -> None:
    office.get(KIT)
    first = office.page
    office.post(KIT, **sent(right_places()))
    office.page = first
    office.post(KIT, **sent(right_places()))
    assert counts() == (Count(1, 1), Count(1, 1))


def test_answers_to_another_version_are_refused_in_words(office: Door, cast: Cast) -> None:
    data = {**sent(right_places()), "version": VERSION + 1}
    text = office.fill(KIT, **data)
    assert "The page changed since it was read" in html.unescape(text)
    assert not UnderstoodCount.objects.exists()
    with pytest.raises(Refused) as refused:
        count_reader(cast.vasyl.signed(timezone.now()), "ru", "rights", VERSION + 1, [0, 0])
    assert refused.value.reasons == (WhyNot.OTHER_VERSION,)


def test_a_share_shows_from_five_readers_on_with_its_interval(office: Door, cast: Cast) -> None:
    me = cast.vasyl.signed(timezone.now())
    for reader in range(1, 6):
        text = office.get("/comprehension/?language=ru")
        assert CELLS.findall(text).count(str(reader - 1)) >= 2
        assert " %</td>" not in text
        count_reader(
            me, "ru", "rights", VERSION, right_places() if reader > 1 else [None, None]
        )
    text = office.get("/comprehension/?language=ru")
    assert text.count(">80 %<") == 2
    assert text.count(">38–96 %<") == 2  # Wilson's interval of four in five


def test_a_new_version_of_a_page_begins_at_nought(office: Door, cast: Cast) -> None:
    me = cast.vasyl.signed(timezone.now())
    count_reader(me, "ru", "rights", VERSION, right_places())
    UnderstoodCount.objects.update(version=VERSION + 1)
    assert counts() == (Count(0, 0), Count(0, 0))
    count_reader(me, "ru", "rights", VERSION, right_places())
    assert counts() == (Count(1, 1), Count(1, 1))
    assert UnderstoodCount.objects.count() == 4


def test_nobody_yet_is_said_and_every_page_leads_to_its_kit(office: Door) -> None:
    text = office.get("/comprehension/")
    assert "Nobody was asked yet" in text
    for slug in READING_ORDER:
        assert f'href="/comprehension/ru/{slug}/"' in text


@pytest.mark.parametrize("slug", READING_ORDER)
def test_a_kit_shows_the_page_and_every_answer_but_not_which_is_right(
    office: Door, slug: str
) -> None:
    text = html.unescape(office.get(f"/comprehension/uk/{slug}/"))
    assert page("uk", slug).title in text
    for number, one in enumerate(questions("uk", slug), start=1):
        group = re.search(
            rf'<fieldset[^>]*id="id_question{number}_group".*?</fieldset>', text, re.S
        )
        assert group is not None
        labels = re.findall(r'value="(\w+)"[^>]*> ([^<]+)</label>', group[0])
        assert [label for _, label in labels[:-1]] == list(answers(slug, number, one))
        assert [value for value, _ in labels] == ["0", "1", "2", "unsure"]
        assert "checked" not in group[0]
    for address in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{address}"' in text


def test_the_paper_has_every_question_once(office: Door) -> None:
    text = html.unescape(office.get("/comprehension/ru/sheet/"))
    for slug in READING_ORDER:
        for one in questions("ru", slug):
            assert text.count(f"<b>{one.ask}</b>") == 1
            assert all(answer in text for answer in (one.right, *one.wrong))
    assert "<form" not in text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "path",
    [
        *("/comprehension/?language=de", "/comprehension/de/home/", "/comprehension/de/sheet/"),
        *("/comprehension/ru/nothing/", "/guidance/?language=de"),
    ],
)
def test_what_is_not_there_is_not_found(office: Door, path: str) -> None:
    office.get(path)
    assert office.page.status_code == 404


@pytest.mark.parametrize(
    ("name", "guidance", "kit"),
    [
        ("vasyl", 200, 200),
        ("iryna", 200, 200),
        ("daria", 200, 200),
        ("audra", 200, 404),
        ("olena", 404, 404),
        ("marta", 404, 404),
    ],
)
def test_each_page_has_its_roles(
    office_door: Door, cast: Cast, name: str, guidance: int, kit: int
) -> None:
    office_door.sign_in(getattr(cast, name), timezone.now())
    for path, status in (
        ("/guidance/", guidance),
        ("/comprehension/", kit),
        (KIT, kit),
        ("/comprehension/ru/sheet/", kit),
    ):
        office_door.get(path)
        assert office_door.page.status_code == status, path


def test_the_guidance_page_tells_the_state_of_every_page(office: Door) -> None:
    text = html.unescape(office.get("/guidance/"))
    assert text.count("<tbody>") == 6
    assert len(re.findall(r'<code class="small">', text)) == 6 * len(READING_ORDER)
    one = office.get("/guidance/?language=uk")
    assert one.count("<tbody>") == 1
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", one, re.S)
    assert len(rows) == len(READING_ORDER)
    for row, slug in zip(rows, READING_ORDER, strict=True):
        found = page("uk", slug)
        assert found.title in html.unescape(row)
        assert f">{found.version}<" in row
        assert ("not reviewed" in row) is not found.reviewed
        assert "not shown" not in row
        lix = re.search(r'data-th="LIX">(\d+)<', row)
        assert lix is not None
        assert 10 <= int(lix[1]) <= 70


def test_oversight_sees_the_weakest_question_of_each_page_that_was_tried(
    office: Door, cast: Cast
) -> None:
    assert "Nobody was asked yet" in office.get("/oversight/reach/")
    me = cast.vasyl.signed(timezone.now())
    one_wrong = [right_places()[0], wrong_places()[1]]
    for reader in range(5):
        count_reader(me, "ru", "rights", VERSION, one_wrong if reader else right_places())
    count_reader(me, "uk", "home", page("uk", "home").version, [None, None])
    text = html.unescape(office.get("/oversight/reach/"))
    row = re.compile(r'<tr><th scope="row"><span lang="\w\w">([^<]+)</span></th>(.*?)</tr>')
    rows = dict(row.findall(text))
    assert ">20 %<" in rows[page("ru", "rights").title]
    assert "not told" in rows[page("uk", "home").title]
    assert len(rows) == 2


@pytest.fixture
def world(offline: Offline) -> Iterator[Cast]:
    """The cast, enrolled for real; everything is swept away afterwards."""
    yield elsewhere(lambda: make_cast(offline))
    elsewhere(sweep_everything)


def test_readers_counted_at_one_moment_are_all_there(world: Cast, at: datetime) -> None:
    deeds = [
        partial(count_reader, one.signed(at), "ru", "rights", VERSION, right_places())
        for one in (world.vasyl, world.iryna, world.daria)
    ]
    assert race(*deeds, *deeds) == [DONE] * 6
    assert elsewhere(counts) == (Count(6, 6), Count(6, 6))


def test_a_stranger_to_the_pages_is_unknown(cast: Cast, at: datetime) -> None:
    for language, slug in (("ru", "nothing"), ("de", "home")):
        with pytest.raises(Unknown):
            count_reader(cast.vasyl.signed(at), language, slug, 1, [0, 0])
