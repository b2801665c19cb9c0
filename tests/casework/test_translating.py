"""The translation desk: one text, to one interpreter, for some hours, back to the case."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.casework.core.translation import How, NotTranslated, Step
from safeconduct.casework.models import Translation, TranslationKey
from safeconduct.casework.queries.translating import (
    text_for,
    texts_for,
    texts_of,
    texts_waiting,
)
from safeconduct.casework.services.translating import (
    ask_translation,
    deliver_translation,
    end_translations,
    take_translation,
    withdraw_translation,
)
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.contact.core.duty import Duty
from safeconduct.contact.services.duty import add_shift
from safeconduct.record.queries import newest
from safeconduct.vault.queries import open_file
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import make_case

HOUR = timedelta(hours=1)
TEXT = "Нас двое. Ждём ночью."
ANSWER = "There are two of us. We wait at night."


def on_duty(cast: Cast, who: Officer, at: datetime, hours: int = 8) -> None:
    """Put somebody on the roster as an interpreter of Russian and English."""
    signed, duty = cast.vasyl.signed(at), Duty.INTERPRETER
    add_shift(signed, who.id, duty, at - HOUR, at + hours * HOUR, ["ru", "en"])


def test_an_interpreter_opens_the_text_alone_and_the_case_keeps_the_rest(
    cast: Cast, at: datetime
) -> None:
    case = make_case(cast, at)
    on_duty(cast, cast.kirill, at)
    on_duty(cast, cast.rasa, at)
    made = ask_translation(cast.olena.signed(at), case.file_id, TEXT, "ru", "en")
    kirill, rasa = cast.kirill.signed(at + HOUR), cast.rasa.signed(at + HOUR)
    assert [one.id for one in texts_for(kirill)] == [made]
    assert [one.id for one in texts_waiting(at + HOUR)] == [made]
    with pytest.raises(Unknown):  # first the record says who opens it
        text_for(kirill, made)
    take_translation(kirill, made)
    assert text_for(kirill, made) == TEXT
    for refused in (rasa, cast.iryna.signed(at + HOUR)):
        assert texts_for(refused) == []
        with pytest.raises(Unknown):
            take_translation(refused, made)
    assert open_file(kirill.keys, case.file_id).keys == {}
    deliver_translation(kirill, made, ANSWER, How.MACHINE)
    assert not TranslationKey.objects.exists()
    assert texts_for(kirill) == []
    [told] = texts_of(open_file(cast.olena.keys, case.file_id), at + 9 * HOUR)
    assert (told.text, told.answer, told.how) == (TEXT, ANSWER, How.MACHINE)
    assert told.step is Step.DONE
    row = Translation.objects.get()
    assert ANSWER.encode() not in bytes(row.sealed_answer or b"")
    kinds = {entry.line.kind for entry in newest(5)}
    assert kinds >= {f"casework.translation.{one}" for one in ("asked", "taken", "done")}


def test_hours_end_and_a_text_taken_back_opens_no_more(cast: Cast, at: datetime) -> None:
    case, olena = make_case(cast, at), cast.olena.signed(at)
    with pytest.raises(Refused) as nobody:
        ask_translation(olena, case.file_id, TEXT, "ru", "en")
    assert nobody.value.reasons == (NotTranslated.NOBODY_INTERPRETS,)
    on_duty(cast, cast.kirill, at, hours=2)
    late = ask_translation(olena, case.file_id, TEXT, "ru", "en")
    take_translation(cast.kirill.signed(at), late)
    with pytest.raises(Unknown):
        deliver_translation(cast.kirill.signed(at + 3 * HOUR), late, ANSWER, How.HUMAN)
    assert end_translations(at + 3 * HOUR) == 1
    back = ask_translation(olena, case.file_id, TEXT, "ru", "en")
    withdraw_translation(olena, case.file_id, back)
    with pytest.raises(Unknown):
        take_translation(cast.kirill.signed(at), back)
    with pytest.raises(Unknown):
        ask_translation(cast.kirill.signed(at), case.file_id, TEXT, "ru", "en")


def test_the_database_knows_two_people_and_ten_hours(cast: Cast, at: datetime) -> None:
    case = make_case(cast, at)
    on_duty(cast, cast.kirill, at)
    made = ask_translation(cast.olena.signed(at), case.file_id, TEXT, "ru", "en")
    row = Translation.objects.filter(id=made)
    for wrong in (
        {"taken_by": cast.olena.id, "taken_at": at},
        {"until": at + 11 * HOUR},
        {"done_at": at, "how": "HUMAN", "sealed_answer": b"x"},
        {"target": "ru"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)


def test_from_the_case_to_the_interpreter_and_back_through_the_pages(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    case = make_case(cast, now)
    on_duty(cast, cast.kirill, now)
    office_door.sign_in(cast.olena, now)
    url = f"/cases/{case.file_id}/translations/"
    assert "No text was given yet" in office_door.get(url)
    office_door.fill(url, source="ru", target="en", text=TEXT)
    assert "waits for an interpreter" in office_door.page.content.decode()
    made = Translation.objects.get().id
    assert "Translations" in office_door.get(f"/cases/{case.file_id}/")
    office_door.get(f"/interpreting/{made}/")
    assert office_door.page.status_code == 404
    office_door.sign_in(cast.kirill, now)
    assert "1 text to translate" in office_door.get("/")
    assert TEXT not in office_door.get("/interpreting/")
    assert TEXT not in office_door.get(f"/interpreting/{made}/")
    office_door.fill(f"/interpreting/{made}/")
    assert TEXT in office_door.page.content.decode()
    office_door.fill(f"/interpreting/{made}/", text=ANSWER, how="HUMAN")
    assert office_door.path == "/interpreting/"
    office_door.get(url)
    assert office_door.page.status_code == 404
    assert Translation.objects.get().how == "HUMAN"
