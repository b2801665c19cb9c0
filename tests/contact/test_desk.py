"""The triage desk: mailboxes by danger and time, who reads them, the desk's first figure."""

import html
import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.services import open_case, read_letter
from safeconduct.casework.services.lists import recount
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Unknown
from safeconduct.contact import services
from safeconduct.contact.core.desk import LEASE
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.models import DeskClaim, DeskLine, FirstWait, Item, Letter
from safeconduct.contact.queries import (
    DeskPage,
    Waiting,
    ask_desk_count,
    claims_of,
    desk,
    first_answers,
    letter_row,
    new_letters,
    waits_wrong,
)
from safeconduct.jobs.queue import WORKER
from safeconduct.record.services import act
from safeconduct.vault.models import BUNDLE, Wrap
from safeconduct.web.together import read
from tests.cast import Cast
from tests.contact.boxes import Box, post
from tests.doors import Door

MINUTE = timedelta(minutes=1)


def rows(at: datetime, limit: int = 200) -> list[Waiting]:
    """Every mailbox at the desk, queue after queue."""
    return [row for one in desk(at, limit=limit).queues for row in one.rows]


def rows_on(page: DeskPage) -> list[UUID]:
    """The mailboxes of one page, from its top."""
    return [row.file_id for one in page.queues for row in one.rows]


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
    assert read(ask_desk_count()) == 1
    open_case(cast.iryna.signed(at), box.file_id, CaseKind.PERSON, Danger.FRONT)
    assert rows(at) == []
    assert read(ask_desk_count()) == 0


def test_the_desk_reads_the_greatest_danger_first_and_then_the_oldest(at: datetime) -> None:
    told = [Danger.ABROAD, Danger.WAITING, Danger.UNSAID, Danger.HUNTED, Danger.FRONT]
    old = [Box(at - timedelta(days=3), danger=danger).file_id for danger in told]
    new = [Box(at, danger=danger).file_id for danger in told]
    places = (4, 3, 2, 0, 1)  # at the front, being looked for, not said, abroad, not in danger
    found = [row.file_id for row in rows(at)]
    assert found == [box for place in places for box in (old[place], new[place])]
    page, walked = desk(at, limit=3), []
    while True:
        front, rest = page.queues
        assert (front.total, rest.total) == (4, 6)  # said on every page
        walked += [row.file_id for row in [*front.rows, *rest.rows]]
        if page.older is None:
            break
        page = desk(at, page.older, limit=3)
    assert walked == found
    assert page.newer is not None
    assert rows_on(desk(at, page.newer, limit=3)) == found[6:9]
    front, rest = desk(at, limit=3).queues
    assert front.begins is None
    assert rest.begins is not None
    assert rows_on(desk(at, rest.begins, limit=3)) == found[4:7]


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


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11])
def test_the_figure_is_a_wait_that_somebody_had(at: datetime, count: int) -> None:
    spans = [n * n * MINUTE for n in range(count)]
    FirstWait.objects.bulk_create(
        FirstWait(file_id=new_id(), since=at - span, answered_at=[None, at][n % 2])
        for n, span in enumerate(spans)
    )
    found = first_answers(at)
    assert found.median == spans[-(-count // 2) - 1]
    assert found.p90 == spans[-(-9 * count // 10) - 1]
    assert (found.mailboxes, found.unanswered) == (count, -(-count // 2))


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


def at_the_desk(count: int, danger: Danger, day: date) -> list[UUID]:
    """Mailboxes that came on this day, with one letter each."""
    files = [new_id() for _ in range(count)]
    Wrap.objects.bulk_create(
        Wrap(
            id=new_id(), file_id=one, compartment=BUNDLE, holder="desk", key_id="d", sealed=b""
        )
        for one in files
    )
    Letter.objects.bulk_create(
        Letter(id=new_id(), file_id=one, sealed_key=b"", sealed_body=b"", language="uk",
               danger=danger.value, day=day)
        for one in files
    )  # fmt: skip
    return files


def test_a_long_queue_goes_on_page_by_page_and_the_front_is_said_on_each(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    at_the_desk(51, Danger.FRONT, now.date())
    at_the_desk(1, Danger.ABROAD, now.date() - timedelta(days=30))
    office_door.sign_in(cast.iryna, now)
    page = office_door.get("/triage/")
    assert page.count("Open the letter") == 50
    assert "All others · 1" in page
    further = re.findall(r'href="(/triage/[?]at=[^"]+)"', page)
    assert len(further) == 2  # the beginning of the others, and the next page
    for address in further:
        page = office_door.get(html.unescape(address))
        assert "In danger now · 51" in page
        assert re.search(r'href="/triage/"', page)
        assert page.count("Open the letter") in {1, 2}
    page = office_door.get("/triage/?at=nowhere")
    assert "This address names no place in this list" in page
    assert page.count("Open the letter") == 50


def test_a_line_of_the_desk_that_was_altered_is_found_and_made_anew(
    cast: Cast, at: datetime
) -> None:
    first, then = Box(at, danger=Danger.WAITING), Box(at, danger=Danger.HUNTED)
    more(first)
    assert [row.since for row in rows(at)] == [None, None]  # the worker has not found them yet
    swept(at)
    assert [row.since for row in rows(at)] == [at, at]
    read_letter(cast.iryna.signed(at), then.letter)
    assert waits_wrong() == 0
    DeskLine.objects.filter(file_id=first.file_id).update(place=0)
    assert [row.file_id for row in rows(at)][0] == first.file_id
    assert waits_wrong() == 2
    recount(at)
    assert (waits_wrong(), rows(at)[0].file_id) == (0, then.file_id)
    open_case(cast.iryna.signed(at), then.file_id, CaseKind.PERSON, Danger.HUNTED)
    Wrap.objects.filter(file_id=first.file_id).delete()
    assert not DeskLine.objects.exists()
    denied = pytest.raises(DatabaseError, match="permission denied")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE sc_office")
        cursor.execute("DELETE FROM contact_deskline")
