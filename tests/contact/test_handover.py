"""From shift to shift: a note only those who follow can open, confirmed by one of them."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.duty import Duty
from safeconduct.contact.core.terms import WhyNot
from safeconduct.contact.models import Handover, HandoverKey
from safeconduct.contact.services.duty import add_shift
from safeconduct.contact.services.handover import (
    ask_waiting_handovers,
    notes_for,
    take_handover,
    write_handover,
)
from safeconduct.record.queries import newest
from safeconduct.web.together import read
from tests.cast import Cast
from tests.doors import Door
from tests.making import retrain

TEXT = "Зимородок-5521: звонить после 23:00."
HOUR = timedelta(hours=1)


def test_the_note_is_sealed_to_the_next_shift_alone(cast: Cast, at: datetime) -> None:
    retrain(cast.olena, Role.RECEPTION_OFFICER)
    vasyl = cast.vasyl.signed(at)
    add_shift(vasyl, cast.rasa.id, Duty.RECEPTION, at + 2 * HOUR, at + 10 * HOUR)
    write_handover(cast.ruta.signed(at), Duty.RECEPTION, TEXT)
    assert [one.text for one in notes_for(cast.rasa.signed(at))] == [TEXT]
    assert [one.text for one in notes_for(cast.ruta.signed(at))] == [TEXT]
    for other in (cast.olena, cast.vasyl, cast.iryna):
        assert notes_for(other.signed(at)) == []
    row = Handover.objects.get()
    assert TEXT.encode() not in bytes(row.sealed_note)
    assert HandoverKey.objects.count() == 2


def test_without_a_roster_it_goes_to_all_of_the_role(cast: Cast, at: datetime) -> None:
    write_handover(cast.ruta.signed(at), Duty.RECEPTION, TEXT)
    assert read(ask_waiting_handovers(cast.rasa.signed(at))) == 1
    assert read(ask_waiting_handovers(cast.ruta.signed(at))) == 0


def test_where_nobody_follows_nothing_is_written(cast: Cast, at: datetime) -> None:
    for duty in (Duty.INTAKE, Duty.INTERPRETER):  # Iryna is the only intake officer
        with pytest.raises(Refused) as refused:
            write_handover(cast.iryna.signed(at), duty, TEXT)
        assert refused.value.reasons == (WhyNot.NOBODY_FOLLOWS,)
    assert not Handover.objects.exists()


def test_one_of_those_who_follow_takes_it_once(cast: Cast, at: datetime) -> None:
    note = write_handover(cast.ruta.signed(at), Duty.RECEPTION, TEXT)
    with pytest.raises(Refused) as own:
        take_handover(cast.ruta.signed(at), note)
    assert own.value.reasons == (WhyNot.HANDOVER_YOURS,)
    with pytest.raises(Unknown):
        take_handover(cast.olena.signed(at), note)
    take_handover(cast.rasa.signed(at), note)
    with pytest.raises(Refused) as twice:
        take_handover(cast.rasa.signed(at), note)
    assert twice.value.reasons == (WhyNot.HANDOVER_TAKEN,)
    assert read(ask_waiting_handovers(cast.rasa.signed(at))) == 0
    kinds = [entry.line.kind for entry in newest(2)]
    assert kinds == ["contact.handover.taken", "contact.handover.written"]


def test_a_taken_note_goes_after_a_week_and_an_untaken_one_stays(
    cast: Cast, at: datetime
) -> None:
    taken = write_handover(cast.ruta.signed(at), Duty.RECEPTION, TEXT)
    waits = write_handover(cast.ruta.signed(at), Duty.RECEPTION, TEXT)
    take_handover(cast.rasa.signed(at), taken)
    late = write_handover(cast.rasa.signed(at + 8 * 24 * HOUR), Duty.RECEPTION, TEXT)
    assert set(Handover.objects.values_list("id", flat=True)) == {waits, late}
    assert HandoverKey.objects.count() == 4


def test_the_database_lets_nobody_take_their_own(cast: Cast, at: datetime) -> None:
    note = write_handover(cast.ruta.signed(at), Duty.RECEPTION, TEXT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contact_handover SET taken_by = made_by, taken_at = made_at WHERE id = %s",
            [note],
        )


def test_through_the_page_and_my_work(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    office_door.sign_in(cast.ruta, now)
    assert "No note for you" in office_door.get("/handover/")
    office_door.fill("/handover/write/", duty="reception", text=TEXT)
    assert office_door.path == "/handover/"
    page = office_door.page.content.decode()
    assert "nobody has taken it yet" in page
    assert "I have read it" not in page
    office_door.post("/sign-out/")
    office_door.sign_in(cast.rasa, now)
    assert "1 note from the last shift" in office_door.get("/my-work/")
    page = office_door.get("/handover/")
    assert TEXT in page
    note = Handover.objects.get()
    office_door.post(f"/handover/{note.id}/take/")
    assert "taken by Rasa" in office_door.page.content.decode()
    assert "note from the last shift" not in office_door.get("/my-work/")
