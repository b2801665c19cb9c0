"""One case with something of every room in it, made through the services.

The walls around it are walked in `test_walls.py`; an address that names a thing which is not
here cannot be walked, and that fails the test.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from safeconduct.accounts.core.terms import Interest, Parting, Role
from safeconduct.accounts.departure import propose_departure
from safeconduct.accounts.servicekeys import service_keys
from safeconduct.accounts.signed import Signed
from safeconduct.casework import adapters, services
from safeconduct.casework.core.links import LinkKind
from safeconduct.casework.core.referral import Ground
from safeconduct.casework.core.sheets import RIGHTS, Topic, Way
from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.models import Proposal, Task
from safeconduct.casework.queries import find
from safeconduct.casework.services.batch import gather
from safeconduct.casework.services.conflicts import declare_conflict
from safeconduct.casework.services.importing import read_sheet
from safeconduct.casework.services.recontact import agree_challenge
from safeconduct.casework.services.referring import propose_referral
from safeconduct.casework.services.saved import drop, keep
from safeconduct.casework.services.translating import ask_translation
from safeconduct.common.ids import new_id
from safeconduct.common.money import major
from safeconduct.contact.core.duty import Duty
from safeconduct.contact.core.places import PlaceKind, Room, Tonight
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.models import Attachment
from safeconduct.contact.services import receive_complaint, receive_more
from safeconduct.contact.services.duty import add_shift
from safeconduct.contact.services.handover import write_handover
from safeconduct.contact.services.places import Said, add_place
from safeconduct.jobs.queue import WORKER
from safeconduct.materiel import services as materiel
from safeconduct.materiel.core.terms import Companions, ItemEvent, Marks
from safeconduct.materiel.models import Alert
from safeconduct.partners.core.terms import Matter
from safeconduct.partners.models import Ack, Delivery, Token
from safeconduct.partners.services import confirm, propose_endpoint
from safeconduct.passage.core.terms import CostKind
from safeconduct.passage.services import ask_in_kind
from safeconduct.protection import services as protection
from safeconduct.protection.core.terms import Level
from safeconduct.protection.models import Alarm, Plan
from safeconduct.protection.public.views import letter_of
from safeconduct.record.services import act
from safeconduct.screening.models import Hit, NameList
from safeconduct.screening.services import ask, import_demo_list
from safeconduct.status import services as status
from safeconduct.support import services as support
from safeconduct.support.core.terms import Because, Stream
from safeconduct.testimony import services as testimony
from safeconduct.vault.core.terms import Compartment
from safeconduct.vetting import services as vetting
from safeconduct.vetting.core.terms import Result
from tests.cast import Cast, Officer
from tests.contact.core.test_stripping import BARE_JPEG
from tests.contact.sending import Form, send
from tests.doors import Door
from tests.jobs import run_jobs
from tests.making import Made, attest_twice, do, make_case, recipient
from tests.materiel.making import as_role
from tests.partners.making import make_partner, make_share, make_token, number_events, tell
from tests.passage.story import desks, to_sent
from tests.protection.making import CALM as CALM_NOW
from tests.protection.making import PAID, agree
from tests.protection.test_jobs import run_watch
from tests.screening.making import KOTOV
from tests.status.test_services import CALM, GRANTED
from tests.testimony.building import DAY, READY, RECIPIENT
from tests.testimony.core.making import PHOTO, SHEET
from tests.vetting.making import new_finding, opened
from tests.vetting.making import propose as propose_conclusion

MARK = "Синица-7431"  # stands in every sealed word of the case
Ids = dict[str, UUID]


@dataclass(frozen=True)
class Furnished:
    """The case, the id that each name in an address stands for, and what may show nowhere."""

    made: Made
    alias: str
    ids: Ids

    @property
    def needles(self) -> dict[str, str]:
        """What would be a trace of the case on a page: the words, and what they are."""
        found = {MARK: "a sealed word", self.alias: "the alias"}
        if "other" in self.ids:
            found[find(self.ids["other"]).alias] = "the other alias"
        for name in OF_CASE & set(self.ids):
            found[str(self.ids[name])] = found[self.ids[name].hex] = name
        return found


# Names in addresses that stand for a thing of the case, or of an officer who works on it.
OF_CASE = frozenset(
    "file_id letter_id attachment_id other link_id told_id task_id referral_id proposal_id"
    " claim_id alert_id move_id addressee_id cost_id person_id plan_id change_id alarm_id"
    " hit_id reading_id deadline_id place_id payment_id statement_id exhibit_id package_id"
    " finding_id conclusion_id share_id ack_id batch_id import_id filter_id dropped_id"
    " translation_id conflict_id".split()
)


@dataclass(frozen=True)
class House:
    """Who furnishes which case, and when."""

    cast: Cast
    made: Made
    at: datetime

    def sign(self, name: str) -> Signed:
        """That officer, now."""
        officer: Officer = getattr(self.cast, name)
        return officer.signed(self.at)

    @property
    def file_id(self) -> UUID:
        """The case."""
        return self.made.file_id

    def writes(self, body: LetterBody) -> UUID:
        """The person writes on; the letter's id."""
        letter_id, visit = new_id(), visitor(self.made.cookie, self.at)
        assert visit is not None
        receive_more(
            visitor=visit, letter_id=letter_id, body=body, danger=Danger.WAITING.value,
            at=self.at,
        )  # fmt: skip
        return letter_id


