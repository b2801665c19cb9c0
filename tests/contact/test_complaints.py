"""Complaints: the ombudsman reads and answers; nobody who works on cases learns of them."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from safeconduct.accounts.core.rules import WHO, reasons_not_to_hold
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.queries import alias_of
from safeconduct.casework.services import keys_for, open_case
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact import services
from safeconduct.contact.core.keeping import Complained, complaint_kept_until
from safeconduct.contact.core.terms import Danger, ItemKind, Kind, WhyNot
from safeconduct.contact.jobs import end_old_complaints, sweep_letters
from safeconduct.contact.models import Complaint, Item, Letter
from safeconduct.contact.queries import (
    complaints,
    conversation,
    desk,
    read_items,
    waiting_of,
)
from safeconduct.jobs.queue import WORKER
from safeconduct.record.queries import entries_of, newest
from safeconduct.record.services import act
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import desk_keys, open_file, shred_key
from safeconduct.vault.services import shred, sweep_shred_keys
from tests.cast import Cast, Officer
from tests.contact.boxes import Box, come_back, visit
from tests.doors import Door
from tests.making import make_case
from tests.protection.test_jobs import worker

TEXT = "Офицер кричал на меня. Иволга-3377."


def complain(box: Box, *, name_case: bool = False, complaint_id: UUID | None = None) -> UUID:
    complaint_id = complaint_id or new_id()
    services.receive_complaint(
        visitor=box.visitor, complaint_id=complaint_id, text=TEXT, name_case=name_case,
        at=box.at,
    )  # fmt: skip
    return complaint_id


def officers(cast: Cast) -> list[Officer]:
    return [one for one in cast.staff.values() if Role.OMBUDSMAN not in one.actor.roles]


def test_the_ombudsman_reads_and_answers_into_the_mailbox(cast: Cast, at: datetime) -> None:
    box = Box(at)
    complaint = complain(box)
    oksana = cast.oksana.signed(at)
    opened = services.read_complaint(oksana, complaint)
    assert (opened.body.text, opened.body.language) == (TEXT, "ru")
    services.answer_complaint(oksana, complaint, "Я разберусь.")
    seen = come_back(box.words, at)
    assert [(body.kind, body.text) for body, _ in read_items(seen, at)] == [
        (ItemKind.OMBUDSMAN, "Я разберусь.")
    ]
    assert services.read_complaint(oksana, complaint).answers == (("Я разберусь.", at.date()),)
    assert complaints(at.date())[0].answers == 1


@pytest.mark.parametrize("name_case", [True, False])
def test_the_case_is_named_only_when_the_person_wishes(
    cast: Cast, at: datetime, name_case: bool
) -> None:
    box = Box(at)
    complaint = complain(box, name_case=name_case)
    named = services.read_complaint(cast.oksana.signed(at), complaint).body.file_id
    assert named == (box.file_id.hex if name_case else "")


def test_nobody_else_opens_it_not_even_the_intake_desk(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at)
    complaint = new_id()
    services.receive_complaint(
        visitor=visit(made.cookie, at), complaint_id=complaint, text=TEXT, name_case=True, at=at
    )
    assert len(officers(cast)) > 15
    for officer in officers(cast):
        assert not open_file(officer.keys, complaint).keys
        with pytest.raises(Refused) as refused:
            services.read_complaint(officer.signed(at), complaint)
        assert refused.value.reasons == (Vault.NO_KEY,)
    assert not open_file(desk_keys(cast.iryna.keys), complaint).keys


def test_the_ombudsman_reads_no_letter_and_no_case(cast: Cast, at: datetime) -> None:
    box = Box(at)
    complain(box, name_case=True)
    assert not open_file(desk_keys(cast.oksana.keys), box.file_id).keys
    with pytest.raises(Unknown):
        keys_for(cast.oksana.signed(at), box.file_id)


def test_nothing_of_the_case_tells_that_there_is_a_complaint(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    made = make_case(cast, now)
    office_door.sign_in(cast.olena, now)
    path = f"/cases/{made.file_id}/"
    office_door.get(path)
    before = len(entries_of(made.file_id))
    seen = visit(made.cookie, now)
    complaint = new_id()
    services.receive_complaint(
        visitor=seen, complaint_id=complaint, text=TEXT, name_case=True, at=now
    )
    oksana = cast.oksana.signed(now)
    services.read_complaint(oksana, complaint)
    services.answer_complaint(oksana, complaint, "Я разберусь.")
    with act(WORKER, now) as a:
        services.sweep(a)
    page = office_door.get(path)
    assert "разберусь" not in page
    assert "omplain" not in page
    assert len(entries_of(made.file_id)) == before + 1  # the page itself was read
    assert len(waiting_of(made.file_id)) == 1  # the first letter, as before
    assert complaint not in {row.file_id for one in desk(now).queues for row in one.rows}
    assert len(conversation(open_file(cast.olena.keys, made.file_id))) == 0
    office_door.get("/complaints/")
    assert office_door.page.status_code == 404


def test_the_list_of_complaints_is_the_ombudsmans_alone() -> None:
    assert WHO[Permission.COMPLAINT_READ] == {Role.OMBUDSMAN}
    assert reasons_not_to_hold(frozenset({Role.OMBUDSMAN, Role.CASE_OFFICER}))


def test_no_column_leads_from_the_file_to_the_complaint(cast: Cast, at: datetime) -> None:
    box = Box(at)
    complaint = complain(box, name_case=True)
    services.answer_complaint(cast.oksana.signed(at), complaint, "Да.")
    row = Complaint.objects.get()
    item = Item.objects.get(file_id=complaint)
    assert box.file_id.hex not in f"{row.id.hex}{row.thread.hex}{item.id.hex}"
    assert box.file_id.bytes not in bytes(row.sealed_body) + bytes(item.sealed or b"")
    assert not Letter.objects.filter(file_id=complaint).exists()


def test_complaints_of_one_person_share_a_thread_and_of_two_do_not(
    cast: Cast, at: datetime
) -> None:
    one, other = Box(at), Box(at)
    for box in (one, one, other):
        complain(box)
    threads = [row.thread for row in complaints(at.date())]
    assert len(set(threads)) == 2
    assert one.visitor.thread != other.visitor.thread
    assert one.visitor.thread == come_back(one.words, at).thread


def test_sent_twice_it_is_kept_once(cast: Cast, at: datetime) -> None:
    box = Box(at)
    complaint = complain(box)
    complain(box, complaint_id=complaint)
    assert Complaint.objects.count() == 1


def test_after_a_crash_between_the_two_databases_it_is_sent_again(
    cast: Cast, at: datetime
) -> None:
    box, complaint = Box(at), new_id()
    with connections["keystore"].cursor() as cursor:
        cursor.execute("SELECT shred_key_new(%s, %s)", [complaint, bytes(32)])
    complain(box, complaint_id=complaint)
    assert services.read_complaint(cast.oksana.signed(at), complaint).body.text == TEXT


def test_it_outlives_the_case_and_the_sweep_of_orphan_keys(cast: Cast, at: datetime) -> None:
    box = Box(at)
    complaint = complain(box)
    shred(box.file_id)
    with connections["keystore"].cursor() as cursor:
        cursor.execute("UPDATE shred_key SET day = day - 30")
    sweep_shred_keys(timezone.now().date())
    assert services.read_complaint(cast.oksana.signed(at), complaint).body.text == TEXT


def test_an_empty_complaint_hears_one_sentence(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        services.receive_complaint(
            visitor=Box(at).visitor, complaint_id=new_id(), text=" ", name_case=False, at=at
        )
    assert refused.value.reasons == (WhyNot.EMPTY,)
    assert not Complaint.objects.exists()


def test_receiving_and_opening_are_on_the_record_without_a_case(
    cast: Cast, at: datetime
) -> None:
    complaint = complain(Box(at))
    with worker():
        sweep_letters.func(timestamp=0)
    services.read_complaint(cast.oksana.signed(at), complaint)
    lines = {entry.line.kind: entry.line for entry in newest(4)}
    received, opened = lines[Kind.COMPLAINTS_RECEIVED], lines[Kind.COMPLAINT_OPENED]
    assert (received.file, received.object_id, received.facts["count"]) == ("", "", 1)
    assert (opened.file, opened.object_id, opened.actor) == (
        "", complaint.hex, cast.oksana.actor.key_id,
    )  # fmt: skip


def test_an_unknown_complaint_is_unknown(cast: Cast, at: datetime) -> None:
    with pytest.raises(Unknown):
        services.read_complaint(cast.oksana.signed(at), new_id())


def test_the_public_role_reads_no_complaint_and_the_worker_no_thread(
    cast: Cast, at: datetime
) -> None:
    complain(Box(at))
    asked = {"sc_public": ["id", "day"], "sc_worker": ["thread", "sealed_body", "answer_key"]}
    for role, column in ((one, name) for one, names in asked.items() for name in names):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(SQL("SELECT {} FROM contact_complaint").format(Identifier(column)))


def test_from_the_mailbox_to_the_ombudsman_and_back_through_both_doors(
    public_door: Door, office_door: Door, cast: Cast
) -> None:
    public_door.fill("/en/write/", text="x")
    page = public_door.fill("/en/mailbox/complaint/", text="Nobody answers.", name_case="on")
    assert public_door.path == "/en/mailbox/?sent"
    assert "Your message is kept." in page
    office_door.sign_in(cast.oksana, timezone.now())
    assert "1 new complaint" in office_door.get("/my-work/")
    assert "Open the complaint" in office_door.get("/complaints/")
    path = f"/complaints/{Complaint.objects.get().id}/"
    page = office_door.get(path)
    assert "Nobody answers." in page
    assert "Their letter waits still; no case was made of it." in page
    file_id = Letter.objects.get().file_id
    open_case(cast.iryna.signed(timezone.now()), file_id, CaseKind.PERSON, Danger.ABROAD)
    page = office_door.get(path)
    assert f"The person named the case: {alias_of(file_id)}" in page
    assert file_id.hex not in page
    assert str(file_id) not in page
    assert "I will look into it." in office_door.post(path, text="I will look into it.")
    page = public_door.get("/en/mailbox/")
    assert "I will look into it." in page
    assert "ombudsman" in page
    assert "1 new complaint" not in office_door.get("/my-work/")


def test_desk_and_ombudsman_hold_different_keys(cast: Cast) -> None:
    assert desk_keys(cast.oksana.keys).key_id != desk_keys(cast.iryna.keys).key_id


def grow_old(complaint: UUID, *, came: int, answered: int | None) -> None:
    """Put the days this many days back."""
    now = timezone.now()
    Complaint.objects.filter(id=complaint).update(day=now.date() - timedelta(days=came))
    if answered is not None:
        Item.objects.filter(file_id=complaint).update(at=now - timedelta(days=answered))


def end_old() -> None:
    with worker():
        end_old_complaints.func(timestamp=0)


def test_a_complaint_ends_with_its_answers_and_its_keys(cast: Cast, at: datetime) -> None:
    box = Box(at)
    complaint, other = complain(box), complain(box)
    for one in (complaint, other):
        services.read_complaint(cast.oksana.signed(at), one)
    services.answer_complaint(cast.oksana.signed(at), complaint, "Да.")
    grow_old(complaint, came=800, answered=731)
    end_old()
    assert [row.id for row in Complaint.objects.all()] == [other]
    assert not Item.objects.filter(file_id=complaint).exists()
    assert not Wrap.objects.filter(file_id=complaint).exists()
    with pytest.raises(Refused):
        shred_key(complaint)
    line = newest(1)[0].line
    assert (line.kind, line.file, line.object_id) == (
        Kind.COMPLAINT_ENDED, "", complaint.hex,
    )  # fmt: skip
    assert read_items(come_back(box.words, at), at) == []
    end_old()  # safe to run twice
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("came", "answered", "read"), [(800, 729, True), (730, None, True), (3000, None, False)]
)
def test_a_complaint_stays(
    cast: Cast, at: datetime, came: int, answered: int | None, read: bool
) -> None:
    complaint = complain(Box(at))
    oksana = cast.oksana.signed(at)
    if read:
        services.read_complaint(oksana, complaint)
    if answered is not None:
        services.answer_complaint(oksana, complaint, "Да.")
    grow_old(complaint, came=came, answered=answered)
    end_old()
    assert services.read_complaint(oksana, complaint).body.text == TEXT


@pytest.mark.parametrize(
    ("came", "answered", "state"),
    [(300, None, "opened"), (800, 300, "opened"), (800, None, "new")],
)
def test_the_database_ends_no_complaint_of_this_year_nor_an_unread_one(
    cast: Cast, at: datetime, came: int, answered: int | None, state: str
) -> None:
    complaint = complain(Box(at))
    if answered is not None:
        services.answer_complaint(cast.oksana.signed(at), complaint, "Да.")
    grow_old(complaint, came=came, answered=answered)
    Complaint.objects.update(state=state)
    lie = Complained(date(2020, 1, 1), None, timezone.now().date(), was_read=True)
    with worker(), act(WORKER, timezone.now()) as a:
        assert not services.end_complaint(a, complaint, lie)
    assert shred_key(complaint)


def test_both_see_how_long_it_is_kept(public_door: Door, office_door: Door, cast: Cast) -> None:
    public_door.fill("/en/write/", text="x")
    page = public_door.get("/en/mailbox/complaint/")
    until = complaint_kept_until(timezone.now().date(), None)
    told = until.strftime("%-d %B %Y")
    assert told in page
    public_door.post("/en/mailbox/complaint/", text="Nobody answers.")
    complaint = Complaint.objects.get().id
    Complaint.objects.update(day=timezone.now().date() - timedelta(days=3))
    office_door.sign_in(cast.oksana, timezone.now())
    page = office_door.get("/complaints/")
    assert "3 days ago" in page
    assert "no end before it is read" in page
    office_door.get(f"/complaints/{complaint}/")
    office_door.post(f"/complaints/{complaint}/", text="I will look into it.")
    assert told in office_door.get("/complaints/")
    assert f"Kept until {told} at least" in public_door.get("/en/mailbox/")
