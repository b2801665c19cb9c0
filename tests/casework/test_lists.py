"""Lists: their lines are what the rules say after any act; every page goes by an index."""

import csv
import itertools
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from io import StringIO
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.models import Membership
from safeconduct.accounts.queries import team_ids
from safeconduct.casework import jobs, services
from safeconduct.casework.core.lists import NEVER, Sort, Wanted
from safeconduct.casework.core.terms import CaseAct, CaseKind, Kind, Stage
from safeconduct.casework.models import Case, CaseLine, Proposal, Tally, Task, TaskLine
from safeconduct.casework.queries import (
    Due,
    ask_came_back,
    ask_first_cases,
    ask_letters,
    case_page,
    expected_arrivals,
    late_tasks_count,
    lists_wrong,
    proposals_for,
    stage_counts,
    task_page,
    unreached_count,
)
from safeconduct.casework.queries.cases import place_of
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.terms import DANGER_ORDER, Danger
from safeconduct.contact.queries import unopened_letters
from safeconduct.record.queries import newest_of
from safeconduct.web.together import read
from tests.cast import Cast
from tests.doors import Door
from tests.making import attest_twice, do, make_case

HOUR = timedelta(hours=1)
MANY = 120


def many_cases(
    cast: Cast, at: datetime, count: int = MANY, who: str = "olena", role: str = "case officer"
) -> list[Case]:
    """Cases that nobody opens, on which one officer works; the same every time."""
    luck = random.Random(7)  # noqa: S311  a fixed order, no secret
    rows = [
        Case(
            file_id=new_id(), alias=f"many-{number}", kind=luck.choice(list(CaseKind)).value,
            stage=luck.choice([Stage.TRIAGE, Stage.OFFER, Stage.PASSAGE]).value,
            danger=luck.choice(list(Danger)).value, danger_at=at, language="ru", opened_at=at,
            moved_at=at - luck.randrange(9) * HOUR, lost=luck.random() < 0.3,
        )
        for number in range(count)
    ]  # fmt: skip
    Case.objects.bulk_create(rows)
    Membership.objects.bulk_create(
        Membership(officer_id=getattr(cast, who).id, file_id=row.file_id, role=role, sort_at=at)
        for row in rows
    )
    Task.objects.bulk_create(
        Task(
            id=new_id(), case=row, code="answer_letter", role="case officer",
            due_at=at + luck.randrange(-40, 60) * HOUR,
        )
        for row in rows
    )  # fmt: skip
    return rows


def right(at: datetime) -> bool:
    """Whether the database agrees with itself, and with the rule in Python."""
    places = {line.file_id: line.place for line in CaseLine.objects.all()}
    rows = Case.objects.select_related("arrival").filter(file_id__in=places)
    return lists_wrong() == 0 and all(places[row.file_id] == place_of(row) for row in rows)


def test_whatever_is_done_every_line_is_what_the_rules_say(cast: Cast, at: datetime) -> None:
    luck = random.Random(11)  # noqa: S311  a fixed order, no secret
    files = [make_case(cast, at, danger=danger).file_id for danger in DANGER_ORDER[:3]]
    olena = cast.olena

    def touch(file_id: UUID) -> Callable[[], object]:
        task = Task.objects.filter(case_id=file_id, done_at=None).first()
        acts: list[Callable[[], object]] = [
            lambda: do(olena, file_id, luck.choice(list(CaseAct)), at),
            lambda: do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, at),
            lambda: services.reassess_danger(
                olena.signed(at + luck.randrange(50) * HOUR), file_id, luck.choice(list(Danger))
            ),
            lambda: attest_twice(cast, file_id, at + HOUR),
            lambda: services.assign(
                cast.vasyl.signed(at), file_id, cast.kirill.id, Role.CASE_OFFICER
            ),
            lambda: services.drop_proposal(
                cast.vasyl.signed(at), Proposal.objects.filter(state="pending")[0].id
            ),
            lambda: services.finish_task(olena.signed(at), task.id) if task else None,
        ]
        return luck.choice(acts)

    done = 0
    for _ in range(80):
        try:
            with transaction.atomic():
                touch(luck.choice(files))()
            done += 1
        except (Refused, IndexError):
            continue
        except Exception as error:  # refused in one of many ways: lines must hold
            assert not isinstance(error, DatabaseError)
    assert done > 5
    assert right(at)


def test_time_that_ends_an_officer_who_leaves_and_a_letter_change_the_lists(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at).file_id
    assert [row.file_id for _, row in read(ask_letters(cast.olena.actor, at))] == [file_id]
    places = Membership.objects.filter(officer_id=cast.olena.id, file_id=file_id)
    places.update(until=at + HOUR)
    assert [case.file_id for case in read(ask_first_cases(cast.olena.actor, at))] == [file_id]
    assert task_page(cast.olena.actor, at, Due.ALL).count == 1
    assert read(ask_first_cases(cast.olena.actor, at + 2 * HOUR)) == []
    assert task_page(cast.olena.actor, at + 2 * HOUR, Due.ALL).count == 0
    places.delete()
    assert not CaseLine.objects.filter(officer_id=cast.olena.id).exists()
    assert not TaskLine.objects.filter(officer_id=cast.olena.id).exists()
    assert {line.officer_id for line in CaseLine.objects.all()} == team_ids(file_id)
    assert right(at)


