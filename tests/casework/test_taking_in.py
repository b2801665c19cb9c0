"""A letter becomes a case that is led and answered, from one page, whole or not at all."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.accounts.queries import team_of
from safeconduct.casework.core.phrases import phrases
from safeconduct.casework.core.terms import CaseKind, WhyNot
from safeconduct.casework.models import Case
from safeconduct.casework.services.taking_in import take_in
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.models import Item
from safeconduct.contact.queries import ask_desk_count, conversation
from safeconduct.contact.services import receive_more
from safeconduct.protection.core.terms import Saying
from safeconduct.vault.queries import open_file
from safeconduct.web.together import read
from tests.cast import Cast
from tests.contact.boxes import Box
from tests.doors import Door

SAID = {"kind": "person", "danger": Danger.FRONT.value}


def test_one_page_opens_the_case_names_its_officer_and_answers(
    office_door: Door, cast: Cast
) -> None:
    box = Box(timezone.now())
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.get("/triage/")
    office_door.post(f"/letters/{box.letter}/")
    to = f"/letters/{box.letter}/open-case/"
    lead = str(cast.olena.id)
    page = office_door.post(to, **SAID, lead=lead, phrases=["read"], text="", insert="1")
    assert not Case.objects.exists()
    text = phrases()["read"].text["ru"]
    assert text in page
    assert f'<option value="{lead}" selected>' in page
    office_door.post(to, **SAID, lead=lead, text=text)
    assert office_door.path == f"/cases/{box.file_id}/"
    assert "The case is open." in office_door.page.content.decode()
    assert dict(team_of(box.file_id)) == {"Iryna": "intake officer", "Olena": "case officer"}
    assert read(ask_desk_count()) == 0
    assert conversation(open_file(cast.olena.keys, box.file_id))[-1].text == text


def test_an_answer_that_asks_opens_nothing_and_says_why(office_door: Door, cast: Cast) -> None:
    box = Box(timezone.now())
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.get("/triage/")
    office_door.post(f"/letters/{box.letter}/")
    to = f"/letters/{box.letter}/open-case/"
    page = office_door.post(to, **SAID, lead="", text="Где вы?")
    assert WhyNot.OUTSIDE_LIST.value in page
    assert "Зимородок" in page  # the letter stands beside its form still
    assert not Case.objects.exists()
    assert not Item.objects.exists()
    assert read(ask_desk_count()) == 1
    office_door.post(to, **SAID, lead="", text="")
    assert team_of(box.file_id) == [("Iryna", "intake officer")]


@pytest.mark.parametrize("lead", [lambda cast: cast.ruta.id, lambda cast: cast.iryna.id])
def test_whoever_is_no_case_officer_leads_nothing_and_nothing_is_half_done(
    cast: Cast, lead: Callable[[Cast], UUID]
) -> None:
    now = timezone.now()
    box = Box(now)
    with pytest.raises(Refused) as refused:
        take_in(
            cast.iryna.signed(now),
            box.file_id,
            CaseKind.PERSON,
            Danger.FRONT,
            lead(cast),
            "Да.",
        )
    assert WhyNot.NOT_THEIR_ROLE in refused.value.reasons
    assert not Case.objects.filter(file_id=box.file_id).exists()
    assert not Item.objects.exists()
    assert read(ask_desk_count()) == 1


def test_a_sign_of_life_without_words_is_told_at_the_desk(
    office_door: Door, cast: Cast
) -> None:
    box, sign = Box(timezone.now()), new_id()
    receive_more(
        visitor=box.visitor,
        letter_id=sign,
        body=LetterBody(LetterKind.CHECK_IN, "", {"said": Saying.NOT_WELL.value}),
        danger=Danger.UNSAID.value,
        at=timezone.now(),
    )
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.get("/triage/")
    page = office_door.post(f"/letters/{sign}/")
    assert "sign of life" in page
    assert "I am not all right" in page
    assert '<article class="letter"><p></p>' not in page


def test_a_letter_nobody_sent_is_found_nowhere(office_door: Door, cast: Cast) -> None:
    office_door.sign_in(cast.iryna, timezone.now())
    office_door.get("/triage/")
    office_door.post(f"/letters/{new_id()}/open-case/", **SAID)
    assert office_door.page.status_code == 404