def furnish(cast: Cast, at: datetime, door: Door) -> Furnished:
    """Make the case; `door` is the public one, for the file that the person sends."""
    made = make_case(cast, at, text=MARK, stage="passage")
    house, ids = House(cast, made, at), {"file_id": made.file_id}
    for room in ROOMS:
        ids |= room(house, ids)
    ids |= _sent_file(house, door)
    ids |= _waits(house, ids)
    return Furnished(made, find(made.file_id).alias, ids)


def _people(h: House, _ids: Ids) -> Ids:
    olena = h.sign("olena")
    card = KOTOV | {"rank": MARK}
    person = services.add_person(olena, h.file_id, "applicant", card)
    services.add_person(olena, h.file_id, "parent", {"first_names": MARK})
    for purpose in ("publicity", "disclosure_prosecutor"):
        services.write_consent(olena, h.file_id, purpose, True)
    services.set_condition(olena, h.file_id, "family_out_first", None)
    agree_challenge(olena, h.file_id, "Как звали собаку?", MARK)
    told = services.give_sheet(olena, h.file_id, RIGHTS, Way.SPOKEN)
    services.tell(olena, h.file_id, Topic.SITES, MARK, Way.SPOKEN)
    return {"person_id": person, "told_id": told}


def _passage(h: House, _ids: Ids) -> Ids:
    to_sent(h.cast, h.file_id, h.at)
    cost = ask_in_kind(h.sign("petro"), h.file_id, CostKind.FOOD, major(20), "vendor-7")
    addressee = desks(h.file_id)[0].id
    attest_twice(h.cast, h.file_id, h.at)
    return {"cost_id": cost, "addressee_id": addressee}


def _protection(h: House, ids: Ids) -> Ids:
    pavlo, words = h.sign("pavlo"), protection.PlanWords(MARK, MARK, MARK)
    plan = protection.open_plan(pavlo, h.file_id, ids["person_id"], PAID, words)
    agree(h.cast, plan, h.at)
    service_keys.cache_clear()
    h.writes(letter_of("not_well", MARK))
    run_watch()
    protection.set_facts(pavlo, plan, CALM_NOW)
    rows = Plan.objects.filter(id=plan)
    version = rows.values_list("version", flat=True).get()
    change = protection.propose_lowering(pavlo, plan, Level.STANDARD, MARK, version)
    return {"plan_id": plan, "change_id": change, "alarm_id": Alarm.objects.all()[0].id}


