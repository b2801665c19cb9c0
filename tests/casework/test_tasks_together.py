"""Several tasks at once: a check page first, then each by its own rules; never another's."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from safeconduct.casework.core.deadlines import week
from safeconduct.casework.core.tasks import PutOff, Together, WhyNot
from safeconduct.casework.models import Case, Task
from safeconduct.casework.services.state import make_tasks
from safeconduct.casework.services.tasks_together import check, end_together, put_off_together
from safeconduct.record.services import act
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case


def read_task(cast: Cast, at: datetime) -> Task:
    """A task of Olena's that only asks to be read."""
    file_id = make_case(cast, at).file_id
    with act(cast.olena.actor, at) as a:
        make_tasks(a, Case.objects.get(file_id=file_id), "identity unsealed", again=True)
    return Task.objects.get(case_id=file_id, code="unsealing_told")


def letter_of(file_id: UUID) -> Task:
    return Task.objects.get(case_id=file_id, code="answer_letter")


def test_only_what_is_read_is_ended_together_and_nothing_that_moved(
    cast: Cast, at: datetime
) -> None:
    read, moved = read_task(cast, at), read_task(cast, at)
    letter = letter_of(read.case_id)
    ids = [read.id, moved.id, letter.id]
    found = {row.id: row.reasons for row in check(cast.olena.signed(at), Together.END, ids)}
    assert found == {read.id: (), moved.id: (), letter.id: (WhyNot.ONE_BY_ONE,)}
    seen = {read.id: read.version, moved.id: moved.version + 1, letter.id: letter.version}
    assert end_together(cast.olena.signed(at), seen) == [moved.id, letter.id]
    still = Task.objects.filter(id__in=ids, done_at__isnull=True)
    assert {row.id for row in still} == {moved.id, letter.id}


def test_kirill_sees_and_moves_nothing(cast: Cast, at: datetime) -> None:
    read, kirill = read_task(cast, at), cast.kirill.signed(at)
    assert check(kirill, Together.END, [read.id]) == []
    assert end_together(kirill, {read.id: read.version}) == [read.id]
    until = at + timedelta(hours=3)
    letter = letter_of(read.case_id)
    assert put_off_together(kirill, {letter.id: letter.version}, until, PutOff.WAITS) == [
        letter.id
    ]
    assert not Task.objects.filter(
        id__in=[read.id, letter.id], version__gt=letter.version
    ).exists()


def test_ticked_looked_at_and_put_off(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    letters = [letter_of(make_case(cast, now).file_id) for _ in range(2)]
    often = letters[1]
    Task.objects.filter(id=often.id).update(times_put_off=2, put_off="WAITS")
    office_door.sign_in(cast.olena, now)
    assert f'name="task" value="{often.id}"' in office_door.get("/tasks/")
    ticked = "&".join(f"task={one.id}" for one in letters)
    page = office_door.get(f"/tasks/together/?act=PUT_OFF&{ticked}")
    assert "This task was put off as often as its kind allows." in page
    assert 'method="post" action="/tasks/together/"' not in page  # first, until when
    noon = (now.astimezone(week().zone) + timedelta(hours=12)).replace(minute=0)
    noon = noon if 8 <= noon.hour <= 20 else noon + timedelta(hours=11)
    said = f"until={noon:%Y-%m-%d %H:%M}&why=WAITS"
    page = office_door.get(f"/tasks/together/?act=PUT_OFF&{ticked}&{said}")
    assert "Do it for 1 task<" in page
    filled = dict(re.findall(r'name="(task|until|why)" value="([^"]*\.\d+|[^"]+)"', page)[-3:])
    page = office_door.post("/tasks/together/", act="PUT_OFF", **filled)
    assert "Done for 1 task." in page
    assert letter_of(letters[0].case_id).due_at == noon.replace(second=0, microsecond=0)
    assert Task.objects.get(id=often.id).due_at == often.due_at
    assert "No task was ticked" in office_door.get("/tasks/together/?act=END&task=x")
    office_door.get("/tasks/together/?act=PAY")
    assert office_door.page.status_code == 404