def test_a_line_that_was_altered_is_found_mended_and_told(cast: Cast, at: datetime) -> None:
    many_cases(cast, at, 3)
    CaseLine.objects.filter(danger_place__lt=4).update(place=5)
    Tally.objects.create(stage="offer", change=1)
    TaskLine.objects.all().delete()
    wrong = lists_wrong()
    assert wrong > 3
    jobs.recount_lists(0)
    assert right(at)
    entry = newest_of(Kind.CASES_RECOUNTED)
    assert entry is not None
    assert entry.line.facts["count"] == wrong


def test_the_office_can_read_lines_and_not_write_them(cast: Cast, at: datetime) -> None:
    many_cases(cast, at, 1)
    writes = [
        "UPDATE casework_caseline SET place = 5",
        "DELETE FROM casework_taskline",
        "INSERT INTO casework_tally (stage, change) VALUES ('offer', 1)",
    ]
    for role, sql in itertools.product(("sc_office", "sc_worker"), writes):
        denied = pytest.raises(DatabaseError, match="permission denied")
        with denied, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(sql)
    with pytest.raises(DatabaseError, match="casework_line_place"), transaction.atomic():
        CaseLine.objects.update(place=7)


def test_folding_the_counts_changes_none_of_them(cast: Cast, at: datetime) -> None:
    many_cases(cast, at, 9)
    before, rows = stage_counts(), Tally.objects.count()
    jobs.fold_counts(0)
    jobs.fold_counts(0)
    assert stage_counts() == before
    assert Tally.objects.count() == len(before) < rows


WANTED = [
    Wanted(),
    Wanted(sort=Sort.MOVED),
    Wanted(sort=Sort.DUE),
    Wanted(stage=Stage.OFFER),
    Wanted(danger=Danger.FRONT, sort=Sort.MOVED),
    Wanted(kind=CaseKind.GROUP, lost=True),
    Wanted(language="ru", role=Role.CASE_OFFICER, sort=Sort.DUE),
]


@pytest.mark.parametrize("wanted", WANTED, ids=lambda one: "&".join(one.address()) or "all")
def test_forth_and_back_every_case_of_a_filter_comes_once(
    cast: Cast, at: datetime, wanted: Wanted
) -> None:
    rows = many_cases(cast, at)
    fit = {
        row.file_id
        for row in rows
        if wanted.stage in (None, row.stage)
        and wanted.danger in (None, row.danger)
        and wanted.kind in (None, row.kind)
        and (row.lost or not wanted.lost)
    }
    seen, pages, position = [], [], None
    while True:
        page = case_page(cast.olena.actor, at, wanted, position)
        pages.append(page)
        seen += [row.case.file_id for row in page.rows]
        assert page.count == len(fit)
        if page.older is None:
            break
        position = page.older
    assert len(seen) == len(fit) == len(set(seen))
    assert set(seen) == fit
    for earlier in reversed(pages[:-1]):
        page = case_page(cast.olena.actor, at, wanted, page.newer)
        assert page.rows == earlier.rows


def test_tasks_late_and_later_are_all_and_paged(cast: Cast, at: datetime) -> None:
    many_cases(cast, at)
    counts = {due: task_page(cast.olena.actor, at, due).count for due in Due}
    assert counts[Due.ALL] == MANY
    assert counts[Due.ALL] == sum(counts[one] for one in (Due.LATE, Due.TODAY, Due.LATER))
    first = task_page(cast.olena.actor, at, Due.ALL)
    second = task_page(cast.olena.actor, at, Due.ALL, first.older)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert task_page(cast.olena.actor, at, Due.ALL, second.newer).rows == first.rows


BIG = "casework_case|casework_task|casework_caseline|casework_taskline|accounts_membership" \
      "|contact_letter|casework_proposal|casework_attestation|vault_wrap"  # fmt: skip


