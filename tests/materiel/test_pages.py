"""Equipment through both doors, as the doors' own database roles, without JavaScript."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission, Role
from safeconduct.casework.services import assign
from safeconduct.contact.core.terms import LetterKind
from safeconduct.contact.models import Letter
from safeconduct.contact.queries import open_letter
from safeconduct.materiel.core.terms import Companions, ItemEvent, ItemState, Mark, Outcome
from safeconduct.materiel.models import Alert, Claim
from safeconduct.materiel.office.words import COMPANIONS, EVENTS, MARKS, OUTCOMES, STATES
from safeconduct.materiel.queries import claim, claims_of
from safeconduct.vault.queries import desk_keys, open_file
from tests.cast import Cast
from tests.doors import Door
from tests.jobs import run_jobs
from tests.making import make_case
from tests.materiel.making import SERIAL, TO_VERIFIED, moved, two_claims

HALF_MILLION = "500\u00a0000\u00a0USD"
SEEN = re.compile(r'name="seen" value="([^"]*)"')
BLANK = {"serial": "", "plate": "", "tactical": "", "place": "", "on": ""}


def form_of(code: str, **marks: str) -> dict[str, str]:
    """A filled claim form."""
    return BLANK | {"type_code": code, "companions": "not_known"} | marks


def register(door: Door, file_id: UUID, code: str, **marks: str) -> str:
    """Fill the form, look at the value, register; returns the page with the value."""
    path = f"/cases/{file_id}/equipment/new/"
    door.get(path)
    shown = door.post(path, **form_of(code, **marks), show="1")
    seen = SEEN.search(shown)
    assert seen is not None
    door.post(path, **form_of(code, **marks), seen=seen[1], register="1")
    return shown


def test_every_word_of_the_room_can_be_said() -> None:
    assert set(STATES) == set(ItemState)
    assert set(EVENTS) == set(ItemEvent)
    assert set(COMPANIONS) == set(Companions)
    assert set(MARKS) == set(Mark)
    assert set(OUTCOMES) == set(Outcome)


def test_the_value_and_its_source_are_shown_before_anything_is_written(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at).file_id
    office_door.sign_in(cast.olena, timezone.now())
    path = f"/cases/{file_id}/equipment/new/"
    page = office_door.get(path)
    assert "combat helicopter" in page
    assert 'value="register"' not in page
    shown = office_door.post(path, **form_of("mi8amtsh"), show="1")
    assert HALF_MILLION in shown
    for part in ("bill 7229", "ua-7229-2022-04-01", "Verkhovna Rada", "2022-04-01"):
        assert part in shown
    assert not Claim.objects.exists()
    other = SEEN.search(shown)
    assert other is not None
    again = office_door.post(path, **form_of("tu22m3"), seen=other[1], register="1")
    assert "needs a decision" in again
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("mi8amtsh", HALF_MILLION),
        ("tu22m3", "needs a decision"),
        ("bm21", "25\u00a0000\u00a0USD to 35\u00a0000\u00a0USD"),
    ],
)
def test_a_claim_goes_from_form_to_desk_and_case_page(
    office_door: Door, cast: Cast, at: datetime, code: str, words: str
) -> None:
    file_id = make_case(cast, at).file_id
    office_door.sign_in(cast.olena, timezone.now())
    assert "Register an equipment claim" in office_door.get(f"/cases/{file_id}/")
    assert words in register(office_door, file_id, code, serial="7")
    (made,) = claims_of(file_id)
    assert office_door.path == f"/equipment/{made.id}/"
    page = office_door.page.content.decode()
    assert words in page
    assert "Not compared yet." in page
    desk = office_door.get("/equipment/")
    assert words in desk
    assert "not compared yet" in desk
    run_jobs()
    assert "no other claim alike" in office_door.get("/equipment/")
    case = office_door.get(f"/cases/{file_id}/")
    assert "1 claim" in case
    assert words in case


def test_a_form_with_nothing_in_it_says_what_is_missing(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at).file_id
    office_door.sign_in(cast.olena, timezone.now())
    path = f"/cases/{file_id}/equipment/new/"
    office_door.get(path)
    page = office_door.post(path, **form_of(""), show="1")
    assert "There is a problem" in page
    far = form_of("bmp2", on="2126-01-01")
    seen = SEEN.search(office_door.post(path, **far, show="1"))
    assert seen is not None
    page = office_door.post(path, **far, seen=seen[1], register="1")
    assert "The day lies ahead" in page
    assert not Claim.objects.exists()


def test_two_claims_for_one_vehicle_alert_both_case_pages_and_kirill_gets_404(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    pair = two_claims(cast, at)
    run_jobs()
    office_door.sign_in(cast.olena, timezone.now())
    for file_id, claim_id in ((pair.driver_file, pair.driver), (pair.farmer_file, pair.farmer)):
        case = office_door.get(f"/cases/{file_id}/")
        assert '<span class="tag stop">same item claimed twice?</span>' in case
        page = office_door.get(f"/equipment/{claim_id}/")
        assert "Another claim may be for this same item" in page
        assert "Painted tactical, board or hull number" in page
        assert "differs" in page
    assert office_door.get("/equipment/").count('tag stop">same item') == 2
    office_door.browser.cookies.clear()
    office_door.page = None
    office_door.sign_in(cast.kirill, timezone.now())
    assert "No claim yet" in office_door.get("/equipment/")
    alert = Alert.objects.get().id
    for path in (
        f"/cases/{pair.driver_file}/",
        f"/cases/{pair.driver_file}/equipment/new/",
        f"/equipment/{pair.driver}/",
        f"/equipment/{pair.farmer}/marks/",
        f"/equipment/{pair.farmer}/companions/",
        f"/equipment/{pair.farmer}/withdraw/",
        f"/equipment/alerts/{alert}/",
        f"/custody/{pair.driver}/receive/",
    ):
        page = office_door.get(path)
        assert office_door.page.status_code == 404, path
        assert SERIAL not in page


def test_two_people_lay_both_claims_side_by_side_and_decide(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    pair = two_claims(cast, at)
    run_jobs()
    path = f"/equipment/alerts/{Alert.objects.get().id}/"
    office_door.sign_in(cast.olena, timezone.now())
    page = office_door.get(path)
    assert "214" in page
    assert "731" in page
    lower = min(pair.driver, pair.farmer)
    end = "mine" if lower == pair.driver else "other"
    page = office_door.post(path, end=end, reason="")
    assert "There is a problem" in page
    page = office_door.post(path, end=end, reason="Привёл Дёмин, два свидетеля.")
    assert "You proposed this" in page
    office_door.browser.cookies.clear()
    office_door.page = None
    office_door.sign_in(cast.emil, timezone.now())
    assert "Привёл Дёмин" in office_door.get(path)
    page = office_door.post(path, agree="1")
    assert "Decided by two people" in page
    assert claim(pair.farmer).duplicate
    assert "another claim goes on" in office_door.get("/equipment/")


def test_whoever_is_on_one_case_sees_agreement_but_not_the_other_claim(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    pair = two_claims(cast, at)
    run_jobs()
    assign(cast.iryna.signed(at), pair.driver_file, cast.edita.id, Role.EVIDENCE_CUSTODIAN)
    office_door.sign_in(cast.edita, timezone.now())
    page = office_door.get(f"/equipment/alerts/{Alert.objects.get().id}/")
    assert "214" in page
    assert "731" not in page
    assert "of a case you are not on" in page
    assert "Propose</button>" not in page
    assert str(pair.farmer) not in page


def test_custody_takes_two_people_at_two_desks(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    pair = two_claims(cast, at)
    office_door.sign_in(cast.emil, timezone.now())
    office_door.fill(f"/custody/{pair.driver}/receive/", version="1")
    assert "waits for a second person" in office_door.page.content.decode()
    assert claim(pair.driver).state is ItemState.CLAIMED
    found = re.search(r'href="(/custody/moves/[^"]+)"', office_door.page.content.decode())
    assert found is not None
    page = office_door.fill(found[1])
    assert "You recorded this" in page
    office_door.browser.cookies.clear()
    office_door.page = None
    office_door.sign_in(cast.ruta, timezone.now())
    assert found[1] in office_door.get(f"/cases/{pair.driver_file}/")
    page = office_door.fill(found[1])
    assert claim(pair.driver).state is ItemState.RECEIVED
    assert "received" in page
    assert office_door.get(f"/custody/{pair.driver}/fly/")
    assert office_door.page.status_code == 404
    office_door.get(f"/equipment/{pair.driver}/")
    assert office_door.page.status_code == 404  # reception sees custody, not claims


def test_a_step_can_be_turned_down_and_the_timeline_says_so(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    pair = two_claims(cast, at)
    office_door.sign_in(cast.emil, timezone.now())
    office_door.fill(f"/custody/{pair.driver}/reject/", version="1")
    found = re.search(r'href="(/custody/moves/[^"]+)"', office_door.page.content.decode())
    assert found is not None
    office_door.fill(found[1], drop="1")
    page = office_door.get(f"/equipment/{pair.driver}/")
    assert "turned down" in page
    assert "Emil" in page


def test_the_page_of_a_claim_says_what_may_be_done_and_what_not(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    pair = two_claims(cast, at)
    run_jobs()
    office_door.sign_in(cast.olena, timezone.now())
    page = office_door.get(f"/equipment/{pair.driver}/")
    assert "Record: received into custody" in page
    assert "Your role does not allow this." in page
    assert SERIAL in page
    office_door.fill(f"/equipment/{pair.driver}/marks/", serial=SERIAL, plate="1187")
    assert "1187" in office_door.page.content.decode()
    office_door.fill(f"/equipment/{pair.driver}/companions/", companions="harmed")
    assert "Somebody was harmed" in office_door.page.content.decode()
    moved(cast, at, pair.driver, *TO_VERIFIED)
    assert "no longer change" in office_door.get(f"/equipment/{pair.driver}/")
    office_door.fill(f"/equipment/{pair.farmer}/withdraw/")
    assert "withdrawn" in office_door.page.content.decode()


def test_a_supervisor_sees_state_and_value_but_no_mark(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    pair = two_claims(cast, at)
    office_door.sign_in(cast.vasyl, timezone.now())
    page = office_door.get(f"/equipment/{pair.driver}/")
    assert "Your key does not open the marks of this item." in page
    assert SERIAL not in page
    case = office_door.get(f"/cases/{pair.driver_file}/")
    assert "Register an equipment claim" in case  # refused, with who can
    assert f"/cases/{pair.driver_file}/equipment/new/" not in case
    assert Role.SUPERVISOR not in WHO[Permission.CLAIM_REGISTER]


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_an_offer_is_one_more_sealed_letter_and_not_yet_a_claim(
    public_door: Door, cast: Cast, language: str
) -> None:
    public_door.fill(f"/{language}/write/", text="Хочу жить.")
    public_door.post(f"/{language}/words/", skip="1")
    first = Letter.objects.get()
    assert f'href="/{language}/mailbox/equipment/"' in public_door.get(f"/{language}/mailbox/")
    public_door.get(f"/{language}/mailbox/equipment/")
    public_door.post(f"/{language}/mailbox/equipment/", type="tank", text="Т-72.")
    assert public_door.path == f"/{language}/mailbox/?sent"
    letter = Letter.objects.exclude(id=first.id).get()
    assert "Т-72".encode() not in bytes(letter.sealed_body)
    body = open_letter(open_file(desk_keys(cast.iryna.keys), first.file_id), letter.id)
    assert (body.kind, body.fields) == (LetterKind.EQUIPMENT, {"type": "tank"})
    assert body.text == "Т-72."
    assert not Claim.objects.exists()


def test_the_offer_page_promises_nothing_and_asks_for_no_place(public_door: Door) -> None:
    public_door.fill("/en/write/", text="Two of us.")
    public_door.post("/en/words/", skip="1")
    page = public_door.get("/en/mailbox/equipment/")
    for words in (
        "Nothing depends on it.",
        "Never harm anybody for it.",
        "the same now or later",
        "only after you have arrived in safety",
        "We promise no sum.",
        "Do not write where it stands",
    ):
        assert words in page
    names = set(re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', page))
    assert names == {"csrfmiddlewaretoken", "once", "type", "text"}
    page = public_door.post("/en/mailbox/equipment/", text="  ")
    assert "Please write something first." in page


def test_without_an_open_mailbox_there_is_nothing_to_offer_from(public_door: Door) -> None:
    public_door.get("/en/mailbox/equipment/")
    assert public_door.path == "/en/return/"
