"""Kept figures equal a recount, whatever the moves; small ones are not told."""

from collections import Counter
from datetime import datetime, timedelta
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.models import Case, Task
from safeconduct.casework.queries import find
from safeconduct.contact.models import FirstWait
from safeconduct.oversight.core.figures import STEPS, Waited
from safeconduct.oversight.figures import (
    figures_wrong,
    funnel_of,
    late_reviews,
    loads,
    refusals,
    waits_of,
)
from safeconduct.oversight.models import Stay, StepCount, WaitCount
from safeconduct.oversight.services import fold_figures, recount_figures
from safeconduct.record import queries as record
from tests.cast import Cast
from tests.doors import Door
from tests.making import do, make_case

A = CaseAct


def waits() -> dict[tuple[str, int], int]:
    rows = WaitCount.objects.values_list("stage", "days").annotate(n=Sum("change"))
    return {(stage, days): many for stage, days, many in rows if many}


def steps() -> dict[int, int]:
    rows = StepCount.objects.values_list("step").annotate(n=Sum("change"))
    return {step: many for step, many in rows if many}


def walk(cast: Cast, at: datetime) -> None:
    """A case to passage over eleven days, and one that withdraws, comes back and withdraws."""
    first = make_case(cast, at).file_id
    do(cast.olena, first, A.START_TRIAGE, at + timedelta(days=2))
    do(cast.olena, first, A.MAKE_OFFER, at + timedelta(days=2, hours=23))
    do(cast.olena, first, A.ACCEPT_OFFER, at + timedelta(days=11))
    second = make_case(cast, at).file_id
    do(cast.olena, second, A.WITHDRAW, at + timedelta(days=1))
    do(cast.vasyl, second, A.REOPEN, at + timedelta(days=4))
    do(cast.olena, second, A.WITHDRAW, at + timedelta(days=4, hours=1))


EXPECTED = {("contact", 2): 1, ("triage", 0): 1, ("offer", 8): 1, ("contact", 1): 1}
EXPECTED |= {("contact", 0): 1}


def test_each_move_ends_one_stay_and_begins_the_next(cast: Cast, at: datetime) -> None:
    walk(cast, at)
    assert waits() == EXPECTED
    letters = FirstWait.objects.count()
    assert steps() == {1: 1, 4: 1} | ({0: letters} if letters else {})
    assert figures_wrong() == 0
    fold_figures()
    assert waits() == EXPECTED
    assert WaitCount.objects.count() == len(EXPECTED)
    assert figures_wrong() == 0


def test_lost_figures_are_made_anew_from_the_record(cast: Cast, at: datetime) -> None:
    walk(cast, at)
    make_case(cast, at + timedelta(days=12), arrived=True, stage="passage")
    kept, before, far = Counter(Stay.objects.values_list("stage", flat=True)), waits(), steps()
    with connection.cursor() as cursor:  # as the owner of the tables: no role may do this
        cursor.execute("DELETE FROM oversight_stay; DELETE FROM oversight_waitcount")
    assert figures_wrong() > 0
    said = StringIO()
    call_command("recount_figures", stdout=said)
    assert said.getvalue().endswith("differed, made anew.\n")
    assert (figures_wrong(), recount_figures(at)) == (0, 0)
    assert (Counter(Stay.objects.values_list("stage", flat=True)), waits(), steps()) == (
        kept,
        before,
        far,
    )


def test_stays_are_one_at_a_time_and_end_where_the_case_is(cast: Cast, at: datetime) -> None:
    walk(cast, at)
    here = dict(Stay.objects.filter(until=None).values_list("file_id", "stage"))
    assert here == dict(Case.objects.values_list("file_id", "stage"))


def test_five_are_told_and_four_are_not(cast: Cast, at: datetime) -> None:
    rows = [WaitCount(stage="contact", month=at.date().replace(day=1), days=3, change=4)]
    WaitCount.objects.bulk_create(rows)
    assert waits_of(at.date())[0].waited == Waited(None, None, None)
    WaitCount.objects.create(stage="contact", month=at.date().replace(day=1), days=9, change=1)
    assert waits_of(at.date())[0].waited == Waited(5, 3, 9)


def test_the_funnel_counts_who_got_at_least_as_far(cast: Cast, at: datetime) -> None:
    month = at.date().replace(day=1)
    StepCount.objects.create(month=month, step=STEPS.index(STEPS[3]) + 1, change=6)
    cells = funnel_of(at.date()).months[0][1]
    assert cells[1:5] == (6, 6, 6, 6)
    assert cells[5:] == (0, 0, 0, 0)


def test_late_reviews_and_the_work_of_officers_are_counted(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, arrived=True, stage="passage").file_id
    task = Task.objects.get(case_id=file_id, code="protection_review")
    later = task.due_at + timedelta(minutes=1)
    found = {one.code: one for one in late_reviews(later)}
    assert (found["protection_review"].late, found["review_hold"].late) == (1, 0)
    assert found["protection_review"].oldest == task.due_at.date()
    assert late_reviews(at)[0].late == 0
    rows, more = loads(later, 0)
    pavlo = next(one for one in rows if one.alias == "Pavlo")
    assert (pavlo.cases, pavlo.tasks >= pavlo.late >= 1) == (1, True)
    assert next(one for one in rows if one.alias == "Kirill").cases == 0
    assert not more


def test_no_office_role_changes_a_figure(cast: Cast, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.role_table_grants"
            " WHERE table_name IN ('oversight_stay', 'oversight_waitcount',"
            " 'oversight_stepcount', 'oversight_refusalcount',"
            " 'oversight_totalcount') AND privilege_type <> 'SELECT'"
            " AND grantee IN ('sc_office', 'sc_worker', 'sc_public', 'sc_partner')"
        )
        assert cursor.fetchone() == (0,)


def test_a_refused_act_is_counted_by_rule_and_role_and_names_no_case(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    office_door.sign_in(cast.olena, timezone.now())
    path = f"/cases/{file_id}/act/make_offer/"
    office_door.fill(path, version=find(file_id).version, seen="triage")
    (line,) = record.lines_of_kinds(["accounts.act.refused"], 9)[:1]
    assert (line.line.file, line.line.object_id) == ("", "")
    assert line.line.facts["case_officer"] == 1
    found, weeks = refusals(timezone.now().date())
    rule = next(one for one in found if one.why == line.line.facts["why"])
    assert rule.times == 1
    assert ("case officer", 1) in rule.roles
    assert weeks[-1][1] == sum(one.times for one in found)
    assert figures_wrong() == 0


def test_the_pages_tell_what_the_files_tell(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    month = timezone.now().date().replace(day=1)
    for step, change in [(8, 41), (2, 3)]:
        StepCount.objects.create(month=month, step=step, change=change)
    walk(cast, at)
    office_door.sign_in(cast.audra, timezone.now())
    page = office_door.get("/oversight/figures/")
    assert "fewer than 5" in page
    assert page.count("<svg") == page.count("<title id")
    assert "style=" not in page
    assert "No act was refused" in page
    assert "41" in office_door.get("/oversight/figures/funnel/")
    assert ",3," not in office_door.get("/oversight/figures/funnel/")
    for name in ("waits", "reviews", "refusals", "loads"):
        assert "," in office_door.get(f"/oversight/figures/{name}/")
    assert ">Olena<" in office_door.get("/oversight/officers/")
    for path in ("/oversight/figures/other/", "/oversight/officers/?start=x"):
        office_door.get(path)
        assert office_door.page.status_code == 404
