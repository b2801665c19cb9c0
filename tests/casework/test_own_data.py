"""A person asks for their own data and finds it in the mailbox; nobody else reads it there."""

import json
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.casework.core.own_data import (
    COPY,
    NotDone,
    NotGiven,
    Section,
    Way,
    answer_by,
)
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.models import DataRequest, Task
from safeconduct.casework.queries.own_data import CARD, NAMES
from safeconduct.casework.services import add_person, open_case, read_letter
from safeconduct.casework.services.own_data import answer_wish, give_own_data, note_request
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.terms import (
    WISH,
    Danger,
    ItemKind,
    LetterBody,
    LetterKind,
    Wish,
)
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.models import Letter
from safeconduct.contact.queries import conversation, open_items, waiting_of
from safeconduct.contact.services import receive_letter
from safeconduct.oversight.core.catalogue import catalogue
from safeconduct.record.queries import entries_of
from safeconduct.vault.queries import open_file
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case

TEXTS = {one: f"{one.name}-text" for one in Section}
ALL = dict.fromkeys(Section)


def read_all(cast: Cast, file_id: UUID, at: datetime) -> None:
    """Nothing of the person is left unread."""
    for row in waiting_of(file_id):
        read_letter(cast.olena.signed(at), row.id)


def test_a_request_has_a_task_that_ends_a_month_after_it(cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    me, asked = cast.olena.signed(now), now.date() - timedelta(days=20)
    with pytest.raises(Refused) as refused:
        note_request(me, file_id, now.date() + timedelta(days=1))
    assert refused.value.reasons == (NotGiven.ASKED_LATER,)
    note_request(me, file_id, asked)
    due = datetime.combine(answer_by(asked), time(12), UTC)
    assert Task.objects.get(code="give_own_data").due_at == due
    with pytest.raises(Refused) as refused:
        note_request(me, file_id, asked)
    assert refused.value.reasons == (NotGiven.ASKED_TWICE,)
    with pytest.raises(Unknown):
        note_request(cast.kirill.signed(now), file_id, asked)


def test_nothing_is_given_to_somebody_nobody_is_certain_of(cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    me = cast.olena.signed(now)
    with pytest.raises(Refused) as refused:
        give_own_data(me, file_id, TEXTS, {}, certain=False)
    assert refused.value.reasons == (
        NotGiven.NO_REQUEST,
        NotGiven.LETTERS_WAIT,
        NotGiven.NOT_CERTAIN,
        NotGiven.NOT_SAID,
    )
    note_request(me, file_id, now.date())
    read_all(cast, file_id, now)
    give_own_data(me, file_id, TEXTS, ALL, certain=True)
    with pytest.raises(Refused):
        give_own_data(me, file_id, TEXTS, ALL, certain=True)
    with pytest.raises(IntegrityError, match="answered"), transaction.atomic():
        DataRequest.objects.update(answered_by=None)
    note_request(me, file_id, date(2026, 1, 1))  # they may ask again


def test_the_person_reads_it_and_the_office_keeps_no_copy(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    made = make_case(cast, now, text="Меня зовут Зимородок.")
    file_id = made.file_id
    me = cast.olena.signed(now)
    read_all(cast, file_id, now)
    add_person(me, file_id, "applicant", {"surname": "Zimorodok"})
    add_person(me, file_id, "sister", {"surname": "Sinitsyna"})
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{file_id}/")
    address = f"/cases/{file_id}/own-data/"
    assert address in page
    office_door.fill(address, asked=now.date().isoformat(), wish="SEE")
    page = office_door.fill(address, certain="on", LETTERS="give")
    assert "Please choose one." in page
    said = {one.name: "give" for one in Section} | {"ANSWERS": "OTHERS", "way": "COPY"}
    page = office_door.fill(address, **said)
    assert "First make certain" in page
    page = office_door.fill(address, certain="on", **said)
    assert "on its way into the mailbox" in page
    keys = open_file(cast.olena.keys, file_id)
    assert not [
        one for one in conversation(keys) if one.kind == ItemKind.OWN_DATA.value and one.text
    ]
    there = visitor(made.cookie, timezone.now())
    assert there is not None
    texts = [shown.body.text for shown in open_items(there, timezone.now())]
    text = "\n".join(texts)
    assert "Меня зовут Зимородок." in text
    assert "Zimorodok" in text
    assert "Sinitsyna" not in text
    assert "Olena" not in text
    (copy,) = [json.loads(one) for one in texts if one.startswith("{")]
    assert copy["format"] == COPY
    assert set(copy["data"]) == {"LETTERS", "PERSON", "COURSE"}
    assert copy["data"]["PERSON"][0][CARD] == {"surname": "Zimorodok"}
    row = DataRequest.objects.get()
    assert row.withheld == ["ANSWERS:OTHERS"]
    kinds = [entry.line.kind for entry in entries_of(file_id, 20)]
    assert "casework.own_data.given" in kinds
    assert not Task.objects.filter(code="give_own_data", done_at=None).exists()


def test_a_wish_from_the_mailbox_waits_from_its_own_day(
    public_door: Door, office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    made = make_case(cast, now)
    file_id, me = made.file_id, cast.olena.signed(now)
    read_all(cast, file_id, now)
    public_door.browser.cookies["sc-public"] = made.cookie
    assert "/en/mailbox/own-data/" in public_door.get("/en/mailbox/")
    page = public_door.fill("/en/mailbox/own-data/", wish=Wish.ERASE.value)
    assert "Your message is kept." in page
    assert not DataRequest.objects.exists()
    read_all(cast, file_id, now)
    row = DataRequest.objects.get()
    assert (row.wish, row.by_letter, row.asked_on) == ("ERASE", True, now.date())
    due = datetime.combine(answer_by(now.date()), time(12), UTC)
    assert Task.objects.get(code="erase_own_data").due_at == due
    note_request(me, file_id, now.date())  # to see it is another wish, with a clock of its own
    office_door.sign_in(cast.olena, now)
    page = office_door.get(f"/cases/{file_id}/")
    assert "about their own data" in page
    assert "to have something erased" in page
    page = office_door.fill(f"/cases/{file_id}/own-data/", outcome="DUTY", text="Закон велит.")
    assert "on its way into the mailbox" in page
    row.refresh_from_db()
    assert row.withheld == ["ERASE:DUTY"]
    assert not Task.objects.filter(code="erase_own_data", done_at=None).exists()
    assert Task.objects.filter(code="give_own_data", done_at=None).exists()


def test_a_wish_read_at_the_desk_waits_once_there_is_a_case(cast: Cast, at: datetime) -> None:
    body = LetterBody(LetterKind.OWN_DATA, "", {WISH: Wish.CORRECT.value})
    file_id = receive_letter(
        letter_id=new_id(), body=body, danger=Danger.UNSAID.value, language="ru",
        cookie=fresh_cookie(), at=at, long_code=True,
    )  # fmt: skip
    iryna = cast.iryna.signed(at)
    read_letter(iryna, Letter.objects.get(file_id=file_id).id)
    open_case(iryna, file_id, CaseKind.PERSON, Danger.UNSAID)
    row = DataRequest.objects.get(case_id=file_id)
    assert (row.wish, row.asked_on) == ("CORRECT", at.date())
    with pytest.raises(Refused) as refused:
        answer_wish(iryna, file_id, Wish.ERASE, None, text="Готово.", certain=True)
    assert refused.value.reasons == (NotGiven.NO_REQUEST,)
    answer_wish(iryna, file_id, Wish.CORRECT, NotDone.STANDS, text="Так.", certain=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(id=row.id).update(wish="SELL")


def test_what_is_handed_over_here_is_a_file_and_in_no_mailbox(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    made = make_case(cast, now, text="Меня зовут Зимородок.")
    file_id = made.file_id
    read_all(cast, file_id, now)
    note_request(cast.olena.signed(now), file_id, now.date())
    office_door.sign_in(cast.olena, now)
    said = {one.name: "give" for one in Section} | {"way": Way.HERE.name}
    page = office_door.fill(f"/cases/{file_id}/own-data/", certain="on", **said)
    copy = json.loads(page)
    assert office_door.page.headers["Content-Type"] == "application/json"
    assert "no-store" in office_door.page.headers["Cache-Control"]
    assert copy["data"]["LETTERS"][0]["contact_letter.sealed_body"]["text"].startswith("Меня")
    there = visitor(made.cookie, timezone.now())
    assert there is not None
    assert not open_items(there, timezone.now())


def test_a_copy_says_everything_under_the_names_of_the_catalogue() -> None:
    for name in NAMES:
        table, column = name.split(".")
        assert catalogue().meaning(table, column)
