"""Acts on tasks: by whom, on the record, against two at once, and what the database refuses."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.models import Membership
from safeconduct.casework import services
from safeconduct.casework.core.catalogue import task_types
from safeconduct.casework.core.deadlines import Quiet, quiet_around, week
from safeconduct.casework.core.tasks import Outcome, PutOff, WhyNot
from safeconduct.casework.core.terms import CaseAct, Kind
from safeconduct.casework.jobs import bring_up as bring_up_job
from safeconduct.casework.models import Task
from safeconduct.casework.queries import alias_of, find, pending_of, tasks_for
from safeconduct.casework.services.tasks import bring_up_late
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.record.queries import entries_of
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import do, make_case, retrain

HOUR = timedelta(hours=1)


def task_of(file_id: UUID, code: str) -> Task:
    return Task.objects.get(case_id=file_id, code=code, done_at__isnull=True)


def on_list(officer: Officer, file_id: UUID, at: datetime, code: str) -> bool:
    say = task_types()[code].say
    rows = tasks_for(officer.actor, at)
    return any((row.file_id, row.say) == (file_id, say) for row in rows)


def facts(file_id: UUID, kind: Kind) -> list[dict[str, str | int]]:
    return [dict(e.line.facts) for e in entries_of(file_id) if e.line.kind == kind]


def lists_wrong() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT casework_lists_wrong()")
        return int(cursor.fetchone()[0])


def test_a_declined_check_is_an_outcome_and_holds_nothing_up(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="arrived").file_id
    row = task_of(file_id, "medical_check")
    services.finish_task(cast.ruta.signed(at), row.id, Outcome.DECLINED, row.version)
    assert Task.objects.get(id=row.id).outcome == "DECLINED"
    told = {"task": "medical_check", "outcome": "DECLINED"}
    assert told in facts(file_id, Kind.TASK_DONE)
    do(cast.lina, file_id, CaseAct.OPEN_STATUS, at)


def test_what_is_no_offer_cannot_be_declined(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "protection_plan")
    with pytest.raises(Refused) as no:
        services.finish_task(cast.pavlo.signed(at), row.id, Outcome.DECLINED, row.version)
    assert no.value.reasons == (WhyNot.NOT_DECLINABLE,)


def test_putting_off_moves_the_date_and_the_moment_it_goes_up(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "protection_plan")
    later = at + 40 * HOUR
    services.put_off(cast.pavlo.signed(at), row.id, later, PutOff.WAITS, row.version)
    fresh = task_of(file_id, "protection_plan")
    assert (fresh.due_at, fresh.up_at) == (later, later + 24 * HOUR)
    assert (fresh.put_off, fresh.times_put_off, fresh.version) == ("WAITS", 1, 2)
    assert facts(file_id, Kind.TASK_PUT_OFF) == [{"task": row.code, "put_off": "WAITS"}]
    with pytest.raises(Refused) as no:
        services.put_off(cast.pavlo.signed(at), row.id, later, PutOff.WAITS, 2)
    assert no.value.reasons == (WhyNot.PUT_OFF_OFTEN,)


def test_two_officers_at_once_are_told(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "protection_plan")
    services.bring_up(cast.vasyl.signed(at), row.id, row.version)
    with pytest.raises(Conflict):
        services.put_off(cast.pavlo.signed(at), row.id, at + HOUR, PutOff.FIRST, row.version)
    assert task_of(file_id, "protection_plan").put_off == ""


def test_a_task_brought_up_stands_on_the_supervisors_list_too(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "protection_plan")
    assert not on_list(cast.vasyl, file_id, at, row.code)
    services.bring_up(cast.pavlo.signed(at), row.id, row.version)
    for officer in (cast.vasyl, cast.pavlo):
        assert on_list(officer, file_id, at, row.code)
    assert lists_wrong() == 0
    with pytest.raises(Refused) as no:
        services.bring_up(cast.pavlo.signed(at), row.id, row.version + 1)
    assert no.value.reasons == (WhyNot.UP_ALREADY,)
    services.finish_task(cast.pavlo.signed(at), row.id)
    assert not on_list(cast.vasyl, file_id, at, row.code)


def test_the_worker_brings_up_what_is_long_late_and_once(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "protection_plan")
    assert row.up_at == at + 72 * HOUR
    assert bring_up_late(at + 71 * HOUR) == 1  # the answer to the letter, by its own time
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sc_worker")
        try:
            assert bring_up_late(at + 72 * HOUR) == 1
        finally:
            cursor.execute("RESET ROLE")
    bring_up_job.func(0)
    assert bring_up_late(at + 100 * HOUR) == 0
    assert on_list(cast.vasyl, file_id, at, row.code)
    up = {str(told["task"]) for told in facts(file_id, Kind.TASK_BROUGHT_UP)}
    assert up == {"protection_plan", "answer_letter"}


def test_a_task_goes_to_one_colleague_and_back_when_they_leave(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at).file_id
    retrain(cast.kirill, Role.PROTECTION_LEAD)
    services.assign(cast.iryna.signed(at), file_id, cast.kirill.id, Role.PROTECTION_LEAD)
    row = task_of(file_id, "protection_plan")
    with pytest.raises(Refused) as no:
        services.pass_task_on(cast.pavlo.signed(at), row.id, cast.olena.id, row.version)
    assert no.value.reasons == (WhyNot.NOT_A_COLLEAGUE,)
    services.pass_task_on(cast.vasyl.signed(at), row.id, cast.kirill.id, row.version)
    assert not on_list(cast.pavlo, file_id, at, row.code)
    Membership.objects.filter(officer_id=cast.kirill.id, file_id=file_id).delete()
    assert task_of(file_id, row.code).owner_id is None
    assert on_list(cast.pavlo, file_id, at, row.code)
    assert lists_wrong() == 0


def test_a_review_comes_again_until_the_case_is_settled(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="arrived").file_id
    first = task_of(file_id, "protection_review")
    later = at + timedelta(days=29)
    services.finish_task(cast.pavlo.signed(later), first.id)
    assert task_of(file_id, "protection_review").due_at == later + timedelta(days=30)
    do(cast.lina, file_id, CaseAct.OPEN_STATUS, later)
    do(cast.lina, file_id, CaseAct.BEGIN_SUPPORT, later)
    for row in Task.objects.filter(case_id=file_id, done_at__isnull=True):
        if row.code != "protection_review":
            officer = {"case officer": cast.olena, "protection lead": cast.pavlo}.get(row.role)
            services.finish_task((officer or cast.lina).signed(later), row.id)
    do(cast.olena, file_id, CaseAct.SETTLE, later)
    waits = pending_of(file_id, later)
    assert waits is not None
    services.confirm(cast.vasyl.signed(later), waits.id)
    assert find(file_id).state.stage.value == "settled"
    assert not Task.objects.filter(case_id=file_id, done_at__isnull=True).exists()


def test_agreed_quiet_hours_move_open_tasks_and_hold_for_new_ones(
    cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "answer_letter")
    hour = row.due_at.astimezone(week().zone).hour
    hours = Quiet((hour - 2) % 24, (hour + 3) % 24)
    services.agree_quiet_hours(cast.olena.signed(at), file_id, hours, None)
    fresh = task_of(file_id, "answer_letter")
    assert fresh.due_at != row.due_at
    assert quiet_around(fresh.due_at, hours, week()) is None
    with pytest.raises(Conflict):
        services.agree_quiet_hours(cast.olena.signed(at), file_id, hours, None)


def test_kirill_is_not_on_the_case(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "answer_letter")
    me = cast.kirill.signed(at)
    for deed in (
        lambda: services.finish_task(me, row.id),
        lambda: services.put_off(me, row.id, at + HOUR, PutOff.FIRST, 1),
        lambda: services.pass_task_on(me, row.id, None, 1),
        lambda: services.bring_up(me, row.id, 1),
        lambda: services.agree_quiet_hours(me, file_id, Quiet(22, 7), None),
    ):
        with pytest.raises(Unknown):
            deed()


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "DONE"},
        {"put_off": "BORED", "times_put_off": 1},
        {"up_to": "somebody"},
        {"due_at": datetime(2030, 1, 1, tzinfo=timezone.get_default_timezone())},
        {"legal_at": None},
    ],
)
def test_the_database_refuses(cast: Cast, at: datetime, changed: dict[str, object]) -> None:
    file_id = make_case(cast, at, stage="arrived").file_id
    row = task_of(file_id, "capture_card_interview")
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(id=row.id).update(**changed)


def test_an_ended_task_stays_as_it_ended(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "protection_plan")
    services.finish_task(cast.pavlo.signed(at), row.id)
    with pytest.raises(IntegrityError, match="stay as they are"), transaction.atomic():
        Task.objects.filter(id=row.id).update(done_at=None, outcome="")


def test_a_task_is_worked_on_from_its_page(office_door: Door, cast: Cast) -> None:
    file_id = make_case(cast, timezone.now(), stage="arrived").file_id
    row = task_of(file_id, "medical_check")
    office_door.sign_in(cast.ruta, timezone.now())
    page = office_door.get(f"/cases/{file_id}/")
    assert f'href="/tasks/{row.id}/"' in page
    page = office_door.get(f"/tasks/{row.id}/")
    assert "Geneva Convention III, Art. 15 and 30" in page
    page = office_door.fill(f"/tasks/{row.id}/bring-up/", version="1")
    assert "brought a task up: Medical check" in page
    page = office_door.fill(f"/tasks/{row.id}/end/", version="2", outcome="DECLINED")
    assert "The task has ended." in page
    assert "finished a task: Medical check (the person declined)" in page
    page = office_door.get(f"/tasks/{row.id}/")
    assert "This task has ended already." in page


def test_the_conflict_page_shows_both_values(office_door: Door, cast: Cast) -> None:
    at = timezone.now()
    file_id = make_case(cast, at).file_id
    row = task_of(file_id, "protection_plan")
    office_door.sign_in(cast.pavlo, at)
    form = office_door.get(f"/tasks/{row.id}/put-off/")
    hidden = dict(re.findall(r'type="hidden" name="(version|seen)" value="([^"]*)"', form))
    services.bring_up(cast.vasyl.signed(at), row.id, row.version)
    moment = (at + 5 * HOUR).astimezone(week().zone)
    page = office_door.post(
        f"/tasks/{row.id}/put-off/",
        version=hidden["version"],
        seen=hidden["seen"].replace("&quot;", '"'),
        until=f"{moment:%Y-%m-%d %H:%M}",
        why="WAITS",
    )
    assert office_door.page.status_code == 409
    assert "Brought up to" in page
    assert "supervisor" in page
    assert "nobody" in page
    assert 'name="version" value="2"' in page


def test_quiet_hours_are_written_down_and_stand_where_answers_are_written(
    office_door: Door, cast: Cast
) -> None:
    file_id = make_case(cast, timezone.now()).file_id
    office_door.sign_in(cast.olena, timezone.now())
    assert f'href="/cases/{file_id}/quiet/"' in office_door.get(f"/cases/{file_id}/")
    page = office_door.fill(f"/cases/{file_id}/quiet/", begins="20", ends="20", seen="")
    assert "Choose two different hours." in page
    page = office_door.fill(f"/cases/{file_id}/quiet/", begins="20", ends="6", seen="")
    assert "The quiet hours are written down." in page
    assert "20:00–06:00" in office_door.get(f"/cases/{file_id}/answer/")


def test_sheets_for_paper_bear_the_alias_and_what_may_be_known(
    office_door: Door, cast: Cast
) -> None:
    at = timezone.now()
    file_id = make_case(cast, at, stage="arrived").file_id
    services.add_person(cast.olena.signed(at), file_id, "applicant", {"surname": "Пример"})
    office_door.sign_in(cast.olena, at)
    assert f'href="/cases/{file_id}/print/arrival/"' in office_door.get(f"/cases/{file_id}/")
    head = f'<thead><tr><th scope="col">{alias_of(file_id)} · '
    page = office_door.get(f"/cases/{file_id}/print/case/")
    assert head in page
    assert "Пример" in page
    page = office_door.get(f"/cases/{file_id}/print/arrival/")
    assert head in page
    assert "Medical check" in page
    assert "Пример" not in page
    office_door.get(f"/cases/{file_id}/print/everything/")
    assert office_door.page.status_code == 404
    office_door.browser.cookies.clear()
    office_door.sign_in(cast.kirill, at)
    office_door.get(f"/cases/{file_id}/print/case/")
    assert office_door.page.status_code == 404
