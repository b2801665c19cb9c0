"""A person asks for their own data and finds it in the mailbox; nobody else reads it there."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.casework.core.own_data import NotGiven, Section, answer_by
from safeconduct.casework.models import DataRequest, Task
from safeconduct.casework.services import add_person, read_letter
from safeconduct.casework.services.own_data import give_own_data, note_request
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.terms import ItemKind
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.queries import conversation, open_items, waiting_of
from safeconduct.record.queries import entries_of
from safeconduct.vault.queries import open_file
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
    office_door.fill(address, asked=now.date().isoformat())
    page = office_door.fill(address, certain="on", LETTERS="give")
    assert "Please choose one." in page
    said = {one.name: "give" for one in Section} | {"ANSWERS": "OTHERS"}
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
    text = "\n".join(shown.body.text for shown in open_items(there, timezone.now()))
    assert "Меня зовут Зимородок." in text
    assert "Zimorodok" in text
    assert "Sinitsyna" not in text
    assert "Olena" not in text
    row = DataRequest.objects.get()
    assert row.withheld == ["ANSWERS:OTHERS"]
    kinds = [entry.line.kind for entry in entries_of(file_id, 20)]
    assert "casework.own_data.given" in kinds
    assert not Task.objects.filter(code="give_own_data", done_at=None).exists()