def test_no_list_reads_a_big_table_from_end_to_end(cast: Cast, at: datetime) -> None:
    """Where sequential scans are forbidden the planner still takes one when no index fits."""
    many_cases(cast, at)
    actor = cast.olena.actor
    last = case_page(actor, at, Wanted(), None).older
    with CaptureQueriesContext(connection) as asked:
        for wanted in WANTED:
            case_page(actor, at, wanted, None)
        case_page(actor, at, Wanted(), last)
        for due in Due:
            task_page(actor, at, due)
        read(ask_first_cases(actor, at))
        proposals_for(actor, at)
        read(ask_came_back(actor, at))
        read(ask_letters(actor, at))
        expected_arrivals()
        late_tasks_count(at)
        stage_counts()
        unreached_count()
        unopened_letters()
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in {one["sql"] for one in asked.captured_queries}:
            if sql.startswith("SELECT"):
                cursor.execute(f"EXPLAIN {sql}")
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
        cursor.execute("SET LOCAL enable_seqscan = on")
    assert len(plans) > 20
    assert [plan for plan in plans if re.search(f"Seq Scan on ({BIG})\\b", plan)] == []
    with connection.cursor() as cursor:  # such a scan would be seen
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT * FROM casework_task WHERE code = 'x' AND role = 'y'")
        assert re.search(f"Seq Scan on ({BIG})\\b", "\n".join(r[0] for r in cursor.fetchall()))
        cursor.execute("SET LOCAL enable_seqscan = on")


def links(page: str) -> dict[str, str]:
    """Address by the words of each link."""
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', unescape(page))
    return {re.sub("<.*?>", "", words).strip(): url for url, words in found}


def test_the_list_is_filtered_sorted_and_turned_by_links(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    rows = many_cases(cast, now)
    office_door.sign_in(cast.olena, now)
    page = office_door.get("/cases/")
    assert f"<h2>{MANY} cases</h2>" in page
    assert page.count('<th scope="row">') == 50
    page = office_door.get(links(page)["Next page"])
    assert "Cases, from number 51" in page
    page = office_door.get(links(page)["Next page"])
    assert "Cases, from number 101" in page
    assert "Next page" not in page
    page = office_door.get(links(page)["Previous"])
    assert "from number 51" in page
    assert office_door.get(links(page)["First"]).count("from number") == 0
    page = office_door.get("/cases/?stage=offer&lost=on")
    fit = [row for row in rows if row.stage == "offer" and row.lost]
    assert f"<h2>{len(fit)} cases</h2>" in page
    chip = next(words for words in links(page) if "Stage: offer" in words)
    assert links(page)[chip] == "/cases/?lost=on"
    assert links(page)["Last moved"] == "/cases/?stage=offer&lost=on&sort=moved"
    assert 'aria-sort="descending"' in office_door.get(links(page)["Last moved"])
    assert links(page)["Clear all"] == "/cases/"
    assert "No case fits these filters" in office_door.get("/cases/?stage=deceased")


@pytest.mark.parametrize("bent", ["at=o1", "at=x", "at=o1.1.1.zz", "at=%00"])
def test_a_bent_place_shows_the_first_page_and_says_so(
    office_door: Door, cast: Cast, bent: str
) -> None:
    office_door.sign_in(cast.olena, timezone.now())
    for where in ("/cases/", "/tasks/"):
        assert "Here is its first page." in office_door.get(f"{where}?{bent}")


def test_what_is_no_filter_is_said_and_the_rest_is_followed(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    rows = many_cases(cast, now)
    office_door.sign_in(cast.olena, now)
    page = office_door.get("/cases/?stage=nowhere&lost=on")
    assert "no list here knows" in page
    assert f"<h2>{sum(row.lost for row in rows)} cases</h2>" in page


def test_the_file_is_exactly_the_filtered_list_and_is_on_the_record(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    rows = many_cases(cast, now, who="vasyl", role="supervisor")
    office_door.sign_in(cast.vasyl, now)
    page = office_door.get("/cases/?stage=offer&sort=moved")
    assert "Take this list away as a file" in page
    text = office_door.post("/cases/export/", stage="offer", sort="moved")
    told = list(csv.DictReader(StringIO(text)))
    fit = [row for row in rows if row.stage == "offer"]
    wanted = sorted(fit, key=lambda row: (row.moved_at, row.file_id), reverse=True)
    assert [row["alias"] for row in told] == [row.alias for row in wanted]
    entry = newest_of(Kind.CASES_EXPORTED)
    assert entry is not None
    assert entry.line.facts["count"] == len(fit)


def test_who_may_not_take_lists_away_finds_no_button_and_no_file(
    office_door: Door, cast: Cast
) -> None:
    many_cases(cast, timezone.now(), 3)
    office_door.sign_in(cast.olena, timezone.now())
    assert "Take this list away" not in office_door.get("/cases/")
    office_door.post("/cases/export/")
    assert office_door.page is not None
    assert office_door.page.status_code == 404
    assert newest_of(Kind.CASES_EXPORTED) is None


def test_a_case_without_a_task_has_no_due_date(cast: Cast, at: datetime) -> None:
    many_cases(cast, at, 2)
    Task.objects.all().delete()
    assert {line.due_at for line in CaseLine.objects.all()} == {NEVER}
    page = case_page(cast.olena.actor, at, Wanted(sort=Sort.DUE), None)
    assert [row.due_at for row in page.rows] == [None, None]
