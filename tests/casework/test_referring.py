"""A referral, from the list of recipients to the printed sheet; the database's own walls."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.casework import services
from safeconduct.casework.core.referral import CONSENT, Class, Event, Ground, State, WhyNot
from safeconduct.casework.core.terms import CaseAct, Kind, Stage
from safeconduct.casework.core.terms import WhyNot as Case
from safeconduct.casework.models import Case as CaseRow
from safeconduct.casework.models import Recipient, Referral
from safeconduct.casework.queries import alias_of, find, pending_of
from safeconduct.casework.services.referring import (
    answer_referral,
    decide_recipient,
    propose_referral,
    write_recipient,
)
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import entries_of
from safeconduct.vault.core.terms import Compartment
from tests.cast import Cast
from tests.doors import Door
from tests.making import accepted_referral, do, make_case, recipient

CONTACT = [Compartment.CONTACT]


def test_two_officers_put_a_recipient_on_the_list(cast: Cast, at: datetime) -> None:
    made = write_recipient(cast.vasyl.signed(at), Class.HOSPITAL, "Example hospital")
    with pytest.raises(Refused) as no:
        decide_recipient(cast.vasyl.signed(at), made, keep=True)
    assert no.value.reasons == (WhyNot.MADE_BY_YOU,)
    file_id = make_case(cast, at).file_id
    olena = cast.olena.signed(at)
    with pytest.raises(Refused) as no:
        propose_referral(olena, file_id, made, Ground.VITAL, CONTACT, "Bleeds.")
    assert no.value.reasons == (WhyNot.NO_RECIPIENT,)
    decide_recipient(cast.daria.signed(at), made, keep=True)
    propose_referral(olena, file_id, made, Ground.VITAL, CONTACT, "Bleeds.")
    with pytest.raises(Refused) as no:
        write_recipient(cast.olena.signed(at), Class.HOSPITAL, "Another")
    assert no.value.reasons == (WhyNot.ROLE,)


def test_the_case_stays_open_until_the_receiver_accepts(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="offer").file_id
    with pytest.raises(Refused) as no:
        do(cast.olena, file_id, CaseAct.REFER, at)
    assert no.value.reasons == (Case.NO_REFERRAL,)
    made = accepted_referral(cast, file_id, at)
    assert find(file_id).state.stage is Stage.OFFER
    do(cast.olena, file_id, CaseAct.REFER, at)
    waits = pending_of(file_id, at)
    assert waits is not None
    services.confirm(cast.vasyl.signed(at), waits.id)
    assert find(file_id).state.stage is Stage.REFERRED
    assert Referral.objects.get(id=made).state == State.DONE.value
    moved = [e.line.facts for e in entries_of(file_id) if e.line.kind == Kind.REFERRAL_MOVED]
    assert [dict(told)["referral"] for told in moved] == ["DONE", "ACCEPTED"]
    do(cast.vasyl, file_id, CaseAct.REOPEN, at)
    assert find(file_id).state.stage is Stage.OFFER
    with pytest.raises(Refused):  # the old answer does not count again
        do(cast.olena, file_id, CaseAct.REFER, at)


def test_a_consent_taken_back_stops_what_was_accepted(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    olena, to = cast.olena.signed(at), recipient(cast, at)
    with pytest.raises(Refused) as no:
        propose_referral(olena, file_id, to, Ground.CONSENT, CONTACT, "")
    assert no.value.reasons == (WhyNot.NO_CONSENT,)
    services.write_consent(olena, file_id, CONSENT, given=True)
    made = propose_referral(olena, file_id, to, Ground.CONSENT, CONTACT, "")
    answer_referral(olena, made, Event.ACCEPT)
    services.write_consent(olena, file_id, CONSENT, given=False)
    with pytest.raises(Refused) as no:
        do(cast.olena, file_id, CaseAct.REFER, at)
    assert no.value.reasons == (Case.NO_REFERRAL,)


def test_refused_and_taken_back_make_room_for_the_next(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    olena, to = cast.olena.signed(at), recipient(cast, at)
    for event in (Event.REFUSE, Event.WITHDRAW):
        made = propose_referral(olena, file_id, to, Ground.VITAL, CONTACT, "No bed here.")
        with pytest.raises(Refused) as no:
            propose_referral(olena, file_id, to, Ground.VITAL, CONTACT, "No bed here.")
        assert no.value.reasons == (WhyNot.GOES_ON,)
        answer_referral(olena, made, event)
        for late in (Event.ACCEPT, Event.HAND_OVER):
            with pytest.raises(Refused) as no:
                answer_referral(olena, made, late)
            assert no.value.reasons == (WhyNot.OTHER_STEP,)


def test_others_refer_nobody(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    to = recipient(cast, at)
    with pytest.raises(Unknown):
        propose_referral(cast.kirill.signed(at), file_id, to, Ground.VITAL, CONTACT, "x")
    with pytest.raises(Refused) as no:
        propose_referral(cast.pavlo.signed(at), file_id, to, Ground.VITAL, CONTACT, "x")
    assert no.value.reasons == (WhyNot.ROLE,)
    made = propose_referral(cast.olena.signed(at), file_id, to, Ground.VITAL, CONTACT, "x")
    with pytest.raises(Unknown):
        answer_referral(cast.kirill.signed(at), made, Event.ACCEPT)


def test_the_database_keeps_the_wall(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at).file_id
    row = {"id": new_id(), "name": "x", "made_by": cast.vasyl.id, "made_at": at}
    for barred in ("INTELLIGENCE_SERVICE", "ARMED_FORMATION"):
        with pytest.raises(IntegrityError, match="recipient_wall"), transaction.atomic():
            Recipient.objects.create(recipient_class=barred, **row)
    one = Recipient.objects.create(recipient_class="SHELTER", **row)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Recipient.objects.filter(id=one.id).update(agreed_by=cast.vasyl.id)
    told = {"ground": "VITAL", "sealed": b"x", "proposed_by": cast.olena.id, "proposed_at": at}
    with pytest.raises(IntegrityError, match="not confirmed by two"), transaction.atomic():
        Referral.objects.create(
            id=new_id(), case_id=file_id, recipient=one, parts=["contact"], **told
        )
    Recipient.objects.filter(id=one.id).update(agreed_by=cast.daria.id)
    with pytest.raises(IntegrityError, match="referral_parts"), transaction.atomic():
        Referral.objects.create(
            id=new_id(), case_id=file_id, recipient=one, parts=["vetting"], **told
        )
    with pytest.raises(IntegrityError, match="no receiver has accepted"), transaction.atomic():
        CaseRow.objects.filter(file_id=file_id).update(stage="referred", previous="contact")


def test_a_referral_by_its_pages(office_door: Door, cast: Cast) -> None:
    at = timezone.now()
    file_id = make_case(cast, at).file_id
    office_door.sign_in(cast.vasyl, at)
    assert 'href="/recipients/"' in office_door.get("/my-work/")
    page = office_door.fill("/recipients/", recipient_class="SHELTER", name="Example shelter")
    assert "waits for a second officer" in page
    made = Recipient.objects.get()
    decide_recipient(cast.daria.signed(at), made.id, keep=True)
    office_door.browser.cookies.clear()
    office_door.sign_in(cast.olena, at)
    here = f"/cases/{file_id}/referral/"
    assert f'href="{here}"' in office_door.get(f"/cases/{file_id}/")
    office_door.get("/recipients/")
    assert office_door.page.status_code == 404
    asked = {"recipient": str(made.id), "ground": "VITAL", "parts": ["contact", "identity"]}
    page = office_door.fill(here, **asked, note="")
    assert "Write down the vital interest, in words." in page
    page = office_door.fill(here, **asked, note="A bed for tonight.")
    assert "A bed for tonight." in page
    row = Referral.objects.get()
    office_door.get(f"{here}{row.id}/sheet/")
    assert office_door.page.status_code == 404  # nothing leaves before the answer
    office_door.get(here)
    page = office_door.post(f"{here}{row.id}/answer/", do="accept")
    assert f"/cases/{file_id}/act/refer/" in page
    sheet = office_door.get(f"{here}{row.id}/sheet/")
    assert f'<thead><tr><th scope="col">{alias_of(file_id)}' in sheet
    assert "A bed for tonight." in sheet