def _materiel(h: House, _ids: Ids) -> Ids:
    olena, claims = h.sign("olena"), []
    other = make_case(h.cast, h.at, stage="passage").file_id
    for file_id in (h.file_id, other):
        marks = Marks("bmp2", "02КТ1187", "", "214", MARK)
        unharmed = Companions.UNHARMED
        claims.append(
            materiel.register_claim(olena, file_id, "bmp2", marks, companions=unharmed)
        )
    matcher = service_keys(materiel.MATCHER)
    assert matcher is not None
    with act(WORKER, h.at) as a:
        materiel.compare_claim(a, matcher, claims[1])
    move = materiel.move_item(h.sign("emil"), claims[0], ItemEvent.RECEIVE, 1)
    link = services.propose_link(olena, h.file_id, other, LinkKind.FAMILY)
    alert = Alert.objects.all()[0].id
    return {
        "other": other, "claim_id": claims[0], "alert_id": alert, "move_id": move,
        "link_id": link,
    }  # fmt: skip


def _screening(h: House, ids: Ids) -> Ids:
    import_demo_list(h.sign("anna"))
    ask(h.sign("olena"), h.file_id, ids["person_id"])
    with as_role("sc_worker"):
        run_jobs()
    return {"hit_id": Hit.objects.all()[0].id, "list_id": NameList.objects.all()[0].id}


def _vetting(h: House, _ids: Ids) -> Ids:
    opened(h.cast, h.at, h.file_id)
    finding = vetting.add_finding(h.sign("anna"), h.file_id, new_finding(note=MARK))
    conclusion = propose_conclusion(h.cast, h.at, h.file_id, Result.CLEAR)
    return {"finding_id": finding, "conclusion_id": conclusion}


def _status(h: House, _ids: Ids) -> Ids:
    lina, day = h.sign("lina"), h.at.date()
    reading = status.open_file(lina, h.file_id)
    deadline = status.add_deadline(lina, h.file_id, "de.suit", day, day, ["DE-BE"])
    offer = status.register_offer(lina, "lt", "Humanitarian visa", 2)
    status.write_wish(lina, h.file_id, MARK)
    status.show_offer(lina, h.file_id, offer, CALM)
    place = status.propose_place(lina, h.file_id, offer)
    status.propose_closing(lina, reading, GRANTED)
    return {
        "reading_id": reading, "deadline_id": deadline, "offer_id": offer, "place_id": place
    }  # fmt: skip


def _support(h: House, _ids: Ids) -> Ids:
    fedir = h.sign("fedir")
    payment = support.plan_payment(
        fedir, file_id=h.file_id, stream=Stream.HARDSHIP, amount=major(90), deviation=MARK
    )
    support.draft(fedir, payment)
    support.check_payee(fedir, payment, MARK)
    support.propose_refusal(h.sign("faina"), payment, Because.NEED)
    return {"payment_id": payment}


def _testimony(h: House, _ids: Ids) -> Ids:
    emil = h.cast.emil.signed(h.at + DAY)  # not on the day of arrival
    statement = testimony.open_statement(emil, h.file_id, "ru", READY)
    testimony.add_part(emil, h.file_id, statement, MARK)
    exhibit = testimony.receive_exhibit(emil, h.file_id, PHOTO, statement).exhibit_id
    testimony.fill_sheet(emil, h.file_id, statement, SHEET)
    wanted = testimony.Wanted(
        "national_prosecutor", RECIPIENT, "investigation", frozenset({exhibit})
    )
    package = testimony.propose_package(emil, h.file_id, wanted)
    return {"statement_id": statement, "exhibit_id": exhibit, "package_id": package}


