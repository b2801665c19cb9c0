"""The office's pages about partners, walked as officers walk them."""

import re
from datetime import datetime
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from safeconduct.casework.core.referral import Ground
from safeconduct.casework.models import Task
from safeconduct.casework.services.referring import propose_referral
from safeconduct.partners import services
from safeconduct.partners.core.terms import SEE_ANSWER, Basis, Matter
from safeconduct.partners.jobs import tell_answers
from safeconduct.partners.models import Ack, Delivery, Partner, Share, Token
from safeconduct.vault.core.terms import Compartment
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case, recipient
from tests.partners.making import (
    ask,
    make_partner,
    make_share,
    make_token,
    number_events,
    tell,
)

TOKEN = re.compile(r"<code>(scp_[\w-]{43})</code>")


def test_a_partner_a_token_and_an_address_by_two_people(cast: Cast, at: datetime) -> None:
    with Door("office", "sc_office") as first, Door("office", "sc_office") as second:
        first.sign_in(cast.vasyl, timezone.now())
        assert "There is no partner yet" in first.get("/partners/")
        page = first.post("/partners/", name="Harbour Aid", category="medical service")
        assert "waits for a second person" in page
        row = Partner.objects.get()
        here = f"/partners/{row.id}/"
        assert "must confirm it" in first.fill(f"{here}decide/")
        second.sign_in(cast.daria, timezone.now())
        assert 'href="/partners/"' in second.get("/my-work/")
        assert "in use" in second.fill(f"{here}decide/")

        assert "at least one" in first.fill(f"{here}tokens/new/", days="9")
        shown = first.fill(f"{here}tokens/new/", days="9", scopes=["cases:read"])
        (token,) = TOKEN.findall(shown)
        assert ask(token, "/v1/cases").status_code == 401
        made = Token.objects.get()
        second.fill(f"{here}tokens/{made.id}/")
        assert ask(token, "/v1/cases").status_code == 200
        assert not TOKEN.search(first.get(here))
        first.fill(f"{here}tokens/{made.id}/", end="1")
        assert ask(token, "/v1/cases").status_code == 401

        assert "Write an https address" in first.fill(f"{here}addresses/new/", url="gopher://x")
        page = first.fill(f"{here}addresses/new/", url="https://hooks.example.org/in")
        assert "https://hooks.example.org/in" in page
        assert "whpk_" in page
        second.get(f"/partners/{uuid4()}/")
        assert second.page.status_code == 404


def test_a_case_is_shared_and_its_answer_is_seen(cast: Cast, at: datetime) -> None:
    del at
    now = timezone.now()
    partner, case = make_partner(cast, now), make_case(cast, now)
    here = f"/cases/{case.file_id}/partners/"
    with Door("office", "sc_office") as first, Door("office", "sc_office") as second:
        first.sign_in(cast.olena, now)
        assert here in first.get(f"/cases/{case.file_id}/")
        page = first.fill(here, partner=str(partner), basis="CONSENT")
        assert "waits for a second person" in page
        share = Share.objects.get()
        second.sign_in(cast.vasyl, now)
        assert "in use" in second.fill(f"{here}{share.id}/")
        token = make_token(cast, now, partner)
        body = {"case": str(share.id), "answer": "accepted"}
        assert tell(token, str(uuid4()), body).status_code == 201
        assert "accepts it" in first.get(f"/cases/{case.file_id}/")
        assert "accepts it" in first.get(here)
        row = Ack.objects.get()
        assert "marked as seen" in first.post(f"/partners/answers/{row.id}/seen/")
        assert "accepts it" not in first.get(f"/cases/{case.file_id}/")


def test_whoever_is_not_on_the_case_finds_no_trace(
    cast: Cast, at: datetime, office_door: Door
) -> None:
    del at
    now = timezone.now()
    partner, case = make_partner(cast, now), make_case(cast, now)
    share = make_share(cast, now, partner, case.file_id)
    tell(make_token(cast, now, partner), str(uuid4()), {"case": str(share), "answer": "done"})
    office_door.sign_in(cast.kirill, now)
    for path in (
        f"/cases/{case.file_id}/partners/",
        f"/cases/{case.file_id}/partners/{share}/",
        "/partners/",
        f"/partners/{partner}/",
    ):
        assert "Harbour Aid" not in office_door.get(path)
        assert office_door.page.status_code == 404
    for path in (
        f"/partners/answers/{Ack.objects.get().id}/seen/",
        f"/cases/{case.file_id}/partners/",
        f"/cases/{case.file_id}/partners/{share}/",
    ):
        office_door.get("/my-work/")
        office_door.post(path, partner=str(partner), basis="CONSENT", end="1")
        assert office_door.page.status_code == 404
    assert Ack.objects.get().seen_at is None
    assert Share.objects.get().ended_at is None


def test_what_was_given_up_is_sent_again_from_the_page(
    cast: Cast, at: datetime, office_door: Door
) -> None:
    del at
    now = timezone.now()
    partner = make_partner(cast, now)
    made = services.propose_endpoint(cast.vasyl.signed(now), partner, "https://a.example/")
    services.confirm(cast.daria.signed(now), Matter.ENDPOINT, made)
    make_share(cast, now, partner, make_case(cast, now).file_id)
    number_events()
    Delivery.objects.update(due_at=None, tries=7, status=500)
    office_door.sign_in(cast.daria, now)
    assert "given up" in office_door.get(f"/partners/{partner}/")
    page = office_door.post(f"/partners/deliveries/{Delivery.objects.get().id}/again/")
    assert "on the way" in page
    assert Basis.CONSENT.name == Share.objects.get().basis


def test_a_receiver_that_is_a_partner_answers_on_the_referral(
    office_door: Door, cast: Cast
) -> None:
    """From the offer to share, over the partner's yes, to a task of the case officer."""
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    olena = cast.olena.signed(now)
    to = recipient(cast, now, "Harbour Aid")
    propose_referral(olena, file_id, to, Ground.VITAL, [Compartment.CONTACT], "A bed tonight.")
    partner = make_partner(cast, now, "Harbour Aid")
    office_door.sign_in(cast.olena, now)
    address = f"/cases/{file_id}/referral/"
    assert "This receiver is a partner" not in office_door.get(address)
    token = make_token(cast, now, partner)
    offer = f"/cases/{file_id}/partners/?partner={partner}&amp;basis=VITAL_INTEREST"
    assert offer in office_door.get(address)
    page = office_door.get(offer.replace("&amp;", "&"))
    assert page.count(" checked") == 2
    share = make_share(cast, now, partner, file_id)
    tell(token, str(uuid4()), {"case": str(share), "answer": "accepted"})
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sc_worker")
        try:
            tell_answers.func(0)
            tell_answers.func(0)
        finally:
            cursor.execute("RESET ROLE")
    assert Task.objects.filter(case_id=file_id, code=SEE_ANSWER).count() == 1
    assert "Look at what a partner answered" in office_door.get("/my-work/")
    page = office_door.get(address)
    assert "may follow where the case stands" in page
    assert "accepts it" in page
    office_door.post(f"/partners/answers/{Ack.objects.get().id}/seen/")
    assert Task.objects.get(case_id=file_id, code=SEE_ANSWER).done_at is not None
    tell_answers.func(0)
    assert Task.objects.filter(case_id=file_id, code=SEE_ANSWER).count() == 1
