"""The triage desk: mailboxes by danger and time, who reads them, the desk's first figure."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.services import open_case, read_letter
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown
from safeconduct.contact import services
from safeconduct.contact.core.desk import LEASE
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.models import DeskClaim, FirstWait, Item, Letter
from safeconduct.contact.queries import (
    Waiting,
    claims_of,
    desk,
    desk_count,
    first_answers,
    letter_row,
    new_letters,
    waits_wrong,
)
from safeconduct.jobs.queue import WORKER
from safeconduct.record.services import act
from tests.cast import Cast
from tests.contact.boxes import Box, post
from tests.doors import Door

MINUTE = timedelta(minutes=1)


def rows(at: datetime, limit: int = 200) -> list[Waiting]:
    """Every mailbox at the desk, queue after queue."""
    return [row for one in desk(at, limit) for row in one.rows]


def more(box: Box) -> None:
    """A further letter in the open mailbox."""
    services.receive_more(
        visitor=box.visitor, letter_id=new_id(), danger=Danger.UNSAID.value,
        body=LetterBody(LetterKind.MESSAGE, "Мы у реки."), at=box.at,
    )  # fmt: skip


def swept(at: datetime) -> None:
    """The worker finds what came."""
    with act(WORKER, at) as a:
        services.sweep(a)


def test_an_opened_letter_stays_in_sight_until_there_is_a_case(
    cast: Cast, at: datetime
) -> None:
    box = Box(at)
    read_letter(cast.iryna.signed(at), box.letter)
    assert new_letters() == []
    assert [row.open_next for row in rows(at)] == [box.letter]
    assert desk_count() == 1
    open_case(cast.iryna.signed(at), box.file_id, CaseKind.PERSON, Danger.FRONT)
    assert rows(at) == []
    assert desk_count() == 0


def test_the_desk_reads_the_greatest_danger_first_and_then_the_oldest(at: datetime) -> None:
    told = [Danger.ABROAD, Danger.WAITING, Danger.UNSAID, Danger.HUNTED, Danger.FRONT]
    old = [Box(at - timedelta(days=3), danger=danger).file_id for danger in told]
    new = [Box(at, danger=danger).file_id for danger in told]
    places = (4, 3, 2, 0, 1)  # at the front, being looked for, not said, abroad, not in danger
    found = [row.file_id for row in rows(at)]
    assert found == [box for place in places for box in (old[place], new[place])]
    front, rest = desk(at, limit=3)
    assert ([row.file_id for row in front.rows], front.total) == (found[:3], 4)
    assert ([row.file_id for row in rest.rows], rest.total) == (found[4:7], 6)


def test_of_one_day_whoever_was_found_first_comes_first(at: datetime) -> None:
    boxes = [Box(at) for _ in range(3)]
    for minute, box in enumerate(reversed(boxes)):
        Letter.objects.filter(file_id=box.file_id).update(swept_at=at + minute * MINUTE)
    assert [row.file_id for row in rows(at)] == [box.file_id for box in reversed(boxes)]


@pytest.mark.parametrize("danger", Danger)
def test_further_letters_stand_in_one_row_with_the_danger_of_the_first(
    at: datetime, danger: Danger
) -> None:
    box = Box(at, danger=danger)
    more(box)
    further = Letter.objects.exclude(id=box.letter).get()
    assert further.danger == "not said"
    assert letter_row(further.id).danger == danger  # so a case opened from it begins with it
    [row] = rows(at)
    assert (row.danger, row.letters, row.unopened) == (danger, 2, 2)


def test_what_is_opened_next_is_unopened(cast: Cast, at: datetime) -> None:
    box = Box(at)
    more(box)
    first = rows(at)[0].open_next
    read_letter(cast.iryna.signed(at), first)
    [row] = rows(at)
    assert row.unopened == 1
    assert row.open_next != first


def test_two_officers_see_each_other_and_neither_is_locked_out(
    office_door: Door, cast: Cast
) -> None:
    at = timezone.now()
    box = Box(at)
    held = services.claim(cast.olena.signed(at), box.file_id)  # stands in for a second intake
    assert held.until == at + LEASE
    office_door.sign_in(cast.iryna, at)
    page = office_door.get("/triage/")
    assert "Olena reads since" in page
    page = office_door.post(f"/letters/{box.letter}/")
    assert "Olena reads since" in page
    assert "Open the case" in page
    page = office_door.get("/triage/")
    page = office_door.post(f"/triage/{box.file_id}/read/")
    assert "Olena reads since" not in page
    assert claims_of([box.file_id], at)[box.file_id].officer_id == cast.iryna.id
    office_door.post(f"/triage/{box.file_id}/give-back/")
    assert claims_of([box.file_id], at) == {}
    office_door.get("/triage/")
    office_door.post(f"/letters/{box.letter}/")
    assert claims_of([box.file_id], at)[box.file_id].officer_id == cast.iryna.id
    office_door.post(f"/letters/{box.letter}/open-case/", kind="person", danger=Danger.FRONT)
    assert not DeskClaim.objects.exists()


def test_nobody_reads_what_does_not_lie_at_the_desk(cast: Cast, at: datetime) -> None:
    with pytest.raises(Unknown):
        services.take_over(cast.iryna.signed(at), new_id())
    assert not DeskClaim.objects.exists()


def test_old_claims_are_forgotten_and_the_database_takes_none_without_end(
    cast: Cast, at: datetime
) -> None:
    first, second = new_id(), new_id()
    services.claim(cast.iryna.signed(at), first)
    services.claim(cast.iryna.signed(at + timedelta(days=2)), second)
    assert list(DeskClaim.objects.values_list("file_id", flat=True)) == [second]
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskClaim.objects.create(file_id=first, officer_id=cast.iryna.id, since=at, until=at)


def test_the_supervisor_sees_the_queue_and_opens_nothing(office_door: Door, cast: Cast) -> None:
    box = Box(timezone.now())
    office_door.sign_in(cast.vasyl, timezone.now())
    page = office_door.get("/triage/")
    assert "at the front now" in page
    assert f"/letters/{box.letter}/" not in page
    office_door.post(f"/triage/{box.file_id}/read/")
    assert office_door.page.status_code == 404
    assert not DeskClaim.objects.exists()


def test_the_first_figure_goes_from_found_to_answered(cast: Cast, at: datetime) -> None:
    answered, waits, old = Box(at), Box(at), Box(at)
    swept(at)
    Letter.objects.filter(file_id=old.file_id).update(swept_at=at - timedelta(days=8))
    answered.at = at + 30 * MINUTE
    post(cast, answered, "Мы прочли.")
    found = first_answers(at + 60 * MINUTE)
    assert (found.mailboxes, found.unanswered) == (2, 1)
    assert found.median == 30 * MINUTE
    assert found.p90 == 60 * MINUTE
    more(waits)  # a further letter starts no new clock
    swept(at + 50 * MINUTE)
    assert first_answers(at + 60 * MINUTE) == found
    post(cast, answered, "Ещё раз.")  # nor does a further answer stop one
    assert waits_wrong() == 0
    Item.objects.all().delete()
    assert first_answers(at + 60 * MINUTE).unanswered == 2
    Letter.objects.filter(file_id=waits.file_id).delete()
    assert first_answers(at + 60 * MINUTE).mailboxes == 1
    assert waits_wrong() == 0
    FirstWait.objects.all().delete()
    assert waits_wrong() == 2


def test_the_page_says_the_figure_and_what_it_leaves_out(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    Box(now)
    office_door.sign_in(cast.vasyl, now)
    assert "human answer" not in office_door.get("/triage/")  # nothing is measured yet
    swept(now - 90 * MINUTE)
    for path in ("/triage/", "/oversight/"):
        page = office_door.get(path)
        assert "half within 90 minutes, nine of ten within 90 minutes" in page
        assert "1 not answered yet, counted until now" in page
