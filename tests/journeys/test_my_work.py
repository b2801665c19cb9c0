"""My work: whatever waits for an officer stands there with one next act, for nobody else."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.casework.core.terms import CaseAct
from safeconduct.casework.queries import alias_of
from safeconduct.casework.services import attest_arrival
from safeconduct.common.ids import new_id
from safeconduct.common.money import major
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.services import receive_letter
from safeconduct.doors.office.work import WAITS, ask_rows
from safeconduct.materiel.core.terms import ItemEvent
from safeconduct.materiel.queries import claim
from safeconduct.materiel.services import move_item
from safeconduct.passage.core.terms import CostKind
from safeconduct.passage.services import ask_in_kind
from safeconduct.protection.core.terms import Level
from safeconduct.protection.services import propose_lowering
from safeconduct.screening.core.review import Outcome
from safeconduct.screening.queries import hits_for
from safeconduct.screening.services import ask as ask_again
from safeconduct.screening.services import review
from safeconduct.status import services as status
from safeconduct.support import services as support
from safeconduct.support.core.terms import Because, Stream
from safeconduct.testimony.services import offer_exhibit, propose_package
from safeconduct.vetting.core.terms import Result
from safeconduct.web.middleware import fresh_cookie
from safeconduct.web.together import each, read
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.jobs import run_jobs
from tests.making import do, make_case
from tests.materiel.making import two_claims
from tests.passage import story
from tests.protection import making as protection
from tests.protection.test_services import raised_then_calm
from tests.screening.making import screened
from tests.status.test_services import GRANTED
from tests.testimony.building import agree, tell
from tests.vetting import making as vetting

DECIDE = "Look and decide"
DAY = timedelta(days=1)
Expected = dict[str, list[str]]
Story = Callable[[Cast, datetime], Expected]


def waits(officer: Officer, at: datetime) -> list[str]:
    """The next acts on this officer's desk."""
    me = officer.signed(at)
    return [row.act for part in read(each(ask(me) for ask in WAITS)) for row in part]


def a_letter(cast: Cast, at: datetime) -> Expected:
    receive_letter(
        letter_id=new_id(), body=LetterBody(LetterKind.MESSAGE, "Помогите."),
        danger="at the front now", language="ru", cookie=fresh_cookie(), at=at, long_code=True,
    )  # fmt: skip
    return {"Iryna": ["Look"]}


def a_case_at_rest(cast: Cast, at: datetime) -> Expected:
    make_case(cast, at)
    return {}


def a_proposal(cast: Cast, at: datetime) -> Expected:
    do(cast.petro, make_case(cast, at, stage="triage").file_id, CaseAct.URGENT_PASSAGE, at)
    return {"Vasyl": [DECIDE]}


def half_an_arrival(cast: Cast, at: datetime) -> Expected:
    file_id = make_case(cast, at, stage="passage").file_id
    attest_arrival(cast.ruta.signed(at), file_id, True, 1)
    return {"Rasa": ["Attest"]}  # Pavlo is on the case, as Ruta is


def a_crossing(cast: Cast, at: datetime) -> Expected:
    story.open_(cast, make_case(cast, at, stage="passage").file_id, at)
    return {"Petro": ["Propose a crossing notice"]}


def a_notice(cast: Cast, at: datetime) -> Expected:
    file_id = make_case(cast, at, stage="passage").file_id
    story.open_(cast, file_id, at)
    story.propose(cast, file_id, at)
    return {"Vasyl": ["Approve the crossing notice"]}


def a_notice_to_pass_on(cast: Cast, at: datetime) -> Expected:
    file_id = make_case(cast, at, stage="passage").file_id
    story.open_(cast, file_id, at)
    story.propose(cast, file_id, at)
    story.approve(cast, file_id, at)
    return {"Petro": ["Record: passed to every addressee"]}


def help_in_kind(cast: Cast, at: datetime) -> Expected:
    file_id = make_case(cast, at, stage="passage").file_id
    story.open_(cast, file_id, at)
    ask_in_kind(cast.petro.signed(at), file_id, CostKind.FOOD, major(20), "vendor-7")
    return {"Petro": ["Propose a crossing notice"], "Vasyl": [DECIDE]}


def a_notice_nobody_read_back(cast: Cast, at: datetime) -> Expected:
    story.to_sent(cast, make_case(cast, at, stage="passage").file_id, at)
    return {"Petro": ["Enter the read-back"]}