def _partners(h: House, _ids: Ids) -> Ids:
    partner = make_partner(h.cast, h.at)
    endpoint = propose_endpoint(h.sign("vasyl"), partner, "http://127.0.0.1:9/in")
    confirm(h.sign("daria"), Matter.ENDPOINT, endpoint)
    share = make_share(h.cast, h.at, partner, h.file_id)
    text = make_token(h.cast, h.at, partner)
    number_events()
    said = tell(text, str(uuid4()), {"case": str(share), "answer": "accepted"})
    assert said.status_code == 201
    return {
        "partner_id": partner, "endpoint_id": endpoint, "share_id": share,
        "token_id": Token.objects.get().id, "delivery_id": Delivery.objects.all()[0].id,
        "ack_id": Ack.objects.get().id,
    }  # fmt: skip


def _around(h: House, _ids: Ids) -> Ids:
    """What is no part of the case: the desk, the house, and officers' own things."""
    vasyl, visit = h.sign("vasyl"), visitor(h.made.cookie, h.at)
    assert visit is not None
    iryna = h.sign("iryna")
    iryna = replace(iryna, actor=replace(iryna.actor, roles=frozenset(Role)))
    complaint, words = new_id(), "Офицер кричал на меня."
    receive_complaint(
        visitor=visit, complaint_id=complaint, text=words, name_case=False, at=h.at
    )
    table = adapters.read_table(f"reference,surname,contact\n7,{MARK},@nick".encode())
    dropped, end = keep(iryna, "Old", {"stage": "triage"}), h.at + timedelta(hours=8)
    drop(iryna, dropped)
    shift = add_shift(vasyl, iryna.actor.officer_id, Duty.INTERPRETER, h.at, end, ("ru", "uk"))
    every_day, room, tonight = frozenset(range(7)), next(iter(Room)), next(iter(Tonight))
    said = Said(room, time(8), time(20), every_day, tonight, "417")
    return {
        "complaint_id": complaint,
        "reception_id": add_place(vasyl, next(iter(PlaceKind)), said),
        "import_id": read_sheet(iryna, table),
        "batch_id": gather(iryna, "PASS_ON", [h.file_id]),
        "dropped_id": dropped,
        "filter_id": keep(iryna, MARK, {"stage": "arrived"}),
        "handover_id": write_handover(h.sign("ruta"), Duty.RECEPTION, "A quiet night."),
        "shift_id": shift[0],
        "departure_id": propose_departure(vasyl, h.cast.marta.id, Parting.AWAY),
        "conflict_id": declare_conflict(vasyl, h.file_id, h.cast.marta.id, Interest.OTHER),
        "recipient_id": recipient(h.cast, h.at),
        "copy_id": new_id(),
    }


ROOMS: tuple[Callable[[House, Ids], Ids], ...] = (
    _people, _passage, _protection, _materiel, _screening, _vetting, _status, _support,
    _testimony, _partners, _around,
)  # fmt: skip


def _sent_file(h: House, door: Door) -> Ids:
    """A file that the person sends, and a letter nobody has opened yet."""
    door.browser.cookies["sc-public"] = h.made.cookie
    send(door, Form(BARE_JPEG, note=MARK))
    letter = h.writes(LetterBody(LetterKind.MESSAGE, MARK))
    return {"attachment_id": Attachment.objects.all()[0].id, "letter_id": letter}


def _waits(h: House, ids: Ids) -> Ids:
    """A referral, a text for an interpreter, and last an act that waits for its second person:
    it shuts others.
    """
    referral = propose_referral(
        h.sign("olena"), h.file_id, ids["recipient_id"], Ground.VITAL, [Compartment.CONTACT],
        MARK,
    )  # fmt: skip
    task = Task.objects.filter(case_id=h.file_id, role=Role.CASE_OFFICER.value, done_at=None)
    text = ask_translation(h.sign("olena"), h.file_id, MARK, "ru", "uk")
    do(h.cast.lina, h.file_id, CaseAct.PLACE_HOLD, h.at)
    do(h.cast.lina, h.file_id, CaseAct.LIFT_HOLD, h.at)
    proposal = Proposal.objects.get(case_id=h.file_id, state="pending").id
    return {
        "referral_id": referral, "task_id": task[0].id, "translation_id": text,
        "proposal_id": proposal,
    }  # fmt: skip
