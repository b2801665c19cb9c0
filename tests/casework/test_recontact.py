"""Somebody is back: the agreed question is asked, another answer makes protection look."""

from html import unescape
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.casework.core.recontact import Heard
from safeconduct.casework.core.terms import CaseAct, Kind, Stage, WhyNot
from safeconduct.casework.models import Challenge, Return, Task
from safeconduct.casework.office.recontact import WHAT_TO_DO
from safeconduct.casework.queries import explain_case, find
from safeconduct.casework.queries.recontact import challenge_of
from safeconduct.casework.services.recontact import agree_challenge, hear_return
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict, Refused, Unknown
from safeconduct.record.queries import entries_of
from safeconduct.vault.core.terms import WhyNot as Vault
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.doors import Door
from tests.making import do, make_case

QUESTION, ANSWER = "Как звали собаку деда?", "Полкан"


def agreed(cast: Cast, stage: str = "offer") -> UUID:
    """A case that sleeps, with a question agreed before."""
    now = timezone.now()
    file_id = make_case(cast, now, stage=stage).file_id
    agree_challenge(cast.olena.signed(now), file_id, QUESTION, ANSWER)
    do(cast.olena, file_id, CaseAct.SLEEP, now)
    return file_id


def ask(cast: Cast, file_id: UUID, said: str) -> Heard:
    me = cast.olena.signed(timezone.now())
    now = challenge_of(open_file(me.keys, file_id))
    assert now is not None
    return hear_return(me, file_id, now.id, said)


def looks(file_id: UUID) -> list[str]:
    rows = Task.objects.filter(case_id=file_id, code="coercion_check", done_at=None)
    return list(rows.values_list("role", flat=True))


def test_words_are_sealed_and_the_record_holds_a_code(cast: Cast) -> None:
    file_id = agreed(cast)
    sealed = bytes(Challenge.objects.get().sealed)
    assert ANSWER.encode() not in sealed
    assert QUESTION.encode() not in sealed
    assert ask(cast, file_id, "полкан!") is Heard.AGREED
    line = entries_of(file_id, 1)[0].line
    assert line.kind == Kind.RETURN_HEARD
    assert (looks(file_id), Return.objects.get().came) == ([], "agreed")


@pytest.mark.parametrize(("said", "came"), [("Шарик", Heard.ANOTHER), (" … ", Heard.NOTHING)])
def test_another_answer_makes_protection_look_and_shuts_nothing(
    cast: Cast, said: str, came: Heard
) -> None:
    file_id, now = agreed(cast, stage="triage"), timezone.now()

    def allowed() -> set[CaseAct]:
        found = set()
        for officer in (cast.olena, cast.petro, cast.vasyl, cast.lina, cast.iryna):
            offered = explain_case(officer.actor, file_id, now)
            found |= {one.move.act for one in offered if one.allowed}
        return found

    before = allowed()
    assert ask(cast, file_id, said) is came
    assert ask(cast, file_id, said) is came  # asked again: one look is enough
    assert looks(file_id) == ["protection lead"]
    assert allowed() == before
    assert CaseAct.URGENT_PASSAGE in before
    do(cast.olena, file_id, CaseAct.WAKE, now)
    do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, now)
    assert find(file_id).state.stage is Stage.TRIAGE  # it waits for the supervisor, as always


def test_contact_that_was_lost_is_restored_whatever_the_answer(cast: Cast) -> None:
    file_id, now = agreed(cast), timezone.now()
    do(cast.olena, file_id, CaseAct.CONTACT_LOST, now)
    assert ask(cast, file_id, "Шарик") is Heard.ANOTHER
    assert do(cast.olena, file_id, CaseAct.CONTACT_RESTORED, now)
    assert not find(file_id).state.lost


def test_a_new_question_takes_the_place_of_the_old_and_an_old_page_is_stale(
    cast: Cast,
) -> None:
    file_id, me = agreed(cast), cast.olena.signed(timezone.now())
    old = Challenge.objects.get()
    agree_challenge(me, file_id, "Какого цвета были ворота?", "Синие")
    with pytest.raises(Conflict):
        hear_return(me, file_id, old.id, ANSWER)
    assert ask(cast, file_id, "синие") is Heard.AGREED
    twice = Challenge.objects.filter(id=old.id)
    one = pytest.raises(IntegrityError, match="casework_one_challenge")
    with one, transaction.atomic():
        twice.update(replaced_at=None)
    with pytest.raises(IntegrityError, match="casework_return_came"), transaction.atomic():
        Return.objects.update(came="maybe")


def test_what_cannot_be_agreed_or_asked_is_refused(cast: Cast) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    olena = cast.olena.signed(now)
    with pytest.raises(Refused) as refused:
        hear_return(olena, file_id, new_id(), ANSWER)
    assert refused.value.reasons == (WhyNot.NO_CHALLENGE,)
    for question, answer, why in (
        ("Полкан?", "полкан", WhyNot.ANSWER_GIVEN_AWAY),
        ("?!", "да", WhyNot.NO_CHALLENGE_WORDS),
    ):
        with pytest.raises(Refused) as refused:
            agree_challenge(olena, file_id, question, answer)
        assert refused.value.reasons == (why,)
    with pytest.raises(Refused) as refused:  # on the case, without the key to letters
        agree_challenge(cast.fedir.signed(now), file_id, QUESTION, ANSWER)
    assert refused.value.reasons == (Vault.NO_KEY,)
    with pytest.raises(Unknown):
        agree_challenge(cast.kirill.signed(now), file_id, QUESTION, ANSWER)
    assert not Challenge.objects.exists()


def test_agreeing_asking_and_what_to_do_through_the_pages(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now, stage="offer").file_id
    office_door.sign_in(cast.olena, now)
    assert "nothing agreed" in office_door.get(f"/cases/{file_id}/")
    page = office_door.fill(f"/cases/{file_id}/challenge/", question=QUESTION, answer=ANSWER)
    assert "The question for the return is sealed." in page
    do(cast.olena, file_id, CaseAct.SLEEP, now)
    assert "The person was silent." in office_door.get(f"/cases/{file_id}/answer/")
    page = office_door.get(f"/cases/{file_id}/return/")
    assert QUESTION in page
    assert ANSWER not in page
    asked = str(Challenge.objects.get().id)
    page = office_door.fill(f"/cases/{file_id}/return/", challenge=asked, said="Шарик")
    page = unescape(page)
    assert "another answer came" in page
    assert str(WHAT_TO_DO) in page
    assert "Look whether somebody makes the person write" in page
    assert ANSWER not in page
    assert str(WHAT_TO_DO) in unescape(office_door.get(f"/cases/{file_id}/answer/"))