def a_late_sign_of_life(cast: Cast, at: datetime) -> Expected:
    plans = protection.make_plans(cast, at - 3 * DAY)
    protection.agree(cast, plans.plan, at - 3 * DAY)
    return {name: ["Look after the person"] for name in ("Olena", "Pavlo")}


def a_lower_level(cast: Cast, at: datetime) -> Expected:
    made, version = raised_then_calm(cast, at)
    pavlo = cast.pavlo.signed(at)
    propose_lowering(pavlo, made.plan, Level.STANDARD, "The danger is over.", version)
    return {"Olena": [DECIDE]}


def a_closing(cast: Cast, at: datetime) -> Expected:
    lina, file_id = cast.lina.signed(at), make_case(cast, at).file_id
    status.propose_closing(lina, status.open_file(lina, file_id), GRANTED)
    return {"Olena": [DECIDE]}  # Vasyl may read, but his key does not open the paper


def a_place(cast: Cast, at: datetime) -> Expected:
    lina, file_id = cast.lina.signed(at), make_case(cast, at).file_id
    status.write_wish(lina, file_id, "Море")
    status.propose_place(lina, file_id, status.register_offer(lina, "lt", "Visa", 1))
    return {name: [DECIDE] for name in ("Olena", "Vasyl")}


def a_deadline(cast: Cast, at: datetime) -> Expected:
    lina, file_id = cast.lina.signed(at - 30 * DAY), make_case(cast, at - 30 * DAY).file_id
    for served in (date(2026, 11, 11), date(2026, 12, 11)):  # the second is far away
        status.add_deadline(lina, file_id, "de.suit", served, served, ["DE-BE"])
    return {"Lina": ["Status file"]}


def a_hit(cast: Cast, at: datetime) -> Expected:
    screened(cast, at)
    return {name: ["Look"] * 3 for name in ("Anna", "Viktor")}


def a_hit_seen(cast: Cast, at: datetime) -> Expected:
    file_id, person_id = screened(cast, at)
    anna = cast.anna.signed(at)
    ask_again(cast.olena.signed(at), file_id, person_id)  # this answer stands for both
    run_jobs()
    for hit in hits_for(anna)[:2]:
        review(anna, hit.id, Outcome.NOT_SAME, "Отчество другое.", 0)
    return {name: ["Look"] for name in ("Anna", "Viktor")}


def a_point_to_put(cast: Cast, at: datetime) -> Expected:
    file_id = make_case(cast, at).file_id
    vetting.opened(cast, at, file_id)
    vetting.against(cast, at, file_id, heard=False)
    return {"Anna": ["Vetting file"]}


def a_conclusion(cast: Cast, at: datetime) -> Expected:
    file_id = make_case(cast, at).file_id
    vetting.opened(cast, at, file_id)
    vetting.against(cast, at, file_id)
    vetting.propose(cast, at, file_id, Result.LIMITED)
    return {"Viktor": [DECIDE]}


def a_custody_step(cast: Cast, at: datetime) -> Expected:
    one = two_claims(cast, at).driver
    move_item(cast.emil.signed(at), one, ItemEvent.RECEIVE, claim(one).version)
    return {"Ruta": [DECIDE]}


def one_item_claimed_twice(cast: Cast, at: datetime) -> Expected:
    two_claims(cast, at)
    run_jobs()
    return {name: [DECIDE] for name in ("Olena", "Emil")}


def an_exhibit_offered(cast: Cast, at: datetime) -> Expected:
    told = tell(cast, at - DAY)
    to_edita = cast.edita.actor.key_id
    offer_exhibit(cast.emil.signed(at), told.file_id, told.exhibit_id, to_edita)
    return {"Edita": ["Accept it"]}


def a_package(cast: Cast, at: datetime) -> Expected:
    told = tell(cast, at - DAY)
    agree(cast, told.file_id, at)
    propose_package(cast.emil.signed(at), told.file_id, told.wanted())
    return {"Edita": ["Approve"]}


def _hardship(cast: Cast, at: datetime, *deeds: str, arrived: bool = True) -> None:
    file_id = make_case(cast, at, arrived=arrived, stage="passage").file_id
    fedir = cast.fedir.signed(at)
    one = support.plan_payment(
        fedir, file_id=file_id, stream=Stream.HARDSHIP, amount=major(900)
    )
    if "draft" in deeds:
        support.draft(fedir, one)
    if "check" in deeds:
        support.check_payee(fedir, one, "UA00 0000 0000")
    if "refuse" in deeds:
        support.propose_refusal(cast.faina.signed(at), one, Because.NEED)
    if "approve" in deeds:
        support.approve(cast.faina.signed(at), one)
    if "release" in deeds:
        support.release(cast.marta.signed(at), one)


def money_written_down(cast: Cast, at: datetime) -> Expected:
    _hardship(cast, at)
    return {"Fedir": ["Draft"]}


def money_drafted(cast: Cast, at: datetime) -> Expected:
    _hardship(cast, at, "draft")
    return {"Fedir": ["Check the payee"], "Faina": ["Approve"]}


def money_approved(cast: Cast, at: datetime) -> Expected:
    _hardship(cast, at, "draft", "check", "approve")
    return {"Marta": ["Release"]}


def money_released(cast: Cast, at: datetime) -> Expected:
    _hardship(cast, at, "draft", "check", "approve", "release")
    return {"Fedir": ["Record: the bank has paid"]}


def a_refusal(cast: Cast, at: datetime) -> Expected:
    _hardship(cast, at, "draft", "check", "refuse")
    return {"Vasyl": [DECIDE]}  # an award would wait for the vetting lead instead


STORIES: list[Story] = [
    a_letter, a_case_at_rest, a_proposal, half_an_arrival, a_crossing, a_notice,
    a_notice_to_pass_on, a_notice_nobody_read_back, help_in_kind, a_late_sign_of_life,
    a_lower_level, a_closing, a_place, a_deadline, a_hit, a_hit_seen, a_point_to_put,
    a_conclusion, a_custody_step, one_item_claimed_twice, an_exhibit_offered, a_package,
    money_written_down, money_drafted, money_approved, money_released, a_refusal,
]  # fmt: skip


@pytest.mark.parametrize("story_of", STORIES, ids=lambda one: one.__name__)
def test_it_waits_for_whose_turn_it_is_and_for_nobody_else(
    office_door: Door, cast: Cast, at: datetime, story_of: Story
) -> None:
    expected = story_of(cast, at)
    with office_door.settings:
        found = {alias: waits(officer, at) for alias, officer in cast.staff.items()}
    assert {alias: acts for alias, acts in found.items() if acts} == expected


def test_however_much_waits_one_statement_reads_a_step(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    several = (a_proposal, a_notice, a_late_sign_of_life, a_place, a_hit, a_custody_step)
    for tell_story in (*several, money_drafted):
        tell_story(cast, at)
    asked, rows = {}, []
    with office_door.settings:
        for alias, officer in cast.staff.items():
            with CaptureQueriesContext(connection) as statements:
                rows += read(ask_rows(officer.signed(at)))[0]
            asked[alias] = len(statements)
    assert len(rows) > len(several)
    assert max(asked.values()) <= 5, asked


def test_the_treasurer_is_led_to_what_waits_and_told_no_reason(
    office_door: Door, cast: Cast
) -> None:
    now = timezone.now()
    _hardship(cast, now, "draft", "approve")  # the payee is not checked yet
    page = office_door.sign_in(cast.marta, now)
    assert f"hardship · {major(900)} · not possible yet" in page
    assert "The payee was not checked." not in page
    assert "My cases" not in page  # she is on none, and never will be
    link = re.search(r'href="(/payments/[^"]+/)"', page)
    assert link is not None
    assert "The payee was not checked." in office_door.get(link[1])


def test_the_greatest_danger_comes_first(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    names = []
    for danger in (Danger.WAITING, Danger.FRONT):
        file_id = make_case(cast, now, danger=danger, stage="triage").file_id
        do(cast.petro, file_id, CaseAct.URGENT_PASSAGE, now)
        names.append(alias_of(file_id))
    calm, front = names
    table = office_door.sign_in(cast.vasyl, now).partition("Waits for you")[2]
    assert table.index(front) < table.index(calm)


def test_whoever_waits_for_nothing_is_told_what_would_come(
    office_door: Door, cast: Cast
) -> None:
    page = office_door.sign_in(cast.audra, timezone.now())
    assert "Nothing waits for you" in page
    assert "Nothing is due" not in page
